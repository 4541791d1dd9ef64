#!/bin/sh
# jq's paths(scalars), with which rows are made flat, leaves out false and null.
#
# Expected: jq's manual: scalars selects what is neither object nor array, so
# false and null are scalars, and paths(f) has the paths of what f is true of;
# its leaf_paths was paths(scalars).
# Seen: jq 1.6 gives no path of false and null, neither does the jq in PyPI's
# jq 1.13.0: scalars hands the value on, and these two are not true as a
# condition. [paths(scalars) as $p | ...] | from_entries, a common way to make
# nested JSON flat, loses "ad": false and keeps "ad": true, so that a count of
# the values shows true only. 0 and "" are there. tostream has each leaf.
# Around it: paths(type | . != "object" and . != "array"), or tostream.
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
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check jq==1.13.0

cat >"$work/row.json" <<'EOJ'
{"domain": "a.example", "ad": false, "reason": null, "attempts": 0,
 "mx": [{"exchange": "", "resolves": false}]}
EOJ
cat >"$work/newer.py" <<'PYTHON'
import json
import sys

import jq

with open(sys.argv[2], encoding="ascii") as file:
    row = json.load(file)
print(jq.compile(sys.argv[1]).input_value(row).first())
PYTHON
flat() {
  echo "[$1] | map(map(tostring) | join(\".\")) | join(\" \")"
}
"$work/tree/usr/bin/jq" --version
"$work/venv/bin/pip" list 2>/dev/null | grep '^jq '
all="domain ad reason attempts mx.0.exchange mx.0.resolves"
some="domain attempts mx.0.exchange"
same=yes
older() {
  seen=$("$work/tree/usr/bin/jq" -r "$(flat "$1")" "$work/row.json")
  echo "$1, jq 1.6: $seen"
  [ "$seen" = "$2" ] || same=no
}
newer() {
  seen=$("$work/venv/bin/python" "$work/newer.py" "$(flat "$1")" \
    "$work/row.json")
  echo "$1, newer:  $seen"
  [ "$seen" = "$2" ] || same=no
}
leaves='paths(type | . != "object" and . != "array")'
stream='tostream | select(length == 2) | .[0]'
older leaf_paths "$some"
older 'paths(scalars)' "$some"
newer 'paths(scalars)' "$some"
older "$leaves" "$all"
newer "$leaves" "$all"
older "$stream" "$all"
newer "$stream" "$all"
echo "expected: $all"
if [ "$same" = no ]; then
  echo "no longer as described" >&2
  exit 1
fi
