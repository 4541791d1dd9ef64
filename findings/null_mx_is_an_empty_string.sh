#!/bin/sh
# aiodns gives the exchange of a null MX as an empty string.
#
# Expected: RFC 7505 writes the null MX as "0 .", and so do dnspython and dig;
# other names lose their final dot in aiodns, the root should keep its own.
# Seen: aiodns 4.0.4 (c-ares below) strips the only dot that there is, and the
# exchange is "". In a CSV that is an empty field, which pandas reads as NaN,
# just like the field of a domain that has no MX: "takes no mail" and "mail goes
# to its own address" look alike.
# Around it: write "." wherever the exchange is empty.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  aiodns==4.0.4 pycares==5.2.1 dnspython==2.9.2 pandas==3.1.1

"$work/venv/bin/python" -u - "$work/scan.csv" <<'PYTHON'
import asyncio
import csv
import os
import socket
import sys
import threading
from importlib.metadata import version

import aiodns
import dns.message
import dns.rrset
import pandas

for package in ("aiodns", "pycares", "pandas"):
    print(package, version(package))
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))


def serve():
    while True:
        data, peer = server.recvfrom(4096)
        reply = dns.message.make_response(dns.message.from_wire(data))
        name = reply.question[0].name
        if name.labels[0] == b"null":
            reply.answer.append(
                dns.rrset.from_text(name, 300, "IN", "MX", "0 ."))
        server.sendto(reply.to_wire(), peer)


async def exchanges(names):
    resolver = aiodns.DNSResolver(
        nameservers=["127.0.0.1:%d" % server.getsockname()[1]])
    found = []
    for name in names:
        try:
            answer = (await resolver.query_dns(name, "MX")).answer
        except aiodns.error.DNSError:
            answer = []
        found.append((name, answer[0].data.exchange if answer else None))
    return found


threading.Thread(target=serve, daemon=True).start()
rows = asyncio.run(exchanges(["null.example.com", "none.example.com"]))
with open(sys.argv[1], "w", newline="") as file:
    csv.writer(file).writerows([("domain", "exchange"), *rows])
read = pandas.read_csv(sys.argv[1]).exchange.tolist()
for (name, value), cell in zip(rows, read):
    print(f"{name}: exchange {value!r}, {cell!r} after CSV and pandas")
print("expected: '.' and None, and two different cells")
same = ([value for _, value in rows] == ["", None]
        and all(cell != cell for cell in read))
print("as described" if same else "no longer as described")
os._exit(0 if same else 1)  # its threads need not end first
PYTHON
