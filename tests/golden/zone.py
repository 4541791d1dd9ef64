"""A server on loopback that answers from a few lines of records."""

from __future__ import annotations

import golden

try:
    import dns.flags
    import dns.message
    import dns.rcode
    import dns.rdatatype
    import dns.rrset
except ImportError as missing:
    golden.needs_module(missing)


class Zone(golden.LoopbackResolver):
    """Answers from a few lines of records."""

    def __init__(self, text: str) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.names: set[str] = set()
        for line in text.split("\n"):
            owner, kind, *data = line.split() or ["", ""]
            if owner:
                self.records.setdefault((owner, kind), []).append(
                    " ".join(data))
                labels = owner.split(".")
                self.names |= {".".join(labels[at:])
                               for at in range(len(labels))}

    def reply(self, query: bytes, end: int) -> bytes:
        message = dns.message.make_response(dns.message.from_wire(query))
        message.flags |= dns.flags.RA
        question = message.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        found = self.records.get((name, kind))
        if (name, "FAIL") in self.records:
            message.set_rcode(dns.rcode.SERVFAIL)
        elif found is not None:
            message.answer.append(dns.rrset.from_text(
                question.name, 3600, "IN", kind,
                *[one if kind != "MX" or one.endswith(" .") else one + "."
                  for one in found]))
        else:
            zone = name.rsplit(".", 1)[-1] + "."
            message.authority.append(dns.rrset.from_text(
                zone, 900, "IN", "SOA", "ns. admin. 1 2 3 4 300"))
            if name not in self.names:
                message.set_rcode(dns.rcode.NXDOMAIN)
        return message.to_wire()
