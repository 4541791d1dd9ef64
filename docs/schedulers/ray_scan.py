#!/usr/bin/env python3
"""A scan on a Ray cluster, a task for each shard.

    ray_scan.py SHARDS OUT/ LIST [FLAG OF MXSWEEP ...]

Without RAY_ADDRESS a cluster of this machine is started. Tasks of a worker that
dies run again, up to `max_retries` times, and go on with what is there. Every
machine needs mxsweep (or MXSWEEP), the list, and OUT on a file system with
locks.
"""

from __future__ import annotations

import os

import ray

import one_shard

OBJECT_STORE = 80 << 20  # no rows go through it; Ray takes 30 % of the memory


def start() -> None:
    # Else it tells its makers that it was started.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    address = os.environ.get("RAY_ADDRESS")
    if address:
        ray.init(address=address, log_to_driver=False)
    else:
        ray.init(num_cpus=2, object_store_memory=OBJECT_STORE,
                 include_dashboard=False, log_to_driver=False)


def main() -> None:
    command = one_shard.read_command()
    ray.cloudpickle.register_pickle_by_value(one_shard)
    start()
    scan = ray.remote(num_cpus=1, max_retries=10)(one_shard.scan)
    waiting = [scan.remote(shard, command)
               for shard in range(1, command.shards + 1)]
    while waiting:
        done, waiting = ray.wait(waiting)
        print(ray.get(done[0]), flush=True)
    ray.shutdown()
    one_shard.merge(command)


if __name__ == "__main__":
    main()
