#!/bin/sh
# dnscode writes the records of a domain to a host that is called @.
#
# Expected: RFC 1035 section 5.1: @ is the origin. The methods of a zone have
# name='@' in their signatures, so new_MX(host="mail.example.net.") without a
# name is the MX of the domain.
# Seen: dnscode 1.7.3.post1 completes the @ to @.example.com., which is a label
# of that name, below the domain. All readers take it, and the domain has
# neither NS nor MX nor A; only the SOA, whose name is not completed, is where
# it should be. The host that is said to serve the zone, ns1.example.com
# without a dot, becomes ns1.example.com.example.com.
# Around it: name="example.com.", and a dot behind each host.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnscode==1.7.3.post1 \
  dnspython==2.7.0
venv/bin/python - <<'PYTHON' | tee seen
import dns.rdatatype
import dns.zone
from dnscode.dnscode import Zone

zone = Zone("example.com")
zone.new_SOA(name="@", mname="ns1.example.com")
zone.new_NS(host="ns1.example.com.")
zone.new_MX(host="mail.example.net.")
zone.new_A(name="ns1", host="192.0.2.1")
for name, _, data in dns.zone.from_text(
        str(zone), "example.com.", relativize=False,
        check_origin=False).iterate_rdatas():
    text = data.mname if hasattr(data, "mname") else data
    print(name, dns.rdatatype.to_text(data.rdtype), text)
PYTHON
echo "expected of dnscode 1.7.3.post1: no label @"
cat >described <<'EOF'
example.com. SOA ns1.example.com.example.com.
\@.example.com. NS ns1.example.com.
\@.example.com. MX 10 mail.example.net.
ns1.example.com. A 192.0.2.1
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
