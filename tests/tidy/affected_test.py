#!/usr/bin/env python3
"""Tests of affected.py, on a repository made here: a change concerns the
sources that see it, and where nothing is known, all are looked at."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import affected

TREE = {
    ".clang-tidy": "Checks: x\n",
    "CMakeLists.txt": "project(x)\n",
    "io/base/time.h": "#pragma once\n",
    "io/base/clock.h": '#include "io/base/time.h"\n',
    "io/base/clock.cc": '#include "io/base/clock.h"\n',
    "io/base/log.cc": "#include <string>\n",
    "datasets/a.csv": "a\n",
    "scanner/CMakeLists.txt": "add_executable(x)\n",
    "scanner/main.cc": '#include "io/base/clock.h"\n'
                       '#include "scanner/version.h"\n',
    "scanner/version.h.in": "#pragma once\n",
    "tests/a_test.cc": '#include "io/base/time.h"\n',
}
EVERY = ["io/base/clock.cc", "io/base/log.cc", "scanner/main.cc"]


class AffectedTest(unittest.TestCase):
    """One repository: main, and a branch without a change."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for path, text in TREE.items():
            self.write(path, text)
        (self.root / affected.PASSED).parent.mkdir(parents=True)
        self.git("init", "-b", "main")
        self.commit()
        self.git("checkout", "-b", "branch")

    def git(self, *words: str) -> None:
        subprocess.run(
            ["git", "-C", str(self.root), "-c", "user.name=a", "-c",
             "user.email=a@example.com", *words],
            check=True, capture_output=True,
            env={**os.environ, "HOME": str(self.root)})

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-m", "x")

    def found(self, since: str = "") -> list[str]:
        return affected.to_look_at(self.root, since)

    def test_a_source_that_changed(self) -> None:
        self.write("io/base/log.cc", "int a;\n")
        self.assertEqual(self.found("main"), ["io/base/log.cc"])
        self.commit()
        self.assertEqual(self.found(), ["io/base/log.cc"])

    def test_a_new_source(self) -> None:
        self.commit_something()
        self.write("io/base/new.cc", "int a;\n")
        self.assertEqual(self.found(), ["io/base/new.cc"])

    def commit_something(self) -> None:
        self.write("notes.md", "Notes.\n")
        self.commit()

    def test_all_that_include_a_header_however_far(self) -> None:
        self.write("io/base/time.h", "int a;\n")
        self.commit()
        self.assertEqual(self.found(), ["io/base/clock.cc", "scanner/main.cc"])

    def test_a_header_that_is_gone(self) -> None:
        (self.root / "io/base/time.h").unlink()
        self.commit()
        self.assertEqual(self.found(), ["io/base/clock.cc", "scanner/main.cc"])

    def test_a_list_of_sources_concerns_its_folder(self) -> None:
        self.write("scanner/CMakeLists.txt", "add_executable(y)\n")
        self.commit()
        self.assertEqual(self.found(), ["scanner/main.cc"])

    def test_what_a_header_is_made_of_concerns_who_includes_it(self) -> None:
        for path in ("scanner/version.h.in", "datasets/a.csv"):
            with self.subTest(path=path):
                self.git("checkout", "-f", "-B", "branch", "main")
                self.write(path, "b\n")
                self.commit()
                self.assertEqual(self.found(), ["scanner/main.cc"])

    def test_nothing_changed(self) -> None:
        self.commit_something()
        self.assertEqual(self.found(), [])

    def test_settings_concern_all(self) -> None:
        for path in (".clang-tidy", "CMakeLists.txt", "cmake/warnings.cmake"):
            with self.subTest(path=path):
                self.git("checkout", "-f", "-B", "branch", "main")
                self.write(path, "Checks: y\n")
                self.commit()
                self.assertEqual(self.found(), EVERY)

    def test_what_is_not_known_is_all(self) -> None:
        self.assertEqual(self.found(), EVERY)  # the branch is main
        self.commit_something()
        self.assertEqual(self.found("all"), EVERY)
        self.assertEqual(self.found("1234567"), EVERY)
        self.git("branch", "-D", "main")
        self.assertEqual(self.found(), EVERY)

    def test_what_passed_as_it_is_is_left_out(self) -> None:
        affected.record(self.root, EVERY[:2])
        self.assertEqual(self.found(), EVERY[2:])  # nothing else is known
        self.assertEqual(self.found("all"), EVERY)
        affected.record(self.root, EVERY[2:])
        self.assertEqual(self.found(), [])

    def test_what_passed_counts_until_something_changes(self) -> None:
        for path, again in (("io/base/log.cc", ["io/base/log.cc"]),
                            ("io/base/time.h", ["io/base/clock.cc",
                                                "scanner/main.cc"]),
                            ("scanner/CMakeLists.txt", ["scanner/main.cc"]),
                            ("datasets/a.csv", ["scanner/main.cc"]),
                            (".clang-tidy", EVERY)):
            with self.subTest(path=path):
                affected.record(self.root, EVERY)
                self.write(path, "int b;\n")
                self.assertEqual(self.found(), again)
                self.write(path, TREE[path])
                self.assertEqual(self.found(), [])

    def test_an_old_line_leaves_the_list(self) -> None:
        affected.record(self.root, EVERY)
        self.write("io/base/log.cc", "int c;\n")
        affected.record(self.root, [])
        lines = (self.root / affected.PASSED).read_text().splitlines()
        self.assertEqual([line.split()[1] for line in lines],
                         ["io/base/clock.cc", "scanner/main.cc"])

    def test_without_git(self) -> None:
        subprocess.run(["rm", "-rf", str(self.root / ".git")], check=True)
        self.assertEqual(self.found(), EVERY)


if __name__ == "__main__":
    unittest.main()
