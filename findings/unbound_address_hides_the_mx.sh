#!/bin/sh
# One local address in unbound takes the MX of the name away.
#
# Expected: local-data "example.com. A 192.0.2.1", put in so that a name leads
# to an inner host, changes its A record; its MX is asked for upstream as ever.
# Seen: the line makes a local zone of type transparent, and for a name with any
# local data unbound answers all types itself: MX is NOERROR without a record
# and without a SOA, so nothing tells it from a broken answer. Names below it
# are asked for upstream.
# Around it: local-zone: "example.com." typetransparent.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  unbound=1.17.1-2+deb12u4 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
plain=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
typed=$(python3 -c 'import socket
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

# start PORT LINE...
start() {
  own=$1
  shift
  {
    cat <<EOF
server:
  interface: 127.0.0.1@$own
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "$work"
  pidfile: ""
  use-syslog: no
  do-not-query-localhost: no
  module-config: "iterator"
  local-data: "example.com. 300 A 192.0.2.7"
EOF
    printf '  %s\n' "$@"
    cat <<EOF
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@$port
EOF
  } >"$work/$own.conf"
  LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/unbound" \
    -c "$work/$own.conf" 2>"$work/$own.log" &
  servers="$servers $!"
}
start "$plain"
start "$typed" 'local-zone: "example.com." typetransparent'
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/unbound" -V 2>&1 | head -n 1

"$work/venv/bin/python" - "$plain" "$typed" <<'PYTHON'
import sys
import time

import dns.message
import dns.query
import dns.rcode


def ask(name, rdtype="MX", port=int(sys.argv[1])):
    query = dns.message.make_query(name, rdtype)
    for _ in range(50):  # it may not listen yet
        try:
            return dns.query.udp(query, "127.0.0.1", port=port, timeout=0.2)
        except (dns.exception.Timeout, OSError):
            time.sleep(0.1)
    sys.exit("no answer")


def look(what, name, rdtype, port):
    reply = ask(name, rdtype, port)
    row = (dns.rcode.to_text(reply.rcode()),
           [str(rdata) for rrset in reply.answer for rdata in rrset],
           len(reply.authority))
    print(f"{what}: {name} {rdtype} %s %s, authority %d" % row)
    return row


plain, typed = map(int, sys.argv[1:])
seen = [
    look("local-data", "example.com.", "A", plain),
    look("local-data", "example.com.", "MX", plain),
    look("local-data", "x.example.com.", "MX", plain),
    look("typetransparent", "example.com.", "MX", typed),
]
described = [
    ("NOERROR", ["192.0.2.7"], 0), ("NOERROR", [], 0),
    ("NOERROR", ["10 mail.example.com."], 0),
    ("NOERROR", ["10 mail.example.com."], 0),
]
print("expected: the upstream's MX each time")
sys.exit(None if seen == described else "no longer as described")
PYTHON
