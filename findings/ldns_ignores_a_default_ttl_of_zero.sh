#!/bin/sh
# ldns reads "$TTL 0" as no $TTL at all.
#
# Expected: after $TTL 0 records without a TTL of their own have the TTL 0, as
# BIND and NSD read it.
# Seen: ldns-read-zone 1.8.3 gives them 3600, its own default; $TTL 60 works.
# What should be kept by nobody is kept for an hour by tools that load or sign
# zones with ldns.
# Around it: write the 0 on every line.
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

# read_with COMMAND...: names and TTLs of the MX in a zone, on one line.
read_with() {
  "$@" | awk '$4 == "MX" { sub(/\..*/, "", $1); printf "%s=%s ", $1, $2 }'
}

cat >"$work/example.com" <<'EOF'
$ORIGIN example.com.
$TTL 0
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
zero IN MX 10 ns
$TTL 60
minute IN MX 10 ns
EOF
"$work/tree/usr/bin/ldns-read-zone" -v | head -n 1
ldns=$(read_with "$work/tree/usr/bin/ldns-read-zone" "$work/example.com")
nsd=$(read_with "$work/tree/usr/sbin/nsd-checkzone" -p example.com \
  "$work/example.com")
echo "ldns:     $ldns"
echo "NSD:      $nsd"
echo "expected: zero=0 minute=60 (in any order)"
if [ "$ldns" != "zero=3600 minute=60 " ] ||
  [ "$(echo "$nsd" | tr ' ' '\n' | sort | xargs)" != "minute=60 zero=0" ]; then
  echo "no longer as described" >&2
  exit 1
fi
