#!/bin/sh
# PyTricia finds addresses of IPv6 in networks of IPv4.
#
# Expected: a table of networks that takes both families, as PyTricia(128) does
# with IPv4 written as IPv4, keeps them apart: 2001:db8::1 lies in no network of
# four octets. ipaddress of Python says so.
# Seen: PyTricia 1.3.0 compares leading bits alone. 2001:0db8 begins with those
# of 32.1.13.0/24, so 2001:db8::1 gets its value; a network of IPv6 put in later
# replaces one of IPv4 with the same bits, and is listed as IPv4 then. No error.
# The bits of 42.0.0.0/8 are those of all of 2a00::/8, and of 38.0.0.0/8 of
# 2600::/8: with a table of AS numbers, addresses of mail hosts in Europe and
# America that have no network of their own get the AS of a network in IPv4.
# Around it: one tree for each family, PyTricia(32) and PyTricia(128).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pytricia==1.3.0

"$work/venv/bin/python" - <<'PYTHON'
import ipaddress
import sys
from importlib.metadata import version

import pytricia

print("pytricia", version("pytricia"))
networks = pytricia.PyTricia(128)
networks["32.1.13.0/24"] = "IPv4"
networks["2001:db8:1::/48"] = "IPv6"
names = ("32.1.13.1", "192.0.2.1", "2001:db8:1::1", "2001:db8:2::1")
seen = [networks.get(name) for name in names]
right = [next((networks[network] for network in ("32.1.13.0/24",
                                                 "2001:db8:1::/48")
               if ipaddress.ip_address(name) in ipaddress.ip_network(network)),
              None) for name in names]
for name, value, expected in zip(names, seen, right):
    print(f"{name}: {value}, expected {expected}")
both = pytricia.PyTricia(128)
both["32.1.13.0/24"] = "IPv4"
both["2001:d00::/24"] = "IPv6"
listed = {network: both[network] for network in both}
print("both in one tree:", listed, "expected two networks")
same = (seen == ["IPv4", None, "IPv6", "IPv4"]
        and right == ["IPv4", None, "IPv6", None]
        and listed == {"32.1.13.0/24": "IPv6"})
sys.exit(None if same else "no longer as described")
PYTHON
