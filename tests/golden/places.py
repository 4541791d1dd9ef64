"""Databases of addresses as their makers write them, made by mmdb_writer."""

from __future__ import annotations

from pathlib import Path

import golden

try:
    import mmdb_writer
    import netaddr
except ImportError as missing:
    golden.needs_module(missing)

NETWORKS = {"5.0.0.0/23": (64500, "Große Wölkchen AG"),
            "5.0.2.0/24": (4294967294, 'Quo"ted, Ltd'),
            "2a00::/32": (64501, "Six")}
COUNTRIES = {"5.0.0.0/24": "CH", "5.0.1.0/24": "DE", "2a00::/16": "US"}


def maxmind_network(place: tuple[int, str]) -> dict:
    return {"autonomous_system_number": place[0],
            "autonomous_system_organization": place[1]}


def maxmind_country(code: str) -> dict:
    return {"country": {"geoname_id": 7, "iso_code": code,
                        "names": {"en": "of " + code}}}


def ipinfo_network(place: tuple[int, str]) -> dict:
    return {"asn": f"AS{place[0]}", "as_name": place[1], "as_domain": "x.test"}


def ipinfo_country(code: str) -> dict:
    return {"country": "of " + code, "country_code": code, "continent": "X"}


def write(path: Path, kind: str, records: dict[str, dict]) -> Path:
    writer = mmdb_writer.MMDBWriter(6, kind, ["en"], "a test",
                                    ipv4_compatible=True)
    for block, record in records.items():
        writer.insert_network(netaddr.IPSet([block]), record)
    writer.to_db_file(str(path))
    return path


def write_all(folder: Path) -> dict[str, Path]:
    """By what they are called in tests."""
    lite = {block: ipinfo_network(place)
            for block, place in NETWORKS.items()}
    return {
        "maxmind_asn": write(
            folder / "maxmind-asn.mmdb", "GeoLite2-ASN",
            {block: maxmind_network(it) for block, it in NETWORKS.items()}),
        "maxmind_country": write(
            folder / "maxmind-country.mmdb", "GeoLite2-Country",
            {block: maxmind_country(it) for block, it in COUNTRIES.items()}),
        "ipinfo_country": write(
            folder / "ipinfo-country.mmdb", "ipinfo country.mmdb",
            {block: ipinfo_country(it) for block, it in COUNTRIES.items()}),
        "ipinfo_lite": write(
            folder / "ipinfo-lite.mmdb", "ipinfo lite",
            {block: record | ipinfo_country("FR")
             for block, record in lite.items()})}
