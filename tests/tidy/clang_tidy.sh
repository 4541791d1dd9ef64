#!/bin/sh
# clang-tidy with the checks of .clang-tidy; any finding fails. BUILD_DIR is a
# configured tree of this project: it holds compile_commands.json and the
# generated headers. It looks at the sources of io/ and scanner/ that
# affected.py names: what changed since this branch left main and is not listed
# as passed. A source takes seconds, all of them minutes. Exit code 77: not
# looked at, since other versions than 14 have other checks.
#   MXSWEEP_TIDY_SINCE  all, or another commit to compare with; the list of what
#                       passed does not count then
#   MXSWEEP_TIDY_RECORD 1: list what passes, to be committed
#   MXSWEEP_JOBS        how many run at a time (default: one per core)
set -eu
if [ $# -ne 1 ] || [ ! -f "$1/compile_commands.json" ]; then
  echo "usage: clang_tidy.sh BUILD_DIR (with compile_commands.json)" >&2
  exit 2
fi
case $(clang-tidy --version 2>&1) in
  *"version 14."*) ;;
  *) echo "skipped: no clang-tidy 14"; exit 77 ;;
esac
root=$(cd "$(dirname "$0")/../.." && pwd -P)
report=$(mktemp)
trap 'rm -f "$report" "$report.plain"' EXIT

sources=$(python3 -B "$root/tests/tidy/affected.py" \
  "${MXSWEEP_TIDY_SINCE:-}")
# Not what this build has none of, such as what stands in for a library.
sources=$(for source in $sources; do
  if grep -qF "/$source\"" "$1/compile_commands.json"; then
    echo "$source"
  fi
done)
wanted=$(printf '%s' "$sources" | grep -c . || true)
if [ "$wanted" -eq 0 ]; then
  echo "clang-tidy: nothing that it looks at has changed"
  exit 0
fi
set -- "$1" $(printf '%s' "$sources" | sed -e 's/[.]/[.]/g' \
  -e "s|^|^$root/|" -e 's/$/$/')
build=$1
shift

status=0
run-clang-tidy -quiet -j "${MXSWEEP_JOBS:-$(nproc)}" -p "$build" "$@" \
  >"$report" 2>&1 || status=$?

# Between the findings stand the command of each file and counts of what was
# found in system headers; a header's finding comes once for each includer.
files=$(grep -c -e '^clang-tidy.* -p=' "$report" || true)
sed -e 's/\x1b\[[0-9;]*m//g' -e '/^clang-tidy.* -p=/d' \
  -e '/^[0-9]* warnings* generated/d' -e '/^$/d' "$report" >"$report.plain"
cat "$report.plain"
if [ "$files" -ne "$wanted" ]; then
  echo "clang-tidy looked at $files files, not $wanted: is $build a build of" \
    "$root?" >&2
  exit 1
fi
if [ "$status" -ne 0 ] ||
  grep -q -e 'warning: ' -e 'error: ' "$report.plain"; then
  exit 1
fi
echo "clang-tidy: nothing to say about $files files"
if [ "${MXSWEEP_TIDY_RECORD:-}" = 1 ]; then
  python3 -B "$root/tests/tidy/affected.py" --passed $sources
fi
