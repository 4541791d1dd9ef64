"""The synthetic internet as data: records, what an authoritative server would
say about them, and what that means for mail (RFC 5321 section 5.1).

Names are presentation text (RFC 1035 section 5.1), lower case, without the
final dot; the root is ".". Nothing here knows how a scanner works: the truth
is computed from the records alone.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

ANSWERS = ("NOERROR", "NODATA", "NXDOMAIN")
CHAIN_MAX = 11  # links; longer chains no resolver follows
COLLISION_ADDRESS = "127.0.53.53"
COLLISION_LABEL = "your-dns-needs-immediate-attention"
NEVER_RESOLVES = ("invalid", "localhost", "local", "onion", "alt",
                  "internal", "home.arpa")

# How a name can fail, and which status a resolver's client gets to see.
FAILURES = {
    "unloaded": "SERVFAIL",  # its server has no data for the zone
    "unreachable": "SERVFAIL",  # delegated to where the resolver cannot ask
    "refused": "REFUSED",    # the resolver's policy
    "dropped": "TIMEOUT",    # the resolver never answers
    "silent": "TIMEOUT",     # delegated to a server that never answers
}


def labels_of(name: str) -> list[str]:
    """The labels, with their escapes; none for the root."""
    if name == ".":
        return []
    labels, label, at = [], "", 0
    while at < len(name):
        if name[at] == "\\":
            size = 4 if name[at + 1].isdigit() else 2
            label += name[at:at + size]
            at += size
        elif name[at] == ".":
            labels.append(label)
            label = ""
            at += 1
        else:
            label += name[at]
            at += 1
    return labels + [label]


def ancestors(name: str) -> list[str]:
    """The name itself, then its parents up to the top-level domain."""
    labels = labels_of(name)
    return [".".join(labels[i:]) for i in range(len(labels))]


def is_at_or_below(name: str, zone: str) -> bool:
    return zone in ancestors(name)


@dataclass
class Rrset:
    ttl: int
    rdata: list[str]  # as in the zone file, upper case kept


@dataclass
class Found:
    status: str
    name: str  # where the CNAMEs led
    chain: list[str] = field(default_factory=list)
    rdata: list[str] = field(default_factory=list)
    ttl: int = 0


def absolute(name: str) -> str:
    return name if name == "." else name.rstrip(".")


class World:
    """All records, by name and type, and the names that fail."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Rrset]] = {}
        self.nodes: set[str] = set()
        self.failures: dict[str, str] = {}

    def add(self, name: str, kind: str, rdata: str, ttl: int = 3600) -> None:
        owner = absolute(name).lower()
        rrset = self.records.setdefault(owner, {}).setdefault(
            kind, Rrset(ttl, []))
        if rdata not in rrset.rdata:
            rrset.rdata.append(rdata)
        self.nodes.update(ancestors(owner))

    def remove(self, name: str) -> None:
        """The name and all below it."""
        for owner in [one for one in self.records if
                      is_at_or_below(one, name)]:
            del self.records[owner]
        self.nodes = {above for owner in self.records
                      for above in ancestors(owner)}

    def fail(self, name: str, how: str) -> None:
        assert how in FAILURES, how
        self.failures[name] = how

    def failure_of(self, name: str) -> str | None:
        for zone in ancestors(name):
            if zone in self.failures:
                return self.failures[zone]
        return None

    def _node(self, name: str) -> dict[str, Rrset] | None:
        """The records at a name, wildcards expanded; None: no such name."""
        if name in self.nodes:
            return self.records.get(name, {})
        for parent in ancestors(name)[1:]:
            if parent in self.nodes:  # the closest encloser (RFC 4592)
                return self.records.get("*." + parent)
        return None

    def ask(self, name: str, kind: str) -> Found:
        found = Found("NXDOMAIN", name)
        while True:
            how = self.failure_of(found.name)
            if how is not None or len(found.chain) > CHAIN_MAX:
                found.status = FAILURES[how] if how else "SERVFAIL"
                return found
            node = self._node(found.name)
            if node is None:
                found.status = "NXDOMAIN"
                return found
            if kind in node:
                found.status = "NOERROR"
                found.rdata = node[kind].rdata
                found.ttl = node[kind].ttl
                return found
            if "CNAME" not in node:
                found.status = "NODATA"
                return found
            found.name = absolute(node["CNAME"].rdata[0]).lower()
            found.chain.append(found.name)


