#!/bin/sh
# Every proof, one after the other, stopping at the first that fails. The last
# thing it prints are ctest's own closing lines for the whole suite. Called by
# setup.sh, which has installed what is needed.
set -eu
cd "$(dirname "$0")/.."
. .ci/lib.sh

fuzz_seconds=${MXSWEEP_FUZZ_SECONDS:-20}

say "style: layers, widths, banned calls, format"
python3 tests/tidy/tidy.py
sh tests/tidy/format.sh

build asan clang++ -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 \
  -DMXSWEEP_BENCH=OFF \
  "-DMXSWEEP_SANITIZE=address;undefined"
say "all tests under AddressSanitizer and UndefinedBehaviorSanitizer"
run_ctest build/asan

target=tsan_tests
build tsan clang++ -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-O1 \
  -DMXSWEEP_BENCH=OFF -DMXSWEEP_SANITIZE=thread
target=
say "what threads share, under ThreadSanitizer"
run_ctest build/tsan -L tsan

build fuzz clang++ -DCMAKE_BUILD_TYPE=RelWithDebInfo -DMXSWEEP_FUZZ=ON \
  -DMXSWEEP_TESTS=OFF -DMXSWEEP_BENCH=OFF \
  "-DMXSWEEP_SANITIZE=address;undefined"
say "fuzzing, $fuzz_seconds s for each target"
sh tests/fuzz/run.sh "$fuzz_seconds" build/fuzz

say "clang-tidy, and every header alone"
sh tests/tidy/clang_tidy.sh build/asan
cmake --build build/asan --target all_verify_interface_header_sets >/dev/null

build release g++ -DCMAKE_BUILD_TYPE=Release -DMXSWEEP_TESTS=ON \
  -DMXSWEEP_BENCH=ON
say "the whole suite"
ctest --test-dir build/release -j2 --output-on-failure --no-tests=error
