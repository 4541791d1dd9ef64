#!/bin/sh
# Supervisor runs a job four times that ended well, if it was quick.
#
# Expected: with autorestart=false, "the process will not be autorestarted", and
# exit code 0 is the one that exitcodes expects; so the job runs once.
# Seen: a program that ends within startsecs, one second by default, has failed
# to start in supervisor 4.3.0, whatever its exit code says, and a start that
# failed is tried startretries times more: four runs, then FATAL. autorestart
# is about programs that were up already. The documentation says so under
# startsecs only. A job that takes longer runs once, so it is the night with an
# empty list, or the one with nothing left to do, whose load into a database
# runs four times.
# Around it: startsecs=0, or a timer or cron for what is no service.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check supervisor==4.3.0
cd "$work"
cat >supervisor.conf <<EOC
[supervisord]
nodaemon = true
logfile = $work/log
pidfile = $work/pid
childlogdir = $work

[program:quick]
command = /bin/sh -c "echo run >>$work/quick"
autorestart = false

[program:slow]
command = /bin/sh -c "echo run >>$work/slow; sleep 2"
autorestart = false

[program:around]
command = /bin/sh -c "echo run >>$work/around"
autorestart = false
startsecs = 0
EOC
"$work/venv/bin/supervisord" -v
timeout 15 "$work/venv/bin/supervisord" -c supervisor.conf >out 2>&1 || true
grep -h quick log | sed 's/^[^ ]* [^ ]* //'
runs=
for job in quick slow around; do
  runs="$runs $job $(grep -c run "$job")"
done
echo "runs:    $runs"
echo "expected: quick 1 slow 1 around 1"
if [ "$runs" != " quick 4 slow 1 around 1" ]; then
  echo "no longer as described" >&2
  exit 1
fi
