"""What the cases of bench/run.py share: the responder, running a tool and
measuring it, reading mxsweep's counters, and saying whether a goal holds."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, IO

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Trouble(Exception):
    """The benchmark cannot go on, or a tool did not do its work."""


class Skip(Exception):
    """This machine cannot run the case; the text says why."""


@dataclass
class Claim:
    """One figure with the goal it is held against."""

    what: str
    value: float
    goal: str  # "<= 1.4", ">= 6", or "" when there is none
    unit: str = ""
    digits: int = 2

    def holds(self) -> bool | None:
        if not self.goal:
            return None
        operator, limit = self.goal.split()
        if operator == "<=":
            return self.value <= float(limit)
        return self.value >= float(limit)

    def verdict(self, judged: bool) -> str:
        holds = self.holds()
        if holds is None:
            return ""
        if not judged:
            return "not judged"
        return "holds" if holds else "does not hold"


@dataclass
class Findings:
    """What a case found out."""

    claims: list[Claim]
    text: str  # the table that belongs to it
    raw: dict[str, Any]


@dataclass
class ToolRun:
    """What one run of a tool cost, and what the responder saw of it."""

    command: list[str]
    wall_s: float
    user_s: float
    system_s: float
    rss_kib: int
    exit_code: int = 0
    sleeps: int = 0  # times that a thread gave its processor up to wait
    output_octets: int = 0  # of the result, when it is a file
    stdout: str = field(repr=False, default="")
    stderr: str = field(repr=False, default="")
    responder: dict[str, Any] = field(default_factory=dict)
    responder_command: list[str] = field(default_factory=list)

    @property
    def cpu_s(self) -> float:
        return self.user_s + self.system_s

    @property
    def lookup_us(self) -> float:
        """CPU for one query that was answered."""
        return self.cpu_s * 1e6 / max(self.responder.get("answered", 0), 1)

    def counter(self, name: str) -> int:
        """A counter of mxsweep's summary (it must have run with -v)."""
        found = re.search(rf"^  {name}: ([\d,]+)  \(", self.stderr, re.M)
        if found is None:
            raise Trouble(f"no counter {name} in: {self.stderr[-2000:]}")
        return int(found.group(1).replace(",", ""))

    def counters(self) -> dict[str, int]:
        pairs = re.findall(r"^  (\w+): ([\d,]+)  \(", self.stderr, re.M)
        return {name: int(text.replace(",", "")) for name, text in pairs}

    def statuses(self) -> dict[str, int]:
        found = re.search(r"^  status +(.*(?:\n {14}.*)*)$", self.stderr, re.M)
        pairs = re.findall(r"(\w+) ([\d,]+)", found.group(1)) if found else []
        return {name: int(text.replace(",", "")) for name, text in pairs}

    def limited_by(self) -> str:
        found = re.search(r"limited by (\w+)", self.stderr)
        return found.group(1) if found else ""

    def plain(self, context: "Context") -> dict[str, Any]:
        """For results.json: without the folders of this machine."""
        return {"command": context.without_folders(self.command),
                "responder_command":
                    context.without_folders(self.responder_command),
                "wall_s": round(self.wall_s, 4),
                "user_s": round(self.user_s, 4),
                "system_s": round(self.system_s, 4),
                "rss_kib": self.rss_kib, "exit_code": self.exit_code,
                "sleeps": self.sleeps,
                "output_octets": self.output_octets,
                "limited_by": self.limited_by(),
                "cpu_us_per_lookup": round(self.lookup_us, 4),
                "counters": self.counters(), "responder": self.responder}


@dataclass
class Context:
    """The machine, the build and the choices of the command line."""

    args: argparse.Namespace
    work: pathlib.Path
    server_cpu: int
    tool_cpu: int

    @property
    def cpus(self) -> str:
        return f"{self.server_cpu},{self.tool_cpu}"

    def program(self, name: str) -> str:
        return str(self.args.build / name)

    def mxsweep(self, *flags: str) -> list[str]:
        """To be run with a responder, whose port is filled in."""
        return [self.program("scanner/mxsweep"), "-v", "--no-resolver-check",
                "--max-unknown", "100", "-r", "127.0.0.1:{port}", *flags]

    def source(self, count: int) -> list[str]:
        return [self.program("bench/mxsweep_name_source"), "--count",
                str(count), "--seed", str(self.args.seed)]

    def names(self, count: int) -> str:
        """A file of so many names."""
        path = self.work / f"names-{count}.txt"
        if not path.exists():
            with path.open("wb") as out:
                subprocess.run(self.source(count), stdout=out, check=True)
        return str(path)

    def scaled(self, count: int, quick: int) -> int:
        return quick if self.args.quick else count

    def without_folders(self, command: list[str]) -> list[str]:
        return [part.replace(str(self.work), "WORK")
                .replace(str(self.args.build), "BUILD") for part in command]


def need(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool) is None:
            raise Skip(f"{tool} is not installed")


