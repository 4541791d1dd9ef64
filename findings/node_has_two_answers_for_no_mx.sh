#!/bin/sh
# Node's resolveMx says of no MX either ENODATA or an empty list.
#
# Expected: the manual of Node.js has ENODATA for "DNS server returned an answer
# with no data". A name that has no MX is such a case, by way of an alias, too:
# the reply has the CNAME, the SOA, and no MX (RFC 2308 section 2.2).
# Seen: resolveMx of Node.js 20 throws ENODATA for the name itself, and gives []
# for its alias; so do resolveTxt and resolveSrv, but not resolveNs. Who catches
# the error and takes the first of the list otherwise has undefined, and a count
# of domains without MX that goes by the error has too few. Python's aiodns,
# over the same library, has ENODATA for both.
# Around it: treat [] as ENODATA.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check aiodns==4.0.4 \
  dnspython==2.9.2
cat >server.py <<'EOF'
import socket

import dns.message
import dns.rrset

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind(("127.0.0.1", 0))
with open("port.new", "w") as file:
    print(listener.getsockname()[1], file=file)
while True:
    wire, client = listener.recvfrom(4096)
    query = dns.message.from_wire(wire)
    answer = dns.message.make_response(query)
    name = query.question[0].name
    if name.labels[0] == b"alias":
        answer.answer.append(dns.rrset.from_text(
            name, 60, "IN", "CNAME", "name.example."))
    answer.authority.append(dns.rrset.from_text(
        "example.", 60, "IN", "SOA", "ns.example. host.example. 1 2 3 4 5"))
    listener.sendto(answer.to_wire(), client)
EOF
cat >ask.mjs <<'EOF'
import { Resolver } from "node:dns/promises";

const resolver = new Resolver();
resolver.setServers([`127.0.0.1:${process.argv[2]}`]);
for (const type of ["Mx", "Txt", "Srv", "Ns"]) {
  for (const name of ["name.example", "alias.example"]) {
    let seen;
    try {
      seen = JSON.stringify(await resolver[`resolve${type}`](name));
    } catch (error) {
      seen = error.code;
    }
    console.log(`resolve${type} ${name}: ${seen}`);
  }
}
EOF
cat >ask.py <<'EOF'
import asyncio
import sys
import warnings

import aiodns

warnings.simplefilter("ignore")


async def main(port):
    resolver = aiodns.DNSResolver(nameservers=["127.0.0.1"], udp_port=port)
    for name in ("name.example", "alias.example"):
        try:
            seen = await resolver.query(name, "MX")
        except aiodns.error.DNSError as error:
            seen = {aiodns.error.ARES_ENODATA: "ENODATA"}.get(error.args[0])
        print(f"aiodns MX {name}: {seen}")


asyncio.run(main(int(sys.argv[1])))
EOF
venv/bin/python server.py &
server=$!
until mv port.new port 2>/dev/null; do sleep 0.1; done
node -p '`node ${process.version}, c-ares ${process.versions.ares}`'
{
  node ask.mjs "$(cat port)"
  venv/bin/python ask.py "$(cat port)"
} | tee seen
echo "expected: ENODATA in all lines"
cat >described <<'EOF'
resolveMx name.example: ENODATA
resolveMx alias.example: []
resolveTxt name.example: ENODATA
resolveTxt alias.example: []
resolveSrv name.example: ENODATA
resolveSrv alias.example: []
resolveNs name.example: ENODATA
resolveNs alias.example: ENODATA
aiodns MX name.example: ENODATA
aiodns MX alias.example: ENODATA
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
