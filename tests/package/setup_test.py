#!/usr/bin/env python3
"""What .ci/setup.sh says when it cannot go on, and that it leaves nothing
behind; and the notes of a release. Programs that it would call are stubs here,
so that nothing is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "awk", "cat", "cut", "date", "dirname", "fold", "grep", "mktemp",
         "nproc", "rm", "sed", "sleep", "tail", "tr", "uname")


class SetupTest(unittest.TestCase):
    """In a world of few programs."""

    def setUp(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.programs = folder / "bin"
        self.temporary = folder / "tmp"
        for each in (self.programs, self.temporary):
            each.mkdir()
        for tool in TOOLS:
            (self.programs / tool).symlink_to(shutil.which(tool))
        self.stub("dpkg-query", "exit 1")  # nothing is installed
        self.stub("apt-get", "exit 0")

    def stub(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def run_setup(self, *arguments: str) -> subprocess.CompletedProcess:
        done = subprocess.run(
            ["sh", str(ROOT / ".ci" / "setup.sh"), *arguments], text=True,
            capture_output=True, check=False, stdin=subprocess.DEVNULL,
            env={"PATH": str(self.programs), "TMPDIR": str(self.temporary)})
        self.assertEqual(os.listdir(self.temporary), [])
        return done

    def test_without_rights(self) -> None:
        self.stub("id", "echo 1000")
        for command in ("demo", "test", "package"):
            done = self.run_setup(command)
            self.assertEqual(done.returncode, 1)
            self.assertIn("setup: needs root or sudo", done.stderr)
            self.assertIn("apt-get install --no-install-recommends g++ ",
                          done.stderr)
        self.assertNotIn("unbound", done.stderr)

    def test_without_apt(self) -> None:
        self.stub("id", "echo 0")
        (self.programs / "apt-get").unlink()
        done = self.run_setup("demo")
        self.assertEqual(done.returncode, 1)
        self.assertIn("setup: needs apt-get (Debian 12 or 13)", done.stderr)

    def test_what_fails_is_shown(self) -> None:
        self.stub("id", "echo 0")
        self.stub("env", 'echo "E: Unable to locate package"; exit 100')
        done = self.run_setup("demo")
        self.assertEqual(done.returncode, 100)
        self.assertIn("== [1/5] packages to build with", done.stdout)
        self.assertIn("E: Unable to locate package", done.stdout)

    def test_usage(self) -> None:
        done = self.run_setup()
        self.assertEqual(done.returncode, 2)
        self.assertIn("demo|test", done.stderr)


class NotesTest(unittest.TestCase):
    """The text of a release."""

    def notes(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", str(ROOT / ".ci" / "release_notes.sh"), *arguments],
            text=True, capture_output=True, check=False)

    def test_section_of_the_changelog(self) -> None:
        changes = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
        versions = re.findall(r"^## (\S+)", changes, re.M)
        told = [self.notes(version).stdout.strip() for version in versions]
        for notes in filter(None, told):  # nothing may be unreleased
            self.assertIn(notes, changes)
            self.assertTrue(notes.startswith("### "), notes[:80])
        self.assertTrue(any(told))

    def test_unknown_version(self) -> None:
        done = self.notes("99.0.0")
        self.assertEqual(done.returncode, 1)
        self.assertIn("says nothing of 99.0.0", done.stderr)


if __name__ == "__main__":
    unittest.main()
