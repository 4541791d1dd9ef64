#!/usr/bin/env python3
"""What each setting of the private unbound costs.

Scans a synthetic internet through the private unbound, with one setting
changed at a time by --resolver-config. Before each such run goes one without
the change, and the two are compared, so that a machine that becomes busier
or slower during the hour does not look like a setting. Counted: user and
system CPU of unbound and of mxsweep for a name, questions to authoritative
servers for a name, names whose row is not what the zones say.

  flat       datasets/make_internet.py on one NSD: few zones, no referrals;
             the questions are those of the whole machine
  delegated  delegated_internet.py: each domain on its provider's servers, in
             a network namespace of its own (needs root)

    python3 bench/private_unbound.py --world delegated --repeat 5
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import csv
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import delegated_internet

ROOT = Path(__file__).resolve().parent.parent
MXSWEEP = ROOT / "build" / "release" / "scanner" / "mxsweep"
NAMESPACE = "mxsweep-unbound"
PATIENT = ("TIMEOUT", "SERVFAIL", "REFUSED", "unknown")
SETTINGS = {
    "nothing changed": "verbosity: 0",
    "num-threads: 1": "num-threads: 1",
    "num-threads: 4": "num-threads: 4",
    "so-reuseport: no": "so-reuseport: no",
    "slabs 8": "msg-cache-slabs: 8;rrset-cache-slabs: 8;"
               "infra-cache-slabs: 8;key-cache-slabs: 8",
    "queries and range 1024": "num-queries-per-thread: 1024;"
                              "outgoing-range: 1024",
    "outgoing-range: 512": "outgoing-range: 512",
    "queries and range 16384": "num-queries-per-thread: 16384;"
                               "outgoing-range: 16384",
    "caches 4m and 4m": "msg-cache-size: 4m;rrset-cache-size: 4m",
    "caches 256m and 512m": "msg-cache-size: 256m;rrset-cache-size: 512m",
    "target-fetch-policy 3 2 1": 'target-fetch-policy: "3 2 1 0 0"',
    "target-fetch-policy -1": 'target-fetch-policy: "-1 -1 -1 -1 -1"',
    "infra-cache-min-rtt: 400": "infra-cache-min-rtt: 400",
    "infra-cache-numhosts: 10000": "infra-cache-numhosts: 10000",
    "module-config iterator": 'module-config: "iterator"',
    "module-config with subnetcache":
        'module-config: "subnetcache validator iterator"',
    "minimal-responses: no": "minimal-responses: no",
    "rrset-roundrobin: no": "rrset-roundrobin: no",
    "aggressive-nsec: no": "aggressive-nsec: no",
    "prefetch: yes": "prefetch: yes",
    "udp-connect: no": "udp-connect: no",
    "jostle-timeout: 200": "jostle-timeout: 200",
    "outgoing-num-tcp: 100": "outgoing-num-tcp: 100",
    "edns-buffer-size: 4096": "edns-buffer-size: 4096",
    "ede: no": "ede: no",
    "qname-minimisation: no": "qname-minimisation: no",
    # No setting of unbound: without it. Only where there are delegations.
    "own recursion": "--recursive",
}


@contextlib.contextmanager
def nsd(folder: Path, *names: str,
        where: Sequence[str] = ()) -> Iterator[None]:
    """`where` is the command that runs another in their namespace."""
    program = shutil.which("nsd", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        sys.exit("nsd is not installed")
    servers = []
    try:
        for name in names:
            with (folder / f"{name}.log").open("wb") as log:
                servers.append(subprocess.Popen(
                    [*where, program, "-d", "-c", f"{name}.conf"], cwd=folder,
                    stdout=log, stderr=log))
        for name in names:
            while "nsd started" not in (folder / f"{name}.log").read_text():
                time.sleep(0.1)
        yield
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.bind(("127.0.0.1", 0))
        return datagram.getsockname()[1]


@contextlib.contextmanager
def flat_world(folder: Path, options: argparse.Namespace) -> Iterator[None]:
    options.arrivals = None
    subprocess.run([sys.executable, ROOT / "datasets" / "make_internet.py",
                    folder, "--names", str(options.names), "--listen",
                    f"127.0.0.1:{free_port()}"],
                   check=True, stdout=subprocess.DEVNULL)
    with nsd(folder, "nsd"):
        yield


@contextlib.contextmanager
def delegated_world(folder: Path,
                    options: argparse.Namespace) -> Iterator[None]:
    """This process is in the namespace already; see main()."""
    options.arrivals = None
    addresses = delegated_internet.make(folder, options.names, seed=7)
    batch = "".join(f"address add {one}/32 dev lo\n"
                    for one in addresses.good)
    subprocess.run(["ip", "-batch", "-"], input=batch.encode(), check=True)
    with nsd(folder, "root", "tld", "domain"):
        yield


def keep_names_that_answer(folder: Path) -> list[dict]:
    """names.txt without those for which a run has to wait."""
    truth = [json.loads(line) for line in
             (folder / "truth.jsonl").read_text().splitlines()]
    truth = [one for one in truth if one["status"] != "INVALID_NAME" and
             not any(f'"{word}"' in json.dumps(one) for word in PATIENT)]
    (folder / "names.txt").write_text(
        "".join(one["input"] + "\n" for one in truth))
    return truth


def datagrams() -> int:
    """Each question and each reply is one datagram of this machine. What is
    sent as one segmented datagram is read one by one."""
    with open("/proc/net/snmp", encoding="ascii") as lines:
        keys, values = [line.split()[1:] for line in lines
                        if line.startswith("Udp:")]
    return int(values[keys.index("InDatagrams")])


def write_hints(folder: Path) -> Path:
    hints = folder / "root.hints"
    hints.write_text(". 3600 IN NS ns.zz.\n"
                     f"ns.zz. 3600 IN A {delegated_internet.ROOT_ADDRESS}\n")
    return hints


def whom_to_ask(folder: Path, extra: str) -> list[str | Path]:
    if extra == "--recursive":
        hints = write_hints(folder)
        # As if there were as many servers as in the world outside.
        return [extra, "--root-hints", hints, "--per-server-rate", "1000000"]
    conf = (folder / "unbound.conf").read_text()
    lines = "".join(f"  {one}\n" for one in extra.split(";") if one)
    (folder / "changed.conf").write_text(
        conf.replace("server:\n", "server:\n" + lines, 1))
    return ["--resolver-config", folder / "changed.conf"]


def scan(folder: Path, truth: list[dict], extra: str,
         options: argparse.Namespace) -> dict:
    done = measure(folder, truth, whom_to_ask(folder, extra), options)
    done["unbound_us"] = done.pop("server_us")
    return done


def measure(folder: Path, truth: list[dict], whom: list[str | Path],
            options: argparse.Namespace,
            stop: Callable[[], None] = lambda: None) -> dict:
    """`stop` ends the server that is asked, if it is no child of mxsweep: its
    CPU is known when it has ended."""
    out = folder / "out.csv"
    # Servers in this namespace have no counters of their own.
    arrivals: Callable[[], int] = options.arrivals or datagrams
    before, cpu = arrivals(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [options.mxsweep, folder / "names.txt", *whom, "-o", out,
         *options.flags.split()],
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    stop()
    summary = done.stderr.decode()
    if done.returncode != 0:
        sys.exit(f"{whom}: exit code {done.returncode}: {summary}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = (after.ru_utime - cpu.ru_utime) + (after.ru_stime - cpu.ru_stime)
    user, system = re.search(r"cpu +([\d.]+) s user, ([\d.]+) s system",
                             summary).groups()
    own = float(user) + float(system)
    sent = int(re.search(r"queries +([\d,]+) sent",
                         summary)[1].replace(",", ""))
    upstream = float(arrivals() - before)
    if not options.arrivals:
        upstream = upstream / 2 - (0 if "--recursive" in whom else sent)
    with out.open(newline="") as table:
        first = {int(row["seq"]): row for row in reversed([
            *csv.DictReader(table)])}
    wrong = collections.Counter(
        " ".join((first[seq]["status"], first[seq]["ede_codes"], "for",
                  one["status"], one["mail_kind"]))
        for seq, one in enumerate(truth)
        if (first[seq]["status"], first[seq]["mail_kind"]) !=
        (one["status"], one["mail_kind"]))
    count = len(truth)
    return {"server_us": (total - own) / count * 1e6,
            "mxsweep_us": own / count * 1e6,
            "upstream": upstream / count,
            "seconds": float(re.search(r"names in ([\d.]+) s", summary)[1]),
            "sent": sent, "wrong": wrong.total(), "wrong_as": wrong}


def compare(folder: Path, options: argparse.Namespace) -> list[dict]:
    truth = keep_names_that_answer(folder)
    chosen = [label for label in SETTINGS
              if not options.only or label in options.only.split(",")]
    runs = []
    scan(folder, truth, "", options)  # the servers' memory is cold at first
    for turn in range(options.repeat):
        for label in chosen:
            base = scan(folder, truth, "", options)
            changed = scan(folder, truth, SETTINGS[label], options)
            runs.append({"setting": label, "turn": turn, "base": base,
                         "changed": changed})
            print(json.dumps(runs[-1]), file=sys.stderr, flush=True)
    return runs


def print_table(runs: list[dict]) -> None:
    def median(label: str, figure: str, which: str = "changed") -> float:
        return statistics.median(run[which][figure] for run in runs
                                 if run["setting"] == label)

    print("| setting | unbound, us a name | x base | mxsweep, us a name "
          "| questions a name | wall, x base | wrong |\n"
          "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for label in dict.fromkeys(run["setting"] for run in runs):
        mine = [run for run in runs if run["setting"] == label]
        ratio, wall = (statistics.median(
            run["changed"][figure] / run["base"][figure] for run in mine)
            for figure in ("unbound_us", "seconds"))
        print(f"| {label} | {median(label, 'unbound_us'):.0f} | {ratio:.2f} "
              f"| {median(label, 'mxsweep_us'):.0f} "
              f"| {median(label, 'upstream'):.2f} | {wall:.2f} "
              f"| {max(run['changed']['wrong'] for run in mine)} |")


def enter_namespace(*others: str) -> None:
    """Runs this program once more in a namespace of its own, which can reach
    `others`, empty ones, by name."""
    names = (NAMESPACE, *others)
    try:
        for name in names:
            subprocess.run(["ip", "netns", "add", name], check=True)
            subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"],
                           check=True)
        sys.exit(subprocess.run(
            ["ip", "netns", "exec", NAMESPACE, sys.executable, *sys.argv,
             "--inside"], check=False).returncode)
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], check=False)


def save(runs: list[dict], path: Path) -> None:
    """One as JSON a line."""
    path.write_text("".join(json.dumps(run) + "\n" for run in runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--mxsweep", type=Path, default=MXSWEEP)
    parser.add_argument("--world", choices=("flat", "delegated"),
                        default="flat")
    parser.add_argument("--names", type=int, default=20000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", help="settings of the table, by comma")
    parser.add_argument("--flags", default="--rate 0")
    parser.add_argument("--save", type=Path, help="every run as JSON lines")
    parser.add_argument("--inside", action="store_true",
                        help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.world == "delegated" and not options.inside:
        enter_namespace()
    world = flat_world if options.world == "flat" else delegated_world
    with tempfile.TemporaryDirectory(prefix="mxsweep-bench-") as folder:
        with world(Path(folder), options):
            runs = compare(Path(folder), options)
    if options.save:
        save(runs, options.save)
    print_table(runs)


if __name__ == "__main__":
    main()
