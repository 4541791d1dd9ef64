#!/bin/sh
# Searches with every fuzz target for a while: run.sh SECONDS BUILD_DIR, as many
# targets at a time as MXSWEEP_JOBS says (default: one per core).
# Starts from the committed corpora but works on copies, so they never grow.
# MXSWEEP_FUZZ_SEED makes a search that can be repeated; else each is another.
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

# search TARGET: says what came of it and fails if something was found.
search() {
  target=$1
  program=$build/tests/fuzz/${target}_fuzz
  if [ ! -x "$program" ]; then
    echo "$target: $program is not built"
    return 1
  fi
  mkdir -p "$scratch/$target/found" "$scratch/$target/corpus"
  cp "$here/corpus/$target/"* "$scratch/$target/corpus"
  set -- "-max_total_time=$seconds" "-seed=${MXSWEEP_FUZZ_SEED:-0}" \
    -timeout=10 -print_final_stats=1 \
    "-artifact_prefix=$scratch/$target/found/"
  if [ -f "$here/dict/$target.dict" ]; then
    set -- "$@" "-dict=$here/dict/$target.dict"
  fi
  log=$scratch/$target/log
  if "$program" "$@" "$scratch/$target/corpus" >"$log" 2>&1; then
    units=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: ${units:-?} executions in $seconds s, nothing found"
    return
  fi
  mkdir -p "$build/fuzz-findings/$target"
  cp "$log" "$build/fuzz-findings/$target/"
  cp "$scratch/$target/found/"* "$build/fuzz-findings/$target/" || true
  echo "$target: FOUND something, see $build/fuzz-findings/$target"
  tail -n 20 "$log"
  return 1
}

# Equally long, so that as many as run at a time also end together.
running=0
for corpus in "$here"/corpus/*/; do
  (search "$(basename "$corpus")" || touch "$scratch/failed") &
  running=$((running + 1))
  if [ "$running" -ge "${MXSWEEP_JOBS:-$(nproc)}" ]; then
    wait
    running=0
  fi
done
wait
[ ! -e "$scratch/failed" ]
