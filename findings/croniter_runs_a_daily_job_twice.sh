#!/bin/sh
# croniter runs a daily job twice on the day on which clocks go back.
#
# Expected: "30 2 * * *" is a job a day. The manual of Debian's cron has it that
# jobs at a fixed time are not run twice when an hour comes twice; cronsim, and
# cron-parser and croner of npm, do so.
# Seen: croniter 7.0.0, in Europe/Berlin on the 31st of October 2027, gives
# 02:30 of summer time and 02:30 of winter time, an hour apart. A scan that
# takes longer than an hour meets itself, and a table that is named by the day
# is written twice. On the day in spring it gives 03:00, as the others do.
# Around it: schedule in UTC, or outside of the hours from 1 to 3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  croniter==7.0.0 cronsim==2.8 tzdata==2026.6

"$work/venv/bin/python" - <<'PYTHON'
import itertools
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

import croniter
import cronsim

print("croniter", version("croniter"), "cronsim", version("cronsim"))
berlin = ZoneInfo("Europe/Berlin")
line = "30 2 * * *"


def runs(start, day):
    """The runs on a day, in UTC, by either library."""
    found = []
    for library, times in (
            ("croniter", croniter.croniter(line, start).all_next(datetime)),
            ("cronsim", cronsim.CronSim(line, start))):
        near = [time for time in itertools.islice(times, 4)
                if time.astimezone(berlin).date() == day.date()]
        found.append([time.astimezone(timezone.utc).strftime("%H:%M")
                      for time in near])
        print(f"{day:%Y-%m-%d}, {line}: {library} at {found[-1]} UTC")
    return found


autumn = datetime(2027, 10, 31, tzinfo=berlin)
spring = datetime(2027, 3, 28, tzinfo=berlin)
seen = [runs(day - timedelta(hours=12), day) for day in (autumn, spring)]
print("expected: one time a day from both")
sys.exit(None if seen == [[["00:30", "01:30"], ["00:30"]],
                          [["01:00"], ["01:00"]]]
         else "no longer as described")
PYTHON
