#!/bin/sh
# dnszone gives each name, and each new record, the TTL of negative answers.
#
# Expected: RFC 2308 section 4: the last field of a SOA is the TTL of negative
# answers and nothing else; a record without a TTL has that of $TTL.
# Seen: dnszone 3.1.1 gives it as .ttl of each name, whatever its records have:
# 300 for an MX of 86400 and for an address of 60. A record that it adds to a
# new name is written with 300, though $TTL says 3600, and with a SOA that has
# 86400 there, as old ones do, new records are a day in the caches.
# easyzone3, whose fork it is, does so, and zonefile-migrate takes its TTLs.
# Around it: zone._zone, which is a zone of dnspython and has the right ones.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnszone==3.1.1 \
  dnspython==1.16.0
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
@ 86400 IN MX 10 ns
ns 60 IN A 127.0.0.1
EOF
venv/bin/python - <<'PYTHON' | tee seen
from dnszone import dnszone

zone = dnszone.zone_from_file("example.com.", "zone")
for name in sorted(zone.names):
    print(name, zone.names[name].ttl)
zone.add_name("new.example.com.")
zone.names["new.example.com."].records("MX", create=True).add(
    (10, "mail.example.net."))
zone.save("written")
with open("written") as lines:
    print(*(line for line in lines if line.startswith("new")), end="")
PYTHON
echo "expected of dnszone 3.1.1: 86400 and 3600, 60, 3600"
cat >described <<'EOF'
example.com. 300
ns.example.com. 300
new.example.com. 300 IN MX 10 mail.example.net.
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
