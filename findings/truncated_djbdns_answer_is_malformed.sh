#!/bin/sh
# A cut answer of djbdns counts records that it does not hold, and half of the
# clients never ask again over TCP.
#
# Expected: RFC 1035 section 4.1.1: ANCOUNT is the number of records in the
# answer section. And RFC 2181 section 9: an answer with TC set should be
# ignored, and the question asked again over TCP.
# Seen: for a set of MX that does not fit into 512 octets dnscache and tinydns
# 1.05 send header and question with TC set, and leave ANCOUNT at the number of
# all the records. dig looks at TC first and gets them over TCP. host, drill,
# kdig and c-ares (aiodns, and the dns module of Node) parse first, call the
# message malformed and end there. All domains with many mail hosts are errors
# for them, and only those.
# Around it: ask over TCP whatever came with TC, or ask all over TCP.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  dnscache=1:1.05-15+b2 tinydns=1:1.05-15+b2 ldnsutils=1.8.3-1+b1 \
  knot-dnsutils=3.2.6-1 bind9-dnsutils=1:9.18.49-1~deb12u3 \
  bind9-libs=1:9.18.49-1~deb12u3 bind9-host=1:9.18.49-1~deb12u3 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  dnspython==2.9.2 aiodns==4.0.4 pycares==5.2.1
# These servers know port 53 only.
upstream=127.53.15.1
cache=127.53.15.2
tiny=127.53.15.3
cat >"$work/upstream.py" <<'EOP'
# Answers MX with forty mail hosts, over UDP with TC.
import socket
import sys
import threading

import dns.flags
import dns.message
import dns.rrset

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
tcp = socket.create_server((sys.argv[1], 53))
udp.bind((sys.argv[1], 53))


def serve():
    while True:
        data, peer = udp.recvfrom(4096)
        reply = dns.message.make_response(dns.message.from_wire(data))
        reply.flags |= dns.flags.TC
        udp.sendto(reply.to_wire(), peer)


threading.Thread(target=serve, daemon=True).start()
while True:
    peer = tcp.accept()[0].makefile("rwb")
    query = dns.message.from_wire(
        peer.read(int.from_bytes(peer.read(2), "big")))
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    reply.answer.append(dns.rrset.from_text(
        query.question[0].name, 300, "IN", "MX",
        *(f"{i} mail.branch-{i}.example.net." for i in range(40))))
    wire = reply.to_wire()
    peer.write(len(wire).to_bytes(2, "big") + wire)
    peer.close()
EOP
"$work/venv/bin/python" "$work/upstream.py" "$upstream" &
servers=$!
mkdir -p "$work/cache/ip" "$work/cache/servers" "$work/tiny"
touch "$work/cache/ip/127"
echo "$upstream" >"$work/cache/servers/@"
head -c 128 /dev/urandom |
  env ROOT="$work/cache" IP=$cache IPSEND=127.0.0.1 UID=0 GID=0 \
    CACHESIZE=1000000 FORWARDONLY=1 "$work/tree/usr/sbin/dnscache" \
    >"$work/cache.log" 2>&1 &
servers="$servers $!"
{
  echo '.example.com::ns.example.com:300'
  for i in $(seq 40); do
    echo "@example.com::mail.branch-$i.example.net:$i:300"
  done
} >"$work/tiny/data"
(cd "$work/tiny" && "$work/tree/usr/sbin/tinydns-data")
env ROOT="$work/tiny" IP=$tiny UID=0 GID=0 "$work/tree/usr/sbin/tinydns" \
  >"$work/tiny.log" 2>&1 &
servers="$servers $!"

LD_LIBRARY_PATH=$libraries "$work/venv/bin/python" -u - \
  "$cache" "$tiny" "$work/tree/usr/bin" <<'PYTHON'
import asyncio
import os
import socket
import subprocess
import sys
import time
from importlib.metadata import version

import aiodns
import dns.message

cache, tiny, tools = sys.argv[1:]
print("djbdns 1.05, ldns 1.8.3, Knot 3.2.6, BIND 9.18.49, aiodns",
      version("aiodns"), "pycares", version("pycares"))


def raw(server):
    query = dns.message.make_query("example.com", "MX").to_wire()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.5)
        for _ in range(50):  # it may not listen yet
            try:
                sock.sendto(query, (server, 53))
                data = sock.recv(4096)
                break
            except OSError:
                time.sleep(0.1)
        else:
            sys.exit("no answer")
    row = bool(data[2] & 2), int.from_bytes(data[6:8], "big"), len(data)
    print(f"{server} over UDP: TC %s, ANCOUNT %d in %d octets" % row)
    return row


def tool(*command):
    run = subprocess.run([f"{tools}/{command[0]}", *command[1:]],
                         capture_output=True, text=True)
    found = run.stdout.count(".example.net.")
    lines = [line for line in (run.stdout + run.stderr).split("\n")
             if "bad packet" in line or "malformed" in line]
    print(f"{command[0]}: {found} mail hosts", *lines[:1])
    return found


async def with_aiodns():
    resolver = aiodns.DNSResolver(nameservers=[cache])
    try:
        found = len((await resolver.query_dns("example.com", "MX")).answer)
    except aiodns.error.DNSError as error:
        found = 0
        print("aiodns:", error)
    print(f"aiodns: {found} mail hosts")
    return found


raws = [raw(cache), raw(tiny)]
found = [tool("dig", f"@{cache}", "example.com", "MX", "+short"),
         tool("host", "-t", "MX", "example.com", cache),
         tool("drill", f"@{cache}", "example.com", "MX"),
         tool("kdig", f"@{cache}", "example.com", "MX", "+short"),
         asyncio.run(with_aiodns())]
print("expected: ANCOUNT 0, and 40 mail hosts each time")
same = raws == [(True, 40, 29)] * 2 and found == [40, 0, 0, 0, 0]
print("as described" if same else "no longer as described")
os._exit(0 if same else 1)  # the threads of aiodns need not end first
PYTHON
