#!/bin/sh
# dnsmasq keeps A records, but sends every question for MX upstream.
#
# Expected: a caching forwarder keeps an answer with a TTL of 300 that long,
# whatever its type.
# Seen: dnsmasq 2.90 asks upstream once for ten questions for A, and ten times
# for ten questions for MX: by default it keeps addresses, CNAME and the like,
# not MX. A scan through one that asks again, or for a list with duplicates, has
# no use of its cache, and the TTL that it returns never goes down.
# Around it: cache-rr=MX, which 2.90 brought, or a resolver that keeps them.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  dnsmasq-base=2.90-4~deb12u2 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
forwarder=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/upstream.py" <<'PYTHON'
# Answers any A and MX below example.com, and counts the questions.
import socket
import sys

import dns.message
import dns.rrset

ttl = int(sys.argv[2])
records = {1: ("A", "192.0.2.1"), 15: ("MX", "10 mail.example.com.")}
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", int(sys.argv[1])))
asked = 0
while True:
    data, peer = server.recvfrom(4096)
    query = dns.message.from_wire(data)
    reply = dns.message.make_response(query)
    question = query.question[0]
    if question.name.labels[0] == b"count":
        reply.answer.append(dns.rrset.from_text(
            question.name, 0, "IN", "TXT", str(asked)))
    elif question.rdtype in records:
        asked += 1
        rdtype, text = records[question.rdtype]
        reply.answer.append(dns.rrset.from_text(
            question.name, ttl, "IN", rdtype, text))
    server.sendto(reply.to_wire(), peer)
PYTHON
"$work/venv/bin/python" "$work/upstream.py" "$port" 300 &
servers=$!
cat >"$work/dnsmasq.conf" <<EOF
port=$forwarder
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
no-daemon
user=$(id -un)
pid-file=
server=/example.com/127.0.0.1#$port
EOF
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/dnsmasq" \
  -C "$work/dnsmasq.conf" 2>"$work/dnsmasq.log" &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/dnsmasq" --version |
  head -n 1

"$work/venv/bin/python" - "$port" "$forwarder" <<'PYTHON'
import sys
import time

import dns.message
import dns.query


def ask(name, rdtype="MX", port=int(sys.argv[1])):
    query = dns.message.make_query(name, rdtype)
    for _ in range(50):  # it may not listen yet
        try:
            return dns.query.udp(query, "127.0.0.1", port=port, timeout=0.2)
        except (dns.exception.Timeout, OSError):
            time.sleep(0.1)
    sys.exit("no answer")


upstream, forwarder = map(int, sys.argv[1:])


def questions(name, rdtype):
    before = int(ask("count.", "TXT", upstream).answer[0][0].strings[0])
    for _ in range(10):
        ask(name, rdtype, forwarder)
    after = int(ask("count.", "TXT", upstream).answer[0][0].strings[0])
    print(f"10 questions for {rdtype}: {after - before} sent upstream")
    return after - before


seen = questions("a.example.com.", "A"), questions("a.example.com.", "MX")
print("expected: 1 for either type")
sys.exit(None if seen == (1, 10) else "no longer as described")
PYTHON
