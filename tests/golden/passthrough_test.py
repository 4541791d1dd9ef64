"""Columns of the list that go into the result: every format of a list in, every
format and shape of a table out, read back by independent readers; and nothing
but what was named is shown."""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
import unittest
from pathlib import Path

import golden

try:
    import duckdb
    import pyarrow
    import pyarrow.ipc
    import pyarrow.parquet
except ImportError:
    duckdb = pyarrow = None

HAS_PARQUET = b"parquet" in golden.run("--version").stdout
SECRET = "zq7Secret"

# Values of two columns beside each name; None is no value.
VALUES = [
    ("plain", "7"), (None, None), ("a,b;c|d\te", "1.50"), ('say "no"', "-3"),
    ("two\nlines", "0"), (" ", "true"), ("größe 東京 🦆", None),
    ("'", "\\"), ("x" * 900, "\x01\x7f"), ("NULL", "nan"),
]
NAMES = [f"n{i}.example.com" for i in range(len(VALUES))]


class Nothing(golden.LoopbackResolver):
    """No name exists."""

    def reply(self, query: bytes, end: int) -> bytes:
        return golden.nothing_found(query, end)


def as_csv(rows: list[tuple], header: tuple) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def by_pyarrow(path: Path) -> list[dict]:
    return pyarrow.parquet.read_table(path).to_pylist()


def by_stream(path: Path) -> list[dict]:
    return pyarrow.ipc.open_stream(path).read_all().to_pylist()


def by_duckdb(path: Path) -> list[dict]:
    found = duckdb.connect().execute(f"SELECT * FROM '{path}'")
    names = [one[0] for one in found.description]
    return [dict(zip(names, row)) for row in found.fetchall()]


