#!/bin/sh
# In a clean Debian (packages_test.sh): unpacks the tarball where no other
# library is than those of a minimal system, and uses it. unbound alone is
# installed, for the scan; what it needs itself is not what mxsweep takes.
set -eu
fail() {
  echo "try: $*" >&2
  exit 1
}

mkdir /opt/mxsweep
tar -xf "$1" -C /opt/mxsweep --strip-components=1
program=/opt/mxsweep/bin/mxsweep
foreign=$(ldd "$program" | grep '=> /' | grep -v '=> /opt/mxsweep/' |
  grep -v -E '/lib(c|m|pthread|dl|rt|resolv)\.so') || true
[ -z "$foreign" ] || fail "takes libraries of the system: $foreign"
"$program" --version
size=$(du -sk /opt/mxsweep | cut -f 1)
echo "try: runs in a bare system, $size KiB unpacked"
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends unbound
sh try_program.sh "$program"
