"""What the domains of the synthetic internet publish besides their MX: SPF,
DMARC, MTA-STS, TLS reports, BIMI, and TLSA at mail hosts. The shares are near
those that were measured for popular domains; some records are broken, as some
are. Everything follows from the seed.
"""

from __future__ import annotations

import hashlib
import random

from internet_model import World

# Percent of the domains with MX.
SPF = (("v=spf1 mx ~all", 38), ("v=spf1 mx -all", 30), ("v=spf1 a mx ?all", 5),
       ("v=spf1 mx", 2), ("v=spf1 ip4:22.1.2.300 -all", 1), ("", 24))
DMARC = (("v=DMARC1; p=none; rua=mailto:dmarc@{name}", 22),
         ("v=DMARC1; p=quarantine", 9), ("v=DMARC1; p=reject; sp=none", 13),
         ("v=DMARC1; p=monitor", 1), ("", 55))
MTA_STS = (("v=STSv1; id=20260101T000000", 4), ("", 96))
TLS_RPT = (("v=TLSRPTv1; rua=mailto:tls@{name}", 5), ("", 95))
BIMI = (("v=BIMI1; l=https://{name}/logo.svg", 2), ("", 98))
TWO_SPF = 1
# Percent of the mail hosts.
TLSA = 9

RECORDS = (("", SPF), ("_dmarc.", DMARC), ("_mta-sts.", MTA_STS),
           ("_smtp._tls.", TLS_RPT), ("default._bimi.", BIMI))


def publish(world: World, names: list[str], seed: int) -> None:
    """For the domains that have MX."""
    draw = random.Random(f"policies {seed}")
    hosts: set[str] = set()
    for name in names:
        rrset = world.records.get(name, {}).get("MX")
        if rrset is None or name in world.failures:
            continue
        hosts |= {rdata.split()[1].rstrip(".").lower() for rdata in rrset.rdata}
        for label, records in RECORDS:
            text, = draw.choices([text for text, _ in records],
                                 [percent for _, percent in records])
            if text:
                publish_text(world, label + name, text.format(name=name))
        if draw.randrange(100) < TWO_SPF:
            publish_text(world, name, "v=spf1 include:elsewhere.qn ~all")
    for host in sorted(hosts):
        if "A" in world.records.get(host, {}) and draw.randrange(100) < TLSA:
            digest = hashlib.sha256(host.encode()).hexdigest()
            world.add(f"_25._tcp.{host}", "TLSA", f"3 1 1 {digest}")


def publish_text(world: World, owner: str, text: str) -> None:
    world.add(owner, "TXT", f'"{text}"')
