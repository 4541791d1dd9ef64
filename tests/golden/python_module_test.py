"""The Python module: what it yields in pandas, Polars and DuckDB, that it never
hangs, that nothing of it stays behind, and what it raises.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import unittest
from pathlib import Path
from typing import Iterator

import golden

MODULE = golden.SOURCE / "scanner" / "python"
sys.path.insert(0, str(MODULE))
os.environ["MXSWEEP"] = golden.PROGRAM

try:
    import duckdb
    import flit_core  # noqa: F401: what pip builds the module with
    import mypy  # noqa: F401
    import pandas
    import polars
    import pyarrow as pa

    import mxsweep
except ImportError as missing:
    golden.needs_module(missing)

NAMES = [f"n{number}.com" for number in range(3000)]
# No more in flight than a resolver in Python bears.
QUICK = {"rate": 0, "concurrency": 50, "addresses": "none"}


class Resolver(golden.LoopbackResolver):
    """MX 10 mx.n.com. for every question about n...; no other name exists."""

    def reply(self, query: bytes, end: int) -> bytes:
        if query[12:14] == b"\x01n" or query[13:14] != b"n":
            return golden.nothing_found(query, end)
        header = query[:2] + bytes.fromhex("81800001000100000000")
        answer = bytes.fromhex("c00c000f0001000003840007000a") + (
            b"\x02mx" + bytes.fromhex("c00c"))
        return header + query[12:end] + answer


class Silence(golden.LoopbackResolver):
    """Answers nothing."""

    def reply(self, query: bytes, end: int) -> None:
        return None


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


class ModuleCase(unittest.TestCase):
    """With a resolver of its own, and no thread or child left at the end."""

    def setUp(self) -> None:
        self.resolver = self.enterContext(Resolver())
        self.addCleanup(self.check_nothing_is_left)

    def check_nothing_is_left(self) -> None:
        limit = time.monotonic() + 5
        while time.monotonic() < limit and self.left():
            time.sleep(0.02)
        self.assertEqual(self.left(), [])

    @staticmethod
    def left() -> list[str]:
        return [thread.name for thread in threading.enumerate()
                if thread.name == "mxsweep"]

    def scan(self, names: object, **options: object) -> mxsweep.Scan:
        return mxsweep.scan(names, resolvers=self.resolver.address,
                            **QUICK | options)


class TablesTest(ModuleCase):
    """The same rows, whoever reads them."""

    wanted = {(name, "NOERROR", 10, "mx." + name) for name in NAMES}
    columns = ["domain", "status", "preference", "exchange"]

    def check(self, rows: object) -> None:
        got = {tuple(row) for row in rows}
        self.assertEqual(sorted(got ^ self.wanted, key=str)[:5], [])

    def test_batches(self) -> None:
        rows = []
        with self.scan(NAMES, columns=self.columns) as scan:
            for batch in scan:
                self.assertIsInstance(batch, pa.RecordBatch)
                self.assertEqual(batch.schema.names, self.columns)
                rows += zip(*(column.to_pylist() for column in batch.columns))
        self.assertEqual(len(rows), len(NAMES))
        self.check(rows)
        self.assertEqual(scan.manifest["records_read"], len(NAMES))
        self.assertIn("every record exactly once", scan.log)
        self.assertTrue(is_gone(scan.pid))

    def test_pandas(self) -> None:
        frame = self.scan(pandas.Series(NAMES)).read_all().to_pandas()
        self.check(frame[self.columns].itertuples(index=False))

    def test_polars(self) -> None:
        frame = polars.DataFrame(self.scan(polars.Series(NAMES)))
        self.check(frame.select(self.columns).rows())

    def test_duckdb(self) -> None:
        stream = self.scan(pa.array(NAMES)).to_reader()
        rows = duckdb.sql(
            f"SELECT {', '.join(self.columns)} FROM stream").fetchall()
        self.check(rows)

    def test_nested_shape_and_a_file(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write("\n".join(NAMES))
            file.flush()
            for path in (file.name, Path(file.name)):
                table = self.scan(path, shape="nested").read_all()
                self.assertEqual(table.num_rows, len(NAMES))
                self.assertTrue(pa.types.is_list(table.schema.field("mx").type))

    def test_no_names(self) -> None:
        table = self.scan([]).read_all()
        self.assertEqual(table.num_rows, 0)
        self.assertIn("domain", table.schema.names)

    def test_progress(self) -> None:
        seen: list[mxsweep.Progress] = []
        self.scan(NAMES, progress=seen.append).read_all()
        self.assertEqual(seen[-1].finished, len(NAMES))
        self.assertEqual(seen[-1].total, len(NAMES))
        self.assertEqual([now.rows for now in seen],
                         sorted(now.rows for now in seen))
        self.assertIn("3,000 of 3,000 names", str(seen[-1]))
        self.scan(NAMES, columns="domain", progress=seen.append).read_all()
        self.assertIsNone(seen[-1].finished)  # rows are not names
        self.assertRegex(str(seen[-1]), r"^3,000 rows, [0-9,]+ a second$")


class PipesTest(ModuleCase):
    """Neither end of a pipe waits for the other."""

    def test_slow_reader_and_many_names(self) -> None:
        many = (f"n{number}.com" for number in range(20_000))
        rows = 0
        with self.scan(many) as scan:
            for batch in scan:
                rows += batch.num_rows
                time.sleep(0.02)
        self.assertEqual(rows, 20_000)

    def test_rows_come_before_the_last_name_is_known(self) -> None:
        more = threading.Event()

        def names() -> Iterator[str]:
            yield from NAMES[:2000]
            if not more.wait(30):
                raise AssertionError("no rows came")
            yield "nlast.com"

        rows = 0
        for batch in self.scan(names(), rate=2000):
            rows += batch.num_rows
            more.set()
        self.assertEqual(rows, 2001)

    def test_early_close(self) -> None:
        def endless() -> Iterator[str]:
            number = 0
            while True:
                yield f"n{number}.com"
                number += 1

        with self.scan(endless()) as scan:
            next(scan)
        self.assertTrue(is_gone(scan.pid))
        with self.assertRaises(StopIteration):
            next(scan)
        scan.close()  # again, for nothing
        self.assertEqual(scan.manifest["stopped_by"], "interrupt")
        self.assertGreater(scan.manifest["records_read"], 0)

    def test_forgotten_scan(self) -> None:
        scan = self.scan(NAMES, rate=100)
        pid = scan.pid
        del scan
        self.assertTrue(is_gone(pid))

    def test_interrupt_in_a_notebook(self) -> None:
        interrupt = threading.Timer(
            1, lambda: signal.raise_signal(signal.SIGINT))
        with self.assertRaises(KeyboardInterrupt):
            with self.scan(NAMES, rate=50) as scan:
                interrupt.start()
                for _ in scan:
                    pass
        self.assertTrue(is_gone(scan.pid))


class ErrorsTest(ModuleCase):
    """In the words of the program, or of whoever is to blame."""

    def test_wrong_flag(self) -> None:
        with self.assertRaisesRegex(mxsweep.ScanError, "--shape") as caught:
            self.scan(NAMES, shape="round")
        self.assertEqual(caught.exception.exit_code, 2)
        self.assertIn("mxsweep: error: ", caught.exception.log)

    def test_file_that_is_not_there(self) -> None:
        with self.assertRaises(mxsweep.ScanError) as caught:
            self.scan("/nowhere/names.txt").read_all()
        self.assertEqual(caught.exception.exit_code, 3)

    def test_no_names_are_no_rows(self) -> None:
        table = self.scan([]).read_all()
        self.assertEqual(table.num_rows, 0)
        self.assertIn("mail_kind", table.column_names)

    def test_resolver_that_is_silent(self) -> None:
        silence = self.enterContext(Silence())
        with self.assertRaises(mxsweep.ScanError) as caught:
            mxsweep.scan(NAMES[:20], resolvers=[silence.address], retries=0,
                         timeout="200ms", give_up_after="2s",
                         addresses="none").read_all()
        self.assertEqual(caught.exception.exit_code, 7)

    def test_names_that_are_none(self) -> None:
        for names, words in ((["n.com", None], "name 1 is missing"),
                             (["n.com\nm.com"], "line end"),
                             (["n.com", "", "n.com"], "name 1 is empty"),
                             (["#n.com"], "name 0 is empty or a comment"),
                             (["n.com", "n1.com,n2.com"], "name 1 is several"),
                             (["n1.com n2.com"], "name 0 is several"),
                             ([float("nan")], "name 0 is missing"),
                             (pandas.Series(["n.com", pandas.NA],
                                            dtype="string"),
                              "name 1 is missing"),
                             (pa.array(["n.com", None]), "name 1 is missing")):
            with self.assertRaisesRegex(ValueError, words):
                self.scan(names).read_all()

    def test_bytes_are_names(self) -> None:
        table = self.scan([b"n1.com"], columns="domain").read_all()
        self.assertEqual(table.column("domain").to_pylist(), ["n1.com"])

    def test_a_name_for_a_list(self) -> None:
        with self.assertRaisesRegex(ValueError, r"scan\(\['example.com'\]\)"):
            self.scan("example.com")

    def test_tables_are_no_names(self) -> None:
        columns = {"rank": [1], "domain": ["n1.com"]}
        for table in (pandas.DataFrame(columns), polars.DataFrame(columns),
                      pa.table(columns)):
            with self.assertRaisesRegex(TypeError, "'rank', 'domain'"):
                self.scan(table)
        with self.assertRaisesRegex(TypeError, "collect"):
            self.scan(polars.LazyFrame(columns))
        for names in (columns, b"n1.com", 5, None):
            with self.assertRaisesRegex(TypeError, "give a list of names"):
                self.scan(names)
        for column in (pandas.Series(columns["domain"]),
                       polars.Series(columns["domain"]),
                       pa.chunked_array([columns["domain"]])):
            table = self.scan(column, columns="domain").read_all()
            self.assertEqual(table.column("domain").to_pylist(), ["n1.com"])

    def test_flags_that_are_the_modules_own(self) -> None:
        for flag in ("output", "format", "output_format", "resume", "list"):
            with self.assertRaisesRegex(ValueError, f"{flag}= has no meaning"):
                self.scan(NAMES, **{flag: "x"})
        for flag in ("input_format", "header"):
            with self.assertRaisesRegex(ValueError, f"{flag}= is for the path"):
                self.scan(NAMES, **{flag: "csv"})
        with self.assertRaisesRegex(TypeError, "progress is 'bar'"):
            self.scan(NAMES, progress="bar")
        with self.assertRaisesRegex(mxsweep.ScanError, "mean --columns"):
            self.scan(NAMES, colums="domain")

    def test_read_again(self) -> None:
        scan = self.scan(["n1.com"])
        self.assertNotEqual(scan.read_all().num_rows, 0)
        for again in (scan.read_all, scan.to_reader):
            with self.assertRaisesRegex(ValueError, "its rows are gone"):
                again()
        self.assertEqual(list(scan), [])  # as with any iterator

    def test_texts_are_no_tables(self) -> None:
        for flag in ("dry_run", "help", "version"):
            with self.assertRaisesRegex(ValueError, "no table"):
                self.scan(NAMES, **{flag: True})

    def test_warnings_are_sentences(self) -> None:
        with self.assertRaises(mxsweep.ScanError) as caught:
            self.scan(["a.local"]).read_all()
        self.assertEqual(caught.exception.exit_code, 12)
        self.assertTrue(caught.exception.sentence.startswith("nothing was"),
                        caught.exception.sentence)

    def test_what_the_names_raise(self) -> None:
        def names() -> Iterator[str]:
            yield "n.com"
            raise KeyError("mine")

        with self.assertRaisesRegex(KeyError, "mine"):
            self.scan(names()).read_all()

    def test_no_program(self) -> None:
        with self.assertRaisesRegex(FileNotFoundError, "install mxsweep"):
            mxsweep.scan(NAMES, program="/nowhere/mxsweep")
        for other in ("true", "echo"):
            with self.assertRaisesRegex(mxsweep.ScanError, "is it mxsweep?"):
                mxsweep.scan([], program=other)


class PackageTest(unittest.TestCase):
    """As others get it."""

    def test_types(self) -> None:
        with tempfile.TemporaryDirectory() as cache:
            done = subprocess.run(
                [sys.executable, "-m", "mypy", "--cache-dir", cache,
                 "--config-file", MODULE / "pyproject.toml",
                 MODULE / "mxsweep"], capture_output=True, text=True,
                check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_version_is_that_of_the_program(self) -> None:
        project = tomllib.loads((MODULE / "pyproject.toml").read_text())
        said = golden.run("--version").stdout.decode()
        self.assertIn(project["project"]["version"], said.splitlines()[0])
        self.assertEqual(mxsweep.__version__, project["project"]["version"])

    def test_pip_installs_it(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "pip", "install", "--quiet",
                 "--disable-pip-version-check", "--no-deps", "--no-index",
                 "--no-build-isolation", "--target", folder, MODULE],
                check=True)
            self.assertTrue((Path(folder) / "mxsweep/py.typed").is_file())
            done = subprocess.run(
                [sys.executable, "-c", "import mxsweep; print(mxsweep.scan)"],
                cwd=folder, capture_output=True, text=True, check=True,
                env=os.environ | {"PYTHONPATH": folder})
            self.assertIn("function scan", done.stdout)


if __name__ == "__main__":
    golden.main(at_once=6)
