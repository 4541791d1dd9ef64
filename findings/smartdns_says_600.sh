#!/bin/sh
# SmartDNS gives every answer the TTL 600.
#
# Expected: a TTL of an answer is that of the record, or less once it was kept.
# Seen: SmartDNS 40, with nothing configured but an upstream, answers 600 for
# records of 0, 7 and 604800 seconds alike. TTLs seen through it tell nothing,
# and a domain that asks not to be kept is kept for ten minutes.
# Around it: rr-ttl-min, rr-ttl-max and rr-ttl-reply-max; or another resolver.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  smartdns=40+dfsg-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
seven=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
week=$(python3 -c 'import socket
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
"$work/venv/bin/python" "$work/upstream.py" "$port" 0 &
servers=$!
"$work/venv/bin/python" "$work/upstream.py" "$seven" 7 &
servers="$servers $!"
"$work/venv/bin/python" "$work/upstream.py" "$week" 604800 &
servers="$servers $!"
cat >"$work/smartdns.conf" <<EOF
bind 127.0.0.1:$forwarder
server 127.0.0.1:$port -group zero -exclude-default-group
server 127.0.0.1:$seven -group seven -exclude-default-group
server 127.0.0.1:$week
nameserver /zero.example.com/zero
nameserver /seven.example.com/seven
EOF
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/smartdns" -f -p - \
  -c "$work/smartdns.conf" >"$work/log" 2>&1 &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/smartdns" -v

"$work/venv/bin/python" - "$forwarder" "$port" "$seven" "$week" <<'PYTHON'
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


forwarder, *upstreams = map(int, sys.argv[1:])
seen = []
for name, upstream in zip(("zero", "seven", "week"), upstreams):
    name = f"{name}.example.com."
    own = ask(name, port=upstream).answer[0].ttl
    answer = ask(name, port=forwarder).answer
    seen.append((own, answer[0].ttl if answer else None))
    print(f"{name} MX: TTL %s upstream, %s through SmartDNS" % seen[-1])
print("expected: equal")
described = [(0, 600), (7, 600), (604800, 600)]
sys.exit(None if seen == described else "no longer as described")
PYTHON
