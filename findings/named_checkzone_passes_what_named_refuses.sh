#!/bin/sh
# named-checkzone says OK to a zone that named does not load.
#
# Expected: named-checkzone "performs the same checks as named does when loading
# a zone" (its manual). No RFC limits the number of records of a name, and a
# domain may have a TXT for each service that wants to see whose it is.
# Seen: of BIND 9.18.49, named takes 100 records of a type at a name, the
# default of max-records-per-type since 9.18.28, and refuses the whole zone for
# the 101st: all its names are SERVFAIL. named-checkzone and named-checkconf -z
# find no fault, nor does NSD 4.6.1, which serves the zone.
# Around it: max-records-per-type 0 in named.conf, on each secondary, too.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9=1:9.18.49-1~deb12u3 bind9-utils=1:9.18.49-1~deb12u3 \
  bind9-libs=1:9.18.49-1~deb12u3 nsd=4.6.1-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
for count in 100 101; do
  {
    cat <<'EOF'
$TTL 300
@ SOA ns hostmaster 1 7200 3600 86400 300
@ NS ns
@ MX 10 ns
ns A 127.0.0.1
EOF
    seq -f '@ TXT "service-%g-verification=0123456789"' $count
  } >"of$count.example"
done
cat >named.conf <<EOF
options {
  directory "$work";
  listen-on port $port { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  recursion no;
  dnssec-validation no;
};
controls { };
zone of100.example { type primary; file "of100.example"; };
zone of101.example { type primary; file "of101.example"; };
EOF
export LD_LIBRARY_PATH="$libraries"
tree/usr/sbin/named -v
{
  tree/usr/bin/named-checkzone of101.example of101.example
  tree/usr/bin/named-checkconf -z named.conf
  tree/usr/sbin/nsd-checkzone of101.example of101.example
} | tee checks
tree/usr/sbin/named -g -c named.conf 2>named.log &
server=$!
unset LD_LIBRARY_PATH
venv/bin/python - "$port" <<'PYTHON' | tee seen
import sys
import time

import dns.message
import dns.query
import dns.rcode

for name in ("of100.example.", "of101.example."):
    query = dns.message.make_query(name, "MX")
    for _ in range(100):  # it may not listen yet
        try:
            reply = dns.query.tcp(query, "127.0.0.1", port=int(sys.argv[1]),
                                  timeout=2)
            break
        except OSError:
            time.sleep(0.1)
    print(f"named: {name} MX {dns.rcode.to_text(reply.rcode())}")
PYTHON
sed -n 's/.*\(zone of101.*\)/\1/p' named.log
echo "expected: NOERROR for both, or a word from the checks"
cat >described <<'EOF'
named: of100.example. MX NOERROR
named: of101.example. MX SERVFAIL
EOF
if ! cmp -s seen described || [ "$(grep -c '^OK$' checks)" != 1 ] ||
  ! grep -q 'of101.example/IN: loaded serial 1' checks ||
  ! grep -q 'zone of101.example is ok' checks; then
  echo "no longer as described" >&2
  exit 1
fi
