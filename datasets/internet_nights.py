"""The second night of the synthetic internet: what changes between two scans of
one list. Some domains move to another operator, put a gateway before theirs,
turn their preferences round, begin or cease to take mail, fail or recover.
Everything follows from the seed; the first night stays as it is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from internet_model import World
from internet_profiles import TEMPLATES, Population

# In per mille of the domains that such a change fits.
MOVED = 15
FILTERED = 10
TURNED_ROUND = 10
BEGAN = 8
CEASED = 5
FAILED = 4
RECOVERED = 250  # of the few that failed
VANISHED = 2
FILTERS = (("mx1.sieveworks.qo", 10), ("mx2.sieveworks.qo", 20))


@dataclass(frozen=True)
class Operator:
    suffix: str
    name: str
    category: str
    country: str


OPERATORS = (
    Operator("grandpost.qn", "Grandpost", "hosting", "QM"),
    Operator("in.officepost.qn", "Officepost", "hosting", "QM"),
    Operator("securebox.qn", "Securebox", "security_gateway", "QN"),
    Operator("sieveworks.qo", "Sieveworks", "security_gateway", "QO"),
    Operator("cheapforward.qn", "Cheapforward", "forwarding", "QN"),
    Operator("bergmail.xc", "Bergmail", "hosting", "XC"),
    Operator("talhost.xc", "Talhost", "isp", "XC"),
    Operator("seeweb.xc", "Seeweb", "hosting", "XC"),
    Operator("flusspost.xc", "Flusspost", "newsletter", "XC"),
)


def providers_csv(population: Population) -> str:
    """For --providers: the big ones, and all but some of the small ones."""
    rows = list(OPERATORS)
    for i, hosts in enumerate(population.tail):
        zone = hosts[0].split(".", 1)[1]
        if i % 8 != 7:  # no table knows everybody
            label, top = zone.split(".")
            rows.append(Operator(zone, label.capitalize(), "hosting",
                                 top.upper()))
    text = "suffix,operator,category,country\n"
    for row in sorted(set(rows), key=lambda row: row.suffix):
        text += f"{row.suffix},{row.name},{row.category},{row.country}\n"
    return text


class SecondNight:
    """Changes a world in place, a domain at most once."""

    def __init__(self, world: World, population: Population,
                 seed: int) -> None:
        self.world = world
        self.population = population
        self.random = random.Random(f"second night {seed}")

    def change(self, names: list[str]) -> None:
        for name in names:
            kinds = self.world.records.get(name, {})
            if name in self.world.failures:
                self._recover(name)
            elif "MX" in kinds:
                self._change_mail(name)
            elif "A" in kinds and self._happens(BEGAN):
                self._replace(name, list(TEMPLATES["grandpost"][:2]))
            elif kinds and self._happens(FAILED):
                self.world.fail(name, "unloaded")

    def _happens(self, per_mille: int) -> bool:
        return self.random.randrange(1000) < per_mille

    def _recover(self, name: str) -> None:
        if self._happens(RECOVERED):
            del self.world.failures[name]
            self._replace(name, [("smtp.grandpost.qn", 1)])

    def _change_mail(self, name: str) -> None:
        rrset = self.world.records[name]["MX"]
        before = [self._pair(text) for text in rrset.rdata]
        # Of a null MX and a name that is none nothing moves.
        usable = all("." in host.rstrip(".") for host, _ in before)
        if usable and self._happens(MOVED):
            self._replace(name, list(TEMPLATES["grandpost"][:2]))
        elif usable and self._happens(FILTERED):
            last = max(preference for _, preference in before)
            self._replace(name, list(FILTERS) + [
                (host, last + 20 + rank) for host, rank in before])
        elif len(before) > 1 and self._happens(TURNED_ROUND):
            ranks = [preference for _, preference in before]
            self._replace(name, [(host, rank) for (host, _), rank in zip(
                before, reversed(ranks))])
        elif self._happens(CEASED):
            self._replace(name, [(".", 0)])
        elif self._happens(FAILED):
            self.world.fail(name, "unloaded")
        elif self._happens(VANISHED):
            self.world.remove(name)

    @staticmethod
    def _pair(rdata: str) -> tuple[str, int]:
        preference, host = rdata.split()
        return host, int(preference)

    def _replace(self, name: str, hosts: list[tuple[str, int]]) -> None:
        ttl = self.population.ttl()
        self.world.records.setdefault(name, {}).pop("MX", None)
        for host, preference in hosts:
            if host != ".":
                self.population.ensure_host(host.rstrip("."))
            self.world.add(name, "MX",
                           f"{preference} {host.rstrip('.')}.", ttl)
