#!/bin/sh
# In PowerDNS an included file moves the origin of the file that includes it.
#
# Expected: RFC 1035 section 5.1: "$INCLUDE file origin" reads the file with
# that origin, and "never changes the relative origin of the parent file,
# regardless of changes to the relative origin made within the included file".
# BIND reads both so.
# Seen: the bind backend of PowerDNS 4.7 passes over the origin that is given,
# and a $ORIGIN in the included file holds for all that follows in the parent:
# b of the zone is served as b.deep.example.com, and www of the second file,
# meant for www.sub.example.com, as www.deep.example.com. The names that were
# meant are NXDOMAIN. Nothing is said.
# Around it: named-compilezone makes one file of them, with full names.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  pdns-server=4.7.3-2 pdns-backend-bind=4.7.3-2 \
  bind9-utils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/example.com" <<EOF
\$ORIGIN example.com.
\$TTL 300
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
\$INCLUDE $work/first
b IN MX 10 mail
\$INCLUDE $work/second sub.example.com.
EOF
cat >"$work/first" <<'EOF'
$ORIGIN deep.example.com.
a IN MX 10 mail
EOF
echo 'www IN MX 10 mail' >"$work/second"
cat >"$work/zones.conf" <<EOF
zone "example.com" { type master; file "$work/example.com"; };
EOF
echo "BIND:"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/bin/named-compilezone" -q -s full \
  -o - example.com "$work/example.com" | grep MX | tr -s '\t ' ' ' |
  tee "$work/right"
# Without the empty security-poll-suffix it would ask for news about itself.
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/pdns_server" \
  --config-dir="$work" --module-dir="$libraries/pdns" --launch=bind \
  --bind-config="$work/zones.conf" --socket-dir="$work" \
  --local-address=127.0.0.1 --local-port="$port" --security-poll-suffix= \
  --daemon=no --guardian=no --write-pid=no >"$work/pdns.log" 2>&1 &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/pdns_server" --version 2>&1 |
  grep -o 'PowerDNS Auth.*(C)' || :

"$work/venv/bin/python" - "$port" "$work/right" <<'PYTHON'
import sys
import time

import dns.message
import dns.query
import dns.rcode


def ask(name, port=int(sys.argv[1])):
    query = dns.message.make_query(name, "MX")
    for _ in range(50):  # it may not listen yet
        try:
            return dns.query.udp(query, "127.0.0.1", port=port, timeout=0.2)
        except (dns.exception.Timeout, OSError):
            time.sleep(0.1)
    sys.exit("no answer")


seen = {}
for name in ("a.deep", "b", "www.sub", "b.deep", "www.deep"):
    reply = ask(f"{name}.example.com.")
    seen[name] = ([str(rdata) for rrset in reply.answer for rdata in rrset]
                  or [dns.rcode.to_text(reply.rcode())])
    print(f"{name}.example.com. MX", *seen[name])
with open(sys.argv[2], encoding="ascii") as lines:
    right = sorted(" ".join(line.split()) for line in lines)
sys.exit(None if seen == {
    "a.deep": ["10 mail.deep.example.com."], "b": ["NXDOMAIN"],
    "www.sub": ["NXDOMAIN"], "b.deep": ["10 mail.deep.example.com."],
    "www.deep": ["10 mail.deep.example.com."]} and right == [
        "a.deep.example.com. 300 IN MX 10 mail.deep.example.com.",
        "b.example.com. 300 IN MX 10 mail.example.com.",
        "www.sub.example.com. 300 IN MX 10 mail.sub.example.com."]
    else "no longer as described")
PYTHON
