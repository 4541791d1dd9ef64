#!/bin/sh
# BIND makes three strings of the text of a $GENERATE, other readers one.
#
# Expected: a text in quotation marks is one string, in a $GENERATE as on any
# other line: TXT "v=spf1 ip4:192.0.2.$ -all" is a policy for each number.
# Seen: PowerDNS 4.7.3 and Net::DNS 1.36 read one string. To BIND 9.18.49 the
# marks are those of the directive ("rdata may be quoted if there are spaces in
# the string; the quotation marks do not appear in the generated record", says
# its manual), and what is within is three strings. A verifier joins them (RFC
# 7208 section 3.3) to v=spf1ip4:192.0.2.1-all, which is no policy at all, and
# named-compilezone has no word for it. A second pair of marks, "\"...\"", is
# right for BIND, and a part of the text to Net::DNS: no spelling suits both.
# Around it: no texts in $GENERATE, or the zone as BIND writes it out.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-utils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  pdns-server=4.7.3-2 libnet-dns-perl=1.36-1+deb12u1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
cat >head <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
EOF
cat >once.line <<'EOF'
$GENERATE 1-1 h$ TXT "v=spf1 ip4:192.0.2.$ -all"
EOF
cat >twice.line <<'EOF'
$GENERATE 1-1 h$ TXT "\"v=spf1 ip4:192.0.2.$ -all\""
EOF

bind() {
  LD_LIBRARY_PATH=$libraries tree/usr/bin/named-compilezone -q -o - \
    example.com "$1" | sed -n 's/.*TXT[[:space:]]*//p'
}

powerdns() {
  LD_LIBRARY_PATH=$libraries tree/usr/bin/zone2json --zone="$1" \
    --zone-name=example.com 2>log | python3 -c '
import json, sys
print(*(record["content"] for record in json.load(sys.stdin)["records"]
        if record["type"] == "TXT"))'
}

net_dns() {
  perl -Itree/usr/share/perl5 -MNet::DNS::ZoneFile -e '
    my $zone = Net::DNS::ZoneFile->new($ARGV[0], "example.com.");
    while (my $record = $zone->read) {
      print join(" ", map { "<$_>" } $record->txtdata), "\n"
        if $record->type eq "TXT";
    }' "$1"
}

LD_LIBRARY_PATH=$libraries tree/usr/bin/named-compilezone -v
for marks in once twice; do
  cat head $marks.line >$marks
  for reader in bind powerdns net_dns; do
    echo "$marks $reader: $($reader $marks)"
  done
done | tee seen
cat >described <<'EOF'
once bind: "v=spf1" "ip4:192.0.2.1" "-all"
once powerdns: "v=spf1 ip4:192.0.2.1 -all"
once net_dns: <v=spf1 ip4:192.0.2.1 -all>
twice bind: "v=spf1 ip4:192.0.2.1 -all"
twice powerdns: ""v=spf1 ip4:192.0.2.1 -all""
twice net_dns: <"v=spf1 ip4:192.0.2.1 -all">
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
