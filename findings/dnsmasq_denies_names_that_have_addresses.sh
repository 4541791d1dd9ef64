#!/bin/sh
# dnsmasq says NXDOMAIN for the MX of a name to which it gave an address.
#
# Expected: a name with an A record exists; without an MX the answer to MX is
# NOERROR without records, and mail may go to the address (RFC 5321 section
# 5.1). So it is for names given by host-record.
# Seen: for names given by address=/NAME/ADDRESS dnsmasq 2.90 answers A, and to
# MX of the same name NXDOMAIN when the zone is local, REFUSED when there is
# nobody to ask. Who asks for MX first, as RFC 5321 has it, believes that there
# is no such domain and never sees the address.
# Around it: host-record, or an mx-host for the name.
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
forwarder=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/dnsmasq.conf" <<EOF
port=$forwarder
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
no-daemon
user=$(id -un)
pid-file=
local=/example.com/
address=/made.example.com/192.0.2.1
host-record=host.example.com,192.0.2.2
EOF
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/dnsmasq" \
  -C "$work/dnsmasq.conf" 2>"$work/dnsmasq.log" &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/dnsmasq" --version |
  head -n 1

"$work/venv/bin/python" - "$forwarder" <<'PYTHON'
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


seen = []
for name in ("made", "host"):
    for rdtype in ("A", "MX"):
        reply = ask(f"{name}.example.com.", rdtype)
        seen.append((dns.rcode.to_text(reply.rcode()), len(reply.answer)))
        print(f"{name}.example.com. {rdtype}: %s, %d records" % seen[-1])
print("expected: A NOERROR with a record, MX NOERROR without, for both")
described = [("NOERROR", 1), ("NXDOMAIN", 0), ("NOERROR", 1), ("NOERROR", 0)]
sys.exit(None if seen == described else "no longer as described")
PYTHON
