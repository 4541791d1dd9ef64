#!/bin/sh
# Without $TTL the records of a zone have another TTL in each reader.
#
# Expected: RFC 1035 section 5.1: "Omitted class and TTL values are default to
# the last explicitly stated values", so b has the 60 seconds of a. RFC 2308
# section 4 adds $TTL, which this zone has not. Readers agree, or refuse it.
# Seen: b has 60 seconds in PowerDNS 4.7.3 and dnspython 2.9.2, 300 (the last
# number of the SOA, meant for negative answers) in BIND 9.18.49 and Net::DNS
# 1.36, and 3600 in NSD 4.6.1; dnslib 0.9.26 has 0, which no cache keeps, and
# validns 0.8 refuses the zone. For ns, before which no TTL stands, dnspython
# agrees with BIND, and PowerDNS with NSD. BIND alone says what it took.
# Around it: $TTL as the first line.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-utils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  libnet-dns-perl=1.36-1+deb12u1 nsd=4.6.1-1 pdns-server=4.7.3-2 \
  validns=0.8+git20160720-3.2 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check \
  dnspython==2.9.2 dnslib==0.9.26
cat >zone <<'EOF'
$ORIGIN example.com.
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
a 60 IN MX 10 mail
b IN MX 10 mail
EOF

# Of lines like "b.example.com. 60 IN MX ...": the TTL of ns and that of b.
show() {
  tr -s '\t ' ' ' | grep -E 'IN (A|MX) ' |
    sed -n 's/^\(ns\|b\)[^ ]* \([0-9]*\) .*/\1 \2/p' | sort -r |
    xargs echo "$1"
}

LD_LIBRARY_PATH=$libraries tree/usr/bin/named-compilezone -s full -o - \
  example.com zone 2>bind.log | show BIND >seen
LD_LIBRARY_PATH=$libraries tree/usr/sbin/nsd-checkzone -p example.com zone |
  show NSD >>seen
LD_LIBRARY_PATH=$libraries tree/usr/bin/zone2json --zone=zone \
  --zone-name=example.com 2>log >json
venv/bin/python - <<'EOF' | show PowerDNS >>seen
import json

for one in json.load(open("json"))["records"]:
    print(one["name"], one["ttl"], "IN", one["type"], "")
EOF
venv/bin/python - <<'EOF' | show dnspython >>seen
import dns.zone

zone = dns.zone.from_file("zone", relativize=False)
for name, ttl, data in zone.iterate_rdatas():
    print(name, ttl, "IN", data.rdtype.name, data)
EOF
venv/bin/python - <<'EOF' | show dnslib >>seen
from dnslib import RR

for one in RR.fromZone(open("zone").read()):
    print(one.toZone())
EOF
perl -Itree/usr/share/perl5 -MNet::DNS::ZoneFile -e '
  my $zone = Net::DNS::ZoneFile->new("zone");
  while (my $record = $zone->read) { print $record->plain, "\n" }' |
  show Net::DNS >>seen
LD_LIBRARY_PATH=$libraries tree/usr/bin/validns -z example.com zone \
  2>validns.log || echo "validns refuses it" >>seen
cat seen
grep -h 'TTL\|ttl' bind.log validns.log
echo "expected: b 60 in all of them, or a refusal"
cat >described <<'EOF'
BIND ns 300 b 300
NSD ns 3600 b 3600
PowerDNS ns 3600 b 60
dnspython ns 300 b 60
dnslib ns 0 b 0
Net::DNS ns 300 b 300
validns refuses it
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
