#!/bin/sh
# npm's maxmind finds addresses of IPv6 in a database that holds IPv4 only.
#
# Expected: the specification of the format (MaxMind DB 2.0, on ip_version): a
# database of version 4 has addresses of IPv4 only, so there is nothing to be
# found for 2001:db8::1. The reader for Python refuses the question.
# Seen: maxmind 5.0.7 walks down the tree of 32 bits with the first bits of the
# address. Those of 2001:0db8 begin like 32.1.13.0/24, and 2001:db8::1 gets the
# record of that network, with 24 as the length of its prefix. No error. All of
# 2600::/8 has the bits of 38.0.0.0/8, and 2a00::/8 those of 42.0.0.0/8, so mail
# hosts of America and Europe get networks in IPv4 that are none of theirs.
# Around it: look at metadata.ipVersion before asking for an address with a
# colon, or use databases of version 6.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  mmdb-writer==0.2.7 maxminddb==3.2.0
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts maxmind@5.0.7
"$work/venv/bin/python" - <<'PYTHON'
import maxminddb
import netaddr
from mmdb_writer import MMDBWriter

writer = MMDBWriter(ip_version=4)
writer.insert_network(netaddr.IPSet(["32.1.13.0/24"]), {"as": 64500})
writer.to_db_file("networks.mmdb")
reader = maxminddb.open_database("networks.mmdb")
assert reader.get("32.1.13.1") == {"as": 64500}
try:
    print("maxminddb:", reader.get("2001:db8::1"))
except ValueError as refused:
    print("maxminddb:", refused)
else:
    raise SystemExit("no longer as described")
PYTHON
cat >look.mjs <<'EOJ'
import maxmind from "maxmind";

const reader = await maxmind.open("networks.mmdb");
const seen = ["32.1.13.1", "2001:db8::1", "2001:e00::1"].map(
  (address) => JSON.stringify(reader.getWithPrefixLength(address)));
console.log(`maxmind:   version ${reader.metadata.ipVersion}, ${seen}`);
console.log("expected:  nothing for the second");
if (`${seen}` !== '[{"as":64500},24],[{"as":64500},24],[null,23]') {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/maxmind/package.json
node look.mjs
