#!/bin/sh
# jq reads a UTC time of summer an hour late where clocks have summer time.
#
# Expected: jq's manual of its functions for dates: "In all cases these builtins
# deal exclusively with time in UTC"; fromdate reads ISO 8601, whose Z is UTC,
# and gives seconds since the epoch. TZ has nothing to do with it.
# Seen: jq 1.6, that of Debian 12, takes 2026-07-01T00:00:00Z for 01:00 where TZ
# is Europe/Berlin or America/New_York, and gives the right number in winter and
# where TZ is UTC, as on most servers. todate, the way back, is right, so that
# fromdate | todate moves a time, and a table that two people converted differs
# by 3600 in half of its rows. date of GNU has the right number everywhere.
# Around it: TZ=UTC jq, or a newer one: that in PyPI's jq 1.13.0 is right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  jq=1.6-2.1+deb12u3 libjq1=1.6-2.1+deb12u3 libonig5=6.9.8-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
LD_LIBRARY_PATH=$(echo "$work"/tree/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
jq=$work/tree/usr/bin/jq
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check jq==1.13.0

"$jq" --version
"$work/venv/bin/pip" list 2>/dev/null | grep '^jq '
summer=2026-07-01T00:00:00Z
winter=2026-01-01T00:00:00Z
same=yes
check() {
  zone=$1
  export TZ="$zone"
  seen=$(printf '"%s" "%s"' "$summer" "$winter" | "$jq" fromdate |
    paste -s -d ' ')
  back=$(printf '"%s"' "$summer" | "$jq" -r 'fromdate | todate')
  later=$("$work/venv/bin/python" -c 'import jq, sys
print(*(jq.compile("fromdate").input_value(text).first()
        for text in sys.argv[1:]))' "$summer" "$winter")
  right=$(date -d "$summer" +%s)\ $(date -d "$winter" +%s)
  echo "$zone: $seen, there and back $back"
  echo "  newer jq: $later"
  echo "  expected: $right, there and back $summer"
  [ "$seen" = "$2" ] && [ "$back" = "$3" ] && [ "$later" = "$right" ] &&
    [ "$right" = "1782864000 1767225600" ] || same=no
}
check UTC "1782864000 1767225600" "$summer"
check Europe/Berlin "1782867600 1767225600" 2026-07-01T01:00:00Z
check America/New_York "1782867600 1767225600" 2026-07-01T01:00:00Z
if [ "$same" = no ]; then
  echo "no longer as described" >&2
  exit 1
fi
