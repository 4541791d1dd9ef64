#!/bin/sh
# Builds the image of .ci/Containerfile with buildah and uses it, without a
# registry: its base is a clean Debian made by root.sh.
#
#   sh tests/package/image_test.sh [PACKAGE.deb]
#
# With a package its first stage, which takes minutes to compile the program, is
# left out. Needs root; skips with a reason else.
set -eu
package=$(realpath "${1:-/}")
here=$(cd "$(dirname "$0")" && pwd -P)
roots=${MXSWEEP_ROOTS:-$here/../../build/roots}
command -v buildah >/dev/null || {
  echo "skipped: needs buildah"
  exit 77
}
sh "$here/root.sh" bookworm "$here" true
storage=$(mktemp -d)
trap 'rm -rf "$storage"' EXIT
export BUILDAH_ISOLATION=chroot

# buildah with a storage of its own.
image() {
  command=$1
  shift
  buildah --root "$storage/root" --runroot "$storage/run" \
    --storage-driver vfs "$command" "$@"
}

base=$(image from scratch)
image add -q "$base" "$roots/bookworm" / >/dev/null
image commit -q "$base" docker.io/library/debian:bookworm-slim >/dev/null
image rm "$base" >/dev/null
set --
if [ -n "${SSL_CERT_FILE:-}" ]; then # whom pip is told to trust here
  set -- --volume "$SSL_CERT_FILE:/certificates.pem:ro" \
    --env PIP_CERT=/certificates.pem --env REQUESTS_CA_BUNDLE=/certificates.pem
fi
recipe=$here/../../.ci/Containerfile
folder=$here/../..
if [ -f "$package" ]; then
  folder=$storage/folder
  mkdir "$folder"
  cp "$package" "$folder"
  # What its first stage would have left.
  sed -e '/^FROM .* AS build/,/^$/d' "$recipe" >"$storage/stage"
  printf 'FROM scratch AS build\nCOPY *.deb %s/\n' \
    /src/build/release/packages | cat - "$storage/stage" >"$storage/recipe"
  recipe=$storage/recipe
fi
image build --pull=never -q "$@" -f "$recipe" -t mxsweep "$folder"
made=$(image from --pull=never mxsweep)
image copy -q "$made" "$here/try_program.sh" /tmp/try_program.sh
image run "$made" sh /tmp/try_program.sh /usr/bin/mxsweep
image run "$made" id
