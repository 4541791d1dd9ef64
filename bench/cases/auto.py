"""How well the pace without --rate finds what the resolvers can take.

The responder takes so many queries a second and drops the rest; the limit
changes twice while the scan runs. A second is good when at least 90 % of the
capacity is used and at most 10 % more than it is asked for; a limit is found
in the first second from which on all are good until it changes. "Settled after"
the whole stretch means never."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

from harness import (Claim, Context, Findings, Skip, ToolOptions,
                     against_responder)

PLAN = "0:20000,20:40000,40:10000"
END_S = 60
QUICK_PLAN = "0:2000,2:4000,4:1000"
QUICK_END_S = 6
DELAY_MS = 20
INTERRUPTED = 130


@dataclass
class Phase:
    """The seconds in which the capacity stays the same."""

    start_s: int
    capacity: int
    seconds: list[list[int]]  # received, dropped

    def good(self, second: list[int]) -> bool:
        received, dropped = second
        return (received - dropped >= 0.9 * self.capacity
                and received <= 1.1 * self.capacity)

    @property
    def settled_after(self) -> int:
        """Seconds until all are good; all of them when that never comes."""
        count = len(self.seconds)
        while count > 0 and self.good(self.seconds[count - 1]):
            count -= 1
        return count

    @property
    def settled(self) -> list[list[int]]:
        return self.seconds[self.settled_after:]

    def good_share(self) -> float:
        good = sum(self.good(second) for second in self.seconds)
        return 100 * good / max(len(self.seconds), 1)

    @staticmethod
    def loss_percent(seconds: list[list[int]]) -> float:
        if not seconds:
            return 100.0  # never settled: nothing to be proud of
        received = sum(second[0] for second in seconds)
        return 100 * sum(second[1] for second in seconds) / max(received, 1)

    def use_percent(self, seconds: list[list[int]]) -> float:
        taken = sum(second[0] - second[1] for second in seconds)
        return 100 * taken / max(self.capacity * len(seconds), 1)


def phases_of(plan: str, end_s: int, seconds: list[list[int]]) -> list[Phase]:
    steps = [tuple(map(int, step.split(":"))) for step in plan.split(",")]
    ends = [start for start, _ in steps[1:]] + [end_s]
    return [Phase(start, capacity, seconds[start:end])
            for (start, capacity), end in zip(steps, ends)]


def describe(phases: list[Phase]) -> str:
    lines = [f"{'capacity':>8} {'from s':>6} {'settled after s':>15} "
             f"{'used % then':>11} {'lost % then':>11} {'used % all':>10} "
             f"{'lost % all':>10} {'good s %':>8}"]
    for phase in phases:
        lines.append(
            f"{phase.capacity:8d} {phase.start_s:6d} "
            f"{phase.settled_after:15d} "
            f"{phase.use_percent(phase.settled):11.1f} "
            f"{phase.loss_percent(phase.settled):11.2f} "
            f"{phase.use_percent(phase.seconds):10.1f} "
            f"{phase.loss_percent(phase.seconds):10.2f} "
            f"{phase.good_share():8.0f}")
    for phase in phases:
        parts = [f"{received}-{dropped}" if dropped else str(received)
                 for received, dropped in phase.seconds]
        lines.append(f"received-dropped from {phase.start_s} s on: "
                     + " ".join(parts))
    return "\n".join(lines)


def check_pace(context: Context) -> None:
    """Without a pace of its own the program keeps to a fixed rate.

    The flag's own line is looked for: an example above it may use it, too."""
    text = subprocess.run([context.program("scanner/mxsweep"), "--help"],
                          capture_output=True, text=True, check=True).stdout
    found = re.search(r"^ +--rate\b(.*?)\n\s*(-\w, )?--\w", text,
                      re.S | re.M)
    if found is None or not re.search("auto|adapt", found.group(1)):
        raise Skip("this build does not find its pace by itself")


def run(context: Context) -> Findings:
    args = context.args
    if not args.pace:
        check_pace(context)
    plan, end_s = (QUICK_PLAN, QUICK_END_S) if args.quick else (PLAN, END_S)
    pace = args.pace.split()
    one = against_responder(
        context,
        [*context.mxsweep(*pace, "--addresses", "none", "-o",
                          str(context.work / "auto.csv")), "-"],
        ["--capacity-plan", plan, "--delay", str(DELAY_MS), "--profile",
         "mx"],
        ToolOptions(source=context.source(100_000 * end_s),
                    stop_after_s=end_s + 0.5,
                    ok_codes=(0, INTERRUPTED)))
    phases = phases_of(plan, end_s, one.responder["seconds"])
    claims = []
    for phase, what in zip(phases, ("start", "doubling", "halving twice")):
        claims.append(Claim(f"{what}: settled after", phase.settled_after,
                            "<= 10", "s", 0))
        claims.append(Claim(f"{what}: capacity used then",
                            phase.use_percent(phase.settled), ">= 90", "%",
                            1))
        claims.append(Claim(f"{what}: lost then",
                            phase.loss_percent(phase.settled), "<= 1", "%"))
    return Findings(claims, describe(phases),
                    {"plan": plan, "delay_ms": DELAY_MS,
                     "run": one.plain(context)})
