#!/usr/bin/env python3
"""What it costs to find the mail hosts of a list in a world of delegations
(delegated_internet.py), by each way that there is: mxsweep's own recursion, its
private unbound, and Knot Resolver and PowerDNS Recursor behind mxsweep, with
the settings that they come with.

Each run has a server of its own that remembers nothing. Counted: user and
system CPU of the server and of mxsweep for a name, starting included;
questions to authoritative servers for a name; names whose row is not what the
zones say. The ways take turns. In a network namespace of its own (needs root).
With --far the servers are 20 to 40 ms away, and some are lame or dead
(far_world.py).

    python3 bench/recursors.py --repeat 3
    python3 bench/recursors.py --far --repeat 3
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import far_world
import private_unbound

# A question for the SOA of the root.
QUESTION = bytes.fromhex("4d5801000001000000000000" "0000060001")
READY_S = 10
# So that all that is in flight fits into a receive buffer of the usual size.
IN_FLIGHT = "300"


class Missing(Exception):
    """The way is left out, and why."""


class Server:
    """A resolver on loopback that asks the world's root and remembers
    nothing yet."""

    def __init__(self, folder: Path, program: str,
                 flags: Callable[[Path, int], list[str]]) -> None:
        path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin")
        if path is None:
            raise Missing(f"{program} is not installed")
        self.home = Path(tempfile.mkdtemp(dir=folder))
        private_unbound.write_hints(self.home)
        self.port = private_unbound.free_port()
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [path, *flags(self.home, self.port)], cwd=self.home,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not self.answers():
            self.stop()
            sys.exit(f"{program}: {(self.home / 'log').read_text()}")

    def answers(self) -> bool:
        end = time.monotonic() + READY_S
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.2)
            client.connect(("127.0.0.1", self.port))
            while time.monotonic() < end:
                try:
                    client.send(QUESTION)
                    if client.recv(4096)[3] & 15 == 0:
                        return True
                except OSError:
                    time.sleep(0.1)
        return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def knot_flags(home: Path, port: int) -> list[str]:
    (home / "kresd.conf").write_text(f"""net.listen('127.0.0.1', {port})
net.ipv6 = false
trust_anchors.remove('.')
modules.load('hints > iterate')
hints.root_file('root.hints')
cache.open(100 * MB, 'lmdb://{home}/cache')
""")
    return ["-n", "-c", str(home / "kresd.conf"), str(home)]


def powerdns_flags(home: Path, port: int) -> list[str]:
    # Its own settings keep it from asking at private addresses.
    return [f"--config-dir={home}", f"--socket-dir={home}", "--daemon=no",
            "--write-pid=no", "--security-poll-suffix=", "--dont-query=",
            "--local-address=127.0.0.1", f"--local-port={port}",
            "--dnssec=off", f"--hint-file={home}/root.hints"]


def behind(program: str, flags: Callable[[Path, int], list[str]]) -> Callable:
    def run(folder: Path, truth: list[dict],
            options: argparse.Namespace) -> dict:
        server = Server(folder, program, flags)
        return private_unbound.measure(
            folder, truth,
            ["-r", f"127.0.0.1:{server.port}", "-s", IN_FLIGHT],
            options, server.stop)

    return run


def by_itself(extra: str, program: str | None) -> Callable:
    def run(folder: Path, truth: list[dict],
            options: argparse.Namespace) -> dict:
        path = os.environ["PATH"] + ":/usr/sbin"
        if program is not None and shutil.which(program, path=path) is None:
            raise Missing(f"{program} is not installed")
        return private_unbound.measure(
            folder, truth, private_unbound.whom_to_ask(folder, extra), options)

    return run


WAYS: dict[str, Callable] = {
    "mxsweep --recursive": by_itself("--recursive", None),
    "private unbound": by_itself("", "unbound"),
    "Knot Resolver": behind("kresd", knot_flags),
    "PowerDNS Recursor": behind("pdns_recursor", powerdns_flags),
}


def compare(folder: Path, options: argparse.Namespace) -> list[dict]:
    truth = private_unbound.keep_names_that_answer(folder)
    runs = []
    left_out: set[str] = set()
    for turn in range(options.repeat):
        for way, run in WAYS.items():
            if way in left_out or options.only not in way:
                continue
            try:
                result = run(folder, truth, options)
            except Missing as missing:
                print(f"{way} is left out: {missing}", file=sys.stderr)
                left_out.add(way)
                continue
            runs.append({"way": way, "turn": turn, **result})
            print(json.dumps(runs[-1]), file=sys.stderr, flush=True)
    return runs


def print_table(runs: list[dict]) -> None:
    print("| way | us a name, all processes | of these mxsweep | x unbound "
          "| questions a name | wall, s | wrong |\n"
          "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")

    def median(way: str, figure: Callable[[dict], float]) -> float:
        return statistics.median(figure(run) for run in runs
                                 if run["way"] == way)

    def cost(run: dict) -> float:
        return run["server_us"] + run["mxsweep_us"]

    ways = list(dict.fromkeys(run["way"] for run in runs))
    unbound = "private unbound"
    for way in ways:
        ratio = (f"{median(way, cost) / median(unbound, cost):.2f}"
                 if unbound in ways else "")
        print(f"| {way} | {median(way, cost):.0f} "
              f"| {median(way, lambda run: run['mxsweep_us']):.0f} | {ratio} "
              f"| {median(way, lambda run: run['upstream']):.2f} "
              f"| {median(way, lambda run: run['seconds']):.1f} "
              f"| {max(run['wrong'] for run in runs if run['way'] == way)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--mxsweep", type=Path,
                        default=private_unbound.MXSWEEP)
    parser.add_argument("--names", type=int, default=10000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--flags", default="--rate 0")
    parser.add_argument("--only", default="", help="ways with this in the name")
    parser.add_argument("--far", action="store_true",
                        help="servers 20 to 40 ms away, some lame or dead")
    parser.add_argument("--healthy", action="store_true",
                        help="with --far: no server is lame or dead")
    parser.add_argument("--save", type=Path, help="every run as JSON lines")
    parser.add_argument("--inside", action="store_true",
                        help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        private_unbound.enter_namespace(*[far_world.SERVERS] * options.far)
    world = far_world.far_world if options.far else (
        private_unbound.delegated_world)
    with tempfile.TemporaryDirectory(prefix="mxsweep-bench-") as name:
        folder = Path(name)
        with world(folder, options):
            runs = compare(folder, options)
    if options.save:
        private_unbound.save(runs, options.save)
    print_table(runs)


if __name__ == "__main__":
    main()
