#!/bin/sh
# Luigi ends with exit code 0 after a task has failed.
#
# Expected: a program that did not do what it was told to ends with another exit
# code than 0 (POSIX, "Exit Status"), as make, doit and Snakemake do; what
# stands behind it in a script or a crontab relies on that.
# Seen: luigi 3.8.1 says "there were failed tasks" and ends with 0: the codes of
# its section [retcode] for failed tasks, missing data and tasks that were not
# granted a run are all 0 unless a configuration says otherwise. So
# "luigi ... && load" loads what was there before, and neither cron nor systemd
# nor CI sees that a night failed.
# Around it: a luigi.cfg with the [retcode] of Luigi's documentation.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  luigi==3.8.1 doit==0.37.0
cd "$work"
cat >night.py <<'PYTHON'
import luigi


class Scan(luigi.Task):
    def output(self):
        return luigi.LocalTarget("scan.csv")

    def run(self):
        raise RuntimeError("the scan ended with exit code 7")


class Load(luigi.Task):
    def requires(self):
        return Scan()

    def output(self):
        return luigi.LocalTarget("loaded")
PYTHON
cat >dodo.py <<'PYTHON'
def task_scan():
    return {"actions": ["exit 7"]}


def task_load():
    return {"actions": ["true"], "task_dep": ["scan"]}
PYTHON
cat >around.cfg <<'EOC'
[retcode]
already_running = 10
missing_data = 20
not_run = 25
task_failed = 30
scheduling_error = 35
unhandled_exception = 40
EOC
night() {
  code=0
  PYTHONPATH=. "$@" >out 2>&1 || code=$?
  grep 'This progress' out >&2 || true
  echo "$code"
}
"$work/venv/bin/pip" list 2>/dev/null | grep 'luigi\|doit'
run="$work/venv/bin/luigi --module night Load --local-scheduler"
seen="luigi $(night $run)"
seen="$seen, with retcode $(LUIGI_CONFIG_PATH=around.cfg night $run)"
seen="$seen, doit $(night "$work/venv/bin/doit" load)"
echo "exit codes: $seen"
echo "expected:   none of them 0"
if [ "$seen" != "luigi 0, with retcode 30, doit 1" ]; then
  echo "no longer as described" >&2
  exit 1
fi
