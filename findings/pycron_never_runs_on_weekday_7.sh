#!/bin/sh
# pycron never runs a job of weekday 7, and leaves Sunday out of 5-7.
#
# Expected: crontab(5): 0 and 7 are both Sunday, so "0 6 * * 7" runs once a week
# and 5-7 is Friday to Sunday; the package crontab has it so.
# Seen: is_now of pycron 3.3.0 knows 0 as Sunday only. It says no for 7 on all
# days, which is no error to it, and takes Friday and Saturday of 5-7. A weekly
# scan whose line comes from a crontab is never started, and nothing says so.
# Around it: 0, and 0,5,6 for Friday to Sunday.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pycron==3.3.0 crontab==1.0.5

"$work/venv/bin/python" - <<'PYTHON'
import sys
from datetime import datetime, timedelta
from importlib.metadata import version

import pycron
from crontab import CronTab

DAYS = [datetime(2026, 10, 19, 6) + timedelta(days=day) for day in range(7)]


def by_pycron(line):
    return "".join(f"{day:%a} " for day in DAYS if pycron.is_now(line, day))


def by_crontab(line):
    return "".join(f"{day:%a} " for day in DAYS if CronTab(line).test(day))


print("pycron", version("pycron"), "crontab", version("crontab"))
seen = []
for line in ("0 6 * * 7", "0 6 * * 5-7", "0 6 * * 0"):
    seen.append([by_pycron(line), by_crontab(line)])
    print(f"{line}: {seen[-1][0] or 'never '}  expected: {seen[-1][1]}")
sys.exit(None if seen == [
    ["", "Sun "], ["Fri Sat ", "Fri Sat Sun "], ["Sun ", "Sun "],
] else "no longer as described")
PYTHON