@contextlib.contextmanager
def responder(context: Context, *flags: str,
              prefix: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Runs the responder; after the block the dict holds its counts."""
    command = [*prefix, context.program("bench/mxsweep_responder"),
               "--cpu", str(context.server_cpu), *flags]
    if context.args.gro:
        command.append("--gro")
    with subprocess.Popen(command, stdout=subprocess.PIPE,
                          text=True) as process:
        assert process.stdout is not None
        try:
            ready = process.stdout.readline().split()
            if len(ready) != 2 or ready[0] != "ready":
                raise Trouble("the responder did not start")
            state: dict[str, Any] = {"port": ready[1], "command": command}
            yield state
        finally:
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=30)
        state["counts"] = json.loads(output.strip().splitlines()[-1])


def peak_rss_kib(pid: int) -> int:
    """The peak of the program itself: what wait4() says begins with the
    memory of whoever started it."""
    with contextlib.suppress(OSError):
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", text)
        return int(found.group(1)) if found else 0
    return 0


def wait_for(process: subprocess.Popen, timeout_s: float,
             each: Callable[[float], None]) -> tuple[Any, int]:
    """(resource usage, peak KiB) of a process that ends by itself. Calls
    `each` with the seconds since the start now and then."""
    start = time.monotonic()
    peak = 0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid != 0:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage, peak
        peak = max(peak, peak_rss_kib(process.pid))
        passed = time.monotonic() - start
        if passed > timeout_s:
            process.kill()
            process.wait()
            raise Trouble(f"{process.args[3]} takes too long")
        each(passed)
        time.sleep(0.02)


@dataclass
class ToolOptions:
    cpus: str = ""  # default: that of the tools
    source: list[str] | None = None  # writes to the tool's standard input
    reader: Callable[[IO[bytes]], None] | None = None  # of standard output
    discard: bool = False  # standard output
    stop_after_s: float = 0  # SIGINT then; 0: it ends by itself
    ok_codes: tuple[int, ...] = (0,)
    prefix: tuple[str, ...] = ()  # before the command
    # Called now and then with its process and the seconds since the start.
    watch: Callable[[int, float], None] | None = None


def standard_output(options: ToolOptions, out: IO) -> Any:
    if options.reader is not None:
        return subprocess.PIPE
    return subprocess.DEVNULL if options.discard else out


@contextlib.contextmanager
def piped_source(command: list[str] | None, cpu: int) -> Iterator[Any]:
    """The reading end of what the command writes, for a child."""
    if command is None:
        yield subprocess.DEVNULL
        return
    process = subprocess.Popen(["taskset", "-c", str(cpu), *command],
                               stdout=subprocess.PIPE)
    try:
        yield process.stdout
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


def output_octets(command: list[str]) -> int:
    if "-o" not in command:
        return 0
    path = pathlib.Path(command[command.index("-o") + 1])
    return path.stat().st_size if path.is_file() else 0


def run_tool(context: Context, command: list[str],
             options: ToolOptions = ToolOptions()) -> ToolRun:
    cpus = options.cpus or str(context.tool_cpu)
    stopped = [options.stop_after_s == 0]
    with tempfile.TemporaryFile("w+") as out, \
            tempfile.TemporaryFile("w+") as err, \
            piped_source(options.source, context.server_cpu) as stdin:
        start = time.monotonic()
        process = subprocess.Popen(
            ["taskset", "-c", cpus, *options.prefix, *command], stdin=stdin,
            stdout=standard_output(options, out), stderr=err)
        reader = None
        if options.reader is not None:
            reader = threading.Thread(target=options.reader,
                                      args=(process.stdout,))
            reader.start()

        def each(passed: float) -> None:
            if options.watch is not None:
                options.watch(process.pid, passed)
            if not stopped[0] and passed >= options.stop_after_s:
                process.send_signal(signal.SIGINT)
                stopped[0] = True

        usage, peak = wait_for(process, context.args.timeout, each)
        wall = time.monotonic() - start
        if reader is not None:
            reader.join()
        out.seek(0)
        err.seek(0)
        run = ToolRun(command, wall, usage.ru_utime, usage.ru_stime, peak,
                      process.returncode, usage.ru_nvcsw,
                      output_octets(command), out.read()[-4000:], err.read())
    if run.exit_code not in options.ok_codes:
        raise Trouble(f"{' '.join(command)} ended with {run.exit_code}: "
                      f"{run.stderr[-800:]}")
    return run


def against_responder(context: Context, command: list[str],
                      flags: list[str],
                      options: ToolOptions = ToolOptions()) -> ToolRun:
    """Runs the command against a responder of its own."""
    with responder(context, *flags) as state:
        filled = [part.replace("{port}", state["port"]) for part in command]
        run = run_tool(context, filled, options)
    run.responder = state["counts"]
    run.responder_command = state["command"]
    return run


def best(runs: list[ToolRun]) -> ToolRun:
    """Noise only ever adds."""
    return min(runs, key=lambda run: run.lookup_us)
