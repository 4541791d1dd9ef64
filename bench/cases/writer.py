"""What Parquet costs more than CSV, what few columns cost less than all, and
what a slow reader of the result does.

The output goes to a pipe whose reader takes it slowly and twice stops for
longer than a query may take. The scan must slow down, and no query may seem
lost for it."""

from __future__ import annotations

import os
import time
from typing import IO

from harness import (Claim, Context, Findings, ToolOptions, ToolRun, Trouble,
                     against_responder, best)

TABLES = {"csv": ["-O", "csv"], "parquet": ["-O", "parquet"],
          "minimal csv": ["-O", "csv", "--columns", "minimal"]}
SLOW_BYTES_PER_S = 4_000_000
STALL_S = 3.0  # the first timeout is 2 s


def cost(context: Context, count: int) -> dict[str, list[ToolRun]]:
    runs: dict[str, list[ToolRun]] = {name: [] for name in TABLES}
    for _ in range(context.args.repeat):
        for name, flags in TABLES.items():
            runs[name].append(against_responder(
                context,
                context.mxsweep("--rate", "0", *flags, "-o",
                                str(context.work / "table"),
                                context.names(count)),
                ["--profile", context.args.profile]))
    return runs


class SlowReader:
    """Reads a pipe at SLOW_BYTES_PER_S, with two stalls."""

    def __init__(self, stall_s: float, stall_every: int) -> None:
        self.stall_s = stall_s
        self.stall_every = stall_every
        self.bytes = 0
        self.stalls = 0

    def __call__(self, pipe: IO[bytes]) -> None:
        while True:
            part = os.read(pipe.fileno(), 65536)
            if not part:
                return
            self.bytes += len(part)
            time.sleep(len(part) / SLOW_BYTES_PER_S)
            if self.stalls < 2 and \
                    self.bytes > (self.stalls + 1) * self.stall_every:
                self.stalls += 1
                time.sleep(self.stall_s)


def to_pipe(context: Context, count: int, reader) -> ToolRun:
    return against_responder(
        context,
        context.mxsweep("--rate", "0", "-O", "csv", "-o", "-",
                        context.names(count)),
        ["--profile", context.args.profile], ToolOptions(reader=reader))


def drain(pipe: IO[bytes]) -> None:
    while os.read(pipe.fileno(), 1 << 20):
        pass


def run(context: Context) -> Findings:
    count = context.scaled(context.args.names, 3000)
    costs = cost(context, count)
    few = context.scaled(200_000, 30_000)
    reader = SlowReader(0.2 if context.args.quick else STALL_S,
                        context.scaled(4_000_000, 500_000))
    fast = to_pipe(context, few, drain)
    slow = to_pipe(context, few, reader)
    if reader.stalls != 2:
        raise Trouble(f"the reader stalled {reader.stalls} times only")
    csv, parquet, minimal = (best(costs[name]) for name in TABLES)
    lines = [f"{'table':11} {'us/lookup':>9} {'user':>7} {'system':>7} "
             f"{'RSS MiB':>8}"]
    for name, one in zip(TABLES, (csv, parquet, minimal)):
        scale = 1e6 / one.responder["answered"]
        lines.append(f"{name:11} {one.lookup_us:9.3f} "
                     f"{one.user_s * scale:7.3f} "
                     f"{one.system_s * scale:7.3f} {one.rss_kib / 1024:8.1f}")
    for name, one in (("drained", fast), ("slow", slow)):
        lines.append(f"{name} pipe: {one.wall_s:.2f} s, "
                     f"limited by {one.limited_by()}, "
                     "held by output "
                     f"{one.counter('held_by_output') / 1e6:.2f} s, "
                     f"timeouts {one.counter('timeouts')}, "
                     f"late {one.counter('replies_late')}")
    claims = [
        Claim("full parquet / full csv, total CPU",
              parquet.cpu_s / csv.cpu_s, "<= 1.30"),
        Claim("minimal csv / full csv, total CPU",
              minimal.cpu_s / csv.cpu_s, "<= 0.75"),
        Claim("minimal csv / full csv, octets",
              minimal.output_octets / csv.output_octets, "<= 0.25"),
        Claim("slow pipe: wall / wall of a drained one",
              slow.wall_s / fast.wall_s, ">= 2"),
        Claim("slow pipe: timeouts", slow.counter("timeouts"), "<= 0",
              digits=0),
        Claim("slow pipe: further attempts",
              slow.counter("queries_retried"), "<= 0", digits=0)]
    raw = {"names": count,
           "cost": {name: [one.plain(context) for one in runs]
                    for name, runs in costs.items()},
           "drained": fast.plain(context), "slow": slow.plain(context),
           "slow_bytes": reader.bytes}
    return Findings(claims, "\n".join(lines), raw)
