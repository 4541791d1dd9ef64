#!/bin/sh
# Knot adds an address to an MX that the zone does not own.
#
# Expected: host.sub lies below the delegation of sub, and its address in the
# parent zone is no glue of a name server: that record is hidden and must not be
# seen, whatever mail.example.com's MX names.
# Seen: asked for the hidden record itself, Knot refers to the name servers of
# sub, and NSD too. In the additional section of the MX Knot gives the hidden
# address, NSD does not. It may be years older than what sub says today.
# Around it: ask for the addresses of mail hosts, do not take those beside MX.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  nsd=4.6.1-1 knot=3.2.6-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
knot=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/example.com" <<'EOF'
$ORIGIN example.com.
$TTL 300
@ SOA ns hostmaster 1 7200 3600 86400 300
@ NS ns
ns A 127.0.0.1
@ MX 10 host.sub
sub NS ns.sub
ns.sub A 192.0.2.53
host.sub A 192.0.2.99
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
cat >"$work/knot.conf" <<EOF
server:
  listen: 127.0.0.1@$knot
  rundir: $work
  udp-workers: 1
  tcp-workers: 1
database:
  storage: $work/knot
zone:
  - domain: example.com
    storage: $work
    file: example.com
    zonefile-sync: -1
    journal-content: none
EOF
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/knotd" -c "$work/knot.conf" \
  >"$work/knot.log" 2>&1 &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/nsd" -v 2>&1 | head -n 1
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/knotd" --version

"$work/venv/bin/python" - "$port" "$knot" <<'PYTHON'
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


def addresses(server, port):
    asked = ask("host.sub.example.com.", "A", port).answer
    beside = [rdata.to_text() for rrset in ask("example.com.", port=port)
              .additional for rdata in rrset if rrset.name.to_text()
              == "host.sub.example.com."]
    print(f"{server}: asked for {len(asked)} addresses, beside MX {beside}")
    return len(asked), beside


seen = [addresses(server, int(port)) for server, port in
        zip(("nsd", "knot"), sys.argv[1:])]
print("expected: 0 and none")
described = [(0, []), (0, ["192.0.2.99"])]
sys.exit(None if seen == described else "no longer as described")
PYTHON
