#!/usr/bin/env python3
"""Makes a synthetic internet: zones and a configuration for NSD, lines for
the configuration of an unbound that shall live in it, lists of its domains,
and what a correct scan must say about each of them.

Everything follows from the arguments: equal arguments give equal bytes.
Needs the standard library only. See README.md beside it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from internet_model import World, labels_of, truth_of
from internet_nights import SecondNight, providers_csv
from internet_oddities import SHARED_RECORDS, Oddity, all_oddities, records
from internet_policies import publish
from internet_profiles import PROFILES, Population

TLDS = ("qm", "qn", "qo", "xa", "xb", "xc", "zz")
# Reachable over IPv6 only, which the resolver is told not to use: it knows at
# once that it cannot ask.
UNREACHABLE = "::1@1"


def build_world(arguments: argparse.Namespace) -> tuple[
        World, list[str], str]:
    """The world, its ordinary domains, and a table of its operators."""
    world = World()
    for zone in (".",) + TLDS:
        world.add(zone, "SOA", "ns.zz. mail.zz. 1 7200 900 86400 300")
        world.add(zone, "NS", "ns.zz.")
    world.add("ns.zz", "A", "22.0.0.1")
    for owner, kind, rdata, ttl in records(SHARED_RECORDS, ""):
        world.add(owner, kind, rdata, ttl)
    world.fail("unloaded-host.xa", "unloaded")
    for oddity in all_oddities():
        for owner, kind, rdata, ttl in records(oddity.zone, oddity.name):
            world.add(owner, kind, rdata, ttl)
        if oddity.fails:
            world.fail(oddity.name, oddity.fails)
    for name in silent_names(arguments):
        world.fail(name, "silent")
    population = Population(world, PROFILES[arguments.profile],
                            arguments.seed, arguments.names)
    names = population.draw()
    publish(world, names, arguments.seed)
    if arguments.night == 2:
        SecondNight(world, population, arguments.seed).change(names)
    return world, names, providers_csv(population)


def silent_names(arguments: argparse.Namespace) -> list[str]:
    return [f"silent-{i}.qm" for i in range(3)] if arguments.silent else []


def zone_text(world: World, zone: str) -> str:
    """The master file of the root or of a top-level domain."""
    lines = []
    for owner in sorted(world.records):
        labels = labels_of(owner)
        if (labels[-1] if labels else ".") != zone:
            continue
        name = owner if owner == "." else owner + "."
        for kind in sorted(world.records[owner], key=lambda k: k != "SOA"):
            rrset = world.records[owner][kind]
            lines += [f"{name}\t{rrset.ttl}\tIN\t{kind}\t{rdata}"
                      for rdata in rrset.rdata]
    soa = [line for line in lines if "\tSOA\t" in line]
    return "\n".join(soa + [one for one in lines if one not in soa]) + "\n"


def nsd_config(world: World, listen: str) -> str:
    """Paths are relative: NSD is to be started in the folder itself."""
    address, port = listen.rsplit(":", 1)
    text = f"""server:
  ip-address: {address}
  port: {port}
  username: ""
  chroot: ""
  zonesdir: ""
  pidfile: "nsd.pid"
  database: ""
  xfrdfile: "xfrd.state"
  zonelistfile: "zone.list"
  xfrdir: "."
  server-count: 1
  receive-buffer-size: 16777216
  tcp-count: 200
  ipv4-edns-size: 1232
  rrl-ratelimit: 0
  verbosity: 0
remote-control:
  control-enable: no
"""
    for zone in (".",) + TLDS:
        text += f'zone:\n  name: "{zone}"\n  zonefile: "{zone_file(zone)}"\n'
    for name, how in sorted(world.failures.items()):
        if how == "unloaded":
            text += f'zone:\n  name: "{name}"\n  zonefile: "zones/none"\n'
    return text


def zone_file(zone: str) -> str:
    return f"zones/{'root' if zone == '.' else zone}.zone"


def unbound_config(world: World, arguments: argparse.Namespace) -> str:
    """For --resolver-config, or to be included by any unbound.conf."""
    nsd = arguments.listen.replace(":", "@")
    policy = {"refused": "refuse", "dropped": "deny"}
    targets = {"unreachable": UNREACHABLE,
               "silent": (arguments.silent or "").replace(":", "@")}
    text = """server:
  module-config: "iterator"
  do-not-query-localhost: no
  do-ip6: no
