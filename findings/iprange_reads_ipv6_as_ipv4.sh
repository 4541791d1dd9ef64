#!/bin/sh
# iprange makes the address 0.0.7.209 of the network 2001:db8::/32.
#
# Expected: iprange is for IPv4; its manual lists what a line may hold, and a
# network of IPv6 is none of it, so such a line is an error, or left out. A list
# of an operator's networks, as registries give them, has both
# families. aggregate, of Debian too, says "can't parse prefix" and ignores it.
# Seen: iprange 1.0.4 takes what stands before the first colon for a host name,
# and a name of digits for an address as inet_aton(3) has it: 2001 is 0.0.7.209,
# 2400 is 0.0.9.96. They are in the result beside the real networks, its count
# of addresses is higher, and the exit code is 0; "Ignoring text after hostname"
# on standard error is all. What begins with a letter, as 2a00, is asked of the
# DNS.
# Around it: grep -v : before.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  iprange=1.0.4+ds-2 aggregate=1.6-7+b1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cd "$work"
printf '%s\n' 192.0.2.0/24 2001:db8::/32 2400:cb00::/32 >networks
tree/usr/bin/iprange --version 2>&1 | head -n 1
code=0
tree/usr/bin/iprange networks >seen 2>messages || code=$?
count=$(tree/usr/bin/iprange -C networks 2>>messages)
right=$(tree/usr/bin/aggregate <networks 2>>messages | tr -d ' ')
echo "iprange:   $(paste -s -d ' ' seen), exit code $code"
echo "counted:   $count (entries, addresses)"
echo "aggregate: $right"
echo "expected:  192.0.2.0/24, of 256 addresses"
if [ "$(paste -s -d ' ' seen)" != "0.0.7.209 0.0.9.96 192.0.2.0/24" ] ||
  [ "$code $count $right" != "0 3,258 192.0.2.0/24" ]; then
  echo "no longer as described" >&2
  exit 1
fi
