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

import cloudpickle
import dask
from distributed import Client, LocalCluster, as_completed

import one_shard


def run(client: Client, command: one_shard.Command) -> None:
    tasks = [client.submit(one_shard.scan, shard, command, pure=False,
                           retries=2)
             for shard in range(1, command.shards + 1)]
    for task in as_completed(tasks):
        print(task.result(), flush=True)
    one_shard.merge(command)


def main() -> None:
    command = one_shard.read_command()
    cloudpickle.register_pickle_by_value(one_shard)
    with dask.config.set({"distributed.scheduler.allowed-failures": 10}):
        scheduler = os.environ.get("DASK_SCHEDULER")
        if scheduler:
            with Client(scheduler) as client:
                run(client, command)
        else:
            # Each shard is one process of its own; a worker has one at a time.
            with LocalCluster(n_workers=2, threads_per_worker=1,
                              dashboard_address=None) as cluster, \
                    Client(cluster) as client:
                run(client, command)


if __name__ == "__main__":
    main()
