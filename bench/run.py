#!/usr/bin/env python3
"""What a lookup costs: mxsweep against dnsperf and a bare sender.

One command makes a seeded list of names, starts the responder on one
processor and, in turn, every tool on the other, all with the same names, and
prints user and system CPU per lookup. bench/README.md says how to read it.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

SKIP = 77
ROOT = pathlib.Path(__file__).resolve().parent.parent
TLDS = ["com", "net", "org", "de", "fr", "info", "nl", "se"]
TLD_WEIGHTS = [50, 8, 8, 10, 6, 4, 4, 3]


@dataclass
class Case:
    """One tool with its arguments; {port} and the like are filled in."""

    name: str
    argv: list[str]
    names: bool = True  # it asks for the list's names
    counts: bool = True  # it is one of the numbers of mxsweep


@dataclass
class Run:
    """What one run of a case cost."""

    command: list[str]
    wall_s: float
    user_s: float
    system_s: float
    rss_kib: int
    queries: int
    answered: int
    per_second_max: int
    source_ports: int
    names: int
    stdout: str = field(repr=False, default="")

    @property
    def per_packet_us(self) -> float:
        return (self.user_s + self.system_s) * 1e6 / max(self.answered, 1)

    @property
    def per_name_us(self) -> float:
        return (self.user_s + self.system_s) * 1e6 / max(self.names, 1)


class Trouble(Exception):
    """The benchmark cannot go on, or a tool did not do its work."""


def make_names(path: pathlib.Path, count: int, seed: int) -> None:
    """Unique names with the lengths of real domains (median 15 octets)."""
    rng = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    with path.open("w", encoding="ascii") as out:
        for number in range(count):
            tail = ""
            rest = number
            for _ in range(4):
                tail += letters[rest % 26]
                rest //= 26
            tail += "" if rest == 0 else str(rest)
            size = min(30, max(5, int(rng.lognormvariate(2.35, 0.4))))
            head = "".join(rng.choices(letters, k=max(size - len(tail), 1)))
            tld = rng.choices(TLDS, TLD_WEIGHTS)[0]
            out.write(f"{head}{tail}.{tld}\n")


def make_queries(names: pathlib.Path, path: pathlib.Path) -> None:
    with names.open(encoding="ascii") as lines, path.open("w") as out:
        for line in lines:
            out.write(f"{line.strip()} MX\n")


def processors() -> tuple[int, int]:
    """One for the responder, one for the tools (the same if alone)."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


@contextlib.contextmanager
def responder(args: argparse.Namespace, cpu: int) -> Iterator[dict]:
    """Runs the responder; after the block the dict holds its counts."""
    command = [str(args.build / "bench/mxsweep_responder"),
               "--cpu", str(cpu), "--profile", args.profile]
    if args.gro:
        command.append("--gro")
    with subprocess.Popen(command, stdout=subprocess.PIPE,
                          text=True) as process:
        assert process.stdout is not None
        try:
            ready = process.stdout.readline().split()
            if len(ready) != 2 or ready[0] != "ready":
                raise Trouble("the responder did not start")
            state: dict = {"port": ready[1]}
            yield state
        finally:
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=30)
        state.update(json.loads(output.strip().splitlines()[-1]))


def peak_rss_kib(pid: int) -> int:
    """The peak of the program itself: what wait4() says begins with the
    memory of whoever started it."""
    with contextlib.suppress(OSError):
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", text)
        return int(found.group(1)) if found else 0
    return 0


def run_pinned(command: list[str], cpu: int, timeout_s: float):
    """(status, resource usage, wall seconds, peak KiB, standard output)."""
    with tempfile.TemporaryFile("w+") as out, \
            tempfile.TemporaryFile("w+") as err:
        start = time.monotonic()
        process = subprocess.Popen(
            ["taskset", "-c", str(cpu), *command], stdout=out, stderr=err)
        peak = 0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid != 0:
                break
            peak = max(peak, peak_rss_kib(process.pid))
            if time.monotonic() - start > timeout_s:
                process.kill()
                process.wait()
                raise Trouble(f"{command[0]} takes too long")
            time.sleep(0.02)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            raise Trouble(f"{' '.join(command)} ended with "
                          f"{process.returncode}: {err.read()[-800:]}")
        return usage, wall, peak, out.read()


