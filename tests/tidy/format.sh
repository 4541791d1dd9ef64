#!/bin/sh
# Fails when clang-format would change a C++ file. Exit code 77: not checked,
# since other versions than 14 format differently. To repair: format.sh --fix
set -eu
cd "$(dirname "$0")/../.."
tool=$(command -v clang-format-14 || command -v clang-format || true)
case $("${tool:-echo}" --version) in
  *"version 14."*) ;;
  *) echo "skipped: no clang-format 14"; exit 77 ;;
esac
case ${1:-} in
  --fix) set -- -i ;;
  *) set -- --dry-run -Werror ;;
esac
find io scanner tests bench \( -name '*.cc' -o -name '*.h' \) -print0 |
  xargs -0 "$tool" "$@"
