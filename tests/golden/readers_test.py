"""The loaders of docs/readers.md, as they stand there, and what they make of
values that look like others: every reader must come to the same table.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import unittest
from pathlib import Path

import golden

try:
    import duckdb
    import pandas
    import polars
    import pyarrow.csv
    import pyarrow.parquet as pq
except ImportError as missing:
    golden.needs_module(missing)

TEXT = (golden.SOURCE / "docs" / "readers.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
# Of a column that holds nothing else, each of these was a number to somebody.
HASHES = ["h4162725e99394943", "h0554404262247856", "h1234567890123456"]
NUMBERS = {"seq", "mx_count", "preference", "attempts"}


def loaders() -> dict[str, str]:
    """The Python examples by their first line, a comment."""
    found = {code.splitlines()[0].lstrip("# "): code
             for code in BLOCK.findall(TEXT)}
    if len(found) != len(BLOCK.findall(TEXT)):
        raise AssertionError("two examples have the same first line")
    return found


class LoadersTest(golden.InternetTest):
    """One scan in every format, loaded by each example."""

    profile, size, seed = "toplist", 300, 20261129

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.files = {name: cls.world.path(name) for name in (
            "results.parquet", "results.csv", "results.jsonl",
            "results.csv.gz", "results.jsonl.zst", "results.arrows")}
        cls.scan_into(*(["-o", path] for path in cls.files.values()))
        cls.wanted = [
            (row["seq"], row["exchange"], row["status"])
            for row in pq.read_table(cls.files["results.parquet"]).to_pylist()]

    def load(self, code: str) -> object:
        for name, path in self.files.items():
            code = code.replace(f"'{name}'", f"'{path}'")
            code = code.replace(f'"{name}"', f'"{path}"')
        scope: dict[str, object] = {}
        exec(compile(code, "readers.md", "exec"), scope)  # our own page
        return scope

    def test_each_example_gives_the_same_table(self) -> None:
        tables = 0
        for title, code in loaders().items():
            with self.subTest(title):
                scope = self.load(code)
                if "table" in scope:
                    self.check(scope["table"])
                    tables += 1
                else:
                    self.assertEqual(scope["manifest"]["records_written"],
                                     len(self.truth))
        self.assertEqual(tables, 13)

    def check(self, table: object) -> None:
        if isinstance(table, sqlite3.Connection):
            rows = table.execute(
                "SELECT seq, exchange, status FROM results").fetchall()
            kinds = table.execute(
                "SELECT DISTINCT typeof(seq), typeof(attempts) FROM results")
            self.assertEqual(kinds.fetchall(), [("integer", "integer")])
            self.compare(rows)
            return
        if isinstance(table, pyarrow.Table):
            table = polars.DataFrame(table)
        if isinstance(table, duckdb.DuckDBPyRelation):
            rows = table.project("seq, exchange, status").fetchall()
            kinds = dict(zip(table.columns, map(str, table.types)))
            for name in NUMBERS:
                self.assertIn(kinds[name], ("BIGINT", "INTEGER"), name)
            self.assertIn("VARCHAR", kinds["mx_set_hash"])
        elif isinstance(table, pandas.DataFrame):
            rows = [(seq, None if pandas.isna(exchange) else exchange, status)
                    for seq, exchange, status in zip(
                        table["seq"], table["exchange"], table["status"])]
            for name in NUMBERS:
                self.assertTrue(
                    pandas.api.types.is_numeric_dtype(table[name]), name)
            self.assertFalse(
                pandas.api.types.is_numeric_dtype(table["mx_set_hash"]))
        else:
            self.assertIsInstance(table, polars.DataFrame)
            rows = table.select("seq", "exchange", "status").rows()
            for name in NUMBERS:
                self.assertTrue(table[name].dtype.is_integer(), name)
            self.assertEqual(table["mx_set_hash"].dtype, polars.String)
        self.compare(rows)

    def compare(self, rows: list[tuple]) -> None:
        self.assertEqual(sorted(tuple(map(str, row)) for row in rows),
                         sorted(tuple(map(str, row)) for row in self.wanted))


class GuessesTest(unittest.TestCase):
    """What readers guess of a column in CSV, when nobody tells them."""

    def setUp(self) -> None:
        self.path = Path(self.enterContext(
            tempfile.TemporaryDirectory())) / "odd.csv"

    def columns(self, header: str, values: list[str]) -> dict[str, list]:
        self.path.write_text("\n".join([header, *values]) + "\n")
        path = str(self.path)
        return {
            "duckdb": [one for one, in duckdb.sql(
                f"SELECT {header} FROM '{path}'").fetchall()],
            "pandas": pandas.read_csv(path)[header].tolist(),
            "polars": polars.read_csv(path)[header].to_list(),
            "pyarrow": pyarrow.csv.read_csv(path)[header].to_pylist()}

    def test_hashes_stay_texts(self) -> None:
        for values in (HASHES, HASHES[:1]):
            for reader, got in self.columns("mx_set_hash", values).items():
                self.assertEqual(got, values, reader)

    def test_without_the_letter_they_did_not(self) -> None:
        """So that the test above can fail."""
        bare = [value[1:] for value in HASHES]
        changed = [reader for reader, got in self.columns(
            "mx_set_hash", bare).items() if got != bare]
        self.assertLessEqual({"pandas", "polars", "pyarrow"}, set(changed))

    def test_codes_are_no_number_on_any_day(self) -> None:
        for values in (["[3]"], ["[3]", '"[3,19]"']):
            plain = [value.strip('"') for value in values]
            for reader, got in self.columns("ede_codes", values).items():
                self.assertEqual([json.loads(one) if isinstance(one, str)
                                  else one for one in got],
                                 [json.loads(one) for one in plain], reader)
                self.assertFalse(isinstance(got[0], (int, float)), reader)


if __name__ == "__main__":
    golden.main()
