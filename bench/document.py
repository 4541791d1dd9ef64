#!/usr/bin/env python3
"""Writes the figures of a saved run into docs/performance.md.

    python3 bench/document.py bench/results/<folder>

Replaces what stands between `<!-- NAME begins -->` and `<!-- NAME ends -->`;
everything else stays as it is.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
import textwrap
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from harness import ROOT  # noqa: E402
from results import described  # noqa: E402

DOCUMENT = ROOT / "docs/performance.md"

# On the wire, besides the payload: preamble, Ethernet with its checksum and
# the gap behind it; then IPv4 and UDP.
FRAME_OCTETS = 8 + 14 + 4 + 12 + 20 + 8
RATES = (10_000, 50_000, 100_000, 250_000, 1_000_000)
NAMES = (100_000_000, 1_000_000_000)


def rows(cells: list[list[str]]) -> str:
    head, *rest = cells
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |"
                     for row in [head, rule, *rest])


def best(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return min(runs, key=lambda run: run["cpu_us_per_lookup"])


def figures(data: dict[str, Any]) -> str:
    cells = [["figure", "value", "goal", "verdict"]]
    for case, claims in data["claims"].items():
        for claim in claims:
            goal = f"{claim['goal']} {claim['unit']}" if claim["goal"] else ""
            verdict = {True: "holds", False: "**does not hold**",
                       None: ""}[claim["holds"]]
            cells.append([f"{case}: {claim['figure']}",
                          f"{claim['value']:,.{claim['digits']}f} "
                          f"{claim['unit']}".strip(),
                          goal.strip(), verdict])
    skipped = "".join(
        "\n\n" + textwrap.fill(f"`{case}` was skipped: {why}.", 80)
        for case, why in data["skipped"].items())
    return described(data) + "\n\n" + rows(cells) + skipped


def areas(data: dict[str, Any]) -> str:
    columns = data["cases"]["profile"]["ns_per_lookup"]
    names: list[str] = []
    for column in columns.values():
        names += [area for area in column if area not in names]
    names.sort(key=lambda area: (area.split(":")[0] not in (
        "reader", "shard", "writer"), area))
    cells = [["ns per lookup", *columns]]
    cells += [[area] + [f"{column.get(area, 0):,.0f}"
                        for column in columns.values()] for area in names]
    cells.append(["sum"] + [f"{sum(column.values()):,.0f}"
                            for column in columns.values()])
    return rows(cells)


def limits(data: dict[str, Any]) -> str:
    cells = [["run", "lookups/s", "the tool's processor busy",
              "the responder's", "the summary says"]]
    runs = {name: best(several) for name, several
            in data["cases"]["cost"]["tools"].items()}
    for name, run in runs.items():
        seen = run["responder"]
        busy = (run["user_s"] + run["system_s"]) / run["wall_s"]
        other = (seen["user_s"] + seen["system_s"]) / run["wall_s"]
        cells.append([name, f"{seen['answered'] / run['wall_s']:,.0f}",
                      f"{100 * busy:.0f} %", f"{100 * other:.0f} %",
                      run.get("limited_by", "")])
    return rows(cells)


def duration(seconds: float) -> str:
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    hours = seconds / 3600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} d"


def size(octets: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if octets < 1000:
            return f"{octets:.0f} {unit}"
        octets /= 1000
    return f"{octets:.2f} TB"


def per_name(data: dict[str, Any]) -> dict[str, dict[str, float]]:
    """What one name takes, by scan."""
    tools = data["cases"]["cost"]["tools"]
    writer = data["cases"]["writer"]
    count = data["cases"]["cost"]["names"]
    found = {}
    for scan, csv, parquet in (
            ("MX", tools["mx csv"], tools["mx parquet"]),
            ("MX and addresses", writer["cost"]["csv"],
             writer["cost"]["parquet"])):
        text, columns = best(csv), best(parquet)
        counters = text["counters"]
        queries = text["responder"]["queries"] / count
        found[scan] = {
            "queries": queries,
            "csv_us": text["cpu_us_per_lookup"] * queries,
            "parquet_us": columns["cpu_us_per_lookup"] * queries,
            "csv_octets": text["output_octets"] / count,
            "parquet_octets": columns["output_octets"] / count,
            "out_octets": counters["bytes_sent"] / count,
            "in_octets": counters["bytes_received"] / count,
            "csv_mib": text["rss_kib"] / 1024,
            "parquet_mib": columns["rss_kib"] / 1024}
    # Hosts that are forgotten and asked again show in a long list only.
    long = data["cases"].get("memory", {}).get("csv, long")
    if long is not None:
        longer = long["responder"]["queries"] / long["counters"]["names_done"]
        one = found["MX and addresses"]
        scale = longer / one["queries"]
        for key in ("queries", "csv_us", "parquet_us", "out_octets",
                    "in_octets"):
            one[key] *= scale
    return found


def scale(data: dict[str, Any]) -> str:
    found = per_name(data)
    scans = list(found)
    parts = [rows([["one name", *scans]] + [
        [label] + [form.format(found[scan][key]) for scan in scans]
        for label, key, form in (
            ("queries", "queries", "{:.2f}"),
            ("CPU, CSV", "csv_us", "{:.2f} us"),
            ("CPU, Parquet", "parquet_us", "{:.2f} us"),
            ("result, CSV", "csv_octets", "{:.0f} octets"),
            ("result, Parquet", "parquet_octets", "{:.0f} octets"),
            ("DNS octets out", "out_octets", "{:.0f}"),
            ("DNS octets in", "in_octets", "{:.0f}"),
            ("memory of the run, CSV", "csv_mib", "{:.0f} MiB"),
            ("memory of the run, Parquet", "parquet_mib", "{:.0f} MiB"))])]
    cells = [["whole list"] + [f"{scan}, {names // 1_000_000:,} M"
                               for names in NAMES for scan in scans]]

    def line(label: str, value) -> None:
        cells.append([label] + [value(found[scan], names)
                                for names in NAMES for scan in scans])

    line("queries", lambda one, n: f"{one['queries'] * n / 1e6:,.0f} M")
    line("CPU, CSV", lambda one, n: f"{one['csv_us'] * n / 3.6e9:,.2f} h")
    line("CPU, Parquet",
         lambda one, n: f"{one['parquet_us'] * n / 3.6e9:,.2f} h")
    line("result, CSV", lambda one, n: size(one["csv_octets"] * n))
    line("result, Parquet", lambda one, n: size(one["parquet_octets"] * n))
    line("on the wire, out", lambda one, n: size(
        (one["out_octets"] + FRAME_OCTETS * one["queries"]) * n))
    line("on the wire, in", lambda one, n: size(
        (one["in_octets"] + FRAME_OCTETS * one["queries"]) * n))
    for rate in RATES:
        line(f"time at {rate:,} queries/s",
             lambda one, n, rate=rate: duration(one["queries"] * n / rate))
    parts.append(rows(cells))
    cells = [["queries/s", *(f"{scan}: {way}" for scan in scans
                             for way in ("out", "in"))]]
    for rate in RATES:
        row = [f"{rate:,}"]
        for scan in scans:
            for key in ("out_octets", "in_octets"):
                octets = found[scan][key] / found[scan]["queries"]
                row.append(f"{rate * (octets + FRAME_OCTETS) * 8e-6:,.1f} "
                           "Mbit/s")
        cells.append(row)
    parts.append(rows(cells))
    return "\n\n".join(parts)


BLOCKS = {"figures": figures, "areas": areas, "limits": limits,
          "scale": scale}


def main(argv: list[str]) -> int:
    if len(argv) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    data = json.loads((pathlib.Path(argv[0]) / "results.json").read_text())
    text = DOCUMENT.read_text()
    for name, make in BLOCKS.items():
        begin, end = f"<!-- {name} begins -->", f"<!-- {name} ends -->"
        try:
            block = make(data)
        except KeyError as missing:
            print(f"{name} stays as it is: the run has no {missing}")
            continue
        text, count = re.subn(
            re.escape(begin) + ".*?" + re.escape(end),
            lambda _, block=block: f"{begin}\n\n{block}\n\n{end}", text,
            flags=re.S)
        if count != 1:
            print(f"{DOCUMENT.name} has {count} blocks {name}",
                  file=sys.stderr)
            return 1
    DOCUMENT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
