"""Equal tables whichever transport carries the packets and however many
threads work; and the summary's promise that no record is lost or doubled.
"""

from __future__ import annotations

import re
import subprocess

import golden
import table


class RunsTest(golden.InternetTest):
    """One world; runs that must not differ."""

    profile, size, seed = "gtld-zone", 500, 20260707

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.summaries = {}
        cls.tables = {}
        cls.scan("first")

    @classmethod
    def scan(cls, label: str, *flags: str) -> None:
        out = cls.world.path(label + ".csv")
        cls.summaries[label] = golden.run_well(
            cls.names, *cls.world.through_resolver(), *golden.PATIENT,
            *flags, "-o", out)
        cls.tables[label] = table.read_csv(out)

    def check(self, label: str, *flags: str) -> None:
        self.scan(label, *flags)
        self.assertEqual(table.stable(self.tables[label]),
                         table.stable(self.tables["first"]))
        self.check_ledger(label)
        print(f"{label}: {len(self.tables[label])} rows equal")

    def check_ledger(self, label: str) -> None:
        found = re.search(r"^  ledger +([\d,]+) records? in, ([\d,]+) out: "
                          r"every record exactly once$",
                          self.summaries[label], re.MULTILINE)
        self.assertIsNotNone(found, self.summaries[label])
        records, written = (int(text.replace(",", ""))
                            for text in found.groups())
        self.assertEqual(records, len(self.truth))
        self.assertEqual(written, len(self.truth))
        seqs = {int(row["seq"]) for row in self.tables[label]}
        self.assertEqual(seqs, set(range(len(self.truth))))

    def test_first_run_says_what_the_truth_says(self) -> None:
        self.check_ledger("first")
        records = table.by_seq(self.tables["first"])
        for one in self.truth:
            row = records[one["seq"]][0]
            self.assertEqual((row["status"], row["mail_kind"]),
                             (one["status"], one["mail_kind"]), one["what"])

    def test_transport_mmsg(self) -> None:
        self.check("mmsg", "--transport", "mmsg")
        self.assertIn(", mmsg,", self.summaries["mmsg"])

    def test_transport_uring(self) -> None:
        probe = golden.run("-", *self.world.through_resolver(),
                           "--transport", "uring")
        if probe.returncode == 5:
            self.skipTest(probe.stderr.decode().strip())
        self.check("uring", "--transport", "uring")
        self.assertIn(", uring,", self.summaries["uring"])

    def test_two_threads(self) -> None:
        self.check("threads", "--threads", "2")

    def test_four_threads_over_mmsg(self) -> None:
        self.check("four", "--threads", "4", "--transport", "mmsg")

    def test_few_in_flight(self) -> None:
        self.scan("warm")
        out = self.world.path("few.csv")
        done = golden.run(self.names, *self.world.through_resolver(),
                          "--rate", "20000", "--retries", "1", "-s", "8",
                          "-o", out)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(table.stable(table.read_csv(out)),
                         table.stable(self.tables["first"]))

    def test_several_resolvers(self) -> None:
        second = self.world.start_unbound()
        out = self.world.path("two.csv")
        done = golden.run(self.names, "-r",
                          f"{self.world.resolver},{second}", *golden.PATIENT,
                          "-o", out)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        rows = table.read_csv(out)
        self.assertEqual(table.stable(rows),
                         table.stable(self.tables["first"]))
        used = {row["resolver"] for row in rows} - {""}
        self.assertEqual(used, {self.world.resolver, second})

    def test_standard_output_holds_the_table_alone(self) -> None:
        done = golden.run(self.names, *self.world.through_resolver(),
                          *golden.PATIENT)
        self.assertEqual(done.returncode, 0)
        path = self.world.path("stdout.csv")
        path.write_bytes(done.stdout)
        self.assertEqual(table.stable(table.read_csv(path)),
                         table.stable(self.tables["first"]))

    def test_quiet_says_nothing(self) -> None:
        done = golden.run(self.names, *self.world.through_resolver(),
                          *golden.PATIENT, "--quiet",
                          stdout=subprocess.DEVNULL)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    golden.main()
