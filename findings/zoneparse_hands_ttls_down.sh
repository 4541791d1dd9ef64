#!/bin/sh
# DNS::ZoneParse gives records the TTL of the line before, not that of $TTL.
#
# Expected: RFC 2308 section 4: a record without a TTL has that of the $TTL
# directive, whatever stands on the line before; so NSD, Knot and BIND read it.
# Seen: DNS::ZoneParse 1.10 takes the last TTL that it has met. After a line
# with 60 all others have 60, though $TTL says 3600, and a zone that is parsed
# and written out again is another zone.
# Around it: none but to give every line a TTL.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libdns-zoneparse-perl=1.10-1.1 nsd=4.6.1-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cat >"$work/example.com" <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
a IN MX 10 ns
b 60 IN MX 10 ns
c IN MX 10 ns
EOF

zoneparse=$(perl -I"$work/tree/usr/share/perl5" -MDNS::ZoneParse -e '
  print STDERR "DNS::ZoneParse $DNS::ZoneParse::VERSION\n";
  my $zone = DNS::ZoneParse->new($ARGV[0]);
  print join " ", map { "$_->{name}=$_->{ttl}" } @{$zone->mx};
' "$work/example.com")
nsd=$(LD_LIBRARY_PATH=$(echo "$work"/tree/usr/lib/*-linux-gnu) \
  "$work/tree/usr/sbin/nsd-checkzone" -p example.com "$work/example.com" |
  awk '$4 == "MX" { printf "%s%s=%s", sep, $1, $2; sep = " " }')
echo "DNS::ZoneParse: $zoneparse"
echo "NSD:            $nsd"
echo "expected:       a=3600 b=60 c=3600"
if [ "$zoneparse" != "a=3600 b=60 c=60" ] ||
  [ "$nsd" != "a=3600 b=60 c=3600" ]; then
  echo "no longer as described" >&2
  exit 1
fi
