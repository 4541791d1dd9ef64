#!/usr/bin/env python3
"""A scan on a Ray cluster, a task for each shard.

    ray_scan.py SHARDS OUT/ LIST [FLAG OF MXSWEEP ...]

Tasks of a worker that dies run again, up to `max_retries` times, and go on with
what is there. Every machine needs mxsweep (or MXSWEEP), the list, and OUT on a
file system with locks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import ray

LOCKED = 15  # exit code: another attempt at this shard is still at work
TRIES = 60


@ray.remote(num_cpus=1, max_retries=10, retry_exceptions=False)
def scan(shard: int, shards: int, out: str, *arguments: str) -> str:
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


def main() -> None:
    shards, out, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    out = os.path.abspath(out)
    arguments[0] = os.path.abspath(arguments[0])
    ray.init(address=os.environ.get("RAY_ADDRESS"), log_to_driver=False)
    tasks = [scan.remote(shard, shards, out, *arguments)
             for shard in range(1, shards + 1)]
    for place in ray.get(tasks):
        print(place, flush=True)
    program = os.environ.get("MXSWEEP", "mxsweep")
    subprocess.run([program, "merge", f"{out}/"], check=True)


if __name__ == "__main__":
    main()
