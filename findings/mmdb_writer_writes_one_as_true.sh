#!/bin/sh
# mmdb-writer writes the number 1 as true when a true stood before it.
#
# Expected: the specification of the format (MaxMind DB 2.0) has numbers and
# booleans as different types, and {"asn": 1} of Python is a number: AS 1 is in
# use, and AS 0 stands for none (RFC 7607).
# Seen: mmdb-writer 0.2.7 writes equal values once and points to them from then
# on, and to Python 1 == True and 0 == False. If a network with "anycast": True
# has lower addresses than the first one of AS 1, its AS is true; the other way
# round anycast is 1. mmdblookup shows what the file holds, so no reader is at
# fault. A table of providers is right but for AS 1 and AS 0, and which field
# has the wrong type is settled by the addresses.
# Around it: numbers as mmdb_writer.MmdbU32.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libmaxminddb0=1.7.1-1 mmdb-bin=1.7.1-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
export LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check mmdb-writer==0.2.7

"$work/venv/bin/python" - "$work" <<'PYTHON'
import subprocess
import sys
from importlib.metadata import version

import netaddr
from mmdb_writer import MmdbU32, MMDBWriter

work = sys.argv[1]
print("mmdb-writer", version("mmdb-writer"))
def field(name, address):
    out = subprocess.run(
        [f"{work}/tree/usr/bin/mmdblookup", "-f", f"{work}/file.mmdb",
         "-i", address, name], check=True, capture_output=True, text=True)
    return out.stdout.strip()


def fields(*records):
    networks = ["192.0.2.0/24", "198.51.100.0/24"]
    writer = MMDBWriter(ip_version=4)
    for network, record in zip(networks, records):
        writer.insert_network(netaddr.IPSet([network]), record)
    writer.to_db_file(f"{work}/file.mmdb")
    return [field(*record, network.replace("0/24", "1"))
            for network, record in zip(networks, records)]


seen = {
    "true first": fields({"anycast": True}, {"asn": 1}),
    "1 first": fields({"asn": 1}, {"anycast": True}),
    "MmdbU32": fields({"anycast": True}, {"asn": MmdbU32(1)}),
}
for order, values in seen.items():
    print(f"{order}: {values[0]}, {values[1]}")
print("expected: a boolean and a number each time")
sys.exit(None if seen == {
    "true first": ["true <boolean>", "true <boolean>"],
    "1 first": ["1 <uint16>", "1 <uint16>"],
    "MmdbU32": ["true <boolean>", "1 <uint32>"],
} else "no longer as described")
PYTHON
