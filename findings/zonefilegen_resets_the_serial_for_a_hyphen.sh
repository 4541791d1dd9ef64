#!/bin/sh
# zonefilegen starts the serial at 1 again if a server's name has a hyphen.
#
# Expected: its page: "Zone serial numbers will automatically be incremented
# when the input file has changed". A secondary fetches a zone whose serial is
# higher than its own (RFC 1034 section 4.3.5), and host names may have hyphens
# (RFC 952). "ttl" is an optional value, and 0 is one (RFC 1035 section 3.2.1).
# Seen: zonefilegen 0.2.0 looks for the serial of the file before, behind two
# names of letters, digits and dots. With ns-1.example.com, or any zone whose
# own name has a hyphen, it finds none, warns that the serial is reset, and
# writes 1 at every change. Secondaries keep the zone that they have, until the
# serial is looked at by hand. A record with ttl = 0 gets the TTL of the zone.
# Around it: a name without hyphens for the server in the SOA.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check zonefilegen==0.2.0 \
  dnspython==2.9.2
for server in ns1 ns-1; do
  mkdir $server
  for host in a b c; do
    cat >$server.toml <<EOF
origin = "example.com."
default_ttl = 3600
networks = []

[soa]
mname = "$server.example.com."
rname = "host.example.com."
refresh = 7200
retry = 3600
expire = 86400
negative_caching_ttl = 300

[[rrset]]
name = "@"
type = "MX"
ttl = 0
data = "10 $host.example.net."
EOF
    venv/bin/zonefilegen $server.toml $server 2>>warnings
    venv/bin/python - $server $host <<'PYTHON'
import sys

import dns.zone

server, host = sys.argv[1:]
zone = dns.zone.from_file(f"{server}/example.com.zone", check_origin=False)
print(server, host, "serial", zone.get_soa().serial,
      "TTL of the MX", zone.find_rdataset("@", "MX").ttl)
PYTHON
  done
done | tee seen
cat warnings
echo "expected of zonefilegen 0.2.0: serials 1, 2 and 3 for both, TTL 0"
cat >described <<'EOF'
ns1 a serial 1 TTL of the MX 3600
ns1 b serial 2 TTL of the MX 3600
ns1 c serial 3 TTL of the MX 3600
ns-1 a serial 1 TTL of the MX 3600
ns-1 b serial 1 TTL of the MX 3600
ns-1 c serial 1 TTL of the MX 3600
EOF
if ! cmp -s seen described || [ "$(grep -c "will be reset" warnings)" != 2 ]
then
  echo "no longer as described" >&2
  exit 1
fi
