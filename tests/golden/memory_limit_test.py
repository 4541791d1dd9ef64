"""The limit of --memory holds: the peak of a run with the least that it names
itself stays under that, full caches and all; less is refused; --dry-run says
what it takes.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import bench_responder
import golden

NAMES = 150_000
KIB = 1024
NOTHING = ("x.example.com", "-r", "192.0.2.1")


def peak_mib(*arguments: object) -> float:
    """Of the resident memory of a run, which must be complete."""
    scan = subprocess.Popen([golden.PROGRAM, *map(str, arguments)],
                            stdin=subprocess.DEVNULL)
    _, status, used = os.wait4(scan.pid, 0)
    scan.returncode = os.waitstatus_to_exitcode(status)
    if scan.returncode != 0:
        raise AssertionError(f"exit code {scan.returncode}")
    return used.ru_maxrss / KIB


class MemoryLimitTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def refused(self, size: str, *flags: object) -> str:
        done = golden.run(*NOTHING, "--memory", size, *flags)
        self.assertEqual(done.returncode, 2, done.stderr)
        return done.stderr.decode()

    def least(self, *flags: object) -> int:
        return int(re.search(r"needs (\d+)M at least",
                             self.refused("1M", *flags))[1])

    def test_the_least_is_enough(self) -> None:
        names = self.folder / "names.txt"
        bench_responder.write_names(names, NAMES)
        kinds = [["-O", "csv"], ["-O", "csv", "--unique", "-T", "2"]]
        if "parquet" in golden.run("--version").stdout.decode():
            kinds.append(["-O", "parquet", "--unique", "--sort", "domain"])
        for flags in kinds:
            least = self.least(*flags)
            with self.subTest(flags), bench_responder.responder() as served:
                peak = peak_mib(names, "-r", served.address, "-q", "--rate",
                                "0", "--no-resolver-check", "--memory",
                                f"{least}M", *flags, "-o",
                                self.folder / "out")
                print(f"{flags}: {peak:.1f} of {least} MiB")
                self.assertLess(peak, least)
                self.assertGreater(peak, least / 2)

    def test_sizes(self) -> None:
        for size in ("256", "256X", "-1M", "1.5G", "M", "0M", "2000G"):
            with self.subTest(size):
                self.assertIn("--memory: ", self.refused(size))
        for size in ("256M", "256MiB", "1g", "1024G"):
            with self.subTest(size):
                done = golden.run(*NOTHING, "--memory", size, "--dry-run")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_dry_run_says_it(self) -> None:
        said = golden.run(*NOTHING, "--dry-run", "--memory",
                          "50M").stdout.decode()
        self.assertRegex(said, r"\nmemory   50 MiB at most, of which \d+ for "
                               r"mail hosts \(--memory\)\n")


if __name__ == "__main__":
    golden.main()
