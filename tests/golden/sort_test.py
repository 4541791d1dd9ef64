"""Sorted tables: the same rows as without an order, in the promised order, in
every format and shape, through files where memory is short, and of a run that
was interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from concurrent import futures
from pathlib import Path

import golden
import table

try:
    import pyarrow.ipc
    import pyarrow.parquet
except ImportError:
    pyarrow = None

HAS_PARQUET = b"parquet" in golden.run("--version").stdout


class SortTest(golden.InternetTest):
    profile, size, seed = "toplist", 300, 20261129

    def scan(self, out: str, *flags: object) -> Path:
        path = self.world.path(out)
        golden.run_well(self.names, *self.world.through_resolver(),
                        *golden.PATIENT_OF_4, *flags, "-o", path)
        return path

    @staticmethod
    def order(rows: list[dict]) -> list[tuple]:
        """Domain and number of each record, as they come."""
        keys = [(row["domain"].encode(), int(row["seq"])) for row in rows]
        return list(dict.fromkeys(keys))

    def rows_of(self, path: Path) -> list[dict]:
        if path.suffix == ".parquet":
            return pyarrow.parquet.read_table(path).to_pylist()
        if path.suffix == ".arrows":
            return pyarrow.ipc.open_stream(path).read_all().to_pylist()
        if path.suffix == ".jsonl":
            return [json.loads(line)
                    for line in path.read_text().split("\n") if line]
        return table.read_csv(path)

    def test_rows_are_those_of_an_unsorted_table(self) -> None:
        plain = table.stable(table.read_csv(self.scan("plain.csv")))
        for order in ("seq", "domain"):
            rows = table.read_csv(self.scan(order + ".csv", "--sort", order))
            self.assertEqual(table.stable(rows), plain)

    def test_order_in_every_format_and_shape(self) -> None:
        outs = ["out.csv", "out.jsonl"]
        if HAS_PARQUET and pyarrow is not None:
            outs += ["out.parquet", "out.arrows"]
        pool = self.enterContext(futures.ThreadPoolExecutor(3))
        scans = {}
        for out in outs:
            for shape in ("flat", "mx", "domain", "nested"):
                if (shape, out) == ("nested", "out.csv"):
                    continue
                scans[shape, out] = [
                    pool.submit(self.scan, f"{order}-{shape}-{out}", "--sort",
                                order, "--shape", shape, *flags)
                    for order, flags in (("domain", []), ("seq", ["-T", "2"]))]
        for made, files in scans.items():
            with self.subTest(made):
                by_domain, by_seq = (self.order(self.rows_of(file.result()))
                                     for file in files)
                self.assertEqual(by_domain, sorted(by_domain))
                self.assertEqual([seq for _, seq in by_seq],
                                 list(range(len(self.truth))))
                self.assertEqual(sorted(by_seq), by_domain)

    def test_a_table_for_people(self) -> None:
        path = self.scan("out.txt", "--sort", "seq", "-O", "text",
                         "--columns", "seq,domain")
        rows = path.read_text().splitlines()[1:]
        numbers = [int(row.split()[0]) for row in rows]
        self.assertEqual(list(dict.fromkeys(numbers)),
                         list(range(len(self.truth))))

    def test_names_that_repeat_keep_their_records_together(self) -> None:
        path = self.world.path("twice")
        names = [one["domain"] for one in self.truth if one["domain"]][:40]
        path.write_text("".join(name + "\n" for name in names * 3))
        out = self.world.path("twice.csv")
        golden.run_well(path, *self.world.through_resolver(),
                        *golden.PATIENT_OF_4, "--sort", "domain", "-o", out)
        rows = table.read_csv(out)
        table.by_seq(rows)  # raises where they do not stand together
        order = self.order(rows)
        self.assertEqual(order, sorted(order))

    def test_order_needs_its_column(self) -> None:
        for order, columns in (("domain", "exchange,seq"),
                               ("seq", "domain,status")):
            done = golden.run(self.names, "--sort", order, "--columns",
                              columns, "-r", "127.0.0.1:9")
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"--sort {order} needs the column {order}",
                          done.stderr.decode())
        path = self.scan("some.csv", "--sort", "domain", "--columns",
                         "exchange,domain")
        domains = [row["domain"].encode() for row in table.read_csv(path)]
        self.assertEqual(domains, sorted(domains))


class Nothing(golden.LoopbackResolver):
    """No name exists; slowly, when told so."""

    delay_s = 0.0

    def reply(self, query: bytes, end: int) -> bytes:
        time.sleep(self.delay_s)
        return golden.nothing_found(query, end)


class ManyRowsTest(golden.unittest.TestCase):
    """More rows than memory is given for."""

    NAMES = 20_000

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(
            tempfile.TemporaryDirectory(prefix="mxsweep-sort-")))
        cls.list = cls.folder / "list"
        cls.list.write_text("".join(
            f"n{i * 7919 % cls.NAMES:05}.{'long-label-' * 5}{i % 7}."
            "example.com\n"
            for i in range(cls.NAMES - 1)) + "asked.example.org\n")
        # What is blocked is a row without a question; a run that asks nothing
        # is no success.
        cls.blocked = cls.folder / "blocked"
        cls.blocked.write_text("example.com\n")

    def setUp(self) -> None:
        self.resolver = self.enterContext(Nothing())

    def arguments(self, out: Path, *flags: object) -> list[str]:
        return [str(part) for part in (
            self.list, "-r", self.resolver.address, "--no-resolver-check",
            "-A", "none", "--rate", "0", "-s", "500", "--sort", "domain",
            "--sort-memory", "2", "-o", out, *flags)]

    def test_through_a_file(self) -> None:
        out = self.folder / "out.csv"
        golden.run_well(*self.arguments(out, "--blocklist-file",
                                        self.blocked))
        rows = table.read_csv(out)
        domains = [row["domain"].encode() for row in rows]
        self.assertEqual(len(domains), self.NAMES)
        # Not assertEqual: its difference of so many lines takes minutes.
        self.assertTrue(domains == sorted(self.list.read_bytes().split()))

    def test_where_no_file_can_be_written_nothing_is_lost(self) -> None:
        out = self.folder / "lost.csv"
        done = subprocess.run(
            [golden.PROGRAM, *self.arguments(out, "--blocklist-file",
                                             self.blocked)],
            capture_output=True, text=True, check=False,
            env=os.environ | {"TMPDIR": "/nowhere"})
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("the rows to be sorted in /nowhere", done.stderr)
        self.assertIn(str(out) + ".part", done.stderr)
        rows = table.read_csv(str(out) + ".part")
        domains = [row["domain"].encode() for row in rows]
        self.assertGreater(len(domains), 1000)
        self.assertTrue(domains == sorted(domains))
        self.assertFalse(out.exists())

    def test_interrupted(self) -> None:
        out = self.folder / "cut.csv"
        self.resolver.delay_s = 0.001
        with subprocess.Popen([golden.PROGRAM, *self.arguments(out)],
                              stderr=subprocess.DEVNULL) as run:
            time.sleep(3)
            run.send_signal(signal.SIGINT)
            self.assertEqual(run.wait(60), 130)
        rows = table.read_csv(str(out) + ".partial")
        domains = [row["domain"].encode() for row in rows]
        self.assertTrue(domains == sorted(domains))
        statuses = {row["status"] for row in rows}
        self.assertIn("NXDOMAIN", statuses)
        self.assertGreater(len(statuses), 1)
        self.assertFalse(out.exists())


if __name__ == "__main__":
    golden.main(at_once=2)
