#!/usr/bin/env python3
"""Every figure of this project, measured again.

Each case makes its own responder on one processor, runs the tools on the
other, and prints what it found beside the goal. bench/README.md says what
they mean.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pathlib
import shlex
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import results  # noqa: E402
from harness import ROOT, Context, Findings, Skip, Trouble  # noqa: E402

SKIP = 77
CASES = ("cost", "rate", "loss", "auto", "shards", "memory", "writer", "gtld",
         "raw", "profile", "slow", "failing", "lists", "forgery", "defences",
         "soak")
GROUPS = {
    "all": CASES,
    "speed": ("cost", "shards", "writer", "raw", "profile", "lists"),
    "pace": ("rate", "loss", "auto", "slow", "failing"),
    "size": ("memory", "gtld", "soak"),
    "safety": ("forgery", "defences"),
}


def parse_args(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="cases: " + ", ".join(CASES) + "; groups: " + "; ".join(
            f"{name} = {', '.join(cases)}"
            for name, cases in GROUPS.items()))
    parser.add_argument("--only", help="comma list of cases")
    parser.add_argument("--group", choices=GROUPS, default="all")
    parser.add_argument("--quick", action="store_true",
                        help="little of each: does everything still run? "
                        "Nothing is judged")
    parser.add_argument("--strict", action="store_true",
                        help="exit code 1 when a goal does not hold")
    parser.add_argument("--save", action="store_true",
                        help="keep the results under bench/results")
    parser.add_argument("--label", default="2core-vm",
                        help="kind of machine, for the results' folder")
    parser.add_argument("--build", type=pathlib.Path,
                        default=ROOT / "build" / "release",
                        help="build folder (default build/release)")
    parser.add_argument("--base", type=pathlib.Path, metavar="MXSWEEP",
                        help="the program of another build, to compare with "
                        "in slow")
    parser.add_argument("--repeat", type=int, default=3,
                        help="runs of each tool where cost is compared; the "
                        "best counts")
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--loss-names", type=int, default=1_000_000)
    parser.add_argument("--memory-names", type=int, default=20_000_000)
    parser.add_argument("--forged", type=int, default=10_000_000,
                        help="false answers in forgery")
    parser.add_argument("--minutes", type=float, default=10.0,
                        help="at full speed in soak")
    parser.add_argument("--seed", type=int, default=1, help="of the names")
    parser.add_argument("--window", type=int, default=1000,
                        help="queries in flight, for every tool")
    parser.add_argument("--clients", type=int, default=8,
                        help="sockets of dnsperf")
    parser.add_argument("--tools", help="comma list of tools of cost")
    parser.add_argument("--profile", default="toplist",
                        help="what the names answer: toplist, gtld, cctld, "
                        "mx")
    parser.add_argument("--pace", default="", metavar="FLAGS",
                        help="flags of mxsweep in auto, such as "
                        "'--rate 15000'; none by default")
    parser.add_argument("--gro", action="store_true",
                        help="the responder takes segmented datagrams whole")
    parser.add_argument("--timeout", type=float, default=1800.0,
                        help="seconds for one run of a tool")
    args = parser.parse_args(argv)
    args.build = args.build.resolve()
    args.tools = args.tools.split(",") if args.tools else []
    args.command_line = shlex.join(["bench/run.py", *argv])
    if args.quick:
        args.repeat = 1
    return args


def chosen(args: argparse.Namespace) -> list[str]:
    if args.only is None:
        return list(GROUPS[args.group])
    wanted = args.only.split(",")
    unknown = set(wanted) - set(CASES)
    if unknown:
        raise Trouble(f"no case {', '.join(sorted(unknown))}")
    return wanted


def show(case: str, found: Findings, judged: bool) -> None:
    print(found.text)
    for claim in found.claims:
        print(results.claim_line(case, claim, judged))
    sys.stdout.flush()


def run_cases(context: Context, outcome: results.Outcome) -> None:
    args = context.args
    for case in chosen(args):
        print(f"\n{case}", flush=True)
        try:
            found = importlib.import_module(f"cases.{case}").run(context)
        except Skip as why:
            outcome.skipped[case] = str(why)
            print(f"{case}: skipped: {why}", flush=True)
        except Trouble as trouble:  # the other cases still count
            outcome.failed[case] = str(trouble)
            print(f"{case}: FAILED: {trouble}", flush=True)
        else:
            outcome.findings[case] = found
            show(case, found, not args.quick)


def measure(context: Context) -> int:
    """The exit code."""
    args = context.args
    outcome = results.Outcome()
    run_cases(context, outcome)
    if args.save:
        folder = results.save(context, outcome)
        print(f"\nsaved in {folder.relative_to(ROOT)}")
    judged = [claim.holds() for found in outcome.findings.values()
              for claim in found.claims if claim.goal]
    if not args.quick:
        print(f"\n{sum(judged)} of {len(judged)} goals hold")
    if outcome.failed:
        return 1
    return 0 if args.quick or not args.strict or all(judged) else 1


def main(argv: list[str]) -> int:
    args = parse_args(argv)
    # As it is now: a run is long, and people go on working.
    args.load_before = os.getloadavg()[0]
    args.commit = results.git("rev-parse", "HEAD")
    args.changed_files = len(results.git("status", "--short").splitlines())
    usable = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {usable[0]})  # out of the tools' way
    # Results go to memory where that is possible: disks are not compared.
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    try:
        with tempfile.TemporaryDirectory(prefix="mxsweep-bench-",
                                         dir=base) as folder:
            return measure(Context(args, pathlib.Path(folder), usable[0],
                                   usable[-1]))
    except Trouble as trouble:
        print(f"bench/run.py: {trouble}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
