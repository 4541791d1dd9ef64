"""What becomes of a list before it is asked: duplicates, registrable domains,
samples, blocklists and orders, as the whole program does it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import golden
import table


class FiltersTest(golden.InternetTest):
    profile, size, seed = "toplist", 60, 20261129

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.domains = list(dict.fromkeys(
            one["domain"] for one in cls.truth if one["domain"] != ""))

    def write(self, name: str, text: str) -> Path:
        path = self.world.path(name)
        path.write_text(text)
        return path

    def scan(self, lines: list[str], *flags: object) -> list[dict[str, str]]:
        path = self.write("input", "".join(line + "\n" for line in lines))
        self.out = self.world.path("out.csv")
        self.summary = golden.run_well(
            path, *self.world.through_resolver(), *golden.PATIENT, *flags,
            "--manifest", self.world.path("out.json"), "-o", self.out)
        self.manifest = json.loads(self.world.path("out.json").read_text())
        return table.read_csv(self.out)

    @staticmethod
    def in_order(rows: list[dict[str, str]]) -> list[str]:
        """Of the records, in the order of the list."""
        seen = {int(row["seq"]): row["domain"] for row in rows}
        return [seen[seq] for seq in sorted(seen)]

    def test_unique_asks_each_name_once_and_says_so(self) -> None:
        rows = self.scan(self.domains + self.domains, "--unique")
        self.assertEqual(self.in_order(rows), self.domains)
        self.assertEqual(self.manifest["duplicates_left_out"],
                         len(self.domains))
        self.assertIn(f"duplicates left out {len(self.domains)}", self.summary)

    def test_registrable_by_a_list_of_ones_own(self) -> None:
        suffixes = self.write("psl.dat", "com\nco.uk\n")
        rows = self.scan(["www.a.com", "b.c.co.uk", "co.uk"], "--registrable",
                         "--public-suffix-list", suffixes)
        self.assertEqual(self.in_order(rows), ["a.com", "c.co.uk", ""])
        self.assertEqual([row["status"] for row in rows if row["domain"] == ""],
                         ["INVALID_NAME"])
        self.assertEqual(self.manifest["public_suffix_list"], str(suffixes))

    def test_shuffle_keeps_every_record_with_its_number(self) -> None:
        plain = self.scan(self.domains)
        rows = self.scan(self.domains, "--shuffle", "--seed", "1")
        self.assertEqual(table.stable(rows), table.stable(plain))
        self.assertEqual(self.in_order(rows), self.domains)

    def test_samples(self) -> None:
        rows = self.scan(self.domains, "--sample", "7")
        self.assertEqual(len(self.in_order(rows)), 7)
        self.assertEqual(self.manifest["not_sampled"], len(self.domains) - 7)
        again = self.scan(self.domains, "--sample", "40%", "--seed", "3")
        once_more = self.scan(self.domains, "--sample", "40%", "--seed", "3")
        self.assertEqual(self.in_order(again), self.in_order(once_more))
        self.assertLess(len(self.in_order(again)), len(self.domains))

    def test_blocked_names_are_rows_that_were_not_asked(self) -> None:
        blocked = self.domains[0]
        path = self.write("block.txt", f"# wish\n{blocked}\n203.0.113.0/24\n")
        rows = self.scan(self.domains, "--blocklist-file", path)
        self.assertEqual(self.in_order(rows), self.domains)
        first = [row for row in rows if row["domain"] == blocked]
        self.assertEqual([(row["status"], row["mail_kind"], row["attempts"])
                          for row in first], [("BLOCKLISTED", "unknown", "0")])

    def test_blocked_mail_hosts_are_not_shown(self) -> None:
        plain = self.scan(self.domains)
        with_address = next(row for row in plain
                            if row["address"] != "" and row["mx_count"] != "0"
                            and re.fullmatch("[a-z0-9.-]+", row["exchange"])
                            # Else the domain itself is blocked, too.
                            and not row["domain"].endswith(row["exchange"]))
        by_name = self.scan([with_address["domain"]], "--blocklist-file",
                            self.write("names.txt", with_address["exchange"]))
        by_address = self.scan([with_address["domain"]], "--blocklist-file",
                               self.write("addresses.txt",
                                          with_address["address"]))
        for rows in (by_name, by_address):
            row = next(row for row in rows
                       if row["exchange"] == with_address["exchange"])
            self.assertEqual(row["exchange_status"], "BLOCKLISTED")
            self.assertEqual(row["address"], "")
            self.assertNotIn("mx_lookup_failed", row["findings"])

    def check_refused(self, *flags: object, saying: str) -> None:
        path = self.write("input", "a.com\n")
        run = subprocess.run(
            [golden.PROGRAM, path, *map(str, self.world.through_resolver()),
             *map(str, flags)], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 2, run.stderr)
        self.assertIn(saying, run.stderr)
        self.assertEqual(run.stdout, "")

    def test_resolver_on_the_blocklist_is_refused(self) -> None:
        self.check_refused("--blocklist-file",
                           self.write("own.txt", "127.0.0.0/8\n"),
                           saying="is on the blocklist")

    def test_bad_values_say_what_would_be_right(self) -> None:
        self.check_refused("--blocklist-file",
                           self.write("bad.txt", "a.com\nbad line here\n"),
                           saying="line 2")
        self.check_refused("--sample", "0%", saying="above 0")
        self.check_refused("--sample", "x", saying="--sample")
        self.check_refused("--unique-memory", "5", saying="--unique")
        self.check_refused("--providers",
                           self.write("own.csv", "suffix,operator,category\n"
                                      "example.net,Net,host\n"),
                           saying="line 2: 'host' is no category")

    def test_own_providers_go_first(self) -> None:
        suffix = next(one["mx"][0]["exchange"] for one in self.truth
                      if one.get("mail_kind") == "mx").split(".", 1)[1]
        own = self.write("own.csv", "suffix,operator,category,country\n"
                         f"{suffix},Ours,isp,CH\n")
        rows = self.scan(self.domains, "--providers", own)
        seen = {(row["mx_operator"], row["mx_operator_category"],
                 row["mx_operator_rule"]) for row in rows
                if row["exchange"].endswith("." + suffix)}
        self.assertEqual(seen, {("Ours", "isp", f"providers:{suffix}")})
        self.assertIn(("self", "self:below"),
                      {(row["mx_operator"], row["mx_operator_rule"])
                       for row in rows})
        self.scan(self.domains, "--providers", own, "--columns", "domain")
        self.assertIn("no column shows who runs a mail host",
                      " ".join(self.summary.split()))


if __name__ == "__main__":
    golden.main()
