#!/bin/sh
# awk takes the labels 10, 1e1, 010 and 10.0 for the same one.
#
# Expected: in a sorted list "$1 == last" finds labels that are there twice, as
# uniq does. 10.example and 010.example are two names (RFC 1123 section 2.1).
# Seen: mawk 1.3.4 compares fields that look like numbers as numbers, as POSIX
# has it for awk ("numeric string"), so 1e1, 010 and 10.0 equal 10 and are
# dropped as doubles. As keys of an array they are four. uniq keeps all four.
# Around it: $1 "" == last, which compares texts, or seen[$1]++.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  mawk=1.3.4.20200120-3.1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
mawk=$work/tree/usr/bin/mawk
printf '%s\n' 10 1e1 010 10.0 mail mail >"$work/labels"
compared=$("$mawk" '$1 != last { printf "%s ", $1 } { last = $1 }' \
  "$work/labels")
texts=$("$mawk" '$1 "" != last { printf "%s ", $1 } { last = $1 }' \
  "$work/labels")
keys=$("$mawk" '!seen[$1]++ { printf "%s ", $1 }' "$work/labels")
right=$(uniq "$work/labels" | tr '\n' ' ')
"$mawk" -W version 2>&1 | head -n 1
echo "compared:   $compared"
echo "as texts:   $texts"
echo "as keys:    $keys"
echo "expected:   $right"
if [ "$compared" != "10 mail " ] || [ "$texts" != "$right" ] ||
  [ "$keys" != "$right" ] || [ "$right" != "10 1e1 010 10.0 mail " ]; then
  echo "no longer as described" >&2
  exit 1
fi