"""
    for name, how in sorted(world.failures.items()):
        if how in policy:
            text += f'  local-zone: "{name}" {policy[how]}\n'
    text += f'stub-zone:\n  name: "."\n  stub-addr: {nsd}\n'
    for name, how in sorted(world.failures.items()):
        if how in targets:
            text += f'stub-zone:\n  name: "{name}"\n'
            text += f"  stub-addr: {targets[how]}\n"
    return text


def truth_lines(world: World, lines: list[tuple[str, str, str]]) -> str:
    text = ""
    for seq, (given, domain, what) in enumerate(lines):
        if domain == "-":
            truth = {"domain": "", "status": "INVALID_NAME",
                     "mail_kind": "unknown", "cname_chain": [], "mx": []}
        else:
            truth = truth_of(world, domain)
        truth = {"seq": seq, "input": given, "what": what} | truth
        text += json.dumps(truth, ensure_ascii=False) + "\n"
    return text


def check_oddity(world: World, oddity: Oddity) -> None:
    """The table's word against the evaluation of the records."""
    if oddity.name == "-":
        return
    truth = truth_of(world, oddity.name)
    got = (truth["status"], truth["mail_kind"])
    if got != (oddity.status, oddity.mail_kind):
        raise SystemExit(f"{oddity.what} ({oddity.name}): the records say "
                         f"{got}, the table says "
                         f"{(oddity.status, oddity.mail_kind)}")


def write_lists(out: Path, lines: list[tuple[str, str, str]],
                oddities: list[Oddity]) -> None:
    """The same domains in the forms in which lists of them come."""
    (out / "names.txt").write_text(
        "".join(given + "\n" for given, _, _ in lines), encoding="utf-8")
    ranked = [domain for _, domain, _ in lines if domain != "-"]
    (out / "tranco.csv").write_bytes("".join(
        f"{i + 1},{name}\r\n" for i, name in enumerate(ranked)).encode())
    text = "# One of each kind; blank lines and comments are skipped.\n"
    for oddity in oddities:
        text += f"\n# {oddity.what}: {oddity.status}, {oddity.mail_kind}\n"
        text += oddity.given + "\n"
    (out / "oddities.txt").write_text(text, encoding="utf-8")


def make(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out)
    (out / "zones").mkdir(parents=True, exist_ok=True)
    world, names, providers = build_world(arguments)
    oddities = all_oddities()
    for oddity in oddities:
        check_oddity(world, oddity)
    lines = [(name, name, arguments.profile) for name in names]
    lines += [(one.given, one.name, one.what) for one in oddities]
    lines += [(name, name, "silent") for name in silent_names(arguments)]
    for zone in (".",) + TLDS:
        (out / zone_file(zone)).write_text(zone_text(world, zone))
    (out / "nsd.conf").write_text(nsd_config(world, arguments.listen))
    (out / "unbound.conf").write_text(unbound_config(world, arguments))
    (out / "providers.csv").write_text(providers)
    (out / "truth.jsonl").write_text(truth_lines(world, lines),
                                     encoding="utf-8")
    write_lists(out, lines, oddities)
    return len(lines)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("out", help="folder to write to")
    parser.add_argument("--profile", choices=sorted(PROFILES),
                        default="toplist")
    parser.add_argument("--names", type=int, default=3000,
                        help="domains beside the oddities (default 3000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--night", type=int, choices=(1, 2), default=1,
                        help="2: the same domains, some of which changed")
    parser.add_argument("--listen", default="127.0.0.1:5300",
                        help="where NSD shall answer")
    parser.add_argument("--silent", metavar="ADDRESS:PORT",
                        help="add names whose server is here; hold the port "
                             "open and never answer")
    return parser.parse_args()


if __name__ == "__main__":
    ARGUMENTS = parse_arguments()
    print(f"{make(ARGUMENTS)} names in {ARGUMENTS.out}")
