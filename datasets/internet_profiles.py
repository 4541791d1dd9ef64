"""The ordinary part of the synthetic internet: three populations of domains
(a list of popular domains, a gTLD zone, a ccTLD zone) with the shares, MX set
sizes, preferences, TTLs and concentration that were measured for such lists.
Names are invented, and so are providers.
"""

from __future__ import annotations

import ipaddress
import random
from dataclasses import dataclass

from internet_model import World

# Records per MX domain, in percent (the rest is the tail).
SET_SIZES = ((1, 64.2), (2, 19.7), (3, 2.8), (4, 7.3), (5, 3.2), (6, 0.3),
             (7, 2.6), (8, 0.05), (12, 0.02))
PREFERENCES = ((10, 77), (20, 9), (0, 6), (5, 4), (50, 1), (1, 2), (30, 1))
# Seconds from, seconds to, percent.
TTLS = ((30, 60, 2.8), (61, 300, 10.5), (301, 3600, 62.1),
        (3601, 86400, 23.9), (86401, 1209600, 0.6))
HOUR_SHARE = 0.75  # of the third class is exactly an hour
IPV6_HOSTS = 0.25
TAIL_PROVIDERS_MIN = 20
NAMES_PER_PROVIDER = 60
SYLLABLES = [a + b for a in "bcdfghjklmnprstvwz" for b in "aeiou"]
SYLLABLES += ["net", "lab", "shop", "web", "mit", "ker", "son", "ing", "tal"]


@dataclass(frozen=True)
class Profile:
    tlds: tuple[tuple[str, float], ...]
    # Percent of all names.
    mx: float
    implicit: float
    nothing: float
    nxdomain: float
    servfail: float
    timeout: float
    refused: float
    # Percent of the names with MX.
    null_mx: float
    localhost: float
    alias: float
    gone: float
    no_address: float
    private: float
    # Percent of the names with MX, by provider; "tenant" has a host of its
    # own for each customer.
    heads: tuple[tuple[str, float], ...]
    own: float  # percent that run their own hosts


PROFILES = {
    "toplist": Profile(
        tlds=(("qm", 50), ("qn", 12), ("qo", 8), ("xa", 10), ("xb", 8),
              ("xc", 6), ("zz", 6)),
        mx=67, implicit=22, nothing=6.8, nxdomain=2.7, servfail=1,
        timeout=0.3, refused=0.2, null_mx=1.5, localhost=0.3, alias=0.6,
        gone=0.7, no_address=0.5, private=0.05,
        heads=(("grandpost", 22), ("tenant", 17)), own=24),
    "gtld-zone": Profile(
        tlds=(("qm", 100),),
        mx=40, implicit=48, nothing=6.3, nxdomain=1, servfail=4, timeout=0.5,
        refused=0.2, null_mx=2.5, localhost=1.9, alias=0.5, gone=1,
        no_address=1, private=0.1,
        heads=(("grandpost", 34), ("namesandmore", 14), ("cheapforward", 13.5),
               ("tenant", 5)), own=12),
    "cctld-zone": Profile(
        tlds=(("xa", 100),),
        mx=82, implicit=9, nothing=2.95, nxdomain=2, servfail=3.6,
        timeout=0.35, refused=0.1, null_mx=2.0, localhost=0.2, alias=0.6,
        gone=0.5, no_address=0.5, private=0.05,
        heads=(("bergmail", 15), ("talhost", 6), ("seeweb", 5),
               ("flusspost", 4), ("tenant", 7), ("grandpost", 4)), own=11),
}

# What the big ones publish for sets of one to seven records.
TEMPLATES = {
    "grandpost": (("smtp.grandpost.qn", 1), ("alt1.mx.grandpost.qn", 5),
                  ("alt2.mx.grandpost.qn", 5), ("alt3.mx.grandpost.qn", 10),
                  ("alt4.mx.grandpost.qn", 10), ("mx5.grandpost.qn", 20),
                  ("mx6.grandpost.qn", 30)),
    "namesandmore": (("smtp.securebox.qn", 0), ("store1.securebox.qn", 10)),
    "cheapforward": (("fwd1.cheapforward.qn", 10),
                     ("fwd2.cheapforward.qn", 10),
                     ("fwd3.cheapforward.qn", 10),
                     ("fwd4.cheapforward.qn", 15),
                     ("fwd5.cheapforward.qn", 20)),
}


