"""The world of delegated_internet.py some way off, for bench/recursors.py: its
servers are in a network namespace of their own, 20 to 40 ms there and back, by
mxsweep_distance. Of a hundred providers one has a lame server, which refuses
what it is asked, and one a dead one, which says nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import delegated_internet
import private_unbound

SERVERS = "mxsweep-unbound-far"
DEVICE = "distance"
CLIENT = "192.0.2.1"
ON_THE_WAY_S = 0.05  # longer than any packet is


@contextlib.contextmanager
def carrier(program: Path) -> Iterator[subprocess.Popen]:
    """A loss would be taken for a silent server, so it ends the run."""
    where = Path("/run/netns")
    process = subprocess.Popen(
        [program, "--clients", where / private_unbound.NAMESPACE,
         "--servers", where / SERVERS, "--device", DEVICE],
        stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline() != "ready\n":
            sys.exit(f"{program} does not work")
        yield process
    finally:
        process.terminate()
        counts, _ = process.communicate()
        print(counts, end="", file=sys.stderr)
    lost = [one for one in json.loads(counts).values()
            if one["dropped"] or one["refused"]]
    if lost:
        sys.exit("packets were lost on the way: no figure is of use")


def lay_out(addresses: delegated_internet.Addresses) -> None:
    device = (f"link set {DEVICE} addrgenmode none txqueuelen 65536\n"
              f"link set {DEVICE} up\n")
    here = device + (f"address add {CLIENT}/32 dev {DEVICE}\n"
                     f"route add 10.0.0.0/8 dev {DEVICE}\n")
    there = device + f"route add {CLIENT}/32 dev {DEVICE}\n"
    there += "".join(f"address add {one}/32 dev lo\n"
                     for one in [*addresses.good, *addresses.lame])
    there += "".join(f"route add blackhole {one}/32\n"
                     for one in addresses.dead)
    subprocess.run(["ip", "-batch", "-"], input=here.encode(), check=True)
    subprocess.run(["ip", "-n", SERVERS, "-batch", "-"], input=there.encode(),
                   check=True)


def arrivals(process: subprocess.Popen) -> int:
    """Packets that came to the servers, dead ones too. Each is a question, as
    no answer of this world needs TCP, unless somebody gave up too early."""
    time.sleep(ON_THE_WAY_S)
    status = Path(f"/proc/{process.pid}/net")
    device = next(line for line in (status / "dev").read_text().splitlines()
                  if line.strip().startswith(DEVICE + ":"))
    keys, values = [line.split()[1:] for line in
                    (status / "snmp").read_text().splitlines()
                    if line.startswith("Icmp:")]
    complaints = int(values[keys.index("InMsgs")])
    return int(device.split(":")[1].split()[1]) - complaints


@contextlib.contextmanager
def far_world(folder: Path, options: argparse.Namespace) -> Iterator[None]:
    """This process is in the namespace already, and SERVERS is there."""
    addresses = delegated_internet.make(folder, options.names, seed=7,
                                        sick=not options.healthy)
    program = options.mxsweep.parents[1] / "bench" / "mxsweep_distance"
    servers = ["root", "tld", "domain"] + ["lame"] * bool(addresses.lame)
    with carrier(program) as process:
        lay_out(addresses)
        options.arrivals = lambda: arrivals(process)
        with private_unbound.nsd(folder, *servers,
                                 where=["ip", "netns", "exec", SERVERS]):
            yield
