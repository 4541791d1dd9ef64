#!/usr/bin/env python3
"""Makes a database of addresses (places.mmdb) for a world of make_internet.py:
in which network and country the mail hosts are. Each operator of providers.csv
is a network of its own, at home where the table says; whoever runs his own mail
has it at one of a few access networks. Some addresses nobody knows.

Needs mmdb-writer (tests/requirements.txt).
"""

from __future__ import annotations

import argparse
import csv
import ipaddress
import json
from pathlib import Path

import mmdb_writer
import netaddr

ASN_FIRST = 64512  # for private use (RFC 6996)
ACCESS = (("Quermanet", "QM"), ("Öwi Telekom", "QO"), ("Xalinea", "XA"),
          ("Xorbital", "XB"), ("Zuzulink", "ZZ"))
UNKNOWN_ONE_OF = 50
GLOBAL = ("22.0.0.0/8", "2d00::/8")


class Places:
    """Who has which address."""

    def __init__(self, providers: Path) -> None:
        with providers.open(newline="", encoding="utf-8") as rows:
            self.by_suffix = {row["suffix"]: (row["operator"], row["country"])
                              for row in csv.DictReader(rows)}
        names = dict.fromkeys([name for name, _ in self.by_suffix.values()]
                              + [name for name, _ in ACCESS])
        self.numbers = {name: ASN_FIRST + place
                        for place, name in enumerate(names)}

    def of(self, host: str, address: str) -> dict | None:
        """What the database says of the address of that mail host."""
        labels = host.split(".")
        number = int(ipaddress.ip_address(address))
        name, country = next(
            (self.by_suffix[suffix] for suffix in (
                ".".join(labels[at:]) for at in range(len(labels)))
             if suffix in self.by_suffix), ACCESS[number % len(ACCESS)])
        if number % UNKNOWN_ONE_OF == 0:
            return None
        return {"autonomous_system_number": self.numbers[name],
                "autonomous_system_organization": name,
                "country": {"iso_code": country}}


def is_global(address: str) -> bool:
    one = ipaddress.ip_address(address)
    return any(one in ipaddress.ip_network(block) for block in GLOBAL)


def make(world: Path) -> int:
    places = Places(world / "providers.csv")
    found: dict[str, dict] = {}
    with (world / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for mx in json.loads(line)["mx"]:
                host = mx["cname"] or mx["exchange"]
                for address in filter(is_global, mx["addresses"]):
                    place = places.of(host, address)
                    if place is not None:
                        found.setdefault(address, place)
    writer = mmdb_writer.MMDBWriter(
        6, "Synthetic-Places", ["en"], "Addresses of a synthetic internet",
        ipv4_compatible=True)
    for address, place in found.items():
        writer.insert_network(netaddr.IPSet([address]), place)
    writer.to_db_file(str(world / "places.mmdb"))
    return len(found)


if __name__ == "__main__":
    PARSER = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    PARSER.add_argument("world", type=Path, help="folder of make_internet.py")
    WORLD = PARSER.parse_args().world
    print(f"{make(WORLD)} addresses in {WORLD / 'places.mmdb'}")
