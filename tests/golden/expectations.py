"""Findings and address scopes as docs/results.md defines them, worked out
from what the second client found; nothing in common with the program.
"""

from __future__ import annotations

import ipaddress
import re

from reference import Host, Mail, is_literal_text

# The IANA special-purpose registries of 2025-10-09, and what RFC 4291 leaves
# outside 2000::/3; the longest prefix decides.
SCOPES = [(ipaddress.ip_network(block), scope) for block, scope in (
    ("255.255.255.255/32", "broadcast"), ("0.0.0.0/8", "this_host"),
    ("10.0.0.0/8", "private"), ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"), ("100.64.0.0/10", "shared"),
    ("127.0.0.0/8", "loopback"), ("169.254.0.0/16", "link_local"),
    ("192.0.0.0/24", "protocol_assignment"), ("192.0.0.8/32", "dummy"),
    ("192.0.0.9/32", "global"), ("192.0.0.10/32", "global"),
    ("192.0.2.0/24", "documentation"), ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"), ("198.18.0.0/15", "benchmarking"),
    ("192.88.99.0/24", "6to4"), ("192.88.99.2/32", "protocol_assignment"),
    ("224.0.0.0/4", "multicast"), ("240.0.0.0/4", "reserved"),
    ("::/0", "reserved"), ("2000::/3", "global"),
    ("::1/128", "loopback"), ("::/128", "this_host"),
    ("::/96", "v4_compatible"), ("::ffff:0:0/96", "v4_mapped"),
    ("64:ff9b::/96", "nat64"), ("64:ff9b:1::/48", "nat64_local"),
    ("100::/64", "discard"), ("100:0:0:1::/64", "dummy"),
    ("2001::/23", "protocol_assignment"), ("2001::/32", "teredo"),
    ("2001:1::1/128", "global"), ("2001:1::2/128", "global"),
    ("2001:1::3/128", "global"), ("2001:2::/48", "benchmarking"),
    ("2001:3::/32", "global"), ("2001:4:112::/48", "global"),
    ("2001:20::/28", "global"), ("2001:30::/28", "global"),
    ("2001:db8::/32", "documentation"), ("3fff::/20", "documentation"),
    ("5f00::/16", "srv6"), ("2002::/16", "6to4"),
    ("fc00::/7", "unique_local"), ("fe80::/10", "link_local"),
    ("fec0::/10", "site_local"), ("ff00::/8", "multicast"))]
REACHABLE = {"global", "nat64"}
HOST_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
UNDERSCORED = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
SPECIAL_USE = ("invalid", "local", "onion", "alt", "internal", "home.arpa")


def scope_of(text: str) -> str:
    address = ipaddress.ip_address(text)
    found = max(((block.prefixlen, scope) for block, scope in SCOPES
                 if address.version == block.version and address in block),
                default=(0, "global"))[1]
    if found == "nat64":  # RFC 6052: what counts is the address inside
        inside = scope_of(str(ipaddress.IPv4Address(address.packed[12:])))
        return found if inside == "global" else inside
    return found


def version_of(text: str) -> int:
    """An address that a DNS64 resolver made stands for an IPv4 one."""
    address = ipaddress.ip_address(text)
    return 4 if address in ipaddress.ip_network("64:ff9b::/96") else (
        address.version)


def is_below(name: str, zone: str) -> bool:
    return name == zone or name.endswith("." + zone)


def of_name(exchange: str) -> set[str]:
    """What the name of a mail host alone says."""
    if exchange == ".":
        return set()
    if is_literal_text(exchange):
        return {"mx_is_ip_literal"}
    found = set()
    labels = re.findall(r"(?:\\\d{3}|\\.|[^.\\])+", exchange)
    if len(labels) == 1:
        found.add("mx_single_label")
    if is_below(exchange, "localhost"):
        found.add("mx_localhost")
    elif any(is_below(exchange, zone) for zone in SPECIAL_USE):
        found.add("mx_special_use")
    if exchange.endswith(".msv1.invalid"):
        found.add("ms_verification_mx")
    for label in labels:
        if HOST_LABEL.fullmatch(label):
            continue
        found.add("mx_bad_hostname")
        if UNDERSCORED.fullmatch(label):
            found.add("mx_underscore")
    return found


