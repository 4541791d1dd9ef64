#!/bin/sh
# dig asks for another name when its output goes into a pipe.
#
# Expected: a command gives the same answer on a terminal and in a script, and a
# name that is typed in U-labels is asked for in A-labels: RFC 5891 section 5.5
# has the A-label looked up, and kdig does so.
# Seen: BIND's dig 9.18 converts names only if standard output is a terminal, as
# its manual says of +idnin. There "dig faß.example MX" asks for
# xn--fa-hia.example and shows its mail hosts; with "| sort" behind it dig sends
# the octets of UTF-8, and the answer is NXDOMAIN. host and drill send these
# octets everywhere. A list of names that was tried out by hand has none of its
# international domains once a script goes through it.
# Around it: +idnin, or pass the list through idn2 first.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
bind9=1:9.18.49-1~deb12u3
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-dnsutils="$bind9" bind9-host="$bind9" bind9-libs="$bind9" \
  knot-dnsutils=3.2.6-1 ldnsutils=1.8.3-1+b1 libidn2-0=2.3.3-1+b1 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
export LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
cat >"$work/server.py" <<'EOP'
# Answers MX for the A-label, NXDOMAIN for anything else.
import socket
import sys

import dns.message
import dns.rcode
import dns.rrset

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
with open(sys.argv[1], "w") as file:
    print(server.getsockname()[1], file=file)
while True:
    data, peer = server.recvfrom(4096)
    reply = dns.message.make_response(dns.message.from_wire(data))
    name = reply.question[0].name
    if name.labels[0] == b"xn--fa-hia":
        reply.answer.append(
            dns.rrset.from_text(name, 300, "IN", "MX", "10 mail.example."))
    else:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    server.sendto(reply.to_wire(), peer)
EOP
"$work/venv/bin/python" "$work/server.py" "$work/port" &
servers=$!

"$work/venv/bin/python" -u - "$work" <<'PYTHON'
import os
import pty
import subprocess
import sys
import time

work = sys.argv[1]
for _ in range(50):  # it may not listen yet
    if os.path.exists(f"{work}/port") and os.path.getsize(f"{work}/port"):
        break
    time.sleep(0.1)
with open(f"{work}/port") as file:
    port = file.read().strip()
os.environ["LC_ALL"] = "C.UTF-8"
NAME = "faß.example"


def found(program, *arguments, terminal=False):
    command = [f"{work}/tree/usr/bin/{program}", *arguments]
    if not terminal:
        run = subprocess.run(command, capture_output=True, timeout=30)
        return b"mail.example" in run.stdout
    reader, writer = pty.openpty()
    subprocess.run(command, stdout=writer, timeout=30)
    output = os.read(reader, 65536)
    os.close(writer)
    return b"mail.example" in output


dig = ("dig", "@127.0.0.1", "-p", port, NAME, "MX")
seen = {
    "dig on a terminal": found(*dig, terminal=True),
    "dig in a pipe": found(*dig),
    "dig +idnin in a pipe": found(*dig, "+idnin"),
    "kdig in a pipe": found("kdig", *dig[1:]),
    "host in a pipe": found("host", "-p", port, "-t", "MX", NAME, "127.0.0.1"),
    "drill in a pipe": found("drill", "-p", port, "@127.0.0.1", NAME, "MX"),
}
subprocess.run([f"{work}/tree/usr/bin/dig", "-v"])
for what, answer in seen.items():
    print(f"{what}: {'10 mail.example.' if answer else 'no MX'}")
print("expected: 10 mail.example. each time")
sys.exit(None if list(seen.values()) == [True, False, True, True, False, False]
         else "no longer as described")
PYTHON