def by_json(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def by_csv(path: Path) -> list[dict]:
    """NULL is an empty field, an empty text is two quotes: Python's reader
    does not tell them apart."""
    with path.open(newline="", encoding="utf-8") as lines:
        return [{key: value or None for key, value in row.items()}
                for row in csv.DictReader(lines, strict=True)]


class PassthroughTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self) -> None:
        self.resolver = self.enterContext(Nothing())
        self.folder = Path(self.enterContext(
            tempfile.TemporaryDirectory(prefix="mxsweep-passed-")))

    def scan(self, octets: bytes, out: str, *flags: object) -> Path:
        """Where the result is; `said` is what was said."""
        done = self.run_list(octets, out, *flags)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return self.folder / out

    def run_list(self, octets: bytes, out: str, *flags: object):
        path = self.folder / "list"
        path.write_bytes(octets)
        done = golden.run(path, "-r", self.resolver.address,
                          "--no-resolver-check", "--rate", "0", "-A", "none",
                          "--manifest", self.folder / "manifest.json", "-o",
                          self.folder / out, *flags)
        self.said = done.stderr.decode()
        return done

    def check(self, rows: list[dict], wanted: list[tuple],
              columns: tuple[str, str] = ("in_note", "in_number")) -> None:
        """Values as texts by name."""
        found = {row["domain"]: tuple(row[one] for one in columns)
                 for row in rows}
        self.assertEqual(found, dict(zip(NAMES, wanted)))

    def table(self) -> bytes:
        rows = [(note, name, number, SECRET)
                for name, (note, number) in zip(NAMES, VALUES)]
        return as_csv(rows, ("note", "domain", "number", "owner"))

    def objects(self) -> list[dict]:
        return [{"note": note, "domain": name, "owner": SECRET,
                 "more": {"number": number}}
                for name, (note, number) in zip(NAMES, VALUES)]

    @staticmethod
    def csv_values() -> list[tuple]:
        """Blanks and nothing are alike between commas."""
        return [tuple(None if value is not None and value.strip() == ""
                      else value for value in pair) for pair in VALUES]

    def each_output(self, octets: bytes, wanted: list[tuple],
                    columns: tuple[str, str], *flags: object) -> None:
        for shape in ("flat", "mx", "domain", "nested"):
            readers = {"out.jsonl": by_json}
            if shape != "nested":
                readers["out.csv"] = by_csv
            if HAS_PARQUET and pyarrow is not None:
                readers["out.parquet"] = by_pyarrow
                readers["out.arrows"] = by_stream
            for out, read in readers.items():
                with self.subTest(shape=shape, out=out):
                    path = self.scan(octets, out, "--shape", shape, *flags)
                    self.check(read(path), wanted, columns)
                    if out == "out.parquet":
                        self.check(by_duckdb(path), wanted, columns)
                    self.assertNotIn(SECRET.encode(), path.read_bytes())
                    self.assertNotIn(SECRET, self.said)
        manifest = (self.folder / "manifest.json").read_text()
        self.assertNotIn(SECRET, manifest)

    def test_tables(self) -> None:
        self.each_output(self.table(), self.csv_values(),
                         ("in_note", "in_number"), "--passthrough",
                         "note,number")

    def test_lines_of_json(self) -> None:
        lines = "".join(json.dumps(one) + "\n" for one in self.objects())
        self.each_output(lines.encode(), VALUES, ("in_note", "in_more.number"),
                         "--passthrough", "note,more.number")

    def test_one_value_of_json(self) -> None:
        for whole in ({"page": 1, "data": self.objects()}, self.objects()):
            octets = json.dumps(whole, ensure_ascii=False).encode()
            self.each_output(octets, VALUES, ("in_note", "in_more.number"),
                             "--passthrough", ".data[].note,more.number"
                             if isinstance(whole, dict)
                             else "[].note,[].more.number")

    @unittest.skipIf(pyarrow is None or not HAS_PARQUET, "needs pyarrow and "
                     "a build with Parquet: see tests/requirements.txt")
    def test_columns_of_parquet(self) -> None:
        path = self.folder / "list.parquet"
        pyarrow.parquet.write_table(pyarrow.table({
            "note": [note for note, _ in VALUES], "domain": NAMES,
            "number": [number for _, number in VALUES],
            "owner": [SECRET] * len(NAMES)}), path, row_group_size=3)
        self.each_output(path.read_bytes(), VALUES, ("in_note", "in_number"),
                         "--passthrough", "note,3")

    @unittest.skipIf(pyarrow is None or not HAS_PARQUET, "needs pyarrow and "
                     "a build with Parquet: see tests/requirements.txt")
    def test_numbers_of_parquet(self) -> None:
        path = self.folder / "list.parquet"
        rows = 20_000  # more than a batch, and pages of the columns differ
        chance = random.Random(1)
        numbers = [chance.choice([None, chance.getrandbits(63)])
                   for _ in range(rows)]
        pyarrow.parquet.write_table(pyarrow.table({
            "domain": [f"n{i}.example.com" for i in range(rows)],
            "i": pyarrow.array(numbers, pyarrow.int64()),
            "u": pyarrow.array([None if n is None else 2**64 - 1 - n
                                for n in numbers], pyarrow.uint64()),
            "s": pyarrow.array([i % 200 - 100 for i in range(rows)],
                               pyarrow.int8()),
            "d": [i / 8 for i in range(rows)], "b": [i % 2 == 0 for i in
                                                    range(rows)],
            "t": ["x" * (i % 50) for i in range(rows)],
        }), path, data_page_size=4096)
        out = self.scan(path.read_bytes(), "out.parquet", "--passthrough",
                        "i,u,s,d,b,t")
        for row in by_pyarrow(out):
            i = int(row["domain"][1:].split(".")[0])
            n = numbers[i]
            self.assertEqual(
                (row["in_i"], row["in_u"], row["in_s"], float(row["in_d"]),
                 row["in_b"], row["in_t"]),
                (None if n is None else str(n),
                 None if n is None else str(2**64 - 1 - n), str(i % 200 - 100),
                 i / 8, "true" if i % 2 == 0 else "false", "x" * (i % 50)))

    def test_with_all_that_becomes_of_a_list(self) -> None:
        rows = [(f"n{i % 3000}.example.com", f"v{i}") for i in range(6000)]
        octets = as_csv(rows, ("domain", "value"))
        out = self.scan(octets, "out.jsonl", "--passthrough", "value",
                        "--unique", "--shuffle", "--sample", "2500", "--seed",
                        "1", "--columns", "seq,domain")
        found = by_json(out)
        self.assertEqual(len(found), 2500)
        for row in found:
            self.assertEqual(list(row), ["seq", "domain", "in_value"])
            self.assertEqual(row["in_value"], f"v{row['seq']}")
            self.assertEqual(row["domain"], f"n{row['seq']}.example.com")
        self.assertNotEqual([row["seq"] for row in found],
                            sorted(row["seq"] for row in found))

    def test_folder_of_parts(self) -> None:
        rows = [(f"n{i}.example.com", f"v{i}") for i in range(50)]
        octets = as_csv(rows, ("domain", "value"))
        flags = ("--passthrough", "value", "-O", "jsonl", "--parts",
                 "--resume")
        folder = self.scan(octets, "parts", *flags)
        self.scan(octets, "parts", *flags)  # it is complete
        found = [row for part in folder.glob("part-*")
                 for row in by_json(part)]
        self.assertEqual(sorted((row["domain"], row["in_value"])
                                for row in found), sorted(rows))
        done = self.run_list(octets, "parts", *flags, "--sort", "seq")
        self.assertEqual(done.returncode, 2, self.said)
        self.assertIn("--sort is for one file", self.said)
        for columns in ("domain", "2", "value,domain"):
            done = self.run_list(octets, "parts", *flags[2:], "--passthrough",
                                 columns, "--resume-despite", "passthrough")
            self.assertEqual(done.returncode, 4, self.said)
            self.assertIn('the setting passthrough was ["value"]', self.said)

    def test_shards(self) -> None:
        """The header is no record: only the table shows what it says."""
        rows = [(f"n{i}.example.com", f"v{i}") for i in range(50)]
        octets = as_csv(rows, ("domain", "value"))
        renamed = as_csv(rows, ("domain", "other"))
        for second, code, saying in (
                (renamed, 3, "the setting passed_columns differs"),
                (octets, 0, "whole: 50 records")):
            for shard, what in (("1/2", octets), ("2/2", second)):
                self.scan(what, "shards", "--passthrough", "2", "-O", "csv",
                          "--parts", "--overwrite", "--shard", shard)
            done = golden.run("merge", self.folder / "shards")
            said = (done.stdout + done.stderr).decode()
            self.assertEqual(done.returncode, code, said)
            self.assertIn(saying, said)
        found = [(row["domain"], row["in_value"])
                 for part in (self.folder / "shards").rglob("part-*.csv")
                 for row in by_csv(part)]
        self.assertEqual(sorted(found), sorted(rows))

    def test_a_table_for_people(self) -> None:
        rows = [(f"n{i}.example.com", f"v{i}") for i in range(5)]
        out = self.scan(as_csv(rows, ("domain", "value")), "out.txt", "-O",
                        "text", "--passthrough", "value", "--columns",
                        "domain", "--sort", "domain")
        self.assertEqual([tuple(line.split())
                          for line in out.read_text().splitlines()],
                         [("domain", "in_value"), *rows])

    def test_dry_run(self) -> None:
        octets = as_csv([(name, "1") for name in NAMES], ("domain", "rank"))
        done = self.run_list(octets, "dry.csv", "--passthrough", "rank",
                             "--dry-run", "--sort", "domain")
        self.assertEqual(done.returncode, 0, self.said)
        self.assertIn(b"more with --passthrough", done.stdout)
        self.assertIn(b"rows until the run is over", done.stdout)
        self.assertFalse((self.folder / "dry.csv").exists())
        done = self.run_list(octets, "dry.csv", "--passthrough", "rnk",
                             "--dry-run")
        self.assertEqual(done.returncode, 3, self.said)
        self.assertIn('no column "rnk"', self.said)

    def test_rows_that_repeat_a_name_with_another_value_are_records(
            self) -> None:
        rows = [(f"n{i // 4}.example.com", f"v{i // 2}") for i in range(400)]
        octets = as_csv(rows, ("domain", "value"))
        found = by_json(self.scan(octets, "out.jsonl", "--passthrough",
                                  "value"))
        self.assertIn("repeated rows as one", self.said)
        self.assertEqual(sorted((row["domain"], row["in_value"])
                                for row in found), sorted(set(rows)))

    def test_what_is_too_long_is_cut_and_counted(self) -> None:
        octets = as_csv([("n0.example.com", "é" * 5000, "x"),
                         ("n1.example.com", "short", "y" * 70_000),
                         ("n2.example.com", "a" * 1023 + "é", "z")],
                        ("domain", "value", "other"))
        found = by_json(self.scan(octets, "out.jsonl", "--passthrough",
                                  "value"))
        values = {row["domain"]: row["in_value"] for row in found}
        self.assertEqual(values["n0.example.com"], "é" * 512)
        self.assertEqual(values["n2.example.com"], "a" * 1023)
        self.assertIn(None, values.values())  # of the line that is too long
        self.assertIn("values cut by --passthrough 2", self.said)
        manifest = json.loads((self.folder / "manifest.json").read_text())
        self.assertEqual(manifest["values_cut"], 2)
        self.assertEqual(manifest["passthrough"], ["value"])

    def test_without_a_header_numbers_name_the_columns(self) -> None:
        octets = b"".join(b"%d,n%d.example.com,v%d\n" % (i, i, i)
                          for i in range(10))
        found = by_json(self.scan(octets, "out.jsonl", "--passthrough", "3,1"))
        for row in found:
            self.assertEqual(row["in_3"], "v" + row["in_1"])

    def test_refusals(self) -> None:
        table = as_csv([(name, "1", "2") for name in NAMES],
                       ("domain", "rank", "rank"))
        lines = json.dumps({"domain": "a.example.com", "tags": ["x"]}) + "\n"
        refused = {
            "no such column": (table, "rnk", 3, 'no column "rnk"'),
            "no such number": (table, "4", 3, 'no column "4"'),
            "equal names": (table, "2,3", 3, '"in_rank"'),
            "plain": (b"a.example.com\nb.example.com\n", "1", 3,
                      "one name a line"),
            "hosts": (b"0.0.0.0 a.example.com\n" * 9, "1", 3,
                      "wants a list with columns"),
            "array": (b'["a.example.com", "b.example.com"]', "rank", 3,
                      "wants objects"),
            "list in JSON": (lines.encode() * 3, "tags", 3, "at the key"),
            "twice": (table, "rank,rank", 2, "named twice"),
            "none": (table, ",", 2, "1 to 16"),
            "too many": (table, ",".join(map(str, range(1, 18))), 2,
                         "1 to 16"),
        }
        for name, (octets, columns, code, saying) in refused.items():
            with self.subTest(name):
                done = self.run_list(octets, "none.csv", "--passthrough",
                                     columns)
                self.assertEqual(done.returncode, code, self.said)
                self.assertIn(saying, self.said)
                self.assertFalse((self.folder / "none.csv").exists())
        done = self.run_list(b"a.example.com\n" * 3, "none.csv",
                             "--passthrough", "rank", "--input-format",
                             "plain")
        self.assertEqual(done.returncode, 3, self.said)
        self.assertIn("wants a list with columns", self.said)
        done = golden.run("a.example.com", "--passthrough", "rank")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"--passthrough is about a list", done.stderr)

    def test_keys_that_come_later_are_taken_by_force(self) -> None:
        lines = (b'{"domain": "a.example.com"}\n' * 2 +
                 b'{"domain": "b.example.com", "late": 3}\n')
        found = by_json(self.scan(lines, "out.jsonl", "--passthrough",
                                  "later,late", "--force"))
        self.assertEqual({(row["domain"], row["in_late"], row["in_later"])
                          for row in found},
                         {("a.example.com", None, None),
                          ("b.example.com", "3", None)})

    def test_hostile_values(self) -> None:
        """Any octets: the table stays well-formed, row by row."""
        lines = "".join(json.dumps({"domain": name, "v": chr(code) * 2}) + "\n"
                        for code, name in enumerate(NAMES))
        self.each_output(lines.encode(), [(chr(code) * 2,) * 2 for code in
                                          range(len(NAMES))],
                         ("in_v", "in_v"), "--passthrough", "v")
        chance = random.Random(7)
        lines = [b"domain,value\n"]
        for i in range(500):
            octets = bytes(chance.choice(b'\x01\xff\xc3\xa9"\t\r,x')
                           for _ in range(chance.randrange(9)))
            lines.append(b"n%d.example.com,%s\n" % (i, octets))
        for out, read in (("out.jsonl", by_json), ("out.csv", by_csv)):
            found = read(self.scan(b"".join(lines), out, "--passthrough", "2",
                                   "--input-format", "csv", "--force"))
            self.assertGreater(len(found), 100)
            for row in found:
                self.assertEqual(row["status"] == "INVALID_NAME",
                                 row["domain"] in ("", None), row)


if __name__ == "__main__":
    golden.main(at_once=4)