class Population:
    """Draws the domains of one profile into a world."""

    def __init__(self, world: World, profile: Profile, seed: int,
                 count: int) -> None:
        self.count = count
        self.world = world
        self.profile = profile
        self.random = random.Random(seed)
        self.taken: set[str] = set(world.nodes)
        self.hosts: set[str] = set()
        self.next_ipv4 = int(ipaddress.IPv4Address("22.16.0.0"))
        self.next_ipv6 = int(ipaddress.IPv6Address("2d00:16::"))
        self.tail = [self._provider() for _ in range(
            TAIL_PROVIDERS_MIN + count // NAMES_PER_PROVIDER)]

    def _pick(self, table: tuple[tuple, ...]) -> tuple:
        return self.random.choices(
            table, weights=[row[-1] for row in table])[0]

    def _word(self, size: int) -> str:
        word = ""
        while len(word) < size:
            word += self.random.choice(SYLLABLES)
            if size > 14 and len(word) < size - 4 and (
                    self.random.random() < 0.06):
                word += "-"
        return word

    def _provider(self) -> list[str]:
        zone = self._word(6) + self.random.choice(("mail", "host", "post"))
        zone += "." + self.random.choice(("xb", "xc", "qo"))
        count = self.random.choices((1, 2, 3, 4), weights=(3, 4, 1, 2))[0]
        return [f"mx{i + 1}.{zone}" for i in range(count)]

    def name(self) -> str:
        """A name that was not there before; median 15 octets, p90 23."""
        while True:
            size = self.random.lognormvariate(2.5, 0.4)
            name = self._word(min(max(int(size), 3), 50))
            name += "." + self._pick(self.profile.tlds)[0]
            if name not in self.taken:
                self.taken.add(name)
                return name

    def ttl(self) -> int:
        low, high, _ = self._pick(TTLS)
        if high == 3600 and self.random.random() < HOUR_SHARE:
            return 3600
        return self.random.randint(low, high)

    def address(self, family: str) -> str:
        if family == "A":
            self.next_ipv4 += self.random.randint(1, 40)
            return str(ipaddress.IPv4Address(self.next_ipv4))
        self.next_ipv6 += self.random.randint(1, 1 << 40)
        return str(ipaddress.IPv6Address(self.next_ipv6))

    def ensure_host(self, host: str) -> None:
        """Gives a mail host its addresses, once."""
        if host in self.hosts:
            return
        self.hosts.add(host)
        ttl = self.ttl()
        for _ in range(self.random.choices((1, 2, 4), (85, 12, 3))[0]):
            self.world.add(host, "A", self.address("A"), ttl)
        if self.random.random() < IPV6_HOSTS:
            self.world.add(host, "AAAA", self.address("AAAA"), ttl)

    def _own_set(self, name: str, size: int) -> list[tuple[str, int]]:
        if size == 1 and self.random.random() < 0.2:
            return [(name, self._pick(PREFERENCES)[0])]
        first = self.random.choice(("mail", "mx", "smtp", "mx1"))
        hosts = [f"{first}.{name}"]
        hosts += [f"mx{i + 1}.{name}" for i in range(1, size)]
        return self._with_preferences(hosts)

    def _with_preferences(self, hosts: list[str]) -> list[tuple[str, int]]:
        start = self._pick(PREFERENCES)[0]
        step = self.random.choice((0, 5, 10, 10, 10))
        return [(host, start + i * step) for i, host in enumerate(hosts)]

    def _tail_set(self, size: int) -> list[tuple[str, int]]:
        weights = [1 / (rank + 1) for rank in range(len(self.tail))]
        hosts: list[str] = []
        while len(hosts) < size:
            for host in self.random.choices(self.tail, weights)[0]:
                if host not in hosts and len(hosts) < size:
                    hosts.append(host)
        return self._with_preferences(hosts)

    def _set(self, name: str, provider: str) -> list[tuple[str, int]]:
        size = self._pick(SET_SIZES)[0]
        if provider == "own":
            return self._own_set(name, size)
        if provider == "tenant":
            tenant = name.replace(".", "-") + ".in.officepost.qn"
            return [(tenant, 0)] + [
                (host, 10 + rank)
                for host, rank in self._tail_set(size - 1)]
        template = TEMPLATES.get(provider)
        if provider != "tail" and template is None:
            template = tuple((f"mx{i + 1}.{provider}.xc", 10 * (i + 1))
                             for i in range(4))
        if template is None:
            return self._tail_set(size)
        known = list(template[:size])
        extra = self._tail_set(max(size - len(known), 0))
        return known + [(host, 100 + rank) for host, rank in extra]

    def _faulty_host(self, name: str, fault: str) -> str:
        host = "mail." + name
        if fault == "alias":
            self.ensure_host(self.tail[0][0])
            self.world.add(host, "CNAME", self.tail[0][0] + ".", self.ttl())
        elif fault == "no_address":
            self.world.add(host, "TXT", "nothing", self.ttl())
        elif fault == "private":
            self.world.add(host, "A", "10.0.0.25", self.ttl())
        self.hosts.add(host)
        return host

    def _mx_kinds(self, count: int) -> list[str]:
        profile = self.profile
        named = {kind: getattr(profile, kind) for kind in
                 ("null_mx", "localhost", "alias", "gone", "no_address",
                  "private")}
        named |= dict(profile.heads) | {"own": profile.own}
        return self.shuffled(named, "tail", count)

    def shuffled(self, shares: dict[str, float], rest: str,
                 count: int) -> list[str]:
        """`count` words in the given percentages, in random order."""
        words: list[str] = []
        for word, share in shares.items():
            words += [word] * round(count * share / 100)
        words = (words + [rest] * count)[:count]
        self.random.shuffle(words)
        return words

    def _add_mx(self, name: str, kind: str) -> None:
        ttl = self.ttl()
        if kind == "null_mx":
            self.world.add(name, "MX", "0 .", ttl)
        elif kind == "localhost":
            self.world.add(name, "MX", "0 localhost.", ttl)
        elif kind in ("alias", "gone", "no_address", "private"):
            host = self._faulty_host(name, kind)
            self.world.add(name, "MX", f"10 {host}.", ttl)
        else:
            for host, preference in self._set(name, kind):
                self.ensure_host(host)
                self.world.add(name, "MX", f"{preference} {host}.", ttl)

    def _add_plain(self, name: str, kind: str) -> None:
        if kind == "implicit":
            for family in ("A", "AAAA")[:self.random.choice((1, 1, 2))]:
                self.world.add(name, family, self.address(family), self.ttl())
        elif kind == "nothing":
            self.world.add(name, "TXT", "nothing", self.ttl())
        elif kind == "servfail":
            self.world.fail(name, self.random.choice(("unloaded",
                                                      "unreachable")))
        elif kind == "timeout":
            self.world.fail(name, "dropped")
        elif kind == "refused":
            self.world.fail(name, "refused")

    def draw(self) -> list[str]:
        profile = self.profile
        shares = {kind: getattr(profile, kind) for kind in
                  ("implicit", "nothing", "nxdomain", "servfail", "timeout",
                   "refused")}
        kinds = self.shuffled(shares, "mx", self.count)
        mx_kinds = iter(self._mx_kinds(kinds.count("mx")))
        names = []
        for kind in kinds:
            name = self.name()
            names.append(name)
            if kind == "mx":
                self._add_mx(name, next(mx_kinds))
            else:
                self._add_plain(name, kind)
        return names
