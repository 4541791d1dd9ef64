"""Row by row: the program against the truth of the world it scanned, and
against a second resolver client, through its own unbound and through -r.
"""

from __future__ import annotations

import collections
import os
import unittest
from concurrent.futures import ThreadPoolExecutor

import expectations
import golden
import reference
import table

PROFILE = os.environ.get("GOLDEN_PROFILE", "toplist")
SEEDS = {"toplist": 20260101, "gtld-zone": 20260202, "cctld-zone": 20260303}
NAMES = int(os.environ.get("GOLDEN_NAMES", "2000"))
COLLISIONS = ("collision.xb", "collided.xb")
DECIDED = ("NOERROR", "NODATA", "NXDOMAIN")
TTL_SLACK_S = 120  # what may pass in a resolver's cache during a test


class CompareTest(unittest.TestCase):
    """One world, two runs, two references."""

    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.world = golden.Internet(PROFILE, NAMES, SEEDS[PROFILE],
                                    silent=True)
        cls.addClassCleanup(cls.world.stop)
        cls.truth = cls.world.truth()
        flags = {"private": cls.world.through_private(),
                 "resolver": cls.world.through_resolver()}
        with ThreadPoolExecutor() as pool:
            cls.rows = dict(zip(flags, pool.map(cls.scan, flags,
                                                flags.values())))
        cls.mails = reference.Reference(cls.world.resolver).mails(
            [one["domain"] for one in cls.truth if one["domain"] != ""])

    @classmethod
    def scan(cls, label: str, flags: list[str]) -> list[dict[str, str]]:
        out = cls.world.path(label + ".csv")
        summary = golden.run_well(cls.world.path("names.txt"), *flags,
                                  *golden.PATIENT, "-o", out)
        assert "every record exactly once" in summary, summary
        return table.read_csv(out)

    def records(self, label: str) -> dict[int, list[dict[str, str]]]:
        records = table.by_seq(self.rows[label])
        self.assertEqual(sorted(records), list(range(len(self.truth))))
        return records

    def compare_with_truth(self, label: str) -> None:
        records = self.records(label)
        different = []
        facts = 0
        for truth in self.truth:
            rows = records[truth["seq"]]
            expected = table.expected_facts(
                [(one["preference"], one["exchange"], one["status"],
                  one["cname"], one["addresses"]) for one in truth["mx"]])
            got = (rows[0]["domain"], rows[0]["mail_kind"],
                   table.facts(rows))
            want = (truth["domain"], truth["mail_kind"], expected)
            facts += len(expected)
            if truth["what"] != "silent":
                got = (rows[0]["status"], *got)
                want = (truth["status"], *want)
            if got != want:
                different.append((truth["what"], got, want))
        print(f"compared with the truth ({label}): {len(self.truth)} names, "
              f"{facts} (preference, exchange, address) rows, "
              f"{len(different)} differences")
        self.assertEqual(different, [], self.world.label)

    def test_own_unbound_against_the_truth(self) -> None:
        self.compare_with_truth("private")

    def test_given_resolver_against_the_truth(self) -> None:
        self.compare_with_truth("resolver")

    def test_against_a_second_client(self) -> None:
        asked = [one for one in self.truth if one["domain"] != ""]
        records = self.records("resolver")
        different = []
        facts = 0
        for one in asked:
            mail = self.mails[one["domain"]]
            rows = records[one["seq"]]
            expected = table.expected_facts(
                [(p, e, host.status, host.cname, host.addresses)
                 for p, e, host in mail.mx])
            facts += len(expected)
            got = (rows[0]["domain"], rows[0]["mail_kind"],
                   rows[0]["mx_owner"], table.facts(rows))
            want = (one["domain"], mail.kind, mail.owner or "", expected)
            if one["what"] != "silent":
                got = (rows[0]["status"], *got)
                want = (mail.status, *want)
            if got != want:
                different.append((one["what"], got, want))
        print(f"compared with a second client: {len(asked)} names, {facts} "
              f"(preference, exchange, address) rows, {len(different)} "
              f"differences")
        self.assertEqual(different, [], self.world.label)

    def test_findings_are_those_of_the_documentation(self) -> None:
        different = []
        compared = collections.Counter()
        for row in self.rows["resolver"]:
            mail = self.mails.get(row["domain"])
            if mail is None or row["domain"].startswith("silent-"):
                continue
            want = expectations.of_domain(row["domain"], mail)
            want |= expectations.of_ttl(row["mx_ttl_s"])
            if row["exchange"] != "":
                host = next(host for _, exchange, host in mail.mx
                            if exchange == row["exchange"])
                want |= expectations.of_name(row["exchange"])
                want |= expectations.of_host(host)
            got = set(row["findings"].split(";")) - {""}
            if row["domain"] in COLLISIONS:
                self.assertIn("name_collision", got)
                self.assertFalse(got & {"implicit_mx", "no_mail"})
                continue
            compared.update(got)
            if got != want:
                different.append((row["domain"], row["exchange"],
                                  sorted(got), sorted(want)))
        print(f"findings: {compared.total()} of {len(compared)} kinds, "
              f"{len(different)} rows differ")
        self.assertEqual(different, [], self.world.label)
        self.assertGreaterEqual(len(compared), 27)

    def test_scopes_are_those_of_the_registries(self) -> None:
        seen = set()
        for label in self.rows:
            for row in self.rows[label]:
                if row["address"] != "":
                    self.assertEqual(row["address_scope"],
                                     expectations.scope_of(row["address"]))
                    seen.add(row["address_scope"])
        self.assertEqual(seen, {scope for _, scope in expectations.SCOPES} |
                         {"global"})

    def test_both_runs_are_equal(self) -> None:
        ordinary = [[row for row in self.rows[label]
                     if not row["domain"].startswith("silent-")]
                    for label in ("private", "resolver")]
        self.assertEqual(len(ordinary[0]), len(ordinary[1]))
        self.assertEqual(table.stable(ordinary[0]), table.stable(ordinary[1]))
        print(f"both runs: {len(ordinary[0])} rows equal")

    def test_S5_failures_are_unknown_and_nothing_else_is(self) -> None:
        unknown = 0
        for row in self.rows["private"] + self.rows["resolver"]:
            failed = row["status"] not in DECIDED
            self.assertEqual(row["mail_kind"] == "unknown", failed, row)
            unknown += failed
        silent = [row for label in self.rows for row in self.rows[label]
                  if row["domain"].startswith("silent-")]
        self.assertEqual(len(silent), 6)
        for row in silent:
            self.assertIn(row["status"], ("TIMEOUT", "SERVFAIL"))
        self.assertGreater(unknown, 20)

    def test_counts_ranks_and_shapes_of_rows(self) -> None:
        for label in self.rows:
            for seq, rows in self.records(label).items():
                truth = self.truth[seq]
                real = truth["status"] == "NOERROR"
                count = len(truth["mx"]) if real else 0
                for row in rows:
                    self.assertEqual(row["mx_count"], str(count), row)
                    self.assertEqual(row["status"], rows[0]["status"])
                    self.assertEqual(row["mx_set_hash"] != "", real, row)
                chain = truth["cname_chain"]
                self.assertEqual(rows[0]["mx_owner"],
                                 chain[-1] if chain else "")

    def test_ttls_are_those_of_the_zones(self) -> None:
        compared = 0
        for label in self.rows:
            for seq, rows in self.records(label).items():
                ttl = self.truth[seq].get("mx_ttl_s")
                for row in rows if ttl is not None else []:
                    got = int(row["mx_ttl_s"])
                    self.assertLessEqual(got, ttl, row)
                    self.assertGreaterEqual(got, ttl - TTL_SLACK_S, row)
                    compared += 1
        print(f"TTLs: {compared} rows")
        self.assertGreater(compared, len(self.truth) // 2)

    def test_T4_large_answers_came_over_tcp(self) -> None:
        for label in self.rows:
            stream = {row["domain"]: row["mx_count"]
                      for row in self.rows[label]
                      if row["transport"] == "tcp"}
            self.assertEqual(stream, {"many-123.qm": "123",
                                      "many-398.qm": "398"})

    def test_W1_preferences_are_unsigned_and_ordered(self) -> None:
        for label in self.rows:
            order: dict[str, list[str]] = {"widest.qm": [],
                                           "by-number.qm": []}
            for row in self.rows[label]:
                seen = order.get(row["domain"], [])
                if row["preference"] not in seen:
                    seen.append(row["preference"])
            self.assertEqual(order, {"widest.qm": ["0", "65535"],
                                     "by-number.qm": ["9", "100"]})


if __name__ == "__main__":
    golden.main()