def cases(args: argparse.Namespace, work: pathlib.Path) -> list[Case]:
    scan = [str(args.build / "scanner/mxsweep"), "-q", "-r",
            "127.0.0.1:{port}", "--rate", "0", "-s", str(args.window)]
    names = str(work / "names.txt")

    def sweep(name: str, output: str, *flags: str) -> Case:
        return Case(name, [*scan, *flags, "-o", str(work / output), names])

    everything = [
        Case("bare", [str(args.build / "bench/mxsweep_bare_sender"),
                      "--port", "{port}", "--count", str(args.names),
                      "--window", str(args.window)],
             names=False, counts=False),
        Case("dnsperf", ["dnsperf", "-s", "127.0.0.1", "-p", "{port}", "-d",
                         str(work / "queries.txt"), "-n", "1", "-c",
                         str(args.clients), "-T", "1", "-q",
                         str(args.window), "-e", "-t", "5"], counts=False),
        sweep("mx csv", "mx.csv", "--addresses", "none"),
        sweep("full csv", "full.csv"),
        sweep("mx parquet", "mx.parquet", "--addresses", "none"),
        sweep("mx csv mmsg", "mmsg.csv", "--addresses", "none",
              "--transport", "mmsg"),
    ]
    if not args.only:
        return everything
    wanted = args.only.split(",")
    unknown = set(wanted) - {case.name for case in everything}
    if unknown:
        raise Trouble(f"no case {sorted(unknown)}")
    return [case for case in everything if case.name in wanted]


def run_case(case: Case, args: argparse.Namespace) -> Run:
    server_cpu, tool_cpu = args.cpus
    with responder(args, server_cpu) as state:
        command = [part.replace("{port}", state["port"])
                   for part in case.argv]
        usage, wall, peak, out = run_pinned(command, tool_cpu, args.timeout)
    run = Run(command=command, wall_s=wall, user_s=usage.ru_utime,
              system_s=usage.ru_stime, rss_kib=peak,
              queries=state["queries"], answered=state["answered"],
              per_second_max=state["per_second_max"],
              source_ports=state["source_ports"],
              names=args.names if case.names else state["answered"],
              stdout=out[-4000:])
    check(case, run, args)
    return run


def check(case: Case, run: Run, args: argparse.Namespace) -> None:
    """A tool that leaves work undone is not fast."""
    if case.name == "dnsperf":
        found = re.search(r"Queries completed:\s+(\d+)", run.stdout)
        if found is None or int(found.group(1)) < 0.999 * args.names:
            raise Trouble("dnsperf lost more than one query in a thousand")
    if case.names and run.queries < args.names:
        raise Trouble(f"{case.name}: {run.queries} queries for "
                      f"{args.names} names")
    if case.counts and "none" in run.command \
            and run.queries > 1.001 * args.names:
        raise Trouble(f"{case.name}: asked {run.queries} times for "
                      f"{args.names} names")


def best(runs: list[Run]) -> Run:
    return min(runs, key=lambda run: run.per_packet_us)


def ratio(value: float, base: Run | None) -> str:
    return "" if base is None else f"{value / base.per_packet_us:8.2f}"


def table(results: dict[str, list[Run]]) -> str:
    bare = best(results["bare"]) if "bare" in results else None
    peer = best(results["dnsperf"]) if "dnsperf" in results else None
    lines = [f"{'case':12} {'us/packet':>9} {'user':>6} {'system':>6} "
             f"{'us/name':>8} {'q/name':>6} {'packets/s':>9} "
             f"{'RSS MiB':>7} {'ports':>5} {'x bare':>8} {'x dnsperf':>9}"]
    for name, runs in results.items():
        run = best(runs)
        cost = run.per_packet_us
        lines.append(
            f"{name:12} {cost:9.3f} "
            f"{run.user_s * 1e6 / run.answered:6.3f} "
            f"{run.system_s * 1e6 / run.answered:6.3f} "
            f"{run.per_name_us:8.3f} {run.queries / run.names:6.2f} "
            f"{run.answered / run.wall_s:9.0f} {run.rss_kib / 1024:7.1f} "
            f"{run.source_ports:5d} {ratio(cost, bare):>8} "
            f"{ratio(cost, peer):>9}")
    return "\n".join(lines)


