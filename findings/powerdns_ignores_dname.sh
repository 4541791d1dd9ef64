#!/bin/sh
# PowerDNS serves a DNAME record, but nothing below it, unless it is told to.
#
# Expected: with "old DNAME new" and an MX at x.new, x.old has that MX, as RFC
# 6672 has it and NSD, Knot and BIND do.
# Seen: PowerDNS 4.7 loads the zone without a warning, gives the DNAME to who
# asks for it, and says NXDOMAIN for x.old, since dname-processing is off by
# default. Where a secondary is another program, the mail domain exists or not
# by whom one asks, and the resolver keeps either.
# Around it: dname-processing=yes; a scanner can only ask again elsewhere.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  pdns-server=4.7.3-2 pdns-backend-bind=4.7.3-2 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
second=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/example.com" <<'EOF'
$ORIGIN example.com.
$TTL 300
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
old IN DNAME new
x.new IN MX 10 mail
EOF
cat >"$work/zones.conf" <<EOF
zone "example.com" { type master; file "$work/example.com"; };
EOF
# Without the empty security-poll-suffix it would ask for news about itself.
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/pdns_server" \
  --config-dir="$work" --module-dir="$libraries/pdns" --launch=bind \
  --bind-config="$work/zones.conf" --socket-dir="$work" \
  --local-address=127.0.0.1 --local-port="$port" --security-poll-suffix= \
  --daemon=no --guardian=no --write-pid=no >"$work/pdns.log" 2>&1 &
servers="$servers $!"
port_with=$port
port=$second
mkdir "$work/second"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/pdns_server" \
  --config-dir="$work" --module-dir="$libraries/pdns" --launch=bind \
  --bind-config="$work/zones.conf" --socket-dir="$work/second" \
  --local-address=127.0.0.1 --local-port="$port" --security-poll-suffix= \
  --daemon=no --guardian=no --write-pid=no --dname-processing=yes \
  >"$work/second.log" 2>&1 &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/pdns_server" --version 2>&1 |
  grep -o 'PowerDNS Auth.*(C)' || :

"$work/venv/bin/python" - "$port_with" "$second" <<'PYTHON'
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
    answer = [str(rdata) for rrset in reply.answer for rdata in rrset]
    print(f"{what}: {name} {rdtype} {dns.rcode.to_text(reply.rcode())}",
          answer)
    return reply.rcode(), answer


port, second = map(int, sys.argv[1:])
seen = [
    look("defaults", "old.example.com.", "DNAME", port),
    look("defaults", "x.old.example.com.", "MX", port),
    look("dname-processing", "x.old.example.com.", "MX", second),
]
described = [
    (0, ["new.example.com."]),
    (3, []),
    (0, ["new.example.com.", "x.new.example.com.", "10 mail.example.com."]),
]
print("expected: the MX of x.new.example.com in both")
sys.exit(None if seen == described else "no longer as described")
PYTHON
