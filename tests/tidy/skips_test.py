#!/usr/bin/env python3
"""Tests of skips.py: every way to say that a case is left out is seen, and a
list allows what it names, where it says so, for that reason."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.sax.saxutils import escape

import skips

GOOGLETEST = """\
[==========] Running 3 tests from 1 test suite.
[ RUN      ] Suite.Runs
[       OK ] Suite.Runs (0 ms)
[ RUN      ] Suite.Needs/uring_4
/x/a_test.cc:12: Skipped
io_uring is refused here
(EPERM)

[  SKIPPED ] Suite.Needs/uring_4 (0 ms)
[ RUN      ] Suite.Silent
[  SKIPPED ] Suite.Silent (0 ms)
[==========] 3 tests from 1 test suite ran. (1 ms total)
[  PASSED  ] 1 test.
[  SKIPPED ] 2 tests, listed below:
[  SKIPPED ] Suite.Needs/uring_4
[  SKIPPED ] Suite.Silent
"""

UNITTEST = """\
Ran 9 tests in 1.000s

OK (skipped=2)
left out: __main__.FailuresTest.test_full_disk: needs root
left out: setUpClass (__main__.RunsTest): needs nsd: apt install nsd
"""


def report(*tests: tuple[str, str, str]) -> str:
    """As ctest writes it: name, status and output of each."""
    return "<testsuite>" + "".join(
        f'<testcase name="{name}" status="{status}">'
        f"<system-out>{escape(output)}</system-out></testcase>"
        for name, status, output in tests) + "</testsuite>"


class ReadTest(unittest.TestCase):
    """What a run says it left out."""

    def found(self, output: str, status: str = "run") -> list[skips.Skip]:
        return skips.read_run(report(("t", status, output))).skips

    def test_googletest(self) -> None:
        self.assertEqual(self.found(GOOGLETEST), [
            ("t", "Suite.Needs/uring_4", "io_uring is refused here (EPERM)"),
            ("t", "Suite.Silent", "")])

    def test_unittest(self) -> None:
        self.assertEqual(self.found(UNITTEST), [
            ("t", "FailuresTest.test_full_disk", "needs root"),
            ("t", "setUpClass (__main__.RunsTest)",
             "needs nsd: apt install nsd")])

    def test_bench(self) -> None:
        self.assertEqual(self.found("\nraw: skipped: needs root\n"),
                         [("t", "raw", "needs root")])

    def test_whole_test(self) -> None:
        self.assertEqual(self.found("skipped: no dns\n", "notrun"),
                         [("t", "", "no dns")])
        self.assertEqual(self.found("", "disabled"),
                         [("t", "", "disabled, no reason given")])

    def test_case_without_a_name_is_counted(self) -> None:
        self.assertEqual(self.found("Ran 3 tests in 1s\n\nOK (skipped=1)\n"),
                         [("t", "?", "a case that is not named")])

    def test_disabled_case(self) -> None:
        self.assertEqual(self.found("  YOU HAVE 2 DISABLED TESTS\n"),
                         [("t", "DISABLED", "2 disabled")])

    def test_counts(self) -> None:
        ran = skips.read_run(report(("a", "run", GOOGLETEST),
                                    ("b", "run", UNITTEST),
                                    ("c", "run", "")))
        self.assertEqual((ran.tests, ran.cases), (3, 13))


class ListTest(unittest.TestCase):
    """What the list allows."""

    def forbidden(self, line: str, *skip: str) -> bool:
        ran = skips.Ran([skips.Skip(*skip)], 1, 1)
        return bool(skips.forbidden(ran, skips.read_list(line), Path("/")))

    def test_test_case_and_reason_must_fit(self) -> None:
        line = "t_* | S.*/raw | anywhere | ring"
        self.assertFalse(self.forbidden(line, "t_a", "S.B/raw", "the ring"))
        self.assertTrue(self.forbidden(line, "x_a", "S.B/raw", "the ring"))
        self.assertTrue(self.forbidden(line, "t_a", "S.B/mmsg", "the ring"))
        self.assertTrue(self.forbidden(line, "t_a", "S.B/raw", "no root"))
        self.assertTrue(self.forbidden("", "t_a", "S.B/raw", "the ring"))

    def test_whole_test_is_not_a_case(self) -> None:
        self.assertTrue(self.forbidden("t | S.* | anywhere | x", "t", "", "x"))
        self.assertFalse(self.forbidden("t || anywhere | x", "t", "", "x"))

    def test_condition_must_hold(self) -> None:
        is_root = os.geteuid() == 0
        self.assertEqual(self.forbidden("t | c | root | x", "t", "c", "x"),
                         not is_root)
        self.assertEqual(self.forbidden("t | c | not root | x", "t", "c",
                                        "x"), is_root)

    def test_sanitized_is_read_from_the_build(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            build = Path(folder)
            self.assertFalse(skips.is_sanitized(build))
            cache = build / "CMakeCache.txt"
            cache.write_text("MXSWEEP_SANITIZE:STRING=\n")
            self.assertFalse(skips.is_sanitized(build))
            cache.write_text("MXSWEEP_SANITIZE:UNINITIALIZED=thread\n")
            self.assertTrue(skips.is_sanitized(build))

    def test_bad_lines_are_named(self) -> None:
        for line in ("t | c | root", "t | c | on Mars | x", "| c | root | x",
                     "t | c | root |"):
            with self.assertRaisesRegex(ValueError, "line 2"):
                skips.read_list("# a list\n" + line)

    def test_the_committed_list_is_well_formed(self) -> None:
        self.assertTrue(skips.read_list(skips.LIST.read_text()))


class ProgramTest(unittest.TestCase):
    """The exit code."""

    def run_on(self, text: str) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ctest.xml"
            path.write_text(text)
            done = subprocess.run(
                [sys.executable, "-B", skips.__file__, str(path)],
                capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_exit_code(self) -> None:
        self.assertEqual(self.run_on(report(("a", "run", "")))[0], 0)
        code, said = self.run_on(report(("a", "run", GOOGLETEST)))
        self.assertEqual(code, 1)
        self.assertIn("NOT ALLOWED: a Suite.Silent", said)
        self.assertEqual(self.run_on("not xml")[0], 2)


if __name__ == "__main__":
    unittest.main()
