"""The picture of README.md can be made again: it is of a complete run, and it
is an SVG that readers of XML take.
"""

from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import golden
import picture

SVG = "{http://www.w3.org/2000/svg}"
README = golden.SOURCE / "README.md"


def words_of(path: Path) -> str:
    """What stands in it, as one line: long lines are wrapped by columns."""
    return "".join(text.text or "" for text in
                   ElementTree.parse(path).iter(SVG + "text"))


class PictureTest(unittest.TestCase):
    """The one of today, and the one that is shown."""

    def check(self, path: Path) -> None:
        words = words_of(path)
        self.assertIn("mxsweep -r resolvers.txt", words)
        self.assertIn("every record exactly once", words)

    def test_it_can_be_made(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory())
        path = Path(folder) / "run.svg"
        sys.argv[1:] = [str(path)]
        picture.main()
        self.check(path)

    def test_the_one_that_is_shown(self) -> None:
        self.assertIn("](docs/run.svg)", README.read_text(encoding="utf-8"))
        self.check(golden.SOURCE / "docs" / "run.svg")


class ScreenTest(unittest.TestCase):
    """What a terminal makes of what is sent to it."""

    def rows(self, text: str) -> list[str]:
        screen = picture.Screen()
        screen.feed(text)
        return [picture.text_of(row) for row in screen.lines()]

    def test_status_lines(self) -> None:
        self.assertEqual(self.rows("a\r\n12\r\x1b[K3\r\nend"),
                         ["a", "3", "end"])
        self.assertEqual(self.rows("one\r\ntwo\x1b[A\x1b[2G!"),
                         ["o!e", "two"])
        self.assertEqual(self.rows("x" * 81), ["x" * 80, "x"])

    def test_colours(self) -> None:
        screen = picture.Screen()
        screen.feed("\x1b[32mgood\x1b[0m.")
        self.assertEqual(picture.runs_of(screen.lines()[0]),
                         [(0, "good", "fill:#a3be8c;"), (4, ".", "")])


if __name__ == "__main__":
    golden.main()
