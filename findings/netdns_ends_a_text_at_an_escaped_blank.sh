#!/bin/sh
# Net::DNS ends a text at a blank behind a backslash, and keeps the backslash.
#
# Expected: RFC 1035 section 5.1: \X quotes a character "so that its special
# meaning does not apply", and says that a dot can be put into a label so. A
# text without quotation marks can have blanks in that way: v=spf1\ -all is one
# string, as BIND, NSD, ldns and dnspython read it.
# Seen: Net::DNS 1.36 reads two strings, of which the first one ends with the
# backslash. A verifier joins them (RFC 7208 section 3.3) to v=spf1\-all, which
# is no policy. A backslash before a semicolon is read as the others do.
# Around it: quotation marks, or the zone as named-compilezone writes it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-utils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  ldnsutils=1.8.3-1+b1 libnet-dns-perl=1.36-1+deb12u1 nsd=4.6.1-1 \
  >"$work/apt.log"
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
blank TXT v=spf1\ -all
semicolon TXT v=DMARC1\;p=none
EOF

texts() { sed -n 's/.*TXT[[:space:]]*//p' | sort | xargs -d '\n' echo "$1:"; }

export LD_LIBRARY_PATH="$libraries"
{
  tree/usr/bin/named-compilezone -q -o - example.com zone | texts BIND
  tree/usr/sbin/nsd-checkzone -p example.com zone | texts NSD
  tree/usr/bin/ldns-read-zone zone | texts ldns
  venv/bin/python -c 'import dns.zone
print(dns.zone.from_file("zone").to_text())' | texts dnspython
  perl -Itree/usr/share/perl5 -MNet::DNS::ZoneFile -e '
    my $zone = Net::DNS::ZoneFile->new("zone");
    while (my $record = $zone->read) {
      print "TXT ", join(" ", map { "\"$_\"" } $record->txtdata), "\n"
        if $record->type eq "TXT";
    }' | texts Net::DNS
} >seen
cat seen
echo 'expected: "v=spf1 -all" in all of them'
cat >described <<'EOF'
BIND: "v=DMARC1;p=none" "v=spf1 -all"
NSD: "v=DMARC1;p=none" "v=spf1 -all"
ldns: "v=DMARC1;p=none" "v=spf1 -all"
dnspython: "v=DMARC1;p=none" "v=spf1 -all"
Net::DNS: "v=DMARC1;p=none" "v=spf1\" "-all"
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
