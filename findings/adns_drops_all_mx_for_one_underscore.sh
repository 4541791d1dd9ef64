#!/bin/sh
# One mail host with an underscore, and adns gives none of the others either.
#
# Expected: RFC 2181 section 11: a name in a record may hold any octet. An MX at
# mx_2 may be of no use, but 10 mx1.example.com beside it is: c-ares gives both,
# and who minds the underscore can leave that one out.
# Seen: adns 1.6.0 fails the whole question with "Found syntactically invalid
# domain name", which sounds as if the name asked for were meant. In the log of
# a scan such domains stand with those that were misspelt, and their mail hosts
# are lost.
# Around it: adns_qf_quoteok_anshost in a program, -Qa for adnshost.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  adns-tools=1.6.0-2 libadns1=1.6.0-2 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  dnspython==2.9.2 aiodns==4.0.4 pycares==5.2.1
# adns asks port 53 only.
server=127.53.15.4
cat >"$work/server.py" <<'EOP'
# Answers MX: one mail host in one.example.com, two in two.example.com.
import socket
import sys

import dns.message
import dns.rrset

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], 53))
hosts = ["10 mx1.example.com.", "20 mx_2.example.com."]
while True:
    data, peer = server.recvfrom(4096)
    query = dns.message.from_wire(data)
    reply = dns.message.make_response(query)
    name = query.question[0].name
    reply.answer.append(dns.rrset.from_text(
        name, 300, "IN", "MX",
        *hosts[:1 if name.labels[0] == b"one" else 2]))
    server.sendto(reply.to_wire(), peer)
EOP
"$work/venv/bin/python" "$work/server.py" "$server" &
servers=$!

"$work/venv/bin/python" -u - "$server" "$work/tree/usr" <<'PYTHON'
import asyncio
import os
import subprocess
import sys
from importlib.metadata import version

import aiodns

server, tree = sys.argv[1:]
print("adns 1.6.0, aiodns", version("aiodns"), "pycares", version("pycares"))


def with_adns(name, *options):
    run = subprocess.run(
        [f"{tree}/bin/adnshost", "--config", f"nameserver {server}",
         *options, "-t", "mx-", name], capture_output=True, text=True,
        env={"LD_LIBRARY_PATH": f"{tree}/lib"})
    found = sorted(line.split()[-1] for line in run.stdout.splitlines())
    print("adnshost", *options, name, found, run.stderr.strip())
    return found


async def with_aiodns(name):
    resolver = aiodns.DNSResolver(nameservers=[server])
    answer = (await resolver.query_dns(name, "MX")).answer
    found = sorted(record.data.exchange for record in answer)
    print("aiodns", name, found)
    return found


both = ["mx1.example.com", "mx_2.example.com"]
seen = [
    asyncio.run(with_aiodns("two.example.com")),
    with_adns("one.example.com"),
    with_adns("two.example.com"),
    with_adns("two.example.com", "-Qa"),
]
print("expected:", both, "of two.example.com, or the first of them")
same = seen == [both, both[:1], [], both]
print("as described" if same else "no longer as described")
os._exit(0 if same else 1)  # the threads of aiodns need not end first
PYTHON
