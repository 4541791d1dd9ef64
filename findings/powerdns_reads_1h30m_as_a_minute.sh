#!/bin/sh
# PowerDNS reads the default TTL 1h30m as one minute, and 1d12h as one hour.
#
# Expected: units can be put together: "$TTL 1h30m" is 5400 seconds to BIND, NSD
# and ldns, and "1d12h" 129600. Who does not know the form refuses it.
# Seen: PowerDNS 4.7.3 (zone2json, with the parser of the bind backend) takes
# the number at the beginning and the unit at the end: 1h30m is 1m, so 60
# seconds, and 1d12h is 1h. Nothing is said. A zone that moves there from BIND
# is asked for ninety times as often. As the TTL of a record, and not of $TTL,
# the same word is refused, and the whole zone with it.
# Around it: seconds, or the zone as named-compilezone writes it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-utils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  nsd=4.6.1-1 pdns-server=4.7.3-2 ldnsutils=1.8.3-1+b1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
export LD_LIBRARY_PATH="$libraries"

# zone TTL [TTL OF THE RECORD]
zone() {
  cat <<EOF
\$ORIGIN example.com.
\$TTL $1
@ 300 IN SOA ns hostmaster 1 7200 3600 86400 300
@ 300 IN NS ns
ns 300 IN A 127.0.0.1
a ${2-} MX 10 mail
EOF
}

mx() { tr -s '\t' ' ' | sed -n 's/^a[^ ]* \([0-9]*\) IN MX .*/\1/p'; }

powerdns() {
  tree/usr/bin/zone2json --zone=zone --zone-name=example.com 2>log >json ||
    { grep -o "'1h30m'.*qtype" log; return; }
  sed -n 's/.*"ttl": \([0-9]*\), "type": "MX".*/\1/p' json
}

tree/usr/bin/zone2json --version 2>&1 | head -n 1
for ttl in 1h 1h30m 1d12h; do
  zone $ttl >zone
  echo "\$TTL $ttl:" \
    "BIND $(tree/usr/bin/named-compilezone -q -s full -o - example.com zone |
      mx)," \
    "NSD $(tree/usr/sbin/nsd-checkzone -p example.com zone | mx)," \
    "ldns $(tree/usr/bin/ldns-read-zone zone | mx), PowerDNS $(powerdns)"
done | tee seen
zone 1h 1h30m >zone
echo "of a record: PowerDNS $(powerdns)" | tee -a seen
cat >described <<'EOF'
$TTL 1h: BIND 3600, NSD 3600, ldns 3600, PowerDNS 3600
$TTL 1h30m: BIND 5400, NSD 5400, ldns 5400, PowerDNS 60
$TTL 1d12h: BIND 129600, NSD 129600, ldns 129600, PowerDNS 3600
of a record: PowerDNS '1h30m' doesn't look like a qtype
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
