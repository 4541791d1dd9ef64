#!/usr/bin/env python3
"""A scan on a Ray cluster, a task for each shard.

    ray_scan.py SHARDS OUT/ LIST [FLAG OF MXSWEEP ...]

Tasks of a worker that dies run again, up to `max_retries` times, and go on with
what is there. Every machine needs mxsweep (or MXSWEEP), the list, and OUT on a
file system with locks.
"""

from __future__ import annotations

import os

import ray

import one_shard


def main() -> None:
    command = one_shard.read_command()
    ray.cloudpickle.register_pickle_by_value(one_shard)
    ray.init(address=os.environ.get("RAY_ADDRESS"), log_to_driver=False)
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
