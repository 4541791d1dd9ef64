#!/bin/sh
# A text that goes on in the next line is a text with a line end, or an error.
#
# Expected: RFC 1035 section 5.1: within quotation marks "any character can
# occur", save the mark itself. A long DKIM key is often put into a zone like
# that, and a reader either takes the line end for a part of it or refuses it.
# Seen: each does one of these. NSD 4.6.1 and Net::DNS 1.36 serve the octet 10
# within the key without a word. BIND 9.18.49, PowerDNS 4.7.3, ldns 1.8.3 and
# dnspython 2.9.2 refuse the zone, so a zone that a primary with NSD serves, and
# nsd-checkzone calls ok, cannot be moved to another server as it is. The octet
# does no harm where a verifier leaves white space out; that of a DMARC or SPF
# record does.
# Around it: a string of its own for each line, in parentheses.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-utils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  ldnsutils=1.8.3-1+b1 libnet-dns-perl=1.36-1+deb12u1 nsd=4.6.1-1 \
  pdns-server=4.7.3-2 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 60
@ SOA ns hostmaster 1 7200 3600 86400 300
@ NS ns
ns A 127.0.0.1
key TXT "v=DKIM1; p=AAAA
BBBB"
EOF

# say NAME COMMAND...: the text, or that there is none.
say() {
  name=$1
  shift
  "$@" >out 2>err && text=$(grep -o '"v=DKIM1.*"' out) || text="refused"
  printf '%s: %s\n' "$name" "$text"
}

with_libraries() { LD_LIBRARY_PATH=$libraries "$@"; }

{
  say NSD with_libraries tree/usr/sbin/nsd-checkzone -p example.com zone
  say Net::DNS perl -Itree/usr/share/perl5 -MNet::DNS::ZoneFile -e '
    my $zone = Net::DNS::ZoneFile->new("zone");
    while (my $record = $zone->read) {
      print $record->plain, "\n" if $record->type eq "TXT" }'
  say BIND with_libraries tree/usr/bin/named-compilezone -o - example.com zone
  say PowerDNS with_libraries tree/usr/bin/zone2json --zone=zone \
    --zone-name=example.com
  say ldns with_libraries tree/usr/bin/ldns-read-zone zone
  say dnspython venv/bin/python -c 'import dns.zone
print(dns.zone.from_file("zone").to_text())'
} | tee seen
echo "expected: the same of all"
cat >described <<'EOF'
NSD: "v=DKIM1; p=AAAA\010BBBB"
Net::DNS: "v=DKIM1; p=AAAA\010BBBB"
BIND: refused
PowerDNS: refused
ldns: refused
dnspython: refused
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
