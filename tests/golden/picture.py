"""Makes the picture of a run that README.md shows, from a real terminal:

    MXSWEEP=build/release/scanner/mxsweep .venv/bin/python \\
        tests/golden/picture.py docs/run.svg

The program runs in a pseudo-terminal of 80 columns on a synthetic internet of
datasets/make_internet.py, so that nobody is asked and anybody can repeat it.
What the terminal showed in the middle of the run and at its end is drawn as it
was, colours and all.
"""

from __future__ import annotations

import fcntl
import html
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import golden

COLUMNS, LINES = 80, 40
NAMES = 4000
COMMAND = ["-r", "resolvers.txt", "--rate", "2500", "names.txt", "-o",
           "mx.parquet"]

CHAR_PX, LINE_PX, EDGE_PX, FONT_PX = 7.8, 17, 14, 13
FOREGROUND, BACKGROUND = "#d8dee9", "#242933"
COLOURS = {30: "#4c566a", 31: "#bf616a", 32: "#a3be8c", 33: "#ebcb8b",
           34: "#81a1c1", 35: "#b48ead", 36: "#88c0d0", 37: "#e5e9f0",
           90: "#7b88a1"}
CONTROL = re.compile(r"\x1b\[([?\d;]*)([A-Za-z])|\x1b[=>]|([\r\n\b])")

Cell = tuple[str, str]  # a character and how it is drawn


class Screen:
    """As much of a terminal as a program needs that keeps a status line."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = [[]]
        self.row = self.column = 0
        self.style = ""

    def feed(self, text: str) -> None:
        at = 0
        for found in CONTROL.finditer(text):
            self.put(text[at:found.start()])
            at = found.end()
            if found[3]:
                self.move(found[3])
            elif found[2]:
                self.control(found[1], found[2])
        self.put(text[at:])

    def put(self, text: str) -> None:
        for char in text:
            if self.column == COLUMNS:
                self.move("\r")
                self.move("\n")
            row = self.rows[self.row]
            row += [(" ", "")] * (self.column + 1 - len(row))
            row[self.column] = (char, self.style)
            self.column += 1

    def move(self, char: str) -> None:
        if char == "\r":
            self.column = 0
        elif char == "\b":
            self.column = max(0, self.column - 1)
        else:
            self.row += 1
            if self.row == len(self.rows):
                self.rows.append([])

    def control(self, numbers: str, kind: str) -> None:
        first = int(numbers.split(";")[0] or 0) if numbers[:1] != "?" else 0
        if kind == "K":
            row = self.rows[self.row]
            del row[self.column if first == 0 else 0:]
        elif kind == "J":
            del self.rows[self.row + 1:]
            del self.rows[self.row][self.column:]
        elif kind == "A":
            self.row = max(0, self.row - max(first, 1))
        elif kind == "G":
            self.column = max(first, 1) - 1
        elif kind == "m":
            self.set_style([int(one or 0) for one in numbers.split(";")])

    def set_style(self, codes: list[int]) -> None:
        for code in codes:
            if code in (0, 39):
                self.style = ""
            elif code == 1:
                self.style += "font-weight:bold;"
            elif code == 2:
                self.style += "opacity:.7;"
            elif code in COLOURS:
                self.style += f"fill:{COLOURS[code]};"

    def lines(self) -> list[list[Cell]]:
        kept = [list(row) for row in self.rows]
        while kept and not kept[-1]:
            kept.pop()
        return kept


def run_in_terminal(folder: Path) -> tuple[list, list]:
    """The screen while names are asked, and at the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    screen = Screen()
    seen: list[tuple[float, list]] = []
    child = subprocess.Popen(
        [golden.PROGRAM, *COMMAND], cwd=folder, stdin=theirs, stdout=theirs,
        stderr=theirs, env=os.environ | {"TERM": "xterm-256color"})
    os.close(theirs)
    began = time.monotonic()
    while True:
        try:
            octets = os.read(ours, 1 << 16)
        except OSError:  # nobody has the other end any more
            break
        if not octets:
            break
        screen.feed(octets.decode("utf-8", "replace"))
        seen.append((time.monotonic() - began, screen.lines()))
    os.close(ours)
    if child.wait() != 0:
        raise RuntimeError("\n".join(text_of(row) for row in screen.lines()))
    middle = 0.25 * seen[-1][0]
    return min(seen, key=lambda one: abs(one[0] - middle))[1], screen.lines()


def text_of(row: list[Cell]) -> str:
    return "".join(char for char, _ in row)


def runs_of(row: list[Cell]) -> list[tuple[int, str, str]]:
    """Column, text and style of each stretch of one style."""
    runs: list[tuple[int, str, str]] = []
    for column, (char, style) in enumerate(row):
        if runs and runs[-1][2] == style:
            runs[-1] = (runs[-1][0], runs[-1][1] + char, style)
        else:
            runs.append((column, char, style))
    return [run for run in runs if run[1].strip()]


def draw(rows: list[list[Cell]], top: float) -> list[str]:
    parts = []
    for index, row in enumerate(rows):
        y = top + (index + 1) * LINE_PX
        for column, text, style in runs_of(row):
            parts.append(
                f'<text x="{EDGE_PX + column * CHAR_PX:.1f}" y="{y:.1f}" '
                f'textLength="{len(text) * CHAR_PX:.1f}" '
                f'xml:space="preserve" style="{style}">'
                f'{html.escape(text)}</text>')
    return parts


def svg_of(middle: list, end: list) -> str:
    prompt = [[(char, "fill:#a3be8c;" if at < 2 else "font-weight:bold;")
               for at, char in enumerate("$ mxsweep " + " ".join(COMMAND))]]
    boxes = [prompt + middle, prompt + end]
    width = COLUMNS * CHAR_PX + 2 * EDGE_PX
    parts, top = [], 0.0
    for rows in boxes:
        height = len(rows) * LINE_PX + 2 * EDGE_PX
        parts.append(f'<rect y="{top:.1f}" width="{width:.1f}" '
                     f'height="{height:.1f}" rx="8" fill="{BACKGROUND}"/>')
        parts += draw(rows, top + EDGE_PX - 4)
        top += height + EDGE_PX
    title = "mxsweep in a terminal: during a run, and at its end"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width:.0f} {top - EDGE_PX:.0f}" '
        f'width="{width:.0f}" font-size="{FONT_PX}" fill="{FOREGROUND}" '
        f'font-family="DejaVu Sans Mono,Menlo,Consolas,monospace">',
        f"<title>{title}</title>", *parts, "</svg>", ""])


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: picture.py FILE.svg")
    world = golden.Internet("toplist", NAMES, 20261129)
    try:
        world.path("resolvers.txt").write_text(world.resolver + "\n")
        world.quick_list().rename(world.path("names.txt"))
        picture = svg_of(*run_in_terminal(world.folder))
    finally:
        world.stop()
    Path(sys.argv[1]).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
