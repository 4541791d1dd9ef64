"""What a run does that is short of memory (ulimit -v), from too little to begin
with up to enough: it ends with one line that says so, an exit code, and a
dataset that can be gone on with. It is never aborted.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import unittest
from pathlib import Path

import golden
import table

NAMES = 3000
MIB = 1 << 20
LOADER_FAILED = 127  # before the program began
NO_MEMORY = 11
# Trouble that is met as an error of its own: a file, a socket, a thread.
ERRORS = (3, 4, 5, 6, NO_MEMORY)


class Nobody(golden.LoopbackResolver):
    def reply(self, query: bytes, end: int) -> bytes | None:
        return golden.nothing_found(query, end)


class MemoryTest(unittest.TestCase):
    def setUp(self) -> None:
        if os.environ.get("MXSWEEP_SANITIZED") == "1":
            self.skipTest("a sanitizer needs terabytes of addresses")
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.txt"
        self.names.write_text("".join(f"name{i}.qm\n" for i in range(NAMES)))
        self.resolver = Nobody()
        self.resolver.__enter__()
        self.addCleanup(self.resolver.__exit__, None, None, None)

    def scan(self, limit_mib: int | None, *flags: object) -> tuple[int, str]:
        def limit() -> None:
            if limit_mib is not None:
                most = limit_mib * MIB
                resource.setrlimit(resource.RLIMIT_AS, (most, most))

        done = subprocess.run(
            [golden.PROGRAM, self.names, "--no-resolver-check", "-r",
             self.resolver.address, "-A", "none", "-q", *map(str, flags)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=60, check=False,
            preexec_fn=limit)
        # The allocator of Arrow says that it has no thread of its own.
        lines = [line for line in done.stderr.splitlines(keepends=True)
                 if not line.startswith("<jemalloc>: ")]
        return done.returncode, "".join(lines)

    def least_that_loads(self) -> int:
        """MiB of addresses with which the program can say its version."""
        for limit in range(32, 1024, 8):
            most = limit * MIB
            done = subprocess.run(
                [golden.PROGRAM, "--version"], capture_output=True,
                check=False, preexec_fn=lambda most=most: resource.setrlimit(
                    resource.RLIMIT_AS, (most, most)))
            if done.returncode == 0:
                return limit
        raise AssertionError("it never starts")

    def scan_with(self, limit: int, kind: str) -> int:
        """With so many MiB; then what is left, with all there are."""
        dataset = self.folder / f"{kind}-{limit}"
        flags = ["-O", kind, "--resume", "-o", f"{dataset}/"]
        code, text = self.scan(limit, *flags)
        self.assertNotIn("terminate", text)
        if code != 0:
            self.assertIn(code, ERRORS, text)
            self.assertRegex(text, r"\Amxsweep: error: [^\n]{20,}\n\Z")
            self.assertFalse((dataset / "_SUCCESS").exists())
            again, text_again = self.scan(None, *flags)
            self.assertEqual(again, 0, text_again)
        if code == NO_MEMORY:
            self.assertIn(f"the limit of {limit} MiB of addresses (ulimit -v) "
                          "is reached", text)
        self.assertTrue((dataset / "_SUCCESS").exists())
        if kind == "csv":
            seqs = [int(row["seq"]) for part in dataset.glob("part-*.csv")
                    for row in table.read_csv(part)]
            self.assertEqual(sorted(seqs), list(range(NAMES)))
        return code

    def test_too_little_memory_is_said_and_nothing_is_lost(self) -> None:
        least = self.least_that_loads()
        for kind in ("csv", "parquet"):
            if kind not in golden.run("--version").stdout.decode():
                continue
            codes = {least + more: self.scan_with(least + more, kind)
                     for more in (0, 128, 222, 225, 228, 231, 234, 384)}
            print(kind, codes)
            self.assertIn(NO_MEMORY, codes.values())
            self.assertEqual(codes[least + 384], 0)


if __name__ == "__main__":
    golden.main()
