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

# build PRESET [cmake options]: configures and builds a preset of
# CMakePresets.json; $target says what if not all.
build() {
  quietly cmake --preset "$@"
  quietly cmake --build --preset "$1" --target "${target:-all}"
}

# run_ctest BUILD_FOLDER [ctest options]: all that was printed when a test
# failed, else what was left out. Fails also when that is not allowed. ctest's
# closing lines are for show_summary.
run_ctest() {
  tree=$1
  shift
  ctest --test-dir "$tree" -j2 --output-on-failure --no-tests=error \
    --output-junit ctest.xml --test-output-size-passed 10000000 \
    "$@" >"$tree/ctest.out" || { cat "$tree/ctest.out"; return 1; }
  python3 -B tests/tidy/skips.py "$tree/ctest.xml"
}

show_summary() {
  sed -n '/tests passed/,$p' "$1/ctest.out"
}

# stage TITLE: what follows, until the next stage or show_stages, is measured
# under that title.
stage() {
  end_stage
  title=$1
  began=$(date +%s)
  read_cpu
  cpu_began=$cpu
  say "$title"
}

end_stage() {
  if [ -z "${title:-}" ]; then
    stages=$(mktemp)
    return
  fi
  read_cpu
  printf '%6d %6d  %s\n' "$(($(date +%s) - began))" "$((cpu - cpu_began))" \
    "$title" >>"$stages"
}

# Sets $cpu: seconds of CPU that this shell's finished children took. By way
# of a file, for a shell in $(...) would tell of its own children.
read_cpu() {
  times >"$stages.times"
  cpu=$(awk -F '[ms ]+' 'NR == 2 { printf "%d", $1 * 60 + $2 + $3 * 60 + $4 }' \
    "$stages.times")
}

show_stages() {
  end_stage
  title=
  printf '\n  wall    CPU  (seconds)\n'
  awk '{ wall += $1; cpu += $2; print }
       END { printf "%6d %6d  in all\n", wall, cpu }' "$stages"
  rm -f "$stages" "$stages.times"
}
