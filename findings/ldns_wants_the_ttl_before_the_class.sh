#!/bin/sh
# ldns stops at a record whose class stands before its TTL.
#
# Expected: RFC 1035 section 5.1 allows both orders, "[TTL] [class] type" and
# "[class] [TTL] type", and BIND, NSD, Knot and dnspython read both.
# Seen: ldns-read-zone 1.8.3 reads "b 60 IN MX" and fails at "c IN 60 MX", which
# it takes for a record of another type: "could not parse the RR's rdata". Not
# only the line but the whole zone is refused, by what signs or compares zones
# with ldns too.
# Around it: pass the zone through named-compilezone first.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  ldnsutils=1.8.3-1+b1 nsd=4.6.1-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
LD_LIBRARY_PATH=$(echo "$work"/tree/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
cat >"$work/plain" <<'ZONE'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
b 60 IN MX 10 ns
ZONE
{
  cat "$work/plain"
  echo 'c IN 60 MX 10 ns'
} >"$work/class-first"

# mail COMMAND...: how many MX with the TTL 60 it reads.
mail() {
  { "$@" 2>>"$work/errors" || :; } | awk '$2 == 60 && $4 == "MX" { n++ }
    END { print n + 0 }'
}
"$work/tree/usr/bin/ldns-read-zone" -v | head -n 1
plain=$(mail "$work/tree/usr/bin/ldns-read-zone" "$work/plain")
ldns=$(mail "$work/tree/usr/bin/ldns-read-zone" "$work/class-first")
nsd=$(mail "$work/tree/usr/sbin/nsd-checkzone" -p example.com \
  "$work/class-first")
cat "$work/errors"
echo "ldns, with b alone:  $plain"
echo "ldns, with b and c:  $ldns"
echo "NSD, with b and c:   $nsd"
echo "expected:            1, 2 and 2"
if [ "$plain $ldns $nsd" != "1 0 2" ]; then
  echo "no longer as described" >&2
  exit 1
fi
