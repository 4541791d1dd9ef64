#!/bin/sh
# clang-tidy over every source of io/ and scanner/ with the checks of
# .clang-tidy; any finding fails. BUILD_DIR is a built tree of this project: it
# holds compile_commands.json and the generated headers. Takes minutes:
# MXSWEEP_JOBS says how many run at a time (default: one per core).
set -eu
if [ $# -ne 1 ] || [ ! -f "$1/compile_commands.json" ]; then
  echo "usage: clang_tidy.sh BUILD_DIR (with compile_commands.json)" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/../.." && pwd -P)
report=$(mktemp)
trap 'rm -f "$report"' EXIT

status=0
run-clang-tidy -quiet -j "${MXSWEEP_JOBS:-$(nproc)}" -p "$1" \
  "^$root/(io|scanner)/" >"$report" 2>&1 || status=$?

# Between the findings stand the command of each file and counts of what was
# found in system headers; a header's finding comes once for each includer.
files=$(grep -c -e '^clang-tidy.* -p=' "$report" || true)
sed -e 's/\x1b\[[0-9;]*m//g' -e '/^clang-tidy.* -p=/d' \
  -e '/^[0-9]* warnings* generated/d' -e '/^$/d' "$report" >"$report.plain"
mv "$report.plain" "$report"
cat "$report"
if [ "$files" -eq 0 ]; then
  echo "clang-tidy looked at no file: is $1 a build of $root?" >&2
  exit 1
fi
if [ "$status" -ne 0 ] || grep -q -e 'warning: ' -e 'error: ' "$report"; then
  exit 1
fi
echo "clang-tidy: nothing to say about $files files"
