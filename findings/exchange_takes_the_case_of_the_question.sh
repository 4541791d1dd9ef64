#!/bin/sh
# The spelling of an exchange follows the spelling of the question.
#
# Expected: the zone says "MX 10 mail", so the exchange is mail.example.com
# however the question was spelt.
# Seen: NSD compresses the exchange against the name in the question, so that
# EXAMPLE.com has the exchange mail.EXAMPLE.com. unbound does the same with what
# it keeps: one record, asked for in two spellings, has two exchanges. Knot and
# the two PowerDNS servers do it too. Whoever groups results by exchange without
# lower-casing counts a host once per spelling of its customers, and random case
# in questions (0x20) makes every exchange look new.
# Around it: lower-case every name that comes out of an answer.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  nsd=4.6.1-1 unbound=1.17.1-2+deb12u4 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
resolver=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/example.com" <<'EOF'
$ORIGIN example.com.
$TTL 300
@ SOA ns hostmaster 1 7200 3600 86400 300
@ NS ns
ns A 127.0.0.1
@ MX 10 mail
EOF
cat >"$work/nsd.conf" <<EOF
server:
  ip-address: 127.0.0.1@$port
  zonesdir: "$work"
  database: ""
  pidfile: ""
  xfrdfile: ""
  zonelistfile: "$work/zone.list"
  username: ""
  server-count: 1
remote-control:
  control-enable: no
zone:
  name: example.com
  zonefile: example.com
EOF
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/nsd" -d -c "$work/nsd.conf" \
  2>"$work/nsd.log" &
servers=$!
cat >"$work/unbound.conf" <<EOF
server:
  interface: 127.0.0.1@$resolver
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "$work"
  pidfile: ""
  use-syslog: no
  do-not-query-localhost: no
  module-config: "iterator"
remote-control:
  control-enable: no
stub-zone:
  name: example.com
  stub-addr: 127.0.0.1@$port
EOF
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/unbound" \
  -c "$work/unbound.conf" 2>"$work/unbound.log" &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/nsd" -v 2>&1 | head -n 1
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/unbound" -V 2>&1 | head -n 1

"$work/venv/bin/python" - "$port" "$resolver" <<'PYTHON'
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


def exchanges(server, port):
    seen = []
    for name in ("example.com.", "EXAMPLE.com.", "eXaMpLe.CoM."):
        reply = ask(name, port=port)
        exchange = reply.answer[0][0].exchange.to_text()
        print(f"{server}: {name} MX -> {exchange}")
        seen.append(exchange)
    return seen


nsd = exchanges("nsd", int(sys.argv[1]))
unbound = exchanges("unbound", int(sys.argv[2]))
print("expected: mail.example.com. each time")
described = ["mail.example.com.", "mail.EXAMPLE.com.", "mail.eXaMpLe.CoM."]
sys.exit(None if nsd == unbound == described else "no longer as described")
PYTHON
