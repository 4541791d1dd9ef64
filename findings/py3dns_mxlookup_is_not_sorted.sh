#!/bin/sh
# py3dns gives mail hosts in the order of the answer, with aliases among them.
#
# Expected: mxlookup "returns a sorted list of (preference, mail exchanger)
# records", by its own words, and RFC 5321 section 5.1 tries the lowest
# preference first; a server may list records in any order (RFC 1034 section
# 3.6). A CNAME on the way is no mail host.
# Seen: py3dns 4.0.2 sorts nothing, so the first of the list is whatever the
# server put there, here the backup of preference 20. For an alias the list
# begins with the name that it leads to, as a text among the pairs, and a count
# of mail hosts is one too high.
# Around it: sort the pairs, and leave out what is no tuple.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check py3dns==4.0.2
cat >"$work/server.py" <<'PYTHON'
# Answers two MX for any name, by way of a CNAME if it begins with alias.
import pathlib
import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
pathlib.Path(sys.argv[1]).write_text(str(server.getsockname()[1]))


def record(owner, rdtype, data):
    return owner + bytes((0, rdtype, 0, 1, 0, 0, 1, 44, 0, len(data))) + data


while True:
    query, peer = server.recvfrom(4096)
    end = query.index(0, 12) + 5
    owner, answer, count = b"\300\14", b"", 2
    if query[13:18] == b"alias":
        answer, count = record(owner, 5, b"\4real\4test\0"), 3
        owner = b"\4real\4test\0"
    answer += record(owner, 15, b"\0\24\6backup\4test\0")
    answer += record(owner, 15, b"\0\12\4mail\4test\0")
    server.sendto(query[:2] + bytes((0x81, 0x80, 0, 1, 0, count, 0, 0, 0, 0))
                  + query[12:end] + answer, peer)
PYTHON
python3 "$work/server.py" "$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done

"$work/venv/bin/python" - "$(cat "$work/port")" <<'PYTHON'
import sys
from importlib.metadata import version

import DNS

print("py3dns", version("py3dns"))
print("mxlookup:", " ".join(DNS.mxlookup.__doc__.split()))
DNS.defaults["server"] = ["127.0.0.1"]
DNS.defaults["port"] = int(sys.argv[1])
seen = {name: DNS.mxlookup(name) for name in ("plain.test", "alias.test")}
for name, records in seen.items():
    print(f"{name}: {records}")
pairs = [(20, "backup.test"), (10, "mail.test")]
print("expected:", sorted(pairs), "each time")
sys.exit(None if seen == {"plain.test": pairs,
                          "alias.test": ["real.test", *pairs]}
         else "no longer as described")
PYTHON
