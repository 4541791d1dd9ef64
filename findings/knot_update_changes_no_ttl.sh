#!/bin/sh
# Knot DNS says NOERROR to an update of a TTL, and keeps the old one.
#
# Expected: RFC 2136 section 3.4.2.2: where an update adds a record with the
# data of one that is there, "the Zone RR is replaced by Update RR". So the TTL
# is lowered before mail moves to another host, as BIND 9.18.49 does it.
# Seen: Knot 3.2.6 answers NOERROR, writes "no changes to the zone were made"
# into its log, and serves the MX with 3600 seconds still. Caches hold the old
# host for that hour after the move, and nsupdate saw no error. With a second
# record of other data the same update sets the TTL of the whole set.
# Around it: delete the record and add it again within the same update.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 knot=3.2.6-1 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2

free_port() {
  python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

knot=$(free_port)
bind=$(free_port)
cat >zone.knot <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ SOA ns hostmaster 1 7200 3600 86400 300
@ NS ns
ns A 127.0.0.1
one MX 10 ns
two MX 10 ns
three MX 10 ns
EOF
cp zone.knot zone.bind
mkdir journal
cat >knot.conf <<EOF
server:
  listen: 127.0.0.1@$knot
  rundir: $work
  udp-workers: 1
  tcp-workers: 1
database:
  storage: $work/journal
acl:
  - id: local
    address: 127.0.0.1
    action: update
zone:
  - domain: example.com
    storage: $work
    file: zone.knot
    zonefile-sync: -1
    acl: local
EOF
cat >named.conf <<EOF
options {
  directory "$work";
  listen-on port $bind { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  recursion no;
  dnssec-validation no;
};
controls { };
zone example.com {
  type primary;
  file "zone.bind";
  allow-update { 127.0.0.1; };
};
EOF
export LD_LIBRARY_PATH="$libraries"
tree/usr/sbin/knotd --version
tree/usr/sbin/named -v
tree/usr/sbin/knotd -c knot.conf >knot.log 2>&1 &
servers=$!
tree/usr/sbin/named -g -c named.conf >bind.log 2>&1 &
servers="$servers $!"
unset LD_LIBRARY_PATH
cat >change.py <<'PYTHON'
import sys
import time

import dns.message
import dns.query
import dns.rcode
import dns.update


def ask(message, port):
    for _ in range(100):  # it may not listen yet
        try:
            reply = dns.query.tcp(message, "127.0.0.1", port=port, timeout=2)
            if reply.rcode() != dns.rcode.REFUSED:
                return reply
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("no answer")


for server, port in zip(("bind", "knot"), map(int, sys.argv[1:])):
    for name in ("one", "two", "three"):
        update = dns.update.Update("example.com.")
        if name == "three":
            update.delete(name, "MX", "10 ns")
        update.add(name, 60, "MX", "10 ns")
        if name == "two":
            update.add(name, 60, "MX", "20 other.example.net.")
        code = dns.rcode.to_text(ask(update, port).rcode())
        reply = ask(dns.message.make_query(f"{name}.example.com.", "MX"), port)
        print(f"{server}: {name} {code}, TTL {reply.answer[0].ttl}")
PYTHON
venv/bin/python change.py "$bind" "$knot" | tee seen
echo "expected: TTL 60 in all lines"
cat >described <<'EOF'
bind: one NOERROR, TTL 60
bind: two NOERROR, TTL 60
bind: three NOERROR, TTL 60
knot: one NOERROR, TTL 3600
knot: two NOERROR, TTL 60
knot: three NOERROR, TTL 60
EOF
if ! cmp -s seen described || ! grep -q "no changes to the zone" knot.log; then
  echo "no longer as described" >&2
  exit 1
fi
