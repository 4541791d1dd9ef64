"""The responder of the benchmarks for golden tests: it answers as fast as the
program asks, from a hash of the name, so that lists may be long."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import golden

RESPONDER = os.environ.get("MXSWEEP_RESPONDER", "")
NAME_SOURCE = os.environ.get("MXSWEEP_NAME_SOURCE", "")
if not os.access(RESPONDER, os.X_OK):
    golden.skip("needs the benchmarks' responder, which is not built")


class Responder:
    """`counts` is there once it has ended."""

    def __init__(self, *flags: str) -> None:
        self.process = subprocess.Popen([RESPONDER, *flags],
                                        stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline().split()
        if len(ready) != 2:
            raise RuntimeError("the responder did not start")
        self.address = "127.0.0.1:" + ready[1]
        self.counts: dict = {}

    def stop(self) -> None:
        self.process.terminate()
        output, _ = self.process.communicate(timeout=30)
        self.counts = json.loads(output.strip().splitlines()[-1])


@contextlib.contextmanager
def responder(*flags: str) -> Iterator[Responder]:
    server = Responder(*flags)
    try:
        yield server
    finally:
        server.stop()


def write_names(path: Path, count: int) -> None:
    with path.open("wb") as out:
        subprocess.run([NAME_SOURCE, "--count", str(count), "--seed", "1"],
                       stdout=out, check=True)