def address_text(text: str) -> str:
    """RFC 5952, section 5 (mapped addresses) included."""
    address = ipaddress.ip_address(text)
    mapped = getattr(address, "ipv4_mapped", None)
    return f"::ffff:{mapped}" if mapped else str(address)


def address_key(text: str) -> tuple[int, int]:
    address = ipaddress.ip_address(text)
    return address.version, int(address)


@dataclass
class Host:
    status: str = "SKIPPED"  # as exchange_status of a result
    cname: str | None = None
    addresses: list[str] = field(default_factory=list)


def is_address_text(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def host_of(world: World, name: str) -> Host:
    """The addresses of one mail host, or why there are none."""
    if name == "." or is_address_text(name):
        return Host()
    if any(is_at_or_below(name, zone) for zone in NEVER_RESOLVES):
        return Host()
    answers = [world.ask(name, kind) for kind in ("A", "AAAA")]
    host = Host()
    host.cname = answers[0].chain[-1] if answers[0].chain else None
    host.addresses = sorted(
        {address_text(text) for a in answers for text in a.rdata},
        key=address_key)
    states = [answer.status for answer in answers]
    failed = [state for state in states if state not in ANSWERS]
    if host.addresses:
        host.status = "RESOLVED"
    elif failed:
        host.status = failed[0]
        host.cname = None
    else:
        host.status = "NXDOMAIN" if set(states) == {"NXDOMAIN"} else "NODATA"
    return host


def entry(preference: int, exchange: str, host: Host) -> dict:
    return {"preference": preference, "exchange": exchange,
            "status": host.status, "cname": host.cname,
            "addresses": host.addresses}


def _explicit(world: World, rdata: list[str]) -> tuple[str, list[dict]]:
    pairs = set()
    for text in rdata:
        preference, exchange = text.split()
        pairs.add((int(preference), absolute(exchange).lower()))
    mx = [entry(p, e, host_of(world, e)) for p, e in sorted(pairs)]
    if all(one["exchange"] == "." for one in mx):
        return "null_mx", mx
    real = [one for one in mx if one["exchange"] != "."]
    if any(is_collision(one) for one in real):
        return "none", mx
    dead = all(one["status"] in ("NODATA", "NXDOMAIN", "SKIPPED")
               for one in real)
    return "unusable" if dead else "mx", mx


def is_collision(one: dict) -> bool:
    return (COLLISION_ADDRESS in one["addresses"] or
            labels_of(one["exchange"])[0] == COLLISION_LABEL)


def _implicit(world: World, owner: str) -> tuple[str, list[dict]]:
    host = host_of(world, owner)
    one = entry(0, owner, host)
    if host.addresses:
        return ("none", []) if is_collision(one) else ("implicit_mx", [one])
    answered = host.status in ("NODATA", "NXDOMAIN")
    return ("none" if answered else "unknown"), []


def truth_of(world: World, domain: str) -> dict:
    """What any correct scan must say about the domain."""
    found = world.ask(domain, "MX")
    answered = found.status in ANSWERS
    truth = {"domain": domain, "status": found.status, "mail_kind": "unknown",
             "cname_chain": found.chain if answered else [], "mx": []}
    if found.status == "NXDOMAIN":
        truth["mail_kind"] = "none"
    elif found.status == "NODATA":
        truth["mail_kind"], truth["mx"] = _implicit(world, found.name)
    elif found.status == "NOERROR":
        truth["mail_kind"], truth["mx"] = _explicit(world, found.rdata)
        truth["mx_ttl_s"] = found.ttl
    return truth
