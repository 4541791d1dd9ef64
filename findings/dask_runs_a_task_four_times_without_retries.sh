#!/bin/sh
# Dask runs a task four times that asked for no retries.
#
# Expected: retries of Client.submit, by default 0, is the "number of allowed
# automatic retries if the task fails". A task whose worker dies has failed, so
# with 0 it is not run again, and with 2 it is run three times at most.
# Seen: distributed 2026.8.0 runs it four times, with 0 as with 2, and raises
# KilledWorker then. What counts is allowed-failures of the scheduler, which is
# 3. A task whose worker the kernel ends for its memory does four times what it
# does outside of Dask, on one machine after the other: files, questions, mails.
# Around it: distributed.scheduler.allowed-failures is 0 where the scheduler
# starts, and tasks that may run again without harm.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  distributed==2026.8.0
cat >"$work/runs.py" <<'PYTHON'
import logging
import os
import signal
import sys
from importlib.metadata import version

import dask
from distributed import Client, KilledWorker, LocalCluster


def leave(path):
    """Says that it ran, and takes its worker with it."""
    with open(path, "a", encoding="ascii") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


def runs(folder, retries):
    path = os.path.join(folder, "ran")
    open(path, "w", encoding="ascii").close()
    with LocalCluster(n_workers=1, threads_per_worker=1,
                      dashboard_address=None, local_directory=folder,
                      silence_logs=logging.CRITICAL) as cluster, \
            Client(cluster) as client:
        try:
            client.submit(leave, path, pure=False, retries=retries).result()
        except KilledWorker:
            pass
    return os.path.getsize(path)


if __name__ == "__main__":
    print("distributed", version("distributed"))
    seen = []
    for failures, retries in ((3, 0), (3, 2), (0, 0), (0, 2)):
        with dask.config.set(
                {"distributed.scheduler.allowed-failures": failures}):
            seen.append(runs(sys.argv[1], retries))
        print(f"allowed-failures {failures}, retries={retries}: "
              f"{seen[-1]} runs")
    default = dask.config.get("distributed.scheduler.allowed-failures")
    print(f"by default allowed-failures is {default}")
    print("expected: 1 run and 3 runs, whatever allowed-failures is")
    sys.exit(None if seen == [4, 4, 1, 1] and default == 3
             else "no longer as described")
PYTHON
"$work/venv/bin/python" "$work/runs.py" "$work" 2>"$work/log" ||
  { cat "$work/log" >&2; exit 1; }
