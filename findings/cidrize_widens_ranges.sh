#!/bin/sh
# cidrize makes a wider network of a range of addresses.
#
# Expected: "192.0.2.10-192.0.2.20" is eleven addresses; ipaddress of Python
# makes four networks of it that hold these and no other.
# Seen: cidrize() and the command cidr of cidrize 3.1.0 give the smallest single
# network that holds both ends, unless they are told strict: 32 addresses here,
# 512 for the two of 192.0.2.255-192.0.3.0, and 0.0.0.0/0, all of IPv4, for the
# two of 127.255.255.255-128.0.0.0. No error. Its documentation names that
# default; its summary promises "a valid list of IP addresses". Mail hosts that
# are sorted by ranges of an operator, as registries print them, go to the
# operator whose neighbours they are.
# Around it: strict=True, or cidr -s.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check cidrize==3.1.0
"$work/venv/bin/python" - <<'PYTHON'
import ipaddress
import sys
from importlib.metadata import version

import cidrize

print("cidrize", version("cidrize"))
described = (("192.0.2.10-192.0.2.20", 32, 11),
             ("192.0.2.255-192.0.3.0", 512, 2),
             ("127.255.255.255-128.0.0.0", 2**32, 2),
             ("2001:db8::7-2001:db8::8", 16, 2))
same = True
for text, seen, right in described:
    networks = cidrize.cidrize(text)
    strict = cidrize.cidrize(text, strict=True)
    exact = list(ipaddress.summarize_address_range(
        *map(ipaddress.ip_address, text.split("-"))))
    sizes = [sum(network.size for network in networks),
             sum(network.size for network in strict),
             sum(network.num_addresses for network in exact)]
    print(f"{text}: {networks[0]}, {sizes[0]} addresses, expected {sizes[2]}")
    same &= sizes == [seen, right, right]
sys.exit(None if same else "no longer as described")
PYTHON
