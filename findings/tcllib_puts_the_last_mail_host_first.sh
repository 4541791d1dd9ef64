#!/bin/sh
# Tcllib reads preferences of MX above 32767 as negative, so as the first ones.
#
# Expected: RFC 974: the preference is an unsigned 16-bit integer, and RFC 1035
# section 3.3.9: lower values are preferred. A host with 65535 is the last one.
# Seen: the dns package of Tcllib 1.21 reads 40000 as -25536 and 65535 as -1,
# so whoever sorts by the number, as mail programs must, tries the hosts that
# are there for the worst case before all others. The serial of a SOA, which
# is the seconds since 1970 or a date of ten digits in many zones, is negative,
# too, from 2147483648 on, so a newer zone looks older than an old one.
# Around it: & 0xffff and & 0xffffffff.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  tcl8.6=8.6.13+dfsg-2 libtcl8.6=8.6.13+dfsg-2 tcllib=1.21+dfsg-1 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
cat >server.py <<'EOF'
import socket
import struct

import dns.message
import dns.rdatatype
import dns.rrset

listener = socket.create_server(("127.0.0.1", 0))
with open("port.new", "w") as file:
    print(listener.getsockname()[1], file=file)
DATA = {"MX": ["10 a.example.", "40000 b.example.", "65535 c.example."],
        "SOA": ["a.example. b.example. 4026120100 2 3 4 5"]}
while True:
    client = listener.accept()[0]
    size, = struct.unpack("!H", client.recv(2))
    query = dns.message.from_wire(client.recv(size))
    answer = dns.message.make_response(query)
    question = query.question[0]
    answer.answer.append(dns.rrset.from_text(
        question.name, 60, "IN", question.rdtype,
        *DATA[dns.rdatatype.to_text(question.rdtype)]))
    wire = answer.to_wire()
    client.sendall(struct.pack("!H", len(wire)) + wire)
EOF
cat >ask.tcl <<'EOF'
lappend auto_path [glob tree/usr/share/tcltk/tcllib*]
package require dns
puts "dns [package provide dns] of Tcl [info patchlevel]"
::dns::configure -nameserver 127.0.0.1 -protocol tcp -port [lindex $argv 0]
foreach type {MX SOA} {
  set token [::dns::resolve example.com -type $type]
  ::dns::wait $token
  foreach record [::dns::result $token] {
    lappend seen [dict get $record rdata]
  }
}
foreach one [lsort $seen] { puts $one }
EOF
venv/bin/python server.py &
server=$!
until mv port.new port 2>/dev/null; do sleep 0.1; done
TCL_LIBRARY=tree/usr/share/tcltk/tcl8.6 \
  LD_LIBRARY_PATH=$(echo tree/usr/lib/*-linux-gnu) \
  tree/usr/bin/tclsh8.6 ask.tcl "$(cat port)" | tee seen
echo "expected: 10, 40000, 65535 and a serial of 4026120100"
cat >described <<'EOF'
-1 c.example
-25536 b.example
10 a.example
EOF
if [ "$(sed '1d;$d' seen)" != "$(cat described)" ] ||
  ! grep -q 'SERIAL -268847196 ' seen; then
  echo "no longer as described" >&2
  exit 1
fi
