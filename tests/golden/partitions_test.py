"""Folders of partitions: DuckDB, pyarrow and Polars read them back as the table
that one file has; thousands of them need no more memory or descriptors; and a
folder appears whole, or as partial."""

from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden
import table

try:
    import duckdb
    import polars
    import pyarrow.dataset
    import pyarrow.ipc
except ImportError as missing:
    golden.needs_module(missing)

HAS_PARQUET = b"parquet" in golden.run("--version").stdout
NULL = "__HIVE_DEFAULT_PARTITION__"


def tld_of(domain: str) -> str | None:
    return domain.rsplit(".", 1)[-1] or None


class PartitionsTest(golden.InternetTest):
    """One world of many top-level domains."""

    profile, size, seed = "toplist", 300, 20261130
    maxDiff = 4000

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.scan_into(["-o", cls.world.path("whole.csv")])
        cls.whole = table.read_csv(cls.world.path("whole.csv"))

    def scan(self, out: str, *flags: object) -> Path:
        path = self.world.path(out)
        golden.run_well(self.names, *self.world.through_resolver(),
                        *golden.PATIENT_OF_4, *flags, "-o", path)
        return path

    def wanted(self) -> list[tuple]:
        """Of each row what does not differ from run to run."""
        return sorted((row["seq"], row["domain"], row["status"],
                       row["exchange"] or "", row["address"] or "",
                       tld_of(row["domain"]) or "")
                      for row in self.whole)

    def check(self, rows: list[dict]) -> None:
        found = sorted((str(row["seq"]), row["domain"] or "", row["status"],
                        row["exchange"] or "", row["address"] or "",
                        row["tld"] or "") for row in rows)
        self.assertEqual(found, self.wanted())

    def check_names(self, folder: Path, extension: str) -> None:
        found = {str(path.relative_to(folder))
                 for path in folder.rglob("*") if path.is_file()}
        tlds = {tld_of(row["domain"]) or NULL for row in self.whole}
        self.assertGreater(len(tlds), 5)
        self.assertIn(NULL, tlds)
        self.assertEqual(found, {f"tld={tld}/part-0{extension}"
                                 for tld in tlds})

    @unittest.skipIf(not HAS_PARQUET, "this build knows no Parquet")
    def test_parquet(self) -> None:
        folder = self.scan("parts/", "--partition-by", "tld")
        self.check_names(folder, ".parquet")
        found = duckdb.sql(f"SELECT * FROM read_parquet('{folder}/*/*.parquet',"
                           " hive_partitioning = true)")
        self.check([dict(zip(found.columns, row)) for row in found.fetchall()])
        self.check(pyarrow.dataset.dataset(folder, partitioning="hive")
                   .to_table().to_pylist())
        self.check(polars.scan_parquet(folder, hive_partitioning=True)
                   .collect().to_dicts())
        one = next(folder.rglob("*.parquet"))
        self.assertIn(b"mxsweep.manifest", one.read_bytes())

    def test_texts(self) -> None:
        folder = self.scan("texts", "--partition-by", "tld", "-O", "csv",
                           "--manifest", self.world.path("texts.json"))
        self.check_names(folder, ".csv")
        self.check([row | {"tld": tld_of(row["domain"])}
                    for path in folder.rglob("*.csv")
                    for row in table.read_csv(path)])
        found = duckdb.sql(f"SELECT * FROM read_csv('{folder}/*/*.csv', "
                           "hive_partitioning = true, all_varchar = true)")
        self.check([dict(zip(found.columns, row)) for row in found.fetchall()])
        manifest = json.loads(self.world.path("texts.json").read_text())
        self.assertEqual(manifest["partition_by"], "tld")
        folder = self.scan("lines", "--partition-by", "tld", "-O", "jsonl",
                           "--shape", "mx")
        self.check_names(folder, ".jsonl")
        folder = self.scan("packed.csv.gz", "--partition-by", "tld")
        self.check_names(folder, ".csv.gz")
        rows = []
        for path in folder.rglob("*.gz"):
            with gzip.open(path, "rt", newline="") as lines:
                rows += [row | {"tld": tld_of(row["domain"])}
                         for row in csv.DictReader(lines)]
        self.check(rows)

    @unittest.skipIf(not HAS_PARQUET, "this build knows no Arrow")
    def test_streams(self) -> None:
        folder = self.scan("streams", "--partition-by", "tld", "-O", "arrow",
                           "--shape", "domain")
        self.check_names(folder, ".arrows")
        numbers = [number for path in folder.rglob("*.arrows")
                   for number in pyarrow.ipc.open_stream(path).read_all()
                   .column("seq").to_pylist()]
        self.assertEqual(sorted(numbers), sorted(
            {int(row["seq"]) for row in self.whole}))

    def test_shards_have_a_folder_each(self) -> None:
        rows = []
        for number in (1, 2):
            folder = self.scan(f"shard{number}", "--partition-by", "tld", "-O",
                               "csv", "--shard", f"{number}/2")
            rows += [row | {"tld": tld_of(row["domain"])}
                     for path in folder.rglob("*.csv")
                     for row in table.read_csv(path)]
        self.check(rows)
        done = golden.run("merge", self.world.path("shard1"))
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"there is no shard in it", done.stderr)

    def test_names_that_are_given(self) -> None:
        out = self.world.path("given")
        name = next(row["domain"] for row in self.whole if row["domain"])
        dry = golden.run(name, *self.world.through_resolver(), "-o", out,
                         "-O", "csv", "--partition-by", "tld", "--dry-run")
        self.assertIn(b"in a file for each top-level domain in", dry.stdout)
        self.assertFalse(out.exists())
        golden.run_well(name, *self.world.through_resolver(), "-o", out, "-O",
                        "csv", "--partition-by", "tld")
        self.assertEqual([path.name for path in out.iterdir()],
                         [f"tld={tld_of(name)}"])

    def test_rows_inside_are_sorted_where_it_is_wished(self) -> None:
        folder = self.scan("sorted", "--partition-by", "tld", "-O", "csv",
                           "--sort", "domain")
        for path in folder.rglob("*.csv"):
            keys = [(row["domain"].encode(), int(row["seq"]))
                    for row in table.read_csv(path)]
            self.assertEqual(keys, sorted(keys))
        folder = self.scan("unsorted", "--partition-by", "tld", "-O", "csv")
        for path in folder.rglob("*.csv"):
            table.by_seq(table.read_csv(path))  # records stand together

    def test_refusals(self) -> None:
        full = self.world.path("full")
        full.mkdir()
        (full / "mine").write_text("x")
        partial = self.world.path("new.partial")
        partial.mkdir()
        cases = [
            (["-o", full], 4, "is there already"),
            (["-o", self.world.path("new")], 4, "of an earlier run"),
            (["-o", self.world.path("no/where")], 4, "does not exist"),
            (["-o", "-"], 2, "-o DIR"),
            (["-o", self.world.path("c"), "--columns", "exchange"], 2,
             "needs the column domain"),
            (["-o", self.world.path("t"), "-O", "text"], 2,
             "text is for people"),
            (["-o", f"{self.world.path('r')}/", "--resume"], 2,
             "--resume is for a folder of parts; --partition-by"),
        ]
        for flags, code, saying in cases:
            done = golden.run(self.names, *self.world.through_resolver(),
                              "--partition-by", "tld", *flags,
                              *([] if "-O" in flags else ["-O", "csv"]))
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(saying, done.stderr.decode())
        self.assertEqual(list(full.iterdir()), [full / "mine"])
        self.assertFalse(self.world.path("new.part").exists())
        empty = self.world.path("empty")
        empty.mkdir()
        self.scan("empty", "--partition-by", "tld", "-O", "csv")
        self.assertGreater(len(list(empty.iterdir())), 5)


