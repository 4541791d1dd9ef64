"""A small internet with real delegations, for bench/private_unbound.py and
bench/recursors.py: a root, three top-level domains and their domains on name
servers of their own, whose names lie in the domains of mail and name providers.
So a resolver has to follow referrals without glue, choose among several
servers, and meet the same providers again. One provider in a hundred has a
lame server if wanted, and one a dead one; no domain has such alone. Everything
follows from the arguments.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import NamedTuple

TLDS = ("qm", "qn", "xa")
PROVIDERS = 300
HOSTS = 20  # mail hosts of each provider
SERVERS = 6  # names of name servers of each provider, on two addresses
# Of a hundred providers; they have about 1 % of the domains, too.
LAME, DEAD = 25, 30
ROOT_ADDRESS = "10.0.0.1"
TLD_ADDRESS = "10.0.0.2"
SOA = "3600 IN SOA ns.zz. mail.zz. 1 7200 900 86400 300"


def server_address(provider: int, server: int) -> str:
    return f"10.{1 + server % 2}.{provider // 200}.{1 + provider % 200}"


def is_sick(provider: int) -> bool:
    """Whether its second address is lame or dead."""
    return provider % 100 in (LAME, DEAD)


class Addresses(NamedTuple):
    """Of the servers of a world."""

    good: list[str]
    lame: list[str]
    dead: list[str]


def provider_name(provider: int) -> str:
    return f"prov{provider}.{TLDS[provider % len(TLDS)]}"


class Zones:
    """Master files by zone, and the addresses that serve each group."""

    def __init__(self, names: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.root = [f". {SOA}", ". 3600 IN NS ns.zz.",
                     f"ns.zz. 3600 IN A {ROOT_ADDRESS}"]
        self.tlds: dict[str, list[str]] = {}
        self.domains: dict[str, list[str]] = {}
        self.truth: list[dict] = []
        for tld in TLDS:
            server = [f"{tld}. 3600 IN NS ns.{tld}.",
                      f"ns.{tld}. 3600 IN A {TLD_ADDRESS}"]
            self.root += server
            self.tlds[tld] = [f"{tld}. {SOA}"] + server
        for provider in range(PROVIDERS):
            self.add_provider(provider)
        # Some providers have many domains, most have few.
        weights = [1 / (i + 1) ** 0.7 for i in range(PROVIDERS)]
        for seq in range(names):
            tld = self.random.choice(TLDS)
            server, mail = self.random.choices(range(PROVIDERS), weights, k=2)
            self.add_domain(seq, f"dom{seq}.{tld}", server, mail)

    def add_provider(self, provider: int) -> None:
        zone = provider_name(provider)
        lines = [f"{zone}. {SOA}"]
        for server in range(SERVERS):
            name = f"ns{server + 1}.{zone}."
            glue = f"{name} 3600 IN A {server_address(provider, server)}"
            lines.append(glue)
            if server < 2:
                delegation = f"{zone}. 3600 IN NS {name}"
                lines.append(delegation)
                self.tlds[zone.rsplit(".")[-1]] += [delegation, glue]
        for host in range(HOSTS):
            name = f"mx{host}.{zone}."
            lines += [f"{name} 3600 IN A 22.3.{provider % 250}.{host + 1}",
                      f"{name} 3600 IN AAAA 2d00::{provider:x}:{host:x}"]
        self.domains[zone] = lines

    def add_domain(self, seq: int, name: str, server: int, mail: int) -> None:
        lines = [f"{name}. {SOA}"]
        count = self.random.choice((2, 2, 2, 3, 4))
        numbers = self.random.sample(range(SERVERS), count)
        if is_sick(server) and all(number % 2 for number in numbers):
            numbers[0] -= 1  # the name before, which is at the first address
        for number in numbers:
            delegation = (f"{name}. 3600 IN NS "
                          f"ns{number + 1}.{provider_name(server)}.")
            lines.append(delegation)
            self.tlds[name.rsplit(".")[-1]].append(delegation)
        kind = self.random.random()
        status, mail_kind = "NOERROR", "mx"
        if kind < 0.5:
            host = self.random.randrange(HOSTS)
            lines.append(f"{name}. 3600 IN MX 10 "
                         f"mx{host}.{provider_name(mail)}.")
        elif kind < 0.7:
            lines += [f"{name}. 3600 IN MX 10 mail.{name}.",
                      f"mail.{name}. 3600 IN A 22.7.0.1"]
        elif kind < 0.95:
            lines.append(f"{name}. 3600 IN A 22.8.0.1")
            status, mail_kind = "NODATA", "implicit_mx"
        else:
            status, mail_kind = "NODATA", "none"
        self.domains[name] = lines
        self.truth.append({"seq": seq, "input": name, "status": status,
                           "mail_kind": mail_kind})


def write_server(folder: Path, name: str, addresses: list[str],
                 zones: dict[str, list[str]]) -> None:
    text = f"""server:
  port: 53
  username: ""
  chroot: ""
  zonesdir: ""
  pidfile: ""
  database: ""
  xfrdfile: "{name}.xfrd"
  zonelistfile: "{name}.list"
  xfrdir: "."
  server-count: 1
  receive-buffer-size: 16777216
  rrl-ratelimit: 0
"""
    text += "".join(f"  ip-address: {one}\n" for one in addresses)
    text += "remote-control:\n  control-enable: no\n"
    for zone, lines in zones.items():
        file = f"zones/{'root' if zone == '.' else zone}"
        (folder / file).write_text("\n".join(lines) + "\n")
        text += f'zone:\n  name: "{zone}"\n  zonefile: "{file}"\n'
    (folder / f"{name}.conf").write_text(text)


def make(folder: Path, names: int, seed: int, sick: bool = False) -> Addresses:
    """root.conf, tld.conf, domain.conf and, where servers are lame, lame.conf
    are for NSD. The zones are the same whether servers are sick or not."""
    zones = Zones(names, seed)
    (folder / "zones").mkdir(parents=True)
    second = {kind: [server_address(provider, 1)
                     for provider in range(PROVIDERS)
                     if sick and provider % 100 == kind]
              for kind in (LAME, DEAD)}
    healthy = sorted({server_address(provider, server)
                      for provider in range(PROVIDERS)
                      for server in range(2)}
                     - {*second[LAME], *second[DEAD]})
    write_server(folder, "root", [ROOT_ADDRESS], {".": zones.root})
    write_server(folder, "tld", [TLD_ADDRESS], zones.tlds)
    write_server(folder, "domain", healthy, zones.domains)
    if second[LAME]:
        write_server(folder, "lame", second[LAME], {})
    (folder / "truth.jsonl").write_text(
        "".join(json.dumps(one) + "\n" for one in zones.truth))
    (folder / "unbound.conf").write_text(
        "server:\n  do-not-query-localhost: no\n  do-ip6: no\n"
        f'stub-zone:\n  name: "."\n  stub-addr: {ROOT_ADDRESS}\n')
    return Addresses([ROOT_ADDRESS, TLD_ADDRESS, *healthy], second[LAME],
                     second[DEAD])
