#!/bin/sh
# delv ends with exit code 0 when no server answers.
#
# Expected: a program that could not do what it was asked for says so by its
# exit code. dig of the same package ends with 9 when no server answers ("no
# reply from server", says its manual) and host with 1, so that
# "dig ... || later" works in a script, and delv takes their place where answers
# are to be validated.
# Seen: delv 9.18.49 ends with 0 where nothing listens, and where the answer is
# SERVFAIL; "resolution failed" stands on its standard error alone. With +short
# a script that keeps the output has an empty list of mail hosts, and no sign of
# the failure. The manual of delv says nothing of exit codes.
# Around it: ask whether the standard error has a "resolution failed".
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-dnsutils=1:9.18.49-1~deb12u3 bind9-host=1:9.18.49-1~deb12u3 \
  bind9-libs=1:9.18.49-1~deb12u3 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
cat >server.py <<'EOF'
import socket

import dns.message
import dns.rcode

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind(("127.0.0.1", 0))
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.bind(("127.0.0.1", 0))  # and answers nothing
with open("ports.new", "w") as file:
    print(listener.getsockname()[1], silent.getsockname()[1], file=file)
while True:
    wire, client = listener.recvfrom(4096)
    answer = dns.message.make_response(dns.message.from_wire(wire))
    answer.set_rcode(dns.rcode.SERVFAIL)
    listener.sendto(answer.to_wire(), client)
EOF
venv/bin/python server.py &
server=$!
until mv ports.new ports 2>/dev/null; do sleep 0.1; done
read -r failing silent <ports

# say WHAT PROGRAM ARGUMENTS...
say() {
  what=$1
  shift
  code=0
  LD_LIBRARY_PATH=$libraries "tree/usr/bin/$@" >out 2>err || code=$?
  echo "$what: $1 ends with $code"
  grep 'resolution failed' err || :
}

LD_LIBRARY_PATH=$libraries tree/usr/bin/delv -v
{
  say "no answer" dig @127.0.0.1 -p "$silent" +time=1 +tries=1 example.com MX
  say "no answer" host -p "$silent" -W 1 -R 1 -t MX example.com 127.0.0.1
  say "no answer" delv -i @127.0.0.1 -p "$silent" +short example.com MX
  say SERVFAIL host -p "$failing" -t MX example.com 127.0.0.1
  say SERVFAIL delv -i @127.0.0.1 -p "$failing" +short example.com MX
} | tee seen
echo "expected: not 0"
cat >described <<'EOF'
no answer: dig ends with 9
no answer: host ends with 1
no answer: delv ends with 0
;; resolution failed: timed out
SERVFAIL: host ends with 1
SERVFAIL: delv ends with 0
;; resolution failed: failure
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
