#!/bin/sh
# APScheduler drops a job that waited a second for a free thread.
#
# Expected: a job that is due while all workers are busy waits for one, and runs
# late; that is what a queue is for. concurrent.futures, whose pool it uses, has
# it so.
# Seen: APScheduler 3.11.3 has ten threads, and misfire_grace_time is 1 s unless
# it is set: a job that comes to its thread later than that is not run at all.
# It was "missed", which is a line in the log, where the log is shown, and an
# event; the date job is gone, the daily one is tried again tomorrow. Twelve
# scans or exports at two o'clock: ten are run. With short test jobs all are.
# Around it: misfire_grace_time=None, or ThreadPoolExecutor(max_workers).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check apscheduler==3.11.3
cat >"$work/jobs.py" <<'PYTHON'
import datetime
import sys
import time
from importlib.metadata import version

from apscheduler.schedulers.background import BackgroundScheduler

print("APScheduler", version("APScheduler"))


def runs(seconds, **options):
    ran = []

    def job(number):
        ran.append(number)
        time.sleep(seconds)

    utc = datetime.timezone.utc
    scheduler = BackgroundScheduler(timezone=utc)
    due = datetime.datetime.now(utc) + datetime.timedelta(seconds=1)
    for number in range(12):
        scheduler.add_job(job, "date", run_date=due, args=[number], **options)
    scheduler.start()
    time.sleep(2 + 2 * seconds)
    left = len(scheduler.get_jobs())
    scheduler.shutdown()
    return len(ran), left


seen = [runs(0.05), runs(3), runs(3, misfire_grace_time=None)]
print("jobs run and jobs left of 12:")
for name, counts in zip(("of 0.05 s", "of 3 s", "of 3 s, without limit"), seen):
    print(f"{name}: {counts[0]} and {counts[1]}, expected 12 and 0")
sys.exit(None if seen == [(12, 0), (10, 0), (12, 0)]
         else "no longer as described")
PYTHON
"$work/venv/bin/python" "$work/jobs.py" 2>"$work/log" || {
  cat "$work/log" >&2
  exit 1
}
grep -c 'was missed by' "$work/log" | sed 's/$/ lines in the log/'
