#!/bin/sh
# Huey forgets a task whose consumer died at work, whatever its retries say.
#
# Expected: a queue in a file outlives its programs; a task with retries=3 that
# was begun and not finished is run again, or is at least told of. Dask runs it
# again, systemd starts it again.
# Seen: huey 3.5.4 takes a task out of the queue before it is run, and retries
# are for exceptions only. After kill -9, or when memory ran out, the next
# consumer finds an empty queue: nothing is pending, nothing is scheduled, there
# is no result, and nobody says that a shard is missing. A task that raises is
# run four times, so a test with an error passes.
# Around it: write down what is to be done beside the queue, and compare.
set -eu
work=$(mktemp -d)
consumer=
trap 'kill -9 $consumer 2>"$work/kill" || true; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check huey==3.5.4
cd "$work"
cat >night.py <<'PYTHON'
import time

from huey import SqliteHuey

huey = SqliteHuey(filename="queue.db")


@huey.task(retries=3)
def scan(shard):
    with open("ran", "a", encoding="utf-8") as file:
        print(shard, file=file)
    if shard == "fails":
        raise RuntimeError("the scan ended with exit code 7")
    time.sleep(60)
PYTHON
cat >put.py <<'PYTHON'
import sys

import night

night.scan(sys.argv[1])
PYTHON
cat >look.py <<'PYTHON'
import night

huey = night.huey
print(len(huey), "pending", len(huey.scheduled()), "scheduled",
      huey.result_count(), "results")
PYTHON
export PYTHONPATH="$work"
consume() {
  "$work/venv/bin/python" "$work/venv/bin/huey_consumer" night.huey -w 1 -q \
    2>>log &
  consumer=$!
}
# Waits until so many runs are written down, ten seconds at most.
wait_for() {
  tries=0
  while [ "$(grep -c . ran)" -lt "$1" ] && [ "$tries" -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}
: >ran
"$work/venv/bin/pip" list 2>/dev/null | grep huey
"$work/venv/bin/python" put.py dies
consume
wait_for 1
kill -9 "$consumer"
wait "$consumer" 2>/dev/null || true
consume
sleep 4
after=$(paste -s -d ' ' ran)
left=$("$work/venv/bin/python" look.py)
"$work/venv/bin/python" put.py fails
wait_for 5
all=$(paste -s -d ' ' ran)
kill "$consumer"
echo "runs after the consumer died:  $after, expected: dies dies"
echo "what is left of it:            $left"
echo "runs with one that raises too: $all"
if [ "$after" != dies ] || [ "$left" != "0 pending 0 scheduled 0 results" ] ||
  [ "$all" != "dies fails fails fails fails" ]; then
  echo "no longer as described" >&2
  exit 1
fi