def bench_line(results: dict[str, list[Run]]) -> str:
    parts = [f"{name} {best(runs).per_packet_us:.2f}"
             for name, runs in results.items()]
    line = "bench: us CPU per lookup: " + ", ".join(parts)
    if {"mx csv", "dnsperf", "bare"} <= results.keys():
        mine = best(results["mx csv"]).per_packet_us
        line += (f"; mx csv is "
                 f"{best(results['dnsperf']).per_packet_us / mine:.1f} times "
                 f"cheaper than dnsperf, "
                 f"{mine / best(results['bare']).per_packet_us:.2f} times "
                 f"the bare cost")
    return line


def git(*args: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *args], check=False,
                          capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def processor_model() -> str:
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def record(args: argparse.Namespace, results: dict[str, list[Run]],
           work: pathlib.Path) -> dict:
    def plain(run: Run) -> dict:
        command = [part.replace(str(work), "WORK")
                   .replace(str(args.build), "BUILD") for part in run.command]
        return {"command": command, "wall_s": round(run.wall_s, 4),
                "user_s": round(run.user_s, 4),
                "system_s": round(run.system_s, 4), "rss_kib": run.rss_kib,
                "queries": run.queries, "answered": run.answered,
                "names": run.names, "per_second_max": run.per_second_max,
                "source_ports": run.source_ports,
                "cpu_us_per_packet": round(run.per_packet_us, 4),
                "cpu_us_per_name": round(run.per_name_us, 4)}

    return {"date": datetime.date.today().isoformat(),
            "commit": git("rev-parse", "HEAD"),
            "changed_files": len(git("status", "--short").splitlines()),
            "kernel": platform.release(), "processor": processor_model(),
            "processors": os.cpu_count(),
            "load_average": os.getloadavg()[0],
            "names": args.names, "seed": args.seed, "window": args.window,
            "profile": args.profile, "gro": args.gro,
            "cases": {name: [plain(run) for run in runs]
                      for name, runs in results.items()}}


def save(args: argparse.Namespace, data: dict, text: str) -> pathlib.Path:
    folder = ROOT / "bench/results" / f"{data['date']}-{args.label}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(data, indent=1) + "\n")
    (folder / "table.txt").write_text(text + "\n")
    return folder


def parse_args(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path,
                        default=ROOT / "build" / "release",
                        help="build folder (default build/release)")
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3,
                        help="runs of each case, the best counts")
    parser.add_argument("--window", type=int, default=1000,
                        help="queries in flight, for every tool")
    parser.add_argument("--clients", type=int, default=8,
                        help="sockets of dnsperf")
    parser.add_argument("--profile", default="toplist",
                        help="what the names answer: toplist, gtld, cctld, mx")
    parser.add_argument("--gro", action="store_true",
                        help="the responder takes segmented datagrams whole")
    parser.add_argument("--only", help="comma list of cases")
    parser.add_argument("--timeout", type=float, default=300.0,
                        help="seconds for one run")
    parser.add_argument("--smoke", action="store_true",
                        help="few names, once: does everything work?")
    parser.add_argument("--save", action="store_true",
                        help="keep the results under bench/results")
    parser.add_argument("--label", default="2core-vm",
                        help="kind of machine, for the results' folder")
    args = parser.parse_args(argv)
    args.build = args.build.resolve()
    if args.smoke:
        args.names = min(args.names, 3000)
        args.repeat = 1
    return args


def measure(args: argparse.Namespace, work: pathlib.Path) -> None:
    make_names(work / "names.txt", args.names, args.seed)
    make_queries(work / "names.txt", work / "queries.txt")
    results: dict[str, list[Run]] = {}
    for _ in range(args.repeat):
        for case in cases(args, work):  # in turn, so that noise hits all
            results.setdefault(case.name, []).append(run_case(case, args))
    text = table(results) + "\n" + bench_line(results)
    if args.save:
        folder = save(args, record(args, results, work), text)
        print(f"saved in {folder.relative_to(ROOT)}")
    print(text)


def main(argv: list[str]) -> int:
    args = parse_args(argv)
    for tool in ("dnsperf", "taskset"):
        if shutil.which(tool) is None:
            print(f"skipped: {tool} is not installed")
            return SKIP
    args.cpus = processors()
    os.sched_setaffinity(0, {args.cpus[0]})  # out of the tools' way
    try:
        with tempfile.TemporaryDirectory(prefix="mxsweep-bench-") as folder:
            measure(args, pathlib.Path(folder))
    except Trouble as trouble:
        print(f"bench/run.py: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
