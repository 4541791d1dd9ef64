#!/bin/sh
# tinydns gives the MX of a wildcard to names that the standard keeps it from.
#
# Expected: RFC 4592 section 2.2.1: *.example.com answers for a name only if the
# closest name that exists above it is example.com. With www.example.com in the
# zone a.www.example.com does not exist, and neither a wildcard nor NXDOMAIN is
# there for ent.example.com, which exists because of x.ent.example.com and has
# no data (section 2.2.2). NSD serves the same zone so.
# Seen: tinydns looks for a wildcard at each name above until it meets one, so
# both get the MX. That is how its own manual has it, and a scan of the names of
# a zone finds other mail hosts after a move from or to another server. For
# names that have records both answer alike.
# Around it: a record of another type for each name that must not match.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  nsd=4.6.1-1 tinydns=1:1.05-15+b2 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
cat >"$work/data" <<'EOF'
.example.com:192.0.2.53:ns.example.com:3600
@*.example.com::mail.example.com:10:3600
+www.example.com:192.0.2.1:3600
+x.ent.example.com:192.0.2.2:3600
EOF
cat >"$work/example.com" <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 192.0.2.53
* IN MX 10 mail
www IN A 192.0.2.1
x.ent IN A 192.0.2.2
EOF
cat >"$work/nsd.conf" <<EOF
server:
  ip-address: 127.0.0.58@53
  ip-transparent: yes
  zonesdir: "$work"
  username: ""
  chroot: ""
  database: ""
  pidfile: ""
  xfrdfile: ""
  zonelistfile: "$work/zone.list"
remote-control:
  control-enable: no
zone:
  name: example.com
  zonefile: example.com
EOF
cd "$work"
tree/usr/sbin/tinydns-data 2>/dev/null || tree/usr/bin/tinydns-data
env ROOT="$work" IP=127.0.0.57 UID="$(id -u)" GID="$(id -g)" \
  tree/usr/sbin/tinydns >/dev/null 2>"$work/tinydns.log" &
servers=$!
LD_LIBRARY_PATH=$libraries tree/usr/sbin/nsd -d -c nsd.conf \
  >"$work/nsd.log" 2>&1 &
servers="$servers $!"
LD_LIBRARY_PATH=$libraries tree/usr/sbin/nsd -v 2>&1 | head -n 1
echo "djbdns 1.05-15+b2"

"$work/venv/bin/python" - <<'PYTHON'
import sys
import time

import dns.exception
import dns.message
import dns.query
import dns.rcode


def ask(server, name):
    query = dns.message.make_query(f"{name}.example.com.", "MX")
    for _ in range(100):  # it may not listen yet
        try:
            reply = dns.query.udp(query, server, timeout=1)
        except (dns.exception.Timeout, OSError):
            time.sleep(0.2)
        else:
            return (dns.rcode.to_text(reply.rcode()) if not reply.answer
                    else str(reply.answer[0][0]))
    sys.exit("no answer")


seen = {}
for name in ("free", "www", "a.www", "x.ent", "ent"):
    seen[name] = [ask("127.0.0.57", name), ask("127.0.0.58", name)]
    print(f"{name}: tinydns {seen[name][0]}, NSD {seen[name][1]}")
print("expected: the answer of NSD each time")
mail = "10 mail.example.com."
sys.exit(None if seen == {
    "free": [mail, mail],
    "www": ["NOERROR", "NOERROR"],
    "a.www": [mail, "NXDOMAIN"],
    "x.ent": ["NOERROR", "NOERROR"],
    "ent": [mail, "NOERROR"],
} else "no longer as described")
PYTHON
