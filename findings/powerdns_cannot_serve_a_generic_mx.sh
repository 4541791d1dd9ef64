#!/bin/sh
# PowerDNS loads an MX in the generic notation and answers SERVFAIL.
#
# Expected: RFC 3597 section 5 lets any record be written as TYPE15 and its
# octets in hexadecimal, also those of known types; exports of other programs
# hold such lines. NSD, Knot, BIND and ldns read it as an MX.
# Seen: the bind backend of PowerDNS 4.7 takes the zone, and each question for
# that name, of any type, is SERVFAIL, since the text is parsed as preference
# and name then. The rest of the zone answers. It looks like a server in
# trouble, and is asked again and again.
# Around it: pdnsutil check-zone shows it; write such records out.
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
cat >"$work/example.com" <<'EOF'
$ORIGIN example.com.
$TTL 300
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
a IN TYPE15 \# 8 000A 046D61696C00
a IN A 192.0.2.1
b IN MX 10 mail
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
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/pdns_server" --version 2>&1 |
  grep -o 'PowerDNS Auth.*(C)' || :

"$work/venv/bin/python" - "$port" <<'PYTHON'
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
for name, rdtype in (("a", "MX"), ("a", "A"), ("b", "MX")):
    reply = ask(f"{name}.example.com.", rdtype)
    seen.append(dns.rcode.to_text(reply.rcode()))
    print(f"{name}.example.com. {rdtype} {seen[-1]}",
          [str(rdata) for rrset in reply.answer for rdata in rrset])
print("expected: a.example.com. MX NOERROR ['10 mail.']")
sys.exit(None if seen == ["SERVFAIL", "SERVFAIL", "NOERROR"]
         else "no longer as described")
PYTHON
