#!/bin/sh
# mmdb-writer lets a wide network that comes later swallow a narrow one.
#
# Expected: a table of networks is a set: the narrowest that holds an address
# counts, as in routing (RFC 4632 section 5.1), in whatever order they come.
# PyTricia, filled in the same order, says so; mmdb-writer's description names
# no order.
# Seen: in mmdb-writer 0.2.7, 192.0.2.0/24 after 192.0.2.128/25 leaves no trace
# of the /25: 192.0.2.200 gets the AS of the /24. The other way round it is
# right. A table sorted by AS number or name makes a database in which mail
# hosts belong to the provider of the provider, without a word.
# Around it: put the networks in by their length, the shortest prefix first.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  maxminddb==3.2.0 mmdb-writer==0.2.7 pytricia==1.3.0

"$work/venv/bin/python" - "$work/networks.mmdb" <<'PYTHON'
import sys
from importlib.metadata import version

import maxminddb
import netaddr
import pytricia
from mmdb_writer import MMDBWriter

print("mmdb-writer", version("mmdb-writer"), "maxminddb", version("maxminddb"))
NETWORKS = {"192.0.2.128/25": 64496, "192.0.2.0/24": 64511}
ADDRESSES = ("192.0.2.1", "192.0.2.200")


def found(networks):
    writer = MMDBWriter(ip_version=4)
    for network, number in networks:
        writer.insert_network(netaddr.IPSet([network]), {"as": number})
    writer.to_db_file(sys.argv[1])
    with maxminddb.open_database(sys.argv[1]) as reader:
        return [reader.get(address)["as"] for address in ADDRESSES]


tree = pytricia.PyTricia(32)
for network, number in NETWORKS.items():
    tree[network] = number
right = [tree[address] for address in ADDRESSES]
narrow_first = found(NETWORKS.items())
wide_first = found(reversed(NETWORKS.items()))
print("the AS of", *ADDRESSES)
print("narrow network first:", *narrow_first)
print("wide network first:  ", *wide_first)
print("expected:            ", *right, "each time")
same = (narrow_first == [64511, 64511] and wide_first == right
        and right == [64511, 64496])
sys.exit(None if same else "no longer as described")
PYTHON
