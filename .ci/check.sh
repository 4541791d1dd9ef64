#!/bin/sh
# Every proof, one after the other, stopping at the first that fails; then what
# each stage took. The last thing it prints are ctest's own closing lines for
# the whole suite. Called by setup.sh, which has installed what is needed.
# docs/testing.md says what is proven in which stage.
set -eu
cd "$(dirname "$0")/.."
. .ci/lib.sh

stages_in_all=$(grep -c '^stage "' .ci/check.sh)
fuzz_seconds=${MXSWEEP_FUZZ_SECONDS:-20}
# One and the same search, so that a change is not refused for what an earlier
# one did, and what was found is found again.
export MXSWEEP_FUZZ_SEED="${MXSWEEP_FUZZ_SEED:-1}"

# What needs another version of a tool than this release has says so with 77.
may_skip() {
  status=0
  "$@" || status=$?
  if [ "$status" -eq 77 ]; then
    echo "   left out"
    return
  fi
  return "$status"
}

stage "style: layers, widths, banned calls, format"
python3 tests/tidy/tidy.py
may_skip sh tests/tidy/format.sh

stage "every header alone"
target=all_verify_interface_header_sets
build headers
target=

stage "building with AddressSanitizer, UndefinedBehaviorSanitizer, fuzzing"
build asan

stage "tests under AddressSanitizer and UndefinedBehaviorSanitizer"
run_ctest build/asan -LE once

stage "fuzzing, $fuzz_seconds s for each target"
sh tests/fuzz/run.sh "$fuzz_seconds" build/asan

stage "clang-tidy"
may_skip sh tests/tidy/clang_tidy.sh build/asan

stage "building what threads share with ThreadSanitizer"
target=tsan_tests
build tsan
target=

stage "what threads share, under ThreadSanitizer"
run_ctest build/tsan -L tsan

stage "building the release, its tests and benchmarks"
build release

stage "the whole suite"
run_ctest build/release
show_stages
show_summary build/release
