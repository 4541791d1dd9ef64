# What the scripts of this folder share. Sourced, from the checkout's root. A
# script that has something of its own to put away at its end defines at_exit.

scratch=$(mktemp -d)
at_exit() {
  :
}
trap 'at_exit; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

say() {
  printf '\n== %s\n' "$*"
}

# Whole seconds as people say them.
time_text() {
  if [ "$1" -lt 100 ]; then
    printf '%d s' "$1"
  else
    printf '%d min' $((($1 + 30) / 60))
  fi
}

# Says every now and then how far the program is whose output goes to a file: on
# a terminal in place each second, elsewhere one line a minute.
show_life() {
  if [ -t 1 ]; then
    pause=1 begin='\r' end='\033[K'
  else
    pause=60 begin='' end='\n'
  fi
  life_began=$(date +%s)
  nap=
  trap 'kill "$nap" 2>/dev/null; exit 0' TERM
  while true; do
    sleep "$pause" >/dev/null 2>&1 &
    nap=$!
    wait "$nap" || return 0
    last=$(tail -n 1 "$1" | tr -cd '[:print:]' | cut -c 1-60)
    printf "$begin   %s  %s$end" \
      "$(time_text $(($(date +%s) - life_began)))" "$last"
  done
}

# Runs without its output, for thousands of lines help nobody; all of it is
# shown when it fails, and meanwhile that it lives.
quietly() {
  show_life "$scratch/log" &
  watcher=$!
  status=0
  "$@" >"$scratch/log" 2>&1 || status=$?
  # Until it is gone: a signal is lost that comes before the watcher's trap.
  while kill "$watcher" 2>/dev/null; do
    sleep 0.1
  done
  if [ -t 1 ]; then
    printf '\r\033[K'
  fi
  if [ "$status" -ne 0 ]; then
    cat "$scratch/log"
  fi
  return "$status"
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
  quietly ctest --test-dir "$tree" -j3 --output-on-failure --no-tests=error \
    --output-junit ctest.xml --test-output-size-passed 10000000 "$@"
  cp "$scratch/log" "$tree/ctest.out"
  python3 -B tests/tidy/skips.py "$tree/ctest.xml"
}

show_summary() {
  sed -n '/tests passed/,$p' "$1/ctest.out"
}

# stage TITLE: what follows, until the next stage or show_stages, is measured
# under that title, as the next of $stages_in_all. Stages of a script that
# another one calls are parts of its stage.
stage() {
  end_stage
  title=$1
  stage_number=$((${stage_number:-0} + 1))
  began=$(date +%s)
  read_cpu
  cpu_began=$cpu
  say "[$stage_number/$stages_in_all] $title"
}

# Says also what the stage took, unless that was next to nothing.
end_stage() {
  if [ -z "${title:-}" ]; then
    return
  fi
  read_cpu
  took=$(($(date +%s) - began))
  if [ "$took" -gt 1 ]; then
    echo "   took $(time_text "$took")"
  fi
  printf '%6d %6d  %s\n' "$took" "$((cpu - cpu_began))" "$title" \
    >>"$scratch/stages"
}

# Sets $cpu: seconds of CPU that this shell's finished children took. By way
# of a file, for a shell in $(...) would tell of its own children.
read_cpu() {
  times >"$scratch/times"
  cpu=$(awk -F '[ms ]+' 'NR == 2 { printf "%d", $1 * 60 + $2 + $3 * 60 + $4 }' \
    "$scratch/times")
}

show_stages() {
  end_stage
  title=
  printf '\n  wall    CPU  (seconds)\n'
  awk '{ wall += $1; cpu += $2; print }
       END { printf "%6d %6d  in all\n", wall, cpu }' "$scratch/stages"
}
