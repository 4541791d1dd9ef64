"""Octets that a terminal obeys come in names, records, texts of resolvers,
lists and paths. None of them reaches a terminal or a log as it came.
"""

from __future__ import annotations

import json
import struct
import tempfile
import unittest
from pathlib import Path

import golden

# Clears the screen, by ESC and by C1 in UTF-8 and alone; rings; turns.
EVIL = b"\x1b[2J\xc2\x9b2J\x9b2J\x07\r\xe2\x80\xae"


def label(octets: bytes) -> bytes:
    return bytes([len(octets)]) + octets


def record(kind: int, rdata: bytes) -> bytes:
    return (b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 300, len(rdata))
            + rdata)


class Evil(golden.LoopbackResolver):
    """MX whose hosts hold such octets; errors with such a text (RFC 8914)."""

    def reply(self, query: bytes, end: int) -> bytes | None:
        kind = struct.unpack("!H", query[end - 4:end - 2])[0]
        fails = query[13:14] == b"f"
        text = struct.pack("!HHH", 15, 2 + len(EVIL), 22) + EVIL
        opt = b"\0" + struct.pack("!HHIH", 41, 1232, 0, len(text)) + text
        if fails or kind != 15:
            return (query[:2] + struct.pack("!5H", 0x8182 if fails else 0x8180,
                                            1, 0, 0, 1) + query[12:end] + opt)
        answer = record(15, struct.pack("!H", 10) + label(EVIL) + b"\2qm\0")
        return (query[:2] + struct.pack("!5H", 0x8180, 1, 1, 0, 1)
                + query[12:end] + answer + opt)


class ControlOctetsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / ("names" + EVIL.decode("utf-8", "ignore")
                                    + ".txt")
        self.names.write_bytes(b"a.qm\nfails.qm\n" + EVIL + b".qm\n"
                               b"\xc3\xbc" + EVIL + b"\nx@" + EVIL + b".qm\n")
        self.resolver = Evil()
        self.resolver.__enter__()
        self.addCleanup(self.resolver.__exit__, None, None, None)

    def expect_clean(self, octets: bytes, where: str) -> None:
        for number, line in enumerate(octets.split(b"\n"), 1):
            text = line.decode("utf-8")  # valid, to begin with
            evil = [c for c in text if ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F
                    or c in "\u202a\u202b\u202c\u202d\u202e"]
            self.assertEqual(evil, [], f"{where}, line {number}: {line!r}")

    def run_all(self, *arguments: object) -> tuple[bytes, bytes]:
        done = golden.run(*map(str, arguments), "-r", self.resolver.address,
                          "--no-resolver-check", "--retries", "0")
        self.assertGreaterEqual(done.returncode, 0, done.stderr)
        return done.stdout, done.stderr

    def test_tables_for_people_and_messages(self) -> None:
        for shape in ("flat", "mx", "domain"):
            table, said = self.run_all(self.names, "-O", "text", "--shape",
                                       shape, "-v", "--force",
                                       "--max-unknown", "100")
            self.assertGreater(table.count(b"\n"), 4)
            self.expect_clean(table, f"table of shape {shape}")
            self.expect_clean(said, "messages")

    def test_explanation(self) -> None:
        for name in ("a.qm", "fails.qm"):
            told, said = self.run_all("explain", name)
            self.assertGreater(len(told), 100)
            self.expect_clean(told, "explanation")
            self.expect_clean(said, "messages")

    def test_errors_about_paths_and_values(self) -> None:
        evil = EVIL.decode("utf-8", "surrogateescape")
        for arguments in (["nowhere" + evil + "/list"],
                          [self.names, "-o", f"no{evil}/x.csv"],
                          [self.names, "--rate", evil],
                          [self.names, "--column", evil],
                          [self.names, "--config", evil],
                          [self.names, "-o", f"{self.folder}/{evil}"]):
            _, said = self.run_all(*arguments)
            self.assertIn(b"mxsweep: error: ", said)
            self.expect_clean(said, f"messages of {arguments!r}")

    def test_log_and_status_for_programs(self) -> None:
        status = self.folder / "status.json"
        out = self.folder / ("out" + EVIL.decode("utf-8", "ignore") + ".csv")
        _, said = self.run_all(self.names, "-o", out, "--log-format", "json",
                               "--status-file", status, "--force",
                               "--max-unknown", "100")
        self.expect_clean(said, "log")
        for line in said.splitlines():
            json.loads(line)
        self.expect_clean(status.read_bytes(), "status")
        self.assertEqual(json.loads(status.read_text())["result"], str(out))


if __name__ == "__main__":
    golden.main()
