#!/bin/sh
# dnslib reads the \DDD of a text as an octal number.
#
# Expected: RFC 1035 section 5.1: in \DDD each D is a digit, and DDD the decimal
# number of the octet, so "\065\066" is AB, in names and in texts; a free @
# denotes the origin, and names without a dot at their end get it appended,
# which dnspython does with the same lines.
# Seen: RR.fromZone of dnslib 0.9.26 gives the text 56, the octets 065 and 066
# of base 8, and no error; of names it takes the number as decimal. "MX 10 @" is
# the mail host @.example.com, and the target of "SRV 0 0 25 mail" is mail.,
# below the root. Numbers with an 8 or a 9 raise ValueError.
# Around it: dnspython; names written out, and no octets by number.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  dnspython==2.9.2 dnslib==0.9.26

"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import dns.zone
import dnslib

ORIGIN = "example.com."
LINES = r"""
t 300 IN TXT "\065\066"
n\065 300 IN MX 10 mail
@ 300 IN MX 10 @
_smtp._tcp 300 IN SRV 0 0 25 mail
"""
print("dnslib", version("dnslib"), "dnspython", version("dnspython"))


def by_dnslib(text):
    return [f"{record.rname} {record.rdata}"
            for record in dnslib.RR.fromZone(text, origin=ORIGIN)]


def by_dnspython(text):
    zone = dns.zone.from_text(text, ORIGIN, relativize=False,
                              check_origin=False)
    return [f"{name} {record}" for name, _, record in zone.iterate_rdatas()]


seen = sorted(by_dnslib(LINES))
right = sorted(by_dnspython(LINES))
for one, other in zip(seen, right):
    print(f"{one}   expected: {other}")
sys.exit(None if seen == [
    "_smtp._tcp.example.com. 0 0 25 mail.",
    "example.com. 10 @.example.com.",
    "nA.example.com. 10 mail.example.com.",
    't.example.com. "56"'] and right == [
    "_smtp._tcp.example.com. 0 0 25 mail.example.com.",
    "example.com. 10 example.com.",
    "nA.example.com. 10 mail.example.com.",
    't.example.com. "AB"'] else "no longer as described")
PYTHON