def of_host(host: Host) -> set[str]:
    """What its addresses say."""
    if host.status == "SKIPPED":
        return set()
    found = {"mx_is_cname"} if host.cname else set()
    if host.status == "NXDOMAIN":
        found |= {"mx_nxdomain", "mx_no_address"}
        if host.unregistered:
            found.add("mx_unregistered")
    elif host.status == "NODATA":
        found.add("mx_no_address")
    elif host.status != "RESOLVED":
        found.add("mx_lookup_failed")
    scopes = {scope_of(address) for address in host.addresses}
    if scopes - REACHABLE:
        found.add("non_global_address")
    if scopes & {"private", "unique_local"}:
        found.add("private_address")
    if "loopback" in scopes:
        found.add("loopback_address")
    return found


def of_set(mail: Mail) -> set[str]:
    """What the MX records of a domain say together."""
    found = set()
    nulls = [preference for preference, exchange, _ in mail.mx
             if exchange == "."]
    if nulls:
        found.add("null_mx" if len(nulls) == len(mail.mx)
                  else "null_mx_with_others")
    if any(nulls):
        found.add("null_mx_nonzero_pref")
    exchanges = [exchange for _, exchange, _ in mail.mx]
    for condition, finding in (
            (len(mail.mx) == 1 and not nulls, "single_mx"),
            (len(mail.mx) > 10, "spf_mx_limit"),
            (len(mail.mx) > 20, "many_mx"),
            (len(set(exchanges)) < len(exchanges), "duplicate_exchange")):
        if condition:
            found.add(finding)
    hosts = [host for _, exchange, host in mail.mx if exchange != "."]
    undecided = any("mx_lookup_failed" in of_host(host) for host in hosts)
    reachable = any(scope_of(address) in REACHABLE
                    for host in hosts for address in host.addresses)
    if hosts and not undecided and not reachable:
        found.add("mx_no_global_address")
    if not undecided:
        found |= of_networks(mail)
    return found


def of_networks(mail: Mail) -> set[str]:
    """What the mail hosts have in common, if they are not many."""
    addresses = {exchange: {ipaddress.ip_address(text)
                            for text in host.addresses
                            if scope_of(text) == "global"}
                 for _, exchange, host in mail.mx}
    addresses = {exchange: its for exchange, its in addresses.items() if its}
    if not addresses or len(mail.mx) > 16:
        return set()
    everything = set().union(*addresses.values())
    found = {"single_address"} if len(everything) == 1 else set()
    if len(addresses) < 2:
        return found
    networks = {ipaddress.ip_network((each, 24 if each.version == 4 else 48),
                                     strict=False) for each in everything}
    if len(networks) == len({each.version for each in networks}):
        found.add("single_network")
    if sum(map(len, addresses.values())) > len(everything):
        found.add("shared_address")
    return found


def of_families(mail: Mail) -> set[str]:
    hosts = [host for _, _, host in mail.mx]
    if any("mx_lookup_failed" in of_host(host) for host in hosts):
        return set()
    versions = {version_of(address)
                for host in hosts for address in host.addresses}
    if versions == {4}:
        return {"no_ipv6"}
    return {"mx_ipv6_only"} if versions == {6} else set()


def of_domain(domain: str, mail: Mail) -> set[str]:
    """All findings of the domain except those of its TTL."""
    found = of_families(mail)
    if "." not in domain:
        found.add("tld_domain")
    if mail.chain:
        found.add("domain_is_cname")
    if mail.status == "NOERROR":
        found |= of_set(mail)
    elif mail.kind == "implicit_mx":
        found.add("implicit_mx")
    elif mail.status == "NODATA" and mail.kind == "none":
        found.add("no_mail")
    return found


def of_ttl(ttl: str) -> set[str]:
    if ttl == "":
        return set()
    return ({"low_ttl"} if int(ttl) < 60 else
            {"high_ttl"} if int(ttl) > 7 * 86400 else set())
