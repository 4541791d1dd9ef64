"""The two nights of the synthetic internet, through real servers: `mxsweep
diff` says of each name what the truth about both nights says.
"""

from __future__ import annotations

import collections
import csv
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import golden

NAMES = 1500


def operators_in(path: Path) -> dict[str, str]:
    with path.open(newline="", encoding="utf-8") as rows:
        return {row["suffix"]: row["operator"] for row in csv.DictReader(rows)}


def tiers(mx: list[dict]) -> list[list[str]]:
    """Who is tried before whom."""
    by_rank = collections.defaultdict(list)
    for one in mx:
        by_rank[one["preference"]].append(one["exchange"])
    return [sorted(by_rank[rank]) for rank in sorted(by_rank)]


class Night:
    def __init__(self, folder: Path, world: golden.Internet) -> None:
        self.truth = {one["domain"]: one for one in world.quick_truth()
                      if one["what"] == "toplist"}
        self.operators = operators_in(world.path("providers.csv"))
        self.result = folder / f"{world.path('').name}.csv"
        names = folder / f"{world.path('').name}.txt"
        names.write_text("".join(one + "\n" for one in self.truth))
        subprocess.run(
            [sys.executable, golden.SOURCE / "datasets" / "make_places.py",
             world.path("")], check=True, stdout=subprocess.DEVNULL)
        places = world.path("places.mmdb")
        done = golden.run(
            names, *world.through_resolver(), "--providers",
            world.path("providers.csv"), "--asn-db", places, "--country-db",
            places, "-q", "-o", self.result)
        assert done.returncode == 0, done.stderr

    def operator(self, domain: str) -> str | None:
        """Of the best mail host; by names alone."""
        mx = self.truth[domain]["mx"]
        host = min((one["preference"], one["exchange"]) for one in mx)[1]
        labels = host.split(".")
        above = [".".join(labels[i:]) for i in range(len(labels))]
        for suffix in above:
            if suffix in self.operators:
                return self.operators[suffix]
        own = ".".join(domain.split(".")[-2:])
        return "self" if own in above else None


def verdict(old: Night, new: Night, domain: str) -> str:
    before, after = old.truth[domain], new.truth[domain]
    kinds = (before["mail_kind"], after["mail_kind"])
    if "unknown" in kinds:
        return {(True, True): "still_failing", (True, False): "recovered",
                (False, True): "newly_failing"}[
                    tuple(kind == "unknown" for kind in kinds)]
    if kinds[0] != kinds[1]:
        return "kind_changed"
    if not before["mx"]:
        return "unchanged"
    operators = {old.operator(domain), new.operator(domain)} - {None}
    if len(operators) == 2:
        return "operator_changed"
    hosts = [sorted(one["exchange"] for one in side["mx"])
             for side in (before, after)]
    if hosts[0] != hosts[1]:
        return "set_changed"
    same = tiers(before["mx"]) == tiers(after["mx"])
    return "unchanged" if same else "order_changed"


class NightsTest(unittest.TestCase):
    def check_places(self, night: Night) -> None:
        """Operators that have a suffix have a network; some are unknown."""
        with night.result.open(newline="", encoding="utf-8") as lines:
            rows = [row for row in csv.DictReader(lines)
                    if row["mx_operator_rule"].startswith("providers:")
                    and row["address_scope"] == "global"]
        known = [row for row in rows if row["address_asn"]]
        self.assertEqual({row["mx_operator"] for row in rows},
                         {row["address_as_org"] for row in known})
        self.assertEqual([row["mx_operator"] for row in known],
                         [row["address_as_org"] for row in known])
        self.assertEqual({len(row["address_country"]) for row in known}, {2})
        self.assertTrue(0.8 < len(known) / len(rows) < 1)

    def test_diff_says_what_the_truth_says(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(
            prefix="mxsweep-golden-")))
        nights = []
        for number in (1, 2):
            world = golden.Internet("toplist", NAMES, 1, night=number)
            self.addCleanup(world.stop)
            nights.append(Night(folder, world))
        old, new = nights
        for night in nights:
            self.check_places(night)
        done = golden.run("diff", old.result, new.result, "--all", "-q",
                          "--format", "jsonl")
        self.assertEqual(done.returncode, 14, done.stderr)
        said = {row["domain"]: row["change"] for row in
                map(json.loads, done.stdout.splitlines())}
        # A name that never answers in one night is in one list only.
        for domain in old.truth.keys() ^ new.truth.keys():
            self.assertEqual(said.pop(domain), "added" if domain in new.truth
                             else "removed")
        expected = {domain: verdict(old, new, domain)
                    for domain in old.truth.keys() & new.truth.keys()}
        self.assertEqual(said, expected)
        # The world has some of each kind.
        self.assertEqual(
            set(expected.values()),
            {"unchanged", "still_failing", "newly_failing", "recovered",
             "kind_changed", "operator_changed", "set_changed",
             "order_changed"})


if __name__ == "__main__":
    golden.main()
