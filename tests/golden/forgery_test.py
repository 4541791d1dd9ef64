"""A flood of forged answers during a scan, from the right address and port:
none is believed, none is taken for an answer that a question waits for, and
the scan costs little more. bench/cases/forgery.py has ten million of them.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass
from pathlib import Path

import bench_responder
import golden

NAMES = 100_000
FORGED = 200_000
RATE = 50_000
NOISE_S = 0.2  # of a busy machine, in CPU


@dataclass
class Scan:
    cpu_s: float
    wall_s: float
    rows: list[str]
    said: str
    counts: dict


class ForgeryTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.list = self.folder / "names.txt"
        bench_responder.write_names(self.list, NAMES)

    def scan(self, *flags: str) -> Scan:
        table = self.folder / "table.csv"
        with bench_responder.responder("--profile", "mx", *flags) as server:
            start = time.monotonic()
            with subprocess.Popen(
                    [golden.PROGRAM, str(self.list), "-v", "-r", server.address,
                     "--no-resolver-check", "--addresses", "none", "--rate",
                     str(RATE), "--columns", "seq,status,exchange", "-o",
                     str(table)], stderr=subprocess.PIPE, text=True) as process:
                said = process.stderr.read()
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            wall = time.monotonic() - start
            self.assertEqual(process.returncode, 0, said)
        return Scan(usage.ru_utime + usage.ru_stime, wall,
                    sorted(table.read_text().splitlines()), said,
                    server.counts)

    def test_flood(self) -> None:
        plain = self.scan()
        flooded = self.scan("--forge", str(FORGED), "--forge-names",
                            str(self.list), "--forge-rate", str(2 * RATE))
        # It was a flood, and it came there.
        self.assertGreater(flooded.counts["forged"], FORGED / 2)
        self.assertGreater(golden.counter(flooded.said, "mismatched_id"),
                           flooded.counts["forged"] / 2)
        self.assertEqual(golden.counter(plain.said, "mismatched_id"), 0)
        for row in flooded.rows:
            self.assertNotIn("forged.evil", row)
        self.assertEqual(flooded.rows, plain.rows)
        self.assertLessEqual(flooded.cpu_s, 2 * plain.cpu_s + NOISE_S)
        self.assertLessEqual(flooded.wall_s, 2 * plain.wall_s)


if __name__ == "__main__":
    golden.main()
