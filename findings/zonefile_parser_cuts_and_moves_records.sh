#!/bin/sh
# zonefile-parser keeps the first string of a text and loses the last owner.
#
# Expected: RFC 1035 section 3.3.14: a TXT record holds one string or more, and
# RFC 7208 section 3.3 joins those of an SPF policy without spaces. Section 5.1:
# a line that begins with a blank belongs to the owner that was stated last.
# Seen: of "ip4:192.0.2.0/2" "4 -all" zonefile-parser 0.1.20 gives what stands
# before the cut: the policy of a network of 256 addresses ends as one of a
# quarter of all, without its -all. The second MX of a.example.com becomes one
# of example.com. No error is raised; dnspython reads both right.
# Around it: dnspython.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  dnspython==2.9.2 zonefile-parser==0.1.20

"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import dns.zone
import zonefile_parser

TEXT = """\
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns.example.com. hostmaster.example.com. 1 7200 3600 86400 300
@ IN NS ns.example.com.
ns IN A 192.0.2.1
a IN MX 10 mx1.example.net.
  IN MX 20 mx2.example.net.
b IN TXT "v=spf1 ip4:192.0.2.0/2" "4 -all"
"""
print("zonefile-parser", version("zonefile-parser"),
      "dnspython", version("dnspython"))
zone = dns.zone.from_text(TEXT, "example.com.", relativize=False)
right = [(str(name), record.exchange.to_text())
         for name, _, record in zone.iterate_rdatas("MX")]
right += [(str(name), b"".join(record.strings).decode())
          for name, _, record in zone.iterate_rdatas("TXT")]
seen = [(record.name, record.rdata["host" if record.rtype == "MX" else "value"])
        for record in zonefile_parser.parse(TEXT)
        if record.rtype in ("MX", "TXT")]
for text, pairs in ("seen", seen), ("expected", right):
    for owner, value in pairs:
        print(f"{text}: {owner} {value}")
described = [
    ("a.example.com.", "mx1.example.net."),
    ("example.com.", "mx2.example.net."),
    ("b.example.com.", "v=spf1 ip4:192.0.2.0/2"),
]
expected = [
    ("a.example.com.", "mx1.example.net."),
    ("a.example.com.", "mx2.example.net."),
    ("b.example.com.", "v=spf1 ip4:192.0.2.0/24 -all"),
]
same = seen == described and right == expected
sys.exit(None if same else "no longer as described")
PYTHON