class Nothing(golden.LoopbackResolver):
    delay_s = 0.0

    def reply(self, query: bytes, end: int) -> bytes:
        time.sleep(self.delay_s)
        return golden.nothing_found(query, end)


# Of thousands of folders each takes some milliseconds to go from a disk.
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def few_descriptors() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


class ManyPartitionsTest(unittest.TestCase):
    TLDS, NAMES = 2000, 20_000

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(
            tempfile.TemporaryDirectory(prefix="mxsweep-parts-",
                                        dir=IN_MEMORY)))
        cls.list = cls.folder / "list"
        cls.list.write_text("".join(
            f"n{i}.x{i % cls.TLDS}x\n" for i in range(cls.NAMES)) + "?bad?\n")

    def setUp(self) -> None:
        self.resolver = self.enterContext(Nothing())

    def start(self, out: Path) -> subprocess.Popen:
        return subprocess.Popen(
            [golden.PROGRAM, self.list, "-r", self.resolver.address,
             "--force",  # such names look like people
             "--no-resolver-check", "-A", "none", "--rate", "0", "-s", "500",
             "--partition-by", "tld", "--sort-memory", "2", "-O", "csv", "-o",
             out], stderr=subprocess.DEVNULL, preexec_fn=few_descriptors)

    def rows(self, folder: Path) -> list[dict[str, str]]:
        return [row | {"tld": path.parent.name.removeprefix("tld=")}
                for path in folder.rglob("*.csv")
                for row in table.read_csv(path)]

    def test_thousands_with_few_descriptors(self) -> None:
        out = self.folder / "many"
        with self.start(out) as run:
            self.assertEqual(run.wait(120), 0)
        rows = self.rows(out)
        self.assertEqual(len(rows), self.NAMES + 1)
        self.assertEqual(len(list(out.iterdir())), self.TLDS + 1)
        for row in rows:
            self.assertEqual(row["tld"], tld_of(row["domain"]) or NULL)

    def test_interrupted(self) -> None:
        out = self.folder / "cut"
        self.resolver.delay_s = 0.001
        with self.start(out) as run:
            time.sleep(3)
            self.assertEqual(os.listdir(str(out) + ".part"), [])
            run.send_signal(signal.SIGINT)
            self.assertEqual(run.wait(60), 130)
        self.assertFalse(out.exists())
        rows = self.rows(Path(str(out) + ".partial"))
        statuses = {row["status"] for row in rows}
        self.assertIn("NXDOMAIN", statuses)
        self.assertGreater(len(statuses - {"INVALID_NAME"}), 1)


if __name__ == "__main__":
    golden.main(at_once=4)
