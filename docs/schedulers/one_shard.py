"""What the examples for Dask and Ray have in common: a task, which is one shard
of a scan, the command line, and the merge. They send it to the workers, so only
the machine that starts a scan needs this file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import NamedTuple

LOCKED = 15  # exit code: another attempt at this shard is still at work
TRIES = 60


class Command(NamedTuple):
    """EXAMPLE SHARDS OUT/ LIST [FLAG OF MXSWEEP ...]"""

    shards: int
    out: str
    arguments: list[str]


def read_command() -> Command:
    """Workers may stand elsewhere, so the places become absolute."""
    shards, out, names, *flags = sys.argv[1:]
    return Command(int(shards), os.path.abspath(out),
                   [os.path.abspath(names), *flags])


def scan(shard: int, command: Command) -> str:
    """Runs on a worker. The rows stay in the shard's folder; it returns only
    where they are."""
    folder = f"shard-{shard:04}-of-{command.shards:04}"
    for _ in range(TRIES):
        done = subprocess.run(
            [os.environ.get("MXSWEEP", "mxsweep"), *command.arguments, "-q",
             "--shard", f"{shard}/{command.shards}", "-o", f"{command.out}/",
             "--resume"],
            capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return f"{command.out}/{folder}"
        if done.returncode != LOCKED:
            break
        time.sleep(1)
    raise RuntimeError(f"{folder}: exit code {done.returncode}: "
                       f"{done.stderr.strip()}")


def merge(command: Command) -> None:
    program = os.environ.get("MXSWEEP", "mxsweep")
    subprocess.run([program, "merge", f"{command.out}/"], check=True)
