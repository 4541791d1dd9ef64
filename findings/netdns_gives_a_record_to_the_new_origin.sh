#!/bin/sh
# Net::DNS gives a record another owner when $ORIGIN stands before it.
#
# Expected: RFC 1035 section 5.1: a line that begins with a blank belongs to the
# last stated owner. $ORIGIN states none; it says what is appended to relative
# names from there on.
# Seen: after "l MX 10 ns", "$ORIGIN sub.example.com." and " MX 20 ns" Net::DNS
# 1.36 has the second MX at sub.example.com, a name that is not in the zone;
# NSD, ldns, BIND and dnspython have it at l.example.com, as the second MX
# there. No error and no warning: l lost an exchange, and a name appeared that
# does not exist.
# Around it: repeat the owner after $ORIGIN, or read what named-compilezone
# writes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libnet-dns-perl=1.36-1+deb12u1 nsd=4.6.1-1 ldnsutils=1.8.3-1+b1 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cat >"$work/example.com" <<'ZONE'
$ORIGIN example.com.
$TTL 300
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
l IN MX 10 ns
$ORIGIN sub.example.com.
  IN MX 20 ns
ZONE

# mail: the owners of the MX with preference 20 among the records read.
mail() {
  awk '$4 == "MX" && $5 == 20 { printf "%s", $1 }'
}
netdns=$(perl -I"$work/tree/usr/share/perl5" -MNet::DNS -MNet::DNS::ZoneFile \
  -e '
  print STDERR "Net::DNS $Net::DNS::VERSION\n";
  my $zone = Net::DNS::ZoneFile->new($ARGV[0], "example.com.");
  while (my $record = $zone->read) { print $record->plain, "\n" }
' "$work/example.com" | mail)
ldns=$(LD_LIBRARY_PATH=$libraries "$work/tree/usr/bin/ldns-read-zone" \
  "$work/example.com" | mail)
# NSD writes an owner once, and what it is relative to.
nsd=$(LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/nsd-checkzone" \
  -p example.com "$work/example.com" | awk '
    $1 == "$ORIGIN" { origin = $2; next }
    /^[^ \t;]/ { owner = $1 "." origin }
    / *MX\t20 / { printf "%s", owner }')
echo "Net::DNS: $netdns"
echo "ldns:     $ldns"
echo "NSD:      $nsd"
echo "expected: l.example.com."
if [ "$netdns" != sub.example.com. ] ||
  [ "$ldns" != l.example.com. ] || [ "$nsd" != l.example.com. ]; then
  echo "no longer as described" >&2
  exit 1
fi
