"""What a query costs at the rates that people use, where wake-ups are all.

A program that is asked for few queries sleeps most of the time, and each time
it wakes up costs as much as ten queries do at full speed. The bare sender,
which sends a group every 5 ms and looks at no answer, shows what is left of
that when nothing but the waking up is paid. With --base the same is measured
with another build in turn, and the ratio is what counts."""

from __future__ import annotations

import json
import statistics

from harness import Claim, Context, Findings, ToolRun, against_responder

# Queries a second (0: as many as can be), and the most that the ratio to the
# build before wake-ups were counted may be.
GOALS = {500: 1 / 3, 2_000: 1 / 3, 5_000: 0.4, 20_000: 0.5, 50_000: 0.7,
         0: 0.9}
SECONDS = 4
NAMES_LEAST = 5_000  # so that starting the program is a small part
UNLIMITED = 300_000  # names
BARE = "bare"


def names_of(context: Context, rate: int) -> int:
    if rate == 0:
        return context.scaled(UNLIMITED, 3000)
    return rate if context.args.quick else max(rate * SECONDS, NAMES_LEAST)


def bare_run(context: Context, rate: int) -> ToolRun:
    command = [context.program("bench/mxsweep_bare_sender"), "--port",
               "{port}", "--count", str(names_of(context, rate)), "--rate",
               str(rate)]
    return against_responder(context, command, ["--profile", "mx"])


def one_run(context: Context, program: str, rate: int) -> ToolRun:
    if program == BARE:
        return bare_run(context, rate)
    command = context.mxsweep(
        "--rate", str(rate), "--addresses", "none", "-o",
        str(context.work / "slow.csv"), context.names(names_of(context, rate)))
    command[0] = program
    return against_responder(context, command, ["--profile", "mx"])


def measure(context: Context, rate: int) -> dict[str, list[ToolRun]]:
    """The builds in turn, so that a busy minute is every build's."""
    programs = {"this": context.program("scanner/mxsweep")}
    if context.args.base:
        programs["base"] = str(context.args.base)
    programs[BARE] = BARE
    runs: dict[str, list[ToolRun]] = {name: [] for name in programs}
    for _ in range(context.args.repeat):
        for name, program in programs.items():
            runs[name].append(one_run(context, program, rate))
    return runs


def cost_us(runs: list[ToolRun]) -> float:
    return statistics.median(run.lookup_us for run in runs)


def calls_of(run: ToolRun) -> float:
    if "--count" in run.command:  # the bare sender
        said = json.loads(run.stdout)
        return said["answers"] / said["answers_per_call"]
    return run.counter("system_calls")


def run(context: Context) -> Findings:
    claims = []
    raw = {}
    lines = [f"{'rate/s':>8} {'build':>6} {'us/query':>9} {'user':>7} "
             f"{'system':>7} {'sleeps/s':>9} {'calls/query':>11}"]
    for rate, goal in GOALS.items():
        runs = measure(context, rate)
        for name, several in runs.items():
            one = min(several, key=lambda run:
                      abs(run.lookup_us - cost_us(several)))
            asked = max(one.responder["answered"], 1)
            lines.append(
                f"{rate or 'most':>8} {name:>6} {cost_us(several):9.2f} "
                f"{one.user_s * 1e6 / asked:7.2f} "
                f"{one.system_s * 1e6 / asked:7.2f} "
                f"{one.sleeps / one.wall_s:9.0f} "
                f"{calls_of(one) / asked:11.3f}")
        label = f"{rate}/s" if rate else "as fast as can be"
        claims.append(Claim(f"{label}: CPU per query", cost_us(runs["this"]),
                            "", "us"))
        claims.append(Claim(
            f"{label}: ratio to the bare sender",
            cost_us(runs["this"]) / cost_us(runs[BARE]), "", digits=2))
        if "base" in runs:
            claims.append(Claim(
                f"{label}: ratio to the build before",
                cost_us(runs["this"]) / cost_us(runs["base"]),
                f"<= {goal:.3f}", digits=3))
        raw[str(rate)] = {name: [each.plain(context) for each in several]
                          for name, several in runs.items()}
    return Findings(claims, "\n".join(lines), raw)
