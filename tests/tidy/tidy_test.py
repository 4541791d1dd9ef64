#!/usr/bin/env python3
"""Tests of tidy.py: a clean tree gives no complaint, and one bad file per
rule gives exactly that complaint."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import tidy

HEADER = """\
// Pair: two numbers that belong together (docs/decisions/001).
#pragma once

#include <cstdint>

#include "io/base/time.h"

namespace mxsweep::io {

struct Pair {
  std::uint32_t first = 0;
};

}  // namespace mxsweep::io
"""

SOURCE = """\
#include "io/net/pair.h"

namespace mxsweep::io {

// A "printf(" in a comment or literal is nobody's call.
const char* text() {
  return "std::cout << time(nullptr)";
}

}  // namespace mxsweep::io
"""

TEST = """\
// Pair: what a pair is.
#include <gtest/gtest.h>

#include "io/net/pair.h"
#include "scanner/dns/name.h"

TEST(Pair, HoldsTwoNumbers) {}

TEST(Pair, S1LowerComesFirst) {}
"""

RULES = """\
# Rules

| rule | source | what is done | shown by |
| --- | --- | --- | --- |
| S1 | RFC 1 | sorted | [S1LowerComesFirst](../tests/pair_test.cc) |
| W5 | RFC 2 | folded | [a](../tests/a.scn), [b](../tests/w05-b.scn) |
"""

DECISION = "# A choice\n\nDate: 2026-11-25. Status: in force.\n\n"

SHORT_HEADER = "// Small, for others to include.\n#pragma once\n"

CLEAN = {
    "CMakeLists.txt": "add_subdirectory(io)\n",
    "README.md": "# Pairs\n\nSee [the notes](docs/notes.md) and [io](io).\n",
    "docs/notes.md": "| a table may be " + "wide " * 20 + "|\n",
    "docs/rules.md": RULES,
    "docs/decisions/001-pairs.md": DECISION + "Pairs are small.\n",
    "io/base/CMakeLists.txt": "library(base HEADERS time.h)\n",
    "io/base/time.h": SHORT_HEADER,
    "io/net/CMakeLists.txt": "library(net SOURCES pair.cc HEADERS pair.h)\n",
    "io/net/pair.h": HEADER,
    "io/net/pair.cc": SOURCE,
    "scanner/dns/CMakeLists.txt": "library(names HEADERS name.h)\n",
    "scanner/dns/name.h": SHORT_HEADER,
    "tests/CMakeLists.txt": "test(pair_test SOURCES pair_test.cc)\n",
    "tests/fuzz/CMakeLists.txt": "foreach(f name)\n  fuzz(${f}_fuzz.cc)\n",
    "tests/pair_test.cc": TEST,
    "tests/a.scn": "title a pair\nrules S1 W5\n",
    "tests/w05-b.scn": "title another pair\nrules W5\n",
    "tests/support/a.h": SHORT_HEADER,
    "bench/support/a.h": SHORT_HEADER,
    "tests/fuzz/corpus/pair/tab": "one\ttwo ",
}


def body(lines: int) -> str:
    """A function whose braces are `lines` lines apart, both counted."""
    return "int count() {\n" + "  step();\n" * (lines - 2) + "}\n"


def row(code: str, tests: str, source: str = "RFC 1") -> str:
    """One more rule."""
    return f"| {code} | {source} | something | {tests} |\n"


SHOWN = "[S1LowerComesFirst](../tests/pair_test.cc)"

# Rule, file, and what is added to the file (or is the whole new file).
BAD = [
    ("width", "io/net/pair.cc", "// " + "x" * 78 + "\n"),
    ("width", "docs/notes.md", "word " * 16 + "w\n"),
    ("width", "tests/run.py", '"""Runs."""\n# ' + "x" * 79 + "\n"),
    ("width", "cmake/a.cmake", "# " + "x" * 79 + "\n"),
    ("width", ".ci/run", "#!/bin/sh\n# " + "x" * 79 + "\n"),
    ("whitespace", "io/net/pair.cc", "int a;\t// tab\n"),
    ("whitespace", "io/net/pair.cc", "int a; \n"),
    ("whitespace", "io/net/pair.cc", "int a;\r\n"),
    ("whitespace", "io/net/pair.cc", "int a;"),
    ("whitespace", "README.md", "\n"),
    ("include", "io/base/time.h", '#include "io/net/pair.h"\n'),
    ("include", "io/net/pair.cc", '#include "scanner/dns/name.h"\n'),
    ("include", "io/net/pair.cc", '#include "tests/support/a.h"\n'),
    ("include", "io/net/pair.cc", '#include "bench/support/a.h"\n'),
    ("include", "io/net/pair.cc", '#include "pair.h"\n'),
    ("include", "io/file/line.h",
     SHORT_HEADER + '#include "io/net/pair.h"\n'),
    ("include", "io/new/line.h", SHORT_HEADER),
    ("owned_header", "io/net/pair.cc", "#include <liburing.h>\n"),
    ("owned_header", "io/net/pair.cc", "#include <arrow/api.h>\n"),
    ("owned_header", "io/net/pair.cc", "#include <parquet/api.h>\n"),
    ("owned_header", "scanner/dns/name.h", "#include <unistd.h>\n"),
    ("owned_header", "scanner/dns/name.h", "#include <sys/socket.h>\n"),
    ("owned_header", "scanner/dns/name.h", "#include <fcntl.h>\n"),
    ("owned_header", "scanner/dns/name.h", "#include <CLI/CLI.hpp>\n"),
    ("owned_header", "scanner/dns/name.h", "#include <unicode/uidna.h>\n"),
    ("io_word", "io/net/pair.cc", "// Asks a Dns server.\n"),
    ("io_word", "io/net/pair.cc", "// As after NXDOMAIN.\n"),
    ("banned", "io/net/pair.cc", "auto t = steady_clock::now();\n"),
    ("banned", "io/net/pair.cc", "auto t = ::time(nullptr);\n"),
    ("banned", "io/net/pair.cc", "void a() { std::cout << 1; }\n"),
    ("banned", "io/net/pair.cc", "void a() { std::fprintf(f, x); }\n"),
    ("banned", "io/net/pair.cc", "void a() { std::exit(1); }\n"),
    ("banned", "io/net/pair.cc", "void a() { abort(); }\n"),
    ("banned", "tests/pair_test.cc", "int a = rand();\n"),
    ("banned", "tests/pair_test.cc", "std::random_device a;\n"),
    ("banned", "tests/pair_test.cc", "void a() { out << std::endl; }\n"),
    ("banned", "tests/pair_test.cc", "std::regex a;\n"),
    ("banned", "io/net/pair.cc", "std::shared_ptr<int> a;\n"),
    ("banned", "io/net/pair.cc", "std::function<int()> a;\n"),
    ("banned", "io/base/time.h", "auto* a = reinterpret_cast<int*>(b);\n"),
    ("banned", "io/net/pair.cc", "void a() { assert(b); }\n"),
    ("banned", "io/net/pair.cc", "void a() { throw 1; }\n"),
    ("banned", "io/net/pair.cc", "int a = std::stoi(b);\n"),
    ("foreign_word", "docs/notes.md", "See /wor" + "k/notes.\n"),
    ("foreign_word", "io/net/pair.cc", "// The assis" + "tant said so.\n"),
    ("foreign_word", "docs/notes.md", "Made by A" + "I, they say.\n"),
    ("foreign_word", "docs/notes.md", "As in the last ses" + "sion.\n"),
    ("foreign_word", "cmake/a.cmake", "# https://pypi.o" + "rg/a\n"),
    ("foreign_word", "cmake/a.cmake", "# https://github.c" + "om/a\n"),
    ("todo", "io/net/pair.cc", "// TO" + "DO: more\n"),
    ("todo", "docs/notes.md", "FIX" + "ME\n"),
    ("nolint", "io/net/pair.cc", "int a;  // NOLINT\n"),
    ("nolint", "io/net/pair.cc", "int a;  // NOLINT(misc-thing)\n"),
    ("test_name", "tests/pair_test.cc", "TEST(Pair, holds_two) {}\n"),
    ("size", "io/net/pair.cc", body(tidy.tables.FUNCTION_LINES + 1)),
    ("size", "io/net/pair.cc", "int a;\n" * tidy.tables.FILE_LINES),
    ("size", "io/net/pair.cc",
     '#include "io/base/time.h"\n' * tidy.tables.INCLUDES),
    ("layout", "notes/a.txt", "Notes.\n"),
    ("opening", "tests/run.py", "import os\n"),
    ("opening", "tests/support/b.h", "#pragma once\n"),
    ("opening", "tests/support/b.h", "// Things.\n\nint a;\n"),
    ("listed", "tests/other_test.cc", "// Other things.\n"),
    ("listed", "tests/air_test.cc", "// A name inside another name.\n"),
    ("listed", "io/net/other.h", SHORT_HEADER),
    ("missing", "docs/notes.md", "[gone](gone.md)\n"),
    ("missing", "tests/pair_test.cc", '#include "io/net/gone.h"\n'),
    ("missing", "docs/rules.md", row("T" "7", "[gone](../tests/gone.scn)")),
    ("rules", "io/net/pair.cc", "// As T" "7 says.\n"),
    ("rules", "io/net/pair.cc", "// Rules S1-S" "9.\n"),
    ("rules", "io/net/pair.cc", 'auto a = "late (X' '4)";\n'),
    ("rules", "docs/notes.md", "That is E" "2, then.\n"),
    ("rules", "tests/run.py", '"""Runs."""\nTABLE = ["I' '3 a stop"]\n'),
    ("rules", "tests/pair_test.cc", "TEST(Pair, N" "1IsNull) {}\n"),
    ("rules", "tests/pair_test.cc", "TEST_F(Pair,\n       N" "1Is) {}\n"),
    ("rules", "tests/b.scn", "title b\nrules S1 T" "7\n"),
    ("rules", "tests/b.scn", "title b\nrules S1 O3\n"),
    ("rules", "tests/s12-b.scn", "title b\nrules S1\n"),
    ("rules", "docs/rules.md", row("S1", SHOWN)),
    ("rules", "docs/rules.md", row("T" "7", SHOWN, source="")),
    ("rules", "docs/rules.md", row("T" "7", "the suite")),
    ("rules", "docs/rules.md", row("T" "7", "")),
    ("rules", "docs/rules.md", row("T" "7", "[a](../tests/a.scn)")),
    ("rules", "docs/rules.md", row("T" "7", "[Gone](../tests/pair_test.cc)")),
    ("rules", "docs/rules.md", row("T" "7", "[Pair](../io/net/pair.h)")),
    ("decisions", "docs/decisions/002-more.md", DECISION + "More.\n"),
    ("decisions", "docs/decisions/002-more.md", "# Two\n\nSo be it.\n"),
    ("decisions", "docs/decisions/001-again.md", "# One\n"),
]

# Added to a clean tree these are as clean.
GOOD = [
    ("Makefile", "all:\n\tcmake --build build\n"),
    (".clang-format", "BasedOnStyle: Google\n"),
    ("LICENSE", "From https://github.c" + "om/somebody\n"),
    ("docs/notes.md", "[peer](https://github.c" + "om/peer/peer)\n"),
    ("docs/notes.md", "```\n" + "x" * 90 + "\n```\n"),
    ("io/net/pair.cc", "// https://www.rfc-editor.example/" + "x" * 60 + "\n"),
    ("io/net/pair.cc", "int a = ring.exit() + b->time(nullptr);\n"),
    ("io/net/pair.cc", "auto a = 'p' + 1'000'000;  // rand()\n"),
    ("io/net/pair.cc", "// TO" + "DO(#12): more\n"),
    ("io/net/pair.cc", "int a;  // NOLINT(misc-thing): it is wrong\n"),
    ("io/net/pair.cc", body(tidy.tables.FUNCTION_LINES)),
    ("io/net/pair.cc", "constexpr int kTable[] = {\n" + "  f(1),\n" * 80 +
     "};\n"),
    ("io/base/clock.cc", "// Time.\nauto t = steady_clock::now();\n"),
    ("io/net/uring.h", SHORT_HEADER + "\n#include <liburing.h>\n"),
    ("scanner/cli/flags.cc", "// Flags.\n" + "int a;\n" * 600),
    ("tests/pair_test.cc", "auto* a = reinterpret_cast<int*>(b);\n"),
    ("cmake/a.cmake", "  " + "x" * 90 + "\n"),
    ("tests/pair_test.cc", 'auto a = take("A' + 'I.");\n'),
    ("tests/name_fuzz.cc", "// Names.\n"),
    ("datasets/names.txt", "1\texample.org \r\n"),
    ("io/net/pair.cc", "// As S1 and W5 say, of T" "7.test and in E" "2E.\n"),
    ("io/net/pair.cc", "template <class T" "2>\nT" "2 both(T" "2 a);\n"),
    ("tests/nat64-a.scn", "title a\nrules S1\n[input]\nX" "4.test\n"),
    ("docs/decisions/002-more.md", "# Two\n\nDate: 2026-11-25. Status: in "
     "force. No code follows it.\n\nMore.\n"),
    ("docs/rules.md", row("T" "7", "[S1LowerComesFirst](../tests/pair_test.cc)"
                          ", [HoldsTwoNumbers](../tests/pair_test.cc)")),
]


class TidyTest(unittest.TestCase):
    """Each test writes a tree of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for path, text in CLEAN.items():
            self.add(path, text)

    def add(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", newline="") as out:
            out.write(text)

    def found(self) -> list[str]:
        return tidy.complaints(self.root)

    def test_clean_tree_gives_none(self) -> None:
        self.assertEqual(self.found(), [])

    def list_sources(self, path: str) -> None:
        """So that a new product file breaks only the rule it is for."""
        if path.startswith(("io/", "scanner/")) and path not in CLEAN:
            name = Path(path).name
            self.add(f"{Path(path).parent}/CMakeLists.txt", f"# {name}\n")

    def test_bad_file_gives_exactly_its_complaint(self) -> None:
        for rule, path, text in BAD:
            with self.subTest(rule=rule, path=path, text=text[:60]):
                self.setUp()
                self.add(path, text)
                if rule != "listed":
                    self.list_sources(path)
                found = self.found()
                named = [line for line in found if
                         line.startswith(f"{path}:") and f" {rule}: " in line]
                self.assertEqual(len(named), 1, found)
                self.assertEqual(len(found), 1, found)

    def test_every_rule_has_its_bad_file(self) -> None:
        rules = {rule.__name__ for rule in tidy.FILE_RULES + tidy.TREE_RULES}
        self.assertEqual({rule for rule, _, _ in BAD}, rules)

    def test_what_is_allowed_is_not_complained_about(self) -> None:
        for path, text in GOOD:
            with self.subTest(path=path, text=text[:60]):
                self.setUp()
                self.add(path, text)
                self.list_sources(path)
                self.assertEqual(self.found(), [])

    def test_without_the_page_no_rule_is_defined(self) -> None:
        (self.root / "docs/rules.md").unlink()
        self.assertEqual(
            [line for line in self.found() if ": rules: " not in line], [])
        self.assertIn("tests/pair_test.cc:9: rules: S1 is not in "
                      "docs/rules.md", self.found())

    def test_complaints_name_the_line(self) -> None:
        self.add("io/net/pair.cc", "\nint a;\t// tab\n")
        line = SOURCE.count("\n") + 2
        self.assertEqual(self.found(),
                         [f"io/net/pair.cc:{line}: whitespace: tab"])

    def test_what_git_ignores_is_not_looked_at(self) -> None:
        def git(*words: str) -> None:
            subprocess.run(["git", "-C", str(self.root), *words], check=True,
                           capture_output=True, env={**os.environ,
                                                     "HOME": str(self.root)})
        try:
            git("init")
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("no git")
        self.add(".gitignore", "/build/\n")
        self.add("build/a.cc", "bad \n")
        self.assertEqual(self.found(), [])
        self.add("notes/a.txt", "Notes.\n")
        self.assertEqual(len(self.found()), 1)

    def test_exit_code_says_whether_there_was_something(self) -> None:
        def run() -> int:
            program = str(Path(__file__).with_name("tidy.py"))
            return subprocess.run(
                [sys.executable, "-B", program, str(self.root)],
                capture_output=True, check=False).returncode

        self.assertEqual(run(), 0)
        self.add("notes/a.txt", "Notes.\n")
        self.assertEqual(run(), 1)


if __name__ == "__main__":
    unittest.main()
