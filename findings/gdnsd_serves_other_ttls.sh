#!/bin/sh
# gdnsd never serves a TTL below 5 seconds or above 3,600,000.
#
# Expected: a TTL of the zone file is the TTL of the answer.
# Seen: gdnsd 3.8.1 raises a TTL of 0, which says that nobody may keep the
# record, to 5, and cuts 2147483647 to 3600000 (min_ttl and max_ttl). It says so
# when it loads the zone, and comparing zone and answers finds all of them.
# Around it: min_ttl and max_ttl in its configuration.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  gdnsd=3.8.1-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
port=$(python3 -c 'import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir -p "$work/zones" "$work/run" "$work/state"
cat >"$work/config" <<EOF
options => {
  listen => 127.0.0.1:$port, run_dir => $work/run, state_dir => $work/state,
  udp_threads => 1, tcp_threads => 1
}
EOF
cat >"$work/zones/example.com" <<'EOF'
$TTL 300
@ SOA ns hostmaster 1 7200 3600 86400 300
@ NS ns
ns A 127.0.0.1
none 0 MX 10 ns
long 2147483647 MX 10 ns
EOF
LD_LIBRARY_PATH=$libraries "$work/tree/usr/sbin/gdnsd" -c "$work" start \
  2>"$work/log" &
servers=$!

"$work/venv/bin/python" - "$port" <<'PYTHON'
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


print("gdnsd 3.8.1")
seen = []
for name, ttl in (("none", 0), ("long", 2147483647)):
    seen.append(ask(f"{name}.example.com.").answer[0].ttl)
    print(f"{name}.example.com. MX: TTL {ttl} in the zone, {seen[-1]} served")
print("expected: served as in the zone")
sys.exit(None if seen == [5, 3600000] else "no longer as described")
PYTHON
