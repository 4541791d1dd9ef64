#!/bin/sh
# Searches with every fuzz target for a while: run.sh SECONDS BUILD_DIR.
# Starts from the committed corpora but works on copies, so they never grow.
# Prints one line per target; exits with 1 when one of them found something
# and leaves the input that shows it in BUILD_DIR/fuzz-findings.
set -eu

if [ $# -ne 2 ]; then
  echo "usage: $0 SECONDS BUILD_DIR" >&2
  exit 2
fi
seconds=$1
build=$2
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

for corpus in "$here"/corpus/*/; do
  target=$(basename "$corpus")
  program=$build/tests/fuzz/${target}_fuzz
  if [ ! -x "$program" ]; then
    echo "$target: $program is not built" >&2
    status=1
    continue
  fi
  mkdir -p "$scratch/$target/found" "$scratch/$target/corpus"
  cp "$corpus"* "$scratch/$target/corpus"
  set -- "-max_total_time=$seconds" -timeout=10 -print_final_stats=1 \
    "-artifact_prefix=$scratch/$target/found/"
  if [ -f "$here/dict/$target.dict" ]; then
    set -- "$@" "-dict=$here/dict/$target.dict"
  fi
  log=$scratch/$target/log
  if "$program" "$@" "$scratch/$target/corpus" >"$log" 2>&1; then
    units=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: ${units:-?} executions in $seconds s, nothing found"
  else
    status=1
    mkdir -p "$build/fuzz-findings/$target"
    cp "$log" "$build/fuzz-findings/$target/"
    cp "$scratch/$target/found/"* "$build/fuzz-findings/$target/" || true
    echo "$target: FOUND something, see $build/fuzz-findings/$target"
    tail -n 20 "$log"
  fi
done
exit $status
