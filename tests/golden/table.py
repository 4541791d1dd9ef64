"""The result table, read back from CSV and put beside an expectation."""

from __future__ import annotations

import csv
from pathlib import Path

# Differ from run to run.
VOLATILE = ("resolver", "rtt_us", "answered_at", "answer_bytes", "attempts",
            "mx_ttl_s", "address_ttl_s", "negative_ttl_s", "mx_index",
            "address_index")


def read_csv(path: Path | str) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, strict=True))


def by_seq(rows: list[dict[str, str]]) -> dict[int, list[dict[str, str]]]:
    """The rows of each input record; they must stand together."""
    records: dict[int, list[dict[str, str]]] = {}
    last = -1
    for row in rows:
        seq = int(row["seq"])
        if seq != last and seq in records:
            raise AssertionError(f"the rows of seq {seq} are not together")
        records.setdefault(seq, []).append(row)
        last = seq
    return records


def stable(rows: list[dict[str, str]],
           without: tuple[str, ...] = VOLATILE) -> list[list[tuple]]:
    """The rows without what differs between runs, in the input's order."""
    records = by_seq(rows)
    return [[tuple((key, lasting(value)) for key, value in row.items()
                   if key not in without) for row in records[seq]]
            for seq in sorted(records)]


def lasting(value: str) -> str:
    """Without the finding that depends on the age of a cache."""
    parts = value.split(";")
    return ";".join(part for part in parts if part != "low_ttl")


def facts(rows: list[dict[str, str]]) -> list[tuple]:
    """(preference, exchange, status, cname, address) in the row order."""
    return [(row["preference"], row["exchange"], row["exchange_status"],
             row["exchange_cname"], row["address"])
            for row in rows if row["exchange"] != ""]


def expected_facts(mx: list[tuple]) -> list[tuple]:
    """The same from (preference, exchange, status, cname, addresses)."""
    return [(str(preference), exchange, status, cname or "", address)
            for preference, exchange, status, cname, addresses in mx
            for address in addresses or [""]]
