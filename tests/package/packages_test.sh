#!/bin/sh
# Installs and tries the packages in clean Debians, of which nothing remains:
#
#   sh tests/package/packages_test.sh [FOLDER]    (build/release/packages)
#
# The .deb is installed in Debian 12 and 13 with what it depends on, used, and
# removed; the tarball is unpacked there beside nothing but unbound. Needs root,
# debootstrap and a Debian mirror (root.sh); skips with a reason without them.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
packages=${1:-$here/../../build/release/packages}
packages=$(cd "$packages" && pwd -P) || {
  echo "skipped: no packages yet, docs/releasing.md says how to make them"
  exit 77
}
shared=$(mktemp -d)
trap 'rm -rf "$shared"' EXIT
cp "$here"/*.sh "$shared"

# in_root RELEASE SCRIPT ARGUMENTS
in_root() {
  release=$1
  shift
  status=0
  began=$(date +%s)
  sh "$here/root.sh" "$release" "$shared" sh "$@" >"$shared/log" 2>&1 ||
    status=$?
  if [ "$status" -eq 77 ]; then
    tail -n 1 "$shared/log"
    exit 77
  elif [ "$status" -ne 0 ]; then
    cat "$shared/log"
    exit "$status"
  fi
  grep '^try: ' "$shared/log" | sed "s/^try:/$release, $1:/"
  echo "$release, $1: $(($(date +%s) - began)) s"
}

found=
for package in "$packages"/*.deb "$packages"/*.tar.gz; do
  [ -e "$package" ] || continue
  found=yes
  cp "$package" "$shared"
  name=$(basename "$package")
  echo "$name: $(du -k "$package" | cut -f 1) KiB"
  for release in bookworm trixie; do
    case $name in
      *.deb) in_root "$release" try_deb.sh "$name" ;;
      *) in_root "$release" try_tarball.sh "$name" ;;
    esac
  done
done
if [ -z "$found" ]; then
  echo "skipped: no packages in $packages, docs/releasing.md says how"
  exit 77
fi
