"""The private unbound loses no name, however many questions are in flight:
not by the pace that a run finds for itself, not as fast as it can, not where
the system grants unbound no more than the usual receive buffer, and not when
unbound is killed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import golden
import table

NAMES = int(os.environ.get("GOLDEN_NAMES", "4000"))
# What Linux grants to anybody: 212,992 bytes, counted twice.
USUAL_BUFFER = "  so-rcvbuf: 212992\n"
ROOM = 425984 // 1280
# Names that fail are soon given up; the others must not need it.
MANY = ["-s", "10000", "--rate", "0", "--retries", "1"]


class PrivateTest(golden.InternetTest):
    """One world, several runs through an unbound of their own."""

    profile, size, seed = "gtld-zone", NAMES, 20261129

    def scan(self, label: str, *flags: str, config: str = "") -> str:
        """Compares the table with the truth. The summary."""
        lines = self.world.path("unbound.conf").read_text(encoding="utf-8")
        extra = self.world.path(label + ".conf")
        extra.write_text(lines.replace("server:\n", "server:\n" + config, 1),
                         encoding="utf-8")
        out = self.world.path(label + ".csv")
        summary = golden.run_well(self.names, "--resolver-config", extra,
                                  *flags, "-o", out)
        print(f"{label}: {summary}")
        self.expect_truth(out)
        return summary

    def expect_truth(self, out: Path) -> None:
        records = table.by_seq(table.read_csv(out))
        got = [(records[one["seq"]][0]["status"],
                records[one["seq"]][0]["mail_kind"]) for one in self.truth]
        expected = [(one["status"], one["mail_kind"]) for one in self.truth]
        wrong = [(one["input"], *have) for one, have, want
                 in zip(self.truth, got, expected) if have != want]
        self.assertEqual(wrong, [])

    def test_pace_is_found(self) -> None:
        summary = self.scan("auto")
        self.assertNotIn("limited by limiter", summary)

    def test_many_in_flight(self) -> None:
        self.scan("many", *MANY)

    def test_more_in_flight_than_the_system_has_room_for(self) -> None:
        summary = self.scan("small", *MANY, config=USUAL_BUFFER)
        self.assertIn(f"at most {ROOM} queries in flight, not 10000", summary)

    def test_unbound_that_is_killed_costs_no_name(self) -> None:
        """Twice, with hundreds of questions in flight."""
        out = self.world.path("killed.csv")
        scan = subprocess.Popen(
            [golden.PROGRAM, self.names, *self.world.through_private(),
             "--rate", str(NAMES // 2), "-o", out],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(scan.kill)
        said = golden.said_until("started a private unbound", scan)
        for _ in range(2):
            time.sleep(0.8)
            (unbound,) = golden.unbounds_of(scan)
            os.kill(unbound, signal.SIGKILL)
        said += scan.communicate(timeout=120)[1]
        self.assertEqual(scan.returncode, 0, said)
        self.assertEqual(said.count("ended during the run (signal 9) and is "
                                    "started again"), 2, said)
        self.expect_truth(out)

    def test_rate_is_a_bound(self) -> None:
        few = self.world.path("few.txt")
        healthy = [one["input"] for one in self.truth
                   if one["status"] == "NOERROR"]
        few.write_text("\n".join(healthy[:200]), encoding="utf-8")
        summary = golden.run_well(few, *self.world.through_private(),
                                  "--rate", "200", "-A", "none",
                                  "-o", self.world.path("few.csv"))
        found = re.search(r"([\d,]+) queries/s", summary)
        self.assertIsNotNone(found, summary)
        self.assertLessEqual(int(found[1].replace(",", "")), 220)


if __name__ == "__main__":
    golden.main()
