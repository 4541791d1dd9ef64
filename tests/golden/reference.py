"""A second opinion: what RFC 5321 section 5.1 says about a domain's mail,
found out with dnspython through a resolver. Written from the RFCs, with
nothing in common with the program under test.
"""

from __future__ import annotations

import ipaddress
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype

TRIES = 2
TIMEOUT_S = 2.0
PAUSE_S = 1.2
WORKERS = 24
UNRESOLVABLE = [dns.name.from_text(zone) for zone in (
    "invalid", "localhost", "local", "onion", "alt", "internal",
    "home.arpa")]


def text_of(name: dns.name.Name) -> str:
    if name == dns.name.root:
        return "."
    return name.canonicalize().to_text(omit_final_dot=True)


def address_text(text: str) -> str:
    """RFC 5952; section 5 wants mapped addresses with dots."""
    packed = ipaddress.ip_address(text).packed
    if len(packed) == 16 and packed.startswith(bytes(10) + b"\xff\xff"):
        return "::ffff:" + str(ipaddress.IPv4Address(packed[12:]))
    return str(ipaddress.ip_address(text))


@dataclass
class Reply:
    status: str
    owner: dns.name.Name  # after CNAMEs
    chain: list[str] = field(default_factory=list)
    records: list = field(default_factory=list)

    @property
    def decided(self) -> bool:
        return self.status in ("NOERROR", "NODATA", "NXDOMAIN")


@dataclass
class Host:
    status: str = "SKIPPED"
    cname: str | None = None
    addresses: list[str] = field(default_factory=list)
    unregistered: bool = False  # nor does its domain of two labels exist


@dataclass
class Mail:
    status: str
    kind: str = "unknown"
    owner: str | None = None
    chain: list[str] = field(default_factory=list)
    # (preference, exchange, host), best first
    mx: list[tuple[int, str, Host]] = field(default_factory=list)


def read_reply(message: dns.message.Message, name: dns.name.Name,
               kind: dns.rdatatype.RdataType) -> Reply:
    code = message.rcode()
    if code not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        return Reply(dns.rcode.to_text(code), name)
    reply = Reply("NXDOMAIN", name)
    sets = {(s.name, s.rdtype): s for s in message.answer}
    while (reply.owner, dns.rdatatype.CNAME) in sets:
        alias = sets.pop((reply.owner, dns.rdatatype.CNAME))
        reply.owner = alias[0].target
        reply.chain.append(text_of(reply.owner))
    if code == dns.rcode.NOERROR:
        reply.records = list(sets.get((reply.owner, kind), []))
        reply.status = "NOERROR" if reply.records else "NODATA"
    return reply


class Reference:
    """Answers through one resolver; hosts are asked once."""

    def __init__(self, resolver: str) -> None:
        self.address, port = resolver.rsplit(":", 1)
        self.port = int(port)
        self.hosts: dict[dns.name.Name, Host] = {}

    def ask(self, name: dns.name.Name, kind_text: str) -> Reply:
        kind = dns.rdatatype.from_text(kind_text)
        reply = Reply("TIMEOUT", name)
        for attempt in range(TRIES):
            query = dns.message.make_query(name, kind, use_edns=0,
                                           payload=1232)
            try:
                message, _ = dns.query.udp_with_fallback(
                    query, self.address, port=self.port, timeout=TIMEOUT_S)
                reply = read_reply(message, name, kind)
            except dns.exception.Timeout:
                reply = Reply("TIMEOUT", name)
            if reply.decided or reply.status == "REFUSED":
                break
            if attempt + 1 < TRIES and reply.status != "TIMEOUT":
                time.sleep(PAUSE_S)
        return reply

    def host(self, name: dns.name.Name) -> Host:
        if name not in self.hosts:
            self.hosts[name] = self._host(name)
        return self.hosts[name]

    def _host(self, name: dns.name.Name) -> Host:
        if name == dns.name.root or is_literal(name) or any(
                name.is_subdomain(zone) for zone in UNRESOLVABLE):
            return Host()
        replies = [self.ask(name, "A"), self.ask(name, "AAAA")]
        host = Host()
        for reply in replies:
            host.addresses += [address_text(one.address)
                               for one in reply.records]
            if reply.chain:
                host.cname = reply.chain[-1]
        if host.addresses:
            host.status = "RESOLVED"
            host.addresses.sort(key=lambda text: (
                ipaddress.ip_address(text).version,
                int(ipaddress.ip_address(text))))
            return host
        failed = [one.status for one in replies if not one.decided]
        states = {one.status for one in replies}
        host.status = (failed[0] if failed else
                       "NXDOMAIN" if states == {"NXDOMAIN"} else "NODATA")
        if host.status == "NXDOMAIN":
            labels = replies[0].owner.labels
            domain = dns.name.Name(labels[-3:])
            top = dns.name.Name(labels[-2:])
            host.unregistered = (
                len(labels) > 2 and self.host(top).status != "NXDOMAIN"
                and (domain == name
                     or self.host(domain).status == "NXDOMAIN"))
        return host

    def mail(self, domain: str) -> Mail:
        name = dns.name.from_text(domain)
        reply = self.ask(name, "MX")
        mail = Mail(reply.status)
        if not reply.decided:
            return mail
        if reply.chain:
            mail.owner = reply.chain[-1]
            mail.chain = reply.chain
        if reply.status == "NXDOMAIN":
            mail.kind = "none"
        elif reply.status == "NODATA":
            self._take_implicit(reply.owner, mail)
        else:
            self._take_mx(reply, mail)
        return mail

    def _take_implicit(self, owner: dns.name.Name, mail: Mail) -> None:
        """Section 5.1: no MX, then the host itself with preference 0."""
        host = self.host(owner)
        if "127.0.53.53" in host.addresses:
            mail.kind = "none"
        elif host.addresses:
            mail.kind = "implicit_mx"
            mail.mx = [(0, text_of(owner), host)]
        elif host.status in ("NODATA", "NXDOMAIN"):
            mail.kind = "none"

    def _take_mx(self, reply: Reply, mail: Mail) -> None:
        pairs = {(one.preference, text_of(one.exchange)): one.exchange
                 for one in reply.records}
        mail.mx = [(preference, text, self.host(pairs[preference, text]))
                   for preference, text in sorted(pairs)]
        real = [(text, host) for _, text, host in mail.mx if text != "."]
        if not real:
            mail.kind = "null_mx"
        elif any("127.0.53.53" in host.addresses or
                 text.startswith("your-dns-needs-immediate-attention.")
                 for text, host in real):
            mail.kind = "none"
        elif all(host.status in ("SKIPPED", "NODATA", "NXDOMAIN")
                 for _, host in real):
            mail.kind = "unusable"
        else:
            mail.kind = "mx"

    def mails(self, domains: list[str]) -> dict[str, Mail]:
        names = sorted(set(domains))
        with ThreadPoolExecutor(WORKERS) as pool:
            return dict(zip(names, pool.map(self.mail, names)))


def is_literal(name: dns.name.Name) -> bool:
    return is_literal_text(text_of(name))


def is_literal_text(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
