#!/bin/sh
# APScheduler runs a line of a crontab with weekday 1 on Tuesdays.
#
# Expected: crontab(5): 0 and 7 are Sunday and 1 is Monday, and a job that names
# a day of the month and a weekday runs when either one matches; croniter has it
# so. CronTrigger.from_crontab is made for "a standard crontab expression".
# Seen: APScheduler 3.11.3 counts weekdays from Monday as 0 there too: 1 is
# Tuesday, 1-5 is Tuesday to Saturday, 0 is Monday, and 7 is refused. "1 * 1"
# waits for a first that is a Tuesday. No error: a scan that was to read the
# lists of Monday runs a day later.
# Around it: names of days (mon-fri), and two jobs for two kinds of days.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  APScheduler==3.11.3 croniter==7.0.0

"$work/venv/bin/python" - <<'PYTHON'
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from apscheduler.triggers.cron import CronTrigger
from croniter import croniter

START = datetime(2026, 10, 24, 12, tzinfo=timezone.utc)


def by_apscheduler(line):
    trigger = CronTrigger.from_crontab(line, timezone="UTC")
    run, now, days = None, START, []
    for _ in range(3):
        run = trigger.get_next_fire_time(run, now)
        now = run + timedelta(seconds=1)
        days.append(f"{run:%a %d %b}")
    return ", ".join(days)


def by_croniter(line):
    runs = croniter(line, START)
    return ", ".join(f"{runs.get_next(datetime):%a %d %b}" for _ in range(3))


print("APScheduler", version("APScheduler"), "croniter", version("croniter"))
seen = {}
for line in ("0 6 * * 1", "0 6 * * 1-5", "0 6 1 * 1", "0 6 * * mon"):
    seen[line] = [by_apscheduler(line), by_croniter(line)]
    print(f"{line}: {seen[line][0]}   expected: {seen[line][1]}")
mondays = "Mon 26 Oct, Mon 02 Nov, Mon 09 Nov"
sys.exit(None if seen == {
    "0 6 * * 1": ["Tue 27 Oct, Tue 03 Nov, Tue 10 Nov", mondays],
    "0 6 * * 1-5": ["Tue 27 Oct, Wed 28 Oct, Thu 29 Oct",
                    "Mon 26 Oct, Tue 27 Oct, Wed 28 Oct"],
    "0 6 1 * 1": ["Tue 01 Dec, Tue 01 Jun, Tue 01 Feb",
                  "Mon 26 Oct, Sun 01 Nov, Mon 02 Nov"],
    "0 6 * * mon": [mondays, mondays],
} else "no longer as described")
PYTHON
