# What the scripts of this folder share. Sourced, from the checkout's root.

say() {
  printf '\n== %s\n' "$*"
}

# Runs quietly; shows what was printed only when it fails, for thousands of
# lines help nobody.
quietly() {
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log"
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# build NAME COMPILER [cmake options]; $target says what if not all.
build() {
  name=$1
  compiler=$2
  shift 2
  say "building build/$name with $compiler"
  quietly cmake -S . -B "build/$name" -G Ninja \
    -DCMAKE_CXX_COMPILER="$compiler" "$@"
  quietly cmake --build "build/$name" --target "${target:-all}"
}

# run_ctest BUILD_FOLDER [ctest options]: all that was printed when a test
# failed, else the summary.
run_ctest() {
  folder=$1
  shift
  ctest --test-dir "$folder" -j2 --output-on-failure --no-tests=error \
    "$@" >"$folder/ctest.out" ||
    { cat "$folder/ctest.out"; return 1; }
  sed -n '/tests passed/,$p' "$folder/ctest.out"
}
