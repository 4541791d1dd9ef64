#!/bin/sh
# YADIFA refuses a whole zone for "MX 10 @".
#
# Expected: RFC 1035 section 5.1: a free-standing @ denotes the origin, in the
# data of a record as well as in front of it; "MX 10 @" is how a domain says
# that it takes its mail itself.
# Seen: YADIFA 2.6.4 takes an @ as owner, and at the first one as data it stops
# with INVALID_CHARSET. It goes on running and answers SERVFAIL for every name
# of the zone. With the name written out it serves the zone.
# Around it: write the name out.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  yadifa=2.6.4-1 >"$work/apt.log"
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
a IN MX 10 @
EOF

mkdir "$work/plain"
sed 's/10 @/10 example.com./' "$work/example.com" >"$work/plain/example.com"

# start PORT ZONE_FOLDER
start() {
  mkdir -p "$2/run"
  cat >"$2/conf" <<EOF
<main>
daemon off
listen 127.0.0.1 port $1
port $1
datapath $2
logpath $2/run
keyspath $2/run
xfrpath $2/run
pidfile $2/run/pid
uid $(id -un)
gid $(id -gn)
</main>
<zone>
domain example.com
file example.com
type master
</zone>
EOF
  LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/yadifad" -c "$2/conf" \
    >"$2/log" 2>&1 &
  servers="$servers $!"
}
start "$port" "$work"
start "$second" "$work/plain"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/yadifad" --version

"$work/venv/bin/python" - "$port" "$second" <<'PYTHON'
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
    for _ in range(20):
        rcode = dns.rcode.to_text(ask(name, rdtype, port).rcode())
        if rcode == "NOERROR":
            break
        time.sleep(0.1)  # the zone may not be loaded yet
    print(f"{what}: {name} {rdtype} {rcode}")
    return rcode


at, plain = map(int, sys.argv[1:])
seen = [
    look("MX 10 @", "a.example.com.", "MX", at),
    look("MX 10 @", "ns.example.com.", "A", at),
    look("MX 10 example.com.", "a.example.com.", "MX", plain),
]
print("expected: NOERROR each time")
sys.exit(None if seen == ["SERVFAIL", "SERVFAIL", "NOERROR"]
         else "no longer as described")
PYTHON
