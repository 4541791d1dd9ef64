"""The program at a terminal: a pseudo-terminal of a given width, and what was
shown there when.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import time

import golden

ERASE = "\r\x1b[K"
COLOR = re.compile(r"\x1b\[[0-9;]*m")
WAIT_LIMIT_S = 100
SAME = object()


class Session:
    """A run whose standard error is a terminal, and with stdout=SAME its
    standard output, too; for `with`."""

    def __init__(self, *arguments: object, columns: int = 80,
                 **options: object) -> None:
        self.arguments = [golden.PROGRAM, *map(str, arguments)]
        self.columns = columns
        self.options = options
        # (seconds since the start, columns then, text as it came)
        self.pieces: list[tuple[float, int, str]] = []

    def __enter__(self) -> "Session":
        self.terminal, inner = pty.openpty()
        self.resize(self.columns)
        self.start = time.monotonic()
        environment = {"TERM": "xterm", **os.environ,
                       **self.options.pop("env", {})}
        stdout = self.options.pop("stdout", subprocess.DEVNULL)
        self.process = subprocess.Popen(
            self.arguments, stdin=subprocess.DEVNULL, env=environment,
            stdout=inner if stdout is SAME else stdout,
            stderr=inner, **self.options)
        os.close(inner)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.reader.join()
        os.close(self.terminal)

    def read(self) -> None:
        with contextlib.suppress(OSError):  # the other side is closed
            while piece := os.read(self.terminal, 65536):
                self.pieces.append((self.now(), self.columns, piece.decode()))

    def now(self) -> float:
        return time.monotonic() - self.start

    def resize(self, columns: int) -> None:
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))
        self.columns = columns

    def wait(self) -> int:
        code = self.process.wait(WAIT_LIMIT_S)
        self.reader.join()
        return code

    def wait_for(self, words: str, seconds: float = 30) -> float:
        """When they were shown."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and self.process.poll() is None:
            if words in self.text():
                return self.now()
            time.sleep(0.02)
        if words in self.text():
            return self.now()
        raise AssertionError(f"{words!r} is not in {self.text()!r}")

    def text(self) -> str:
        return COLOR.sub("", "".join(text for _, _, text in self.pieces))

    def status_lines(self) -> list[tuple[float, int, str]]:
        """Each line that was drawn and drawn over, without its colours."""
        lines = []
        for at, columns, text in self.pieces:
            for part in text.split(ERASE)[1:]:
                part = COLOR.sub("", part)
                if part and not part.startswith("mxsweep: "):
                    lines.append((at, columns, part))
        return lines
