"""Whether anything grows or slows down while the program works at full speed
for minutes, with real threads, sockets and an allocator.

Names come through a pipe, more than there is time for; --max-runtime ends the
run. Ten marks compare like with like: what the program remembers fills up in
the first tenth."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
from dataclasses import asdict, dataclass
from typing import Any

from harness import (Claim, Context, Findings, ToolOptions, ToolRun, Trouble,
                     against_responder)

MARKS = 10
LEAST_MARKS = 4  # the first, a warm one, the middle, the last
ENDLESS = 2_000_000_000  # names
OUT_OF_TIME = 10  # the exit code of --max-runtime
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Mark:
    """What /proc and the status file say of the program."""

    at_s: float
    rss_kib: int
    threads: int
    descriptors: int
    cpu_s: float
    names: int
    load: float  # of the machine: what else is there takes its part


class Watch:
    """Takes a mark whenever one more tenth of the time is over, as soon as the
    status file is written anew, which it is every two seconds."""

    def __init__(self, status: pathlib.Path, seconds: float) -> None:
        self.status = status
        self.seconds = seconds
        self.seen_s = 0.0  # of the status file
        self.marks: list[Mark] = []

    def __call__(self, pid: int, passed: float) -> None:
        # It may not have begun, or be just ending.
        with contextlib.suppress(OSError, AttributeError):
            said = json.loads(self.status.read_text("utf-8"))
            is_new = said["elapsed_s"] != self.seen_s
            self.seen_s = said["elapsed_s"]
            if (is_new and said["state"] == "running"
                    and passed >= self.seconds * len(self.marks) / MARKS):
                self.marks.append(self.mark(pid, said))

    @staticmethod
    def mark(pid: int, said: dict[str, Any]) -> Mark:
        folder = pathlib.Path(f"/proc/{pid}")
        memory, threads = (
            int(re.search(rf"^{field}:\s+(\d+)", text, re.M).group(1))
            for text in [(folder / "status").read_text()]
            for field in ("VmRSS", "Threads"))
        times = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
        return Mark(said["elapsed_s"], memory, threads,
                    len(list((folder / "fd").iterdir())),
                    sum(map(int, times)) / TICKS, said["names_done"],
                    os.getloadavg()[0])


def scan(context: Context, seconds: float) -> tuple[ToolRun, list[Mark]]:
    status = context.work / "soak.json"
    watch = Watch(status, seconds)
    command = context.mxsweep("--rate", "0", "--max-runtime", f"{seconds:g}s",
                              "--status-file", str(status), "-O", "csv", "-")
    run = against_responder(
        context, command, ["--profile", context.args.profile],
        ToolOptions(source=context.source(ENDLESS), discard=True,
                    ok_codes=(OUT_OF_TIME,), watch=watch))
    if len(watch.marks) < context.scaled(MARKS, LEAST_MARKS):
        raise Trouble(f"only {len(watch.marks)} marks in {run.wall_s:.0f} s")
    return run, watch.marks


def pace(before: Mark, after: Mark) -> float:
    """Names a second."""
    return (after.names - before.names) / max(after.at_s - before.at_s, 1e-9)


def name_us(before: Mark, after: Mark) -> float:
    """CPU for a name."""
    names = max(after.names - before.names, 1)
    return (after.cpu_s - before.cpu_s) * 1e6 / names


def run(context: Context) -> Findings:
    seconds = context.scaled(int(context.args.minutes * 60), 12)
    one, marks = scan(context, seconds)
    lines = [f"{'after s':>7} {'RSS MiB':>8} {'threads':>7} {'files':>5} "
             f"{'names':>12} {'names/s':>8} {'us/name':>8} {'load':>5}"]
    for before, mark in zip(marks, marks[1:]):
        lines.append(f"{mark.at_s:7.0f} {mark.rss_kib / 1024:8.1f} "
                     f"{mark.threads:7d} {mark.descriptors:5d} "
                     f"{mark.names:12,d} {pace(before, mark):8,.0f} "
                     f"{name_us(before, mark):8.3f} {mark.load:5.1f}")
    warm, last = marks[1], marks[-1]
    middle = marks[len(marks) // 2]
    claims = [
        Claim("memory in the end / after a tenth", last.rss_kib / warm.rss_kib,
              "<= 1.05", digits=3),
        Claim("descriptors and threads more than after a tenth",
              last.descriptors + last.threads - warm.descriptors
              - warm.threads, "<= 0", digits=0),
        Claim("CPU a name, second half / first",
              name_us(middle, last) / name_us(warm, middle), "<= 1.1"),
        Claim("names a second, second half / first",
              pace(middle, last) / pace(warm, middle), ">= 0.9")]
    return Findings(claims, "\n".join(lines),
                    {"run": one.plain(context),
                     "marks": [asdict(mark) for mark in marks]})
