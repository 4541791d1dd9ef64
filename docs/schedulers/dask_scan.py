#!/usr/bin/env python3
"""A scan on the workers of a Dask cluster, a task for each shard.

    dask_scan.py SHARDS OUT/ LIST [FLAG OF MXSWEEP ...]

Without DASK_SCHEDULER a cluster of this machine is started. A worker that dies
has its shard done by another, which goes on with what is there; a result that
is lost costs nothing, for the shard is complete and says so. Every machine
needs mxsweep (or MXSWEEP), the list, and OUT on a file system with locks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import dask
from distributed import Client, LocalCluster, as_completed

LOCKED = 15  # exit code: another attempt at this shard is still at work
TRIES = 60


def scan(shard: int, shards: int, out: str, *arguments: str) -> str:
    """Runs on a worker. The rows stay in the shard's folder; it returns only
    where they are."""
    command = [os.environ.get("MXSWEEP", "mxsweep"), *arguments, "-q",
               "--shard", f"{shard}/{shards}", "-o", f"{out}/", "--resume"]
    for _ in range(TRIES):
        done = subprocess.run(command, capture_output=True, text=True,
                              check=False)
        if done.returncode == 0:
            return f"{out}/shard-{shard:04}-of-{shards:04}"
        if done.returncode != LOCKED:
            break
        time.sleep(1)
    raise RuntimeError(f"shard {shard}: exit code {done.returncode}: "
                       f"{done.stderr.strip()}")


def run(client: Client, shards: int, out: str, arguments: list[str]) -> None:
    tasks = [client.submit(scan, shard, shards, out, *arguments, pure=False,
                           retries=2)
             for shard in range(1, shards + 1)]
    for task in as_completed(tasks):
        print(task.result(), flush=True)
    program = os.environ.get("MXSWEEP", "mxsweep")
    subprocess.run([program, "merge", f"{out}/"], check=True)


def main() -> None:
    shards, out, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    out = os.path.abspath(out)
    arguments[0] = os.path.abspath(arguments[0])
    # Each shard is one process of its own; a worker has one at a time.
    with dask.config.set({"distributed.scheduler.allowed-failures": 10}):
        scheduler = os.environ.get("DASK_SCHEDULER")
        if scheduler:
            with Client(scheduler) as client:
                run(client, shards, out, arguments)
        else:
            with LocalCluster(n_workers=2, threads_per_worker=1,
                              dashboard_address=None) as cluster, \
                    Client(cluster) as client:
                run(client, shards, out, arguments)


if __name__ == "__main__":
    main()
