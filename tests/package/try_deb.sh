#!/bin/sh
# In a clean Debian (packages_test.sh): installs the package as a user would,
# looks at what came, uses it, and takes it off again.
set -eu
fail() {
  echo "try: $*" >&2
  exit 1
}

export DEBIAN_FRONTEND=noninteractive
# So that pages of the manual and the rest are unpacked, as outside of images.
rm -f /etc/dpkg/dpkg.cfg.d/*
apt-get update
apt-get install -y --no-install-recommends "./$1" unbound systemd man-db
id mxsweep
for path in /usr/share/man/man1/mxsweep.1.gz /etc/mxsweep/nightly.conf \
  /usr/lib/systemd/system/mxsweep.timer; do
  [ -s "$path" ] || fail "no $path"
done
man -P cat mxsweep | grep -q -e '--resolvers' || fail "no page of the manual"
libraries=$(ldd /usr/bin/mxsweep)
case $libraries in
  *"not found"*) fail "a library is missing: $libraries" ;;
esac
sh try_program.sh /usr/bin/mxsweep

systemd-analyze verify /usr/lib/systemd/system/mxsweep.service \
  /usr/lib/systemd/system/mxsweep.timer
exposure=$(systemd-analyze security --offline=true --no-pager \
  /usr/lib/systemd/system/mxsweep.service | tail -n 1)
echo "try: $exposure"

apt-get purge -y mxsweep
for path in /usr/bin/mxsweep /usr/lib/mxsweep /etc/mxsweep; do
  [ ! -e "$path" ] || fail "$path is still there"
done
echo "try: installed, used and removed"
