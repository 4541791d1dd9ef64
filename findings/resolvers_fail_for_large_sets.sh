#!/bin/sh
# By the resolver, a name with more than 100 or 256 texts is SERVFAIL.
#
# Expected: RFC 1035 section 3.2 and RFC 2181 section 5 set no limit to the
# records of a set; over TCP a thousand fit. What resolves at one resolver does
# at the next one.
# Seen: BIND 9.18.49 says SERVFAIL for 101 records of a type, and PowerDNS
# Recursor 4.8.8 for 257, once they are in its cache, as they are for a client
# that asks over UDP and then, as it was truncated, over TCP. unbound 1.17.1
# gives them all. BIND has "too many records (must not exceed 100)" in its log;
# the client is told nothing, not by an extended error either. In a scan over
# several resolvers such a domain has an SPF policy or none by the resolver that
# was asked, and to ask the same one again is of no use.
# Around it: max-records-per-type in BIND, max-rrset-size in the Recursor.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  pdns-recursor=4.8.8-1+deb12u1 unbound=1.17.1-2+deb12u4 >"$work/apt.log"
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

above=$(free_port)
cat >above.py <<'EOF'
import socketserver
import struct
import sys
import threading

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset


def answer(wire, size):
    # of101.example has 101 texts; only TCP has room for them.
    query = dns.message.from_wire(wire)
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    name = query.question[0].name
    label = name.labels[0].decode()
    if label[:2] == "of" and query.question[0].rdtype == dns.rdatatype.TXT:
        if size < 65535:
            reply.flags |= dns.flags.TC
        else:
            reply.answer.append(dns.rrset.from_text_list(
                name, 60, "IN", "TXT",
                [f"service-{i}" for i in range(int(label[2:]))]))
    return reply.to_wire(max_size=size)


class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        while len(head := self.rfile.read(2)) == 2:
            wire = answer(self.rfile.read(*struct.unpack("!H", head)), 65535)
            self.wfile.write(struct.pack("!H", len(wire)) + wire)


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        wire, listener = self.request
        listener.sendto(answer(wire, 1232), self.client_address)


socketserver.ThreadingTCPServer.daemon_threads = True
address = ("127.0.0.1", int(sys.argv[1]))
tcp = socketserver.ThreadingTCPServer(address, Tcp)
threading.Thread(target=tcp.serve_forever, daemon=True).start()
udp = socketserver.UDPServer(address, Udp)
open("listening", "w").close()
udp.serve_forever()
EOF
bind=$(free_port)
cat >named.conf <<EOF
options {
  directory "$work";
  listen-on port $bind { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  dnssec-validation no;
  forward only;
  forwarders port $above { 127.0.0.1; };
};
controls { };
EOF
recursor=$(free_port)
cat >recursor.conf <<EOF
local-address=127.0.0.1
local-port=$recursor
forward-zones-recurse=.=127.0.0.1:$above
dnssec=off
dont-query=
hint-file=no
security-poll-suffix=
socket-dir=$work
EOF
unbound=$(free_port)
cat >unbound.conf <<EOF
server:
  interface: 127.0.0.1@$unbound
  do-daemonize: no
  do-not-query-localhost: no
  module-config: iterator
  username: ""
  chroot: ""
  pidfile: ""
  directory: "$work"
  use-syslog: no
forward-zone:
  name: .
  forward-addr: 127.0.0.1@$above
remote-control:
  control-enable: no
EOF
venv/bin/python above.py "$above" &
servers=$!
until [ -e listening ]; do sleep 0.1; done
export LD_LIBRARY_PATH="$libraries"
tree/usr/sbin/named -v
tree/usr/sbin/pdns_recursor --version 2>&1 | sed -n 1p
tree/usr/sbin/unbound -V | sed -n 1p
tree/usr/sbin/named -g -c named.conf 2>named.log &
servers="$servers $!"
tree/usr/sbin/pdns_recursor --config-dir="$work" >recursor.log 2>&1 &
servers="$servers $!"
tree/usr/sbin/unbound -c unbound.conf 2>unbound.log &
servers="$servers $!"
unset LD_LIBRARY_PATH
venv/bin/python - "$bind" "$recursor" "$unbound" <<'PYTHON' | tee seen
import sys
import time

import dns.message
import dns.query
import dns.rcode


def ask(count, port, timeout):
    query = dns.message.make_query(f"of{count}.example.", "TXT")
    return dns.query.udp_with_fallback(query, "127.0.0.1", port=port,
                                       timeout=timeout)[0]


for server, port in zip(("BIND", "Recursor", "unbound"),
                        map(int, sys.argv[1:])):
    for _ in range(100):  # it may not listen yet
        try:
            ask(1, port, 0.5)
            break
        except (OSError, dns.exception.Timeout):
            time.sleep(0.1)
    line = []
    for count in (100, 101, 256, 257, 1000):
        reply = ask(count, port, 9)
        line.append(str(len(reply.answer[0])) if reply.answer
                    else dns.rcode.to_text(reply.rcode()))
    print(server, *line)
PYTHON
echo "expected: 100 101 256 257 1000"
cat >described <<'EOF'
BIND 100 SERVFAIL SERVFAIL SERVFAIL SERVFAIL
Recursor 100 101 256 SERVFAIL SERVFAIL
unbound 100 101 256 257 1000
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
