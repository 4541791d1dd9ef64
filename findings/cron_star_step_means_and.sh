#!/bin/sh
# Of "0 3 */2 * 1" one library makes Mondays and odd days, another one both.
#
# Expected: two libraries that read crontab lines agree when a job runs.
# Seen: when day of month and day of week are both given, a day needs one of
# them; but if a field begins with a star, cron as Debian has it wants both, and
# */2 begins with one. cronsim 2.8 does as cron does: odd days that are Mondays.
# croniter 7.0.0 takes only a bare * that way: odd days, and Mondays besides.
# Written 1-31/2 both run on either. The same line in a crontab and in a program
# scans 18 times instead of twice in the month shown.
# Around it: give only one of the two fields.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  croniter==7.0.0 cronsim==2.8

"$work/venv/bin/python" - <<'PYTHON'
import itertools
import sys
from datetime import datetime
from importlib.metadata import version

import croniter
import cronsim

print("croniter", version("croniter"), "cronsim", version("cronsim"))
start = datetime(2026, 11, 1)


def november(runs):
    inside = itertools.takewhile(lambda run: run.month == 11, runs)
    return [run.day for run in inside]


seen = {}
for line in ("0 3 */2 * 1", "0 3 1-31/2 * 1"):
    seen[line] = [
        november(croniter.croniter(line, start).all_next(datetime)),
        november(cronsim.CronSim(line, start)),
    ]
    for library, days in zip(("croniter", "cronsim"), seen[line]):
        print(f"{line}: {library} runs on {days} of November 2026")
either = sorted({*range(1, 31, 2), *range(2, 31, 7)})
print("expected: the same days from both")
sys.exit(None if seen == {"0 3 */2 * 1": [either, [9, 23]],
                          "0 3 1-31/2 * 1": [either, either]}
         else "no longer as described")
PYTHON
