#!/bin/sh
# "$ORIGIN sub" is read in three ways by three programs for zones.
#
# Expected: RFC 1035 section 5.1: a name that does not end in a dot is relative
# to the origin in force, and no exception is made for $ORIGIN: after "$ORIGIN
# example.com." the line "$ORIGIN sub" begins sub.example.com. BIND and
# dnspython read it so.
# Seen: ldns-read-zone 1.8.3 takes it for "sub.", so that m.sub.example.com
# becomes m.sub, a name below another top-level domain, with the mail host
# mail.sub, and says nothing. NSD 4.6.1 refuses the zone, "$ORIGIN directive
# requires absolute domain name". A list of names made with one is another list,
# and of two servers with one zone file one answers and the other one does not.
# Around it: write the name out, or read what named-compilezone writes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  nsd=4.6.1-1 ldnsutils=1.8.3-1+b1 bind9-utils=1:9.18.49-1~deb12u3 \
  bind9-libs=1:9.18.49-1~deb12u3 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
LD_LIBRARY_PATH=$(echo "$work"/tree/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
cat >"$work/relative" <<'ZONE'
$ORIGIN example.com.
$TTL 300
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
$ORIGIN sub
m IN MX 10 mail
ZONE
sed 's/^$ORIGIN sub$/$ORIGIN sub.example.com./' "$work/relative" \
  >"$work/absolute"

# mail COMMAND...: owner and mail host of the MX that it reads.
mail() {
  { "$@" 2>>"$work/errors" || :; } |
    awk '$4 == "MX" { printf "%s %s", $1, $6 }'
}
ldns=$(mail "$work/tree/usr/bin/ldns-read-zone" "$work/relative")
bind=$(mail "$work/tree/usr/bin/named-compilezone" -q -k ignore -i none \
  -o /dev/stdout example.com "$work/relative")
nsd_check() {
  if "$work/tree/usr/sbin/nsd-checkzone" example.com "$1" \
    >>"$work/errors" 2>&1; then
    echo "zone is read"
  else
    echo "zone is refused"
  fi
}
nsd=$(nsd_check "$work/relative")
absolute=$(nsd_check "$work/absolute")
cat "$work/errors"
echo "BIND 9.18.49:  $bind"
echo "ldns 1.8.3:    $ldns"
echo "NSD 4.6.1:     $nsd"
echo "NSD, absolute: $absolute"
echo "expected:      m.sub.example.com. mail.sub.example.com., and read"
if [ "$bind" != "m.sub.example.com. mail.sub.example.com." ] ||
  [ "$ldns" != "m.sub. mail.sub." ] || [ "$nsd" != "zone is refused" ] ||
  [ "$absolute" != "zone is read" ]; then
  echo "no longer as described" >&2
  exit 1
fi
