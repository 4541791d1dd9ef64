"""Every peculiarity of mail in the DNS that has a rule, once each, as a tiny
zone and as what a scan must say about it.

In the records `@` stands for the domain. Addresses that shall count as global
are of 22.0.0.0/8 and 2d00::/8; nothing is ever sent to any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

GOOD = "mx1.good-host.xa"  # a host with both kinds of addresses
LONG = ".".join(["l" * 63, "o" * 63, "n" * 63, "g" * 58])  # and ".qm": 253
FAR = ".".join(["f" * 63, "a" * 63, "r" * 63, "h" * 58])

SHARED_RECORDS = f"""
    {GOOD}. A 22.0.0.10
    {GOOD}. AAAA 2d00::10
    mx2.good-host.xa. A 22.0.0.11
    only6.good-host.xa. AAAA 2d00::11
    alias.good-host.xa. CNAME {GOOD}.
    chain1.good-host.xa. CNAME chain2.good-host.xa.
    chain2.good-host.xa. CNAME {GOOD}.
    no-address.good-host.xa. TXT nothing
    broken-alias.good-host.xa. CNAME gone.good-host.xa.
"""


@dataclass
class Oddity:
    what: str
    given: str  # the line of the input
    status: str
    mail_kind: str
    zone: str = ""
    domain: str = ""  # where it is not the line itself
    fails: str = ""  # one of internet_model.FAILURES

    @property
    def name(self) -> str:
        return self.domain or self.given


def invalid(what: str, given: str) -> Oddity:
    return Oddity(what, given, "INVALID_NAME", "unknown", domain="-")


# Each: rule and what, line, status, mail_kind, records.
TABLE = [
    # Null MX and its relatives (RFC 7505).
    Oddity("N1 null MX", "null-mx.qm", "NOERROR", "null_mx", "@ MX 0 ."),
    Oddity("N2 null MX with others", "null-and-more.qm", "NOERROR", "mx",
           f"@ MX 0 .\n@ MX 10 {GOOD}."),
    Oddity("N2 null MX with a dead one", "null-and-dead.qm", "NOERROR",
           "unusable", "@ MX 0 .\n@ MX 10 gone.@."),
    Oddity("N3 null MX, preference not 0", "null-ten.qm", "NOERROR",
           "null_mx", "@ MX 10 ."),
    Oddity("N5 localhost MX", "localhost-mx.qm", "NOERROR", "unusable",
           "@ MX 0 localhost."),
    Oddity("N5 localhost and a real MX", "localhost-too.qm", "NOERROR", "mx",
           f"@ MX 0 localhost.\n@ MX 10 {GOOD}."),
    # Exchanges that are not what they should be.
    Oddity("S13 single-label MX", "single-label.qm", "NOERROR", "unusable",
           "@ MX 10 mail."),
    Oddity("S14 address as MX", "literal-mx.qm", "NOERROR", "unusable",
           "@ MX 10 192.0.2.25."),
    Oddity("S14 address and a real MX", "literal-too.qm", "NOERROR", "mx",
           f"@ MX 10 192.0.2.25.\n@ MX 20 {GOOD}."),
    Oddity("S9 MX is an alias", "alias-mx.qm", "NOERROR", "mx",
           "@ MX 10 alias.good-host.xa."),
    Oddity("S9 MX is an alias of an alias", "alias2-mx.qm", "NOERROR", "mx",
           "@ MX 10 chain1.good-host.xa."),
    Oddity("S9 MX is an alias of nothing", "alias0-mx.qm", "NOERROR",
           "unusable", "@ MX 10 broken-alias.good-host.xa."),
    Oddity("S8 MX does not exist", "gone-mx.qm", "NOERROR", "unusable",
           "@ MX 10 gone.@.\n@ A 22.0.1.1"),
    Oddity("S8 MX in a domain that is not registered", "dangling.qm",
           "NOERROR", "mx",
           f"@ MX 10 mx.never-registered.qm.\n@ MX 20 {GOOD}."),
    Oddity("two names of one mail host", "one-machine.qm", "NOERROR", "mx",
           "@ MX 10 a.@.\n@ MX 20 b.@.\na.@. A 22.0.3.1\n"
           "b.@. A 22.0.3.1"),
    Oddity("two networks", "two-networks.qm", "NOERROR", "mx",
           "@ MX 10 a.@.\n@ MX 20 b.@.\na.@. A 22.0.4.1\n"
           "b.@. A 22.0.5.1\na.@. AAAA 2d00:0:4::1\n"
           "b.@. AAAA 2d00:0:4::2"),
    Oddity("one network of each family", "one-network.qm", "NOERROR", "mx",
           "@ MX 10 a.@.\n@ MX 20 b.@.\na.@. A 22.0.6.1\n"
           "b.@. A 22.0.6.2\nb.@. AAAA 2d00:0:6::2"),
    Oddity("S8 MX without address", "no-address-mx.qm", "NOERROR",
           "unusable", "@ MX 10 no-address.good-host.xa."),
    Oddity("one MX gone, one good", "half-gone.qm", "NOERROR", "mx",
           f"@ MX 10 gone.@.\n@ MX 20 {GOOD}."),
    Oddity("MX host fails", "mx-host-fails.qm", "NOERROR", "mx",
           "@ MX 10 mx.unloaded-host.xa."),
    Oddity("private address", "private-mx.qm", "NOERROR", "mx",
           "@ MX 10 in.@.\nin.@ A 10.1.2.3\nin.@ AAAA fd00::25"),
    Oddity("loopback address", "loopback-mx.qm", "NOERROR", "mx",
           "@ MX 10 in.@.\nin.@ A 127.0.0.1\nin.@ AAAA ::1"),
    Oddity("documentation address", "documented-mx.qm", "NOERROR", "mx",
           "@ MX 10 in.@.\nin.@ A 192.0.2.1\nin.@ A 198.51.100.7\n"
           "in.@ A 203.0.113.9\nin.@ AAAA 2001:db8::1"),
    Oddity("addresses of every other scope", "all-scopes.qm", "NOERROR",
           "mx", "@ MX 10 in.@.\nin.@ A 100.64.0.1\nin.@ A 169.254.1.1\n"
           "in.@ A 198.18.0.1\nin.@ A 240.0.0.1\nin.@ A 224.0.0.1\n"
           "in.@ A 255.255.255.255\nin.@ A 0.0.0.0\n"
           "in.@ A 192.0.0.170\nin.@ A 192.0.0.8\n"
           "in.@ AAAA ::\nin.@ AAAA fe80::1\nin.@ AAAA ff02::1\n"
           "in.@ AAAA ::ffff:192.0.2.1\nin.@ AAAA 64:ff9b::1600:1\n"
           "in.@ AAAA 2002::1\nin.@ AAAA 100::1\nin.@ AAAA 3fff::1\n"
           "in.@ AAAA 64:ff9b:1::1\nin.@ AAAA 2001::1\n"
           "in.@ AAAA 2001:5::1\nin.@ AAAA 5f00::1\nin.@ AAAA fec0::1\n"
           "in.@ AAAA ::22.0.0.1\nin.@ AAAA 4000::1"),
    Oddity("blocks that are global inside others", "global-scopes.qm",
           "NOERROR", "mx", "@ MX 10 in.@.\nin.@ A 192.0.0.9\n"
           "in.@ A 192.0.0.10\nin.@ AAAA 2001:1::1\nin.@ AAAA 2001:3::1\n"
           "in.@ AAAA 2001:4:112::1\nin.@ AAAA 2001:20::1"),
    Oddity("addresses made by DNS64", "dns64-mx.qm", "NOERROR", "mx",
           "@ MX 10 in.@.\nin.@ A 22.0.0.2\nin.@ AAAA 64:ff9b::1600:2"),
    Oddity("S12 IPv6 only", "only-ipv6.qm", "NOERROR", "mx",
           "@ MX 10 only6.good-host.xa."),
    Oddity("S11 six addresses", "six-addresses.qm", "NOERROR", "mx",
           "@ MX 10 in.@.\nin.@ A 22.0.2.9\nin.@ A 22.0.2.10\n"
           "in.@ A 22.0.2.1\nin.@ AAAA 2d00::9\nin.@ AAAA 2d00::a\n"
           "in.@ AAAA 2d00:0:0:1::"),
    Oddity("verification record beside a real MX", "verifying.qm", "NOERROR",
           "mx", f"@ MX 32767 ms12345678.msv1.invalid.\n@ MX 10 {GOOD}."),
    Oddity("verification record alone", "only-verifying.qm", "NOERROR",
           "unusable", "@ MX 32767 ms12345678.msv1.invalid."),
    # Names and numbers.
    Oddity("W6 escaped dot", "escaped-dot.qm", "NOERROR", "mx",
           r"@ MX 10 a\.b.@." "\n" r"a\.b.@ A 22.0.3.1"),
    Oddity("W6 zero octet", "zero-octet.qm", "NOERROR", "mx",
           r"@ MX 10 \000.@." "\n" r"\000.@ A 22.0.3.2"),
    Oddity("W6 blank and quote", "blank-quote.qm", "NOERROR", "unusable",
           r"@ MX 10 \032\",\;.@."),
    Oddity("W6 octets above 127", "high-octets.qm", "NOERROR", "mx",
           r"@ MX 10 \195\188.@." "\n" r"\195\188.@ A 22.0.3.3"),
    Oddity("W6 underscore", "underscore.qm", "NOERROR", "mx",
           "@ MX 10 foo_bar.@.\nfoo_bar.@ A 22.0.3.4"),
    Oddity("W5 upper case", "upper-case.qm", "NOERROR", "mx",
           "@ MX 10 MaIl.UPPER-Case.QM.\nmail.@ A 22.0.3.5"),
    Oddity("W1 preference 65535 and 0", "widest.qm", "NOERROR", "mx",
           f"@ MX 65535 mx2.good-host.xa.\n@ MX 0 {GOOD}."),
    Oddity("W1 order by number", "by-number.qm", "NOERROR", "mx",
           f"@ MX 100 {GOOD}.\n@ MX 9 mx2.good-host.xa."),
    Oddity("S10 equal preferences", "equal.qm", "NOERROR", "mx",
           "@ MX 10 c.@.\n@ MX 10 a.@.\n@ MX 10 bbb.@.\n@ MX 10 bb.@.\n"
           "a.@ A 22.0.4.1\nbb.@ A 22.0.4.2\nbbb.@ A 22.0.4.3\n"
           "c.@ A 22.0.4.4"),
    Oddity("one exchange, two preferences", "twice.qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}.\n@ MX 20 {GOOD}."),
    Oddity("TTL 0", "ttl-none.qm", "NOERROR", "mx", f"@ 0 MX 10 {GOOD}."),
    Oddity("TTL 30 s", "ttl-low.qm", "NOERROR", "mx", f"@ 30 MX 10 {GOOD}."),
    Oddity("TTL of three weeks", "ttl-high.qm", "NOERROR", "mx",
           f"@ 1814400 MX 10 {GOOD}."),
    Oddity("longest domain", LONG + ".qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}."),
    Oddity("longest exchange", "long-host.qm", "NOERROR", "mx",
           f"@ MX 10 {FAR}.qm.\n{FAR}.qm. A 22.0.5.1"),
    Oddity("label of 63 octets", "w" * 63 + ".qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}."),
    Oddity("name that is all digits", "3653.qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}."),
    Oddity("the host is the domain", "self-hosted.qm", "NOERROR", "mx",
           "@ MX 10 @.\n@ A 22.0.6.1"),
    # No MX.
    Oddity("S6 implicit MX", "implicit.qm", "NODATA", "implicit_mx",
           "@ A 22.0.7.1\n@ A 22.0.7.2\n@ AAAA 2d00::71"),
    Oddity("S6 implicit MX, IPv6 only", "implicit6.qm", "NODATA",
           "implicit_mx", "@ AAAA 2d00::72"),
    Oddity("S7 nothing but TXT", "only-text.qm", "NODATA", "none",
           "@ TXT nothing"),
    Oddity("X2 empty non-terminal", "hollow.qm", "NODATA", "none",
           "deep.under.@ TXT nothing"),
    Oddity("X1 no such domain", "nothing-here.qm", "NXDOMAIN", "none"),
    Oddity("no such top-level domain", "nothing.qzqz", "NXDOMAIN", "none"),
    # Aliases.
    Oddity("S2 alias of a domain with MX", "alias.qm", "NOERROR", "mx",
           f"@ CNAME target.xa.\ntarget.xa. MX 5 {GOOD}."),
    Oddity("S3 alias, implicit MX", "alias-implicit.qm", "NODATA",
           "implicit_mx", "@ CNAME web.xa.\nweb.xa. A 22.0.8.1"),
    Oddity("alias without anything", "alias-none.qm", "NODATA", "none",
           "@ CNAME text.xa.\ntext.xa. TXT nothing"),
    Oddity("X3 alias of nothing", "alias-gone.qm", "NXDOMAIN", "none",
           "@ CNAME gone.xa."),
    Oddity("alias, null MX", "alias-null.qm", "NOERROR", "null_mx",
           "@ CNAME null.xa.\nnull.xa. MX 0 ."),
    Oddity("chain of five aliases", "chain.qm", "NOERROR", "mx",
           f"@ CNAME c1.xa.\nc1.xa. CNAME c2.@.\nc2.@ CNAME c3.xa.\n"
           f"c3.xa. CNAME c4.xb.\nc4.xb. CNAME c5.xa.\nc5.xa. MX 7 {GOOD}."),
    Oddity("alias of a domain that fails", "alias-fails.qm", "SERVFAIL",
           "unknown", "@ CNAME in.unloaded-host.xa."),
    # Wildcards and collisions.
    Oddity("wildcard MX", "any-name.wild.qm", "NOERROR", "mx",
           f"*.wild.qm. MX 10 {GOOD}."),
    Oddity("wildcard MX, two labels", "two.deep.wild.qm", "NOERROR", "mx"),
    Oddity("I7 name collision by MX", "collision.xb", "NOERROR", "none",
           "@ MX 10 your-dns-needs-immediate-attention.xb.\n"
           "your-dns-needs-immediate-attention.xb. A 127.0.53.53"),
    Oddity("I7 name collision by address", "collided.xb", "NODATA", "none",
           "@ A 127.0.53.53"),
    # Input forms.
    Oddity("I1 U-label", "bücher.qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}.", "xn--bcher-kva.qm"),
    Oddity("I1 sharp s", "straße.qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}.", "xn--strae-oqa.qm"),
    Oddity("I3 ideographic full stop", "例え。qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}.", "xn--r8jz45g.qm"),
    Oddity("I1 A-label", "xn--mller-kva.qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}."),
    Oddity("I5 upper case, final dot", "Given-LOUD.QM.", "NOERROR", "mx",
           f"@ MX 10 {GOOD}.", "given-loud.qm"),
    Oddity("I5 e-mail address", "Jane.Doe@Mail-Form.qm", "NOERROR", "mx",
           f"@ MX 10 {GOOD}.", "mail-form.qm"),
    Oddity("I5 URL", "https://url-form.qm:8443/path?q=1", "NOERROR", "mx",
           f"@ MX 10 {GOOD}.", "url-form.qm"),
    Oddity("T8 the same name again", "null-mx.qm", "NOERROR", "null_mx"),
    # Failures: never "no mail".
    Oddity("S5 zone not loaded", "zone-not-loaded.qm", "SERVFAIL", "unknown",
           fails="unloaded"),
    Oddity("S5 lame delegation", "lame.qm", "SERVFAIL", "unknown",
           fails="unreachable"),
    Oddity("refused", "refused.qm", "REFUSED", "unknown", fails="refused"),
    Oddity("never answered", "never-answered.qm", "TIMEOUT", "unknown",
           fails="dropped"),
    # Lines that are no names.
    invalid("I2 empty label", "empty..label.qm"),
    invalid("I2 label of 64 octets", "i" * 64 + ".qm"),
    invalid("I2 bad punycode", "xn--a.qm"),
    invalid("I2 hyphen at the start", "-hyphen.qm"),
    invalid("I2 a blank inside", "in side.qm"),
    invalid("name of 254 octets", LONG + "x.qm"),
    invalid("I4 special-use name", "special.test"),
    invalid("an address", "192.0.2.7"),
]


def many_mx(count: int) -> Oddity:
    lines = []
    for i in range(count):
        host = f"mx{i:03}.many-{count}.xa."
        lines.append(f"@ MX {i % 117 * 10} {host}")
        lines.append(f"{host} A 22.1.{count % 250}.{i % 250}")
    return Oddity(f"T4 {count} MX", f"many-{count}.qm", "NOERROR", "mx",
                  "\n".join(lines))


def all_oddities() -> list[Oddity]:
    return TABLE + [many_mx(n) for n in (11, 21, 123, 398)]


def records(zone: str, domain: str) -> Iterator[tuple[str, str, str, int]]:
    """(owner, type, rdata, ttl) of the lines of a tiny zone."""
    for line in zone.strip().splitlines():
        owner, *rest = line.replace("@.", domain + ".").split()
        owner = domain if owner == "@" else owner.removesuffix(".@")
        if owner != domain and not owner.endswith("."):
            owner += "." + domain
        ttl = int(rest.pop(0)) if rest[0].isdigit() else 3600
        yield owner, rest[0], " ".join(rest[1:]), ttl
