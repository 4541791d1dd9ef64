"""What `mxsweep diff` says: two nights of a small internet in every format and
shape, and random results in which DuckDB finds the same by a query of its own.
"""

from __future__ import annotations

import csv
import itertools
import json
import random
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import golden
from zone import Zone

try:
    import duckdb
    import pyarrow
    import pyarrow.parquet
except ImportError as missing:
    golden.needs_module(missing)

PAGE = (golden.SOURCE / "docs" / "diff.md").read_text(encoding="utf-8")
CHANGED = 14

OLD = """
    a.com MX 10 mx1.pphosted.com
    b.com MX 10 mx1.pphosted.com
    c.com MX 10 mx1.c.com
    c.com MX 20 mx2.c.com
    d.de MX 10 mx.d.de
    e.de MX 10 mx.d.de
    f.de FAIL
    g.de MX 10 mx.d.de
    h.de FAIL
    old.org MX 10 mx.d.de
    mx1.pphosted.com A 5.0.0.1
    mx.zoho.com A 5.0.1.1
    mx1.c.com A 5.0.2.1
    mx2.c.com A 5.0.2.2
    mx.d.de A 5.0.3.1
    mx2.d.de A 5.0.3.2
"""
CHANGES = {
    "b.com MX 10 mx1.pphosted.com":
        "b.com MX 10 mx.zoho.com",
    "c.com MX 10": "c.com MX 30",
    "d.de MX 10 mx.d.de": "d.de MX 10 mx.d.de\n    d.de MX 20 mx2.d.de",
    "e.de MX 10 mx.d.de": "e.de FAIL",
    "f.de FAIL": "f.de MX 10 mx.d.de",
    "g.de MX 10 mx.d.de": "g.de MX 0 .",
    "old.org MX": "new.org MX",
}
NEW = OLD
for was, is_now in CHANGES.items():
    NEW = NEW.replace(was, is_now)

VERDICTS = {"a.com": "unchanged", "b.com": "operator_changed",
            "c.com": "order_changed", "d.de": "set_changed",
            "e.de": "newly_failing", "f.de": "recovered",
            "g.de": "kind_changed", "h.de": "still_failing",
            "new.org": "added", "old.org": "removed"}
CHANGES_ONLY = {name: change for name, change in VERDICTS.items()
                if change not in ("unchanged", "still_failing")}

# Each is a file, or a folder, and the flags that make it.
KINDS = {"flat.csv": (), "mx.csv.gz": ("--shape", "mx"),
         "domain.csv": ("--shape", "domain"), "flat.jsonl": (),
         "nested.jsonl": ("--shape", "nested"), "flat.parquet": (),
         "domain.parquet": ("--shape", "domain"),
         "nested.parquet": ("--shape", "nested"), "parts/": (),
         "tlds": ("--partition-by", "tld")}

# Written from the page, not from the program: all about a name in one row.
FACTS = """
    WITH hosts AS (
        SELECT domain, seq, exchange, min(preference) AS best
        FROM {rows} WHERE domain <> '' AND exchange IS NOT NULL
        GROUP BY ALL),
    ranked AS (
        SELECT *, dense_rank() OVER (PARTITION BY domain, seq ORDER BY best)
                  AS place FROM hosts),
    sets AS (
        SELECT domain, seq, list(exchange ORDER BY exchange) AS names,
               list(place ORDER BY exchange) AS places
        FROM ranked GROUP BY ALL),
    records AS (
        SELECT domain, seq, any_value(mail_kind) AS kind,
               arg_min_null(mx_operator, row(preference, exchange))
                   AS operator
        FROM {rows} WHERE domain <> '' GROUP BY ALL)
    SELECT DISTINCT ON (domain) domain, kind, operator, names, places
    FROM records LEFT JOIN sets USING (domain, seq)
    ORDER BY domain, kind = 'unknown', seq DESC
"""
VERDICT = """
    SELECT coalesce(o.domain, n.domain), CASE
        WHEN o.domain IS NULL THEN 'added'
        WHEN n.domain IS NULL THEN 'removed'
        WHEN o.kind = 'unknown' AND n.kind = 'unknown' THEN 'still_failing'
        WHEN n.kind = 'unknown' THEN 'newly_failing'
        WHEN o.kind = 'unknown' THEN 'recovered'
        WHEN o.kind <> n.kind THEN 'kind_changed'
        WHEN o.operator <> n.operator THEN 'operator_changed'
        WHEN o.names IS DISTINCT FROM n.names THEN 'set_changed'
        WHEN o.places IS DISTINCT FROM n.places THEN 'order_changed'
        ELSE 'unchanged' END
    FROM ({old}) o FULL JOIN ({new}) n ON o.domain = n.domain
"""

COLUMNS = ("seq", "domain", "mail_kind", "preference", "exchange",
           "mx_operator", "address")


def random_rows(names: int, seed: int) -> list[tuple]:
    """Flat rows in an order of their own; some names have two records."""
    chance = random.Random(seed)
    chosen = chance.sample(range(names), names - names // 20)
    records = chosen + chance.sample(chosen, names // 20)
    rows = []
    for seq, number in enumerate(records):
        rows += random_record(chance, seq, number)
    return rows + [(len(records), "", "unknown", None, None, None, None)]


def random_record(chance: random.Random, seq: int, number: int) -> list[tuple]:
    # Mostly the same in every result, so that little changes.
    same = random.Random(number if chance.random() < 0.8 else chance.random())
    domain = f"{number * 7919 % 100003}.example"
    kind = same.choice(["mx"] * 8 + ["unknown", "none", "null_mx"])
    if kind != "mx":
        host = "." if kind == "null_mx" else None
        return [(seq, domain, kind, 0 if host else None, host, None, None)]
    rows = []
    mx = sorted((same.choice((10, 20, 30)), host) for host in same.sample(
        ["mx1.one", "mx2.one", "a.two", "b.two", "c.three", "x\\;y.two"],
        same.randint(1, 4)))
    for preference, host in mx:
        operator = {"one": "One, Inc.", "two": "Two"}.get(
            host.rsplit(".", 1)[-1])
        rows += [(seq, domain, kind, preference, host, operator, address)
                 for address in same.choice(([None], ["5.0.0.1", "5.0.0.2"]))]
    return rows


def write_csv(path: Path, rows: list[tuple]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def write_parquet(path: Path, rows: list[tuple]) -> None:
    table = pyarrow.table(dict(zip(COLUMNS, map(list, zip(*rows)))))
    pyarrow.parquet.write_table(table, path, row_group_size=1000)


def write_jsonl(path: Path, rows: list[tuple]) -> None:
    path.write_text("".join(json.dumps(dict(zip(COLUMNS, row))) + "\n"
                            for row in rows))


def write_nested(path: Path, rows: list[tuple]) -> None:
    """As pyarrow lays it out, where everything may be NULL."""
    records = []
    for (seq, domain, kind), group in itertools.groupby(rows,
                                                        lambda row: row[:3]):
        mx = {row[4]: {"preference": row[3], "exchange": row[4],
                       "operator": row[5]} for row in group if row[4]}
        records.append({"seq": seq, "domain": domain, "mail_kind": kind,
                        "mx": list(mx.values())})
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records), path)


class Diff(unittest.TestCase):
    maxDiff = 4000

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def diff(self, *words: object) -> subprocess.CompletedProcess:
        return golden.run("diff", *words)

    def verdicts(self, *words: object) -> dict[str, str]:
        done = self.diff(*words, "--format", "jsonl")
        self.assertIn(done.returncode, (0, CHANGED), done.stderr)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        names = [row["domain"].encode() for row in rows]
        self.assertEqual(names, sorted(set(names)))
        return {row["domain"]: row["change"] for row in rows}


class NightsTest(Diff):
    @classmethod
    def setUpClass(cls) -> None:
        cls.nights = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        for night, text in (("old", OLD), ("new", NEW)):
            (cls.nights / night).mkdir()
            names = cls.nights / f"{night}.txt"
            names.write_text("".join(
                name + "\n" for name in dict.fromkeys(
                    line.split()[0] for line in text.split("\n")
                    if line.split()[1:2] in (["MX"], ["FAIL"]))))
            with Zone(text) as resolver:
                for kind, flags in KINDS.items():
                    golden.run_well(
                        names, "-r", resolver.address, "--rate", "2000",
                        "--retries", "0", "--no-resolver-check", *flags, "-o",
                        f"{cls.nights}/{night}/{kind}")

    def night(self, name: str, kind: str) -> str:
        return f"{self.nights}/{name}/{kind}"

    def test_every_format_and_shape_against_every_other(self) -> None:
        for old, new in itertools.product(KINDS, KINDS):
            with self.subTest(old=old, new=new):
                self.assertEqual(
                    self.verdicts(self.night("old", old),
                                  self.night("new", new), "--all"), VERDICTS)

    def test_without_all_only_changes_are_rows(self) -> None:
        old, new = self.night("old", "flat.csv"), self.night("new", "parts/")
        self.assertEqual(self.verdicts(old, new), CHANGES_ONLY)
        self.assertEqual(self.verdicts(new, new), {})

    def test_exit_codes(self) -> None:
        old, new = self.night("old", "flat.csv"), self.night("new", "flat.csv")
        self.assertEqual(self.diff(old, old).returncode, 0)
        self.assertEqual(self.diff(old, new).returncode, CHANGED)
        done = self.diff("-q", old, new)
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (CHANGED, b"", b""))
        self.assertEqual(self.diff(old, old + ".gone").returncode, 3)
        self.assertEqual(self.diff(old).returncode, 2)
        done = self.diff("-", "-")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"only one of the results", done.stderr)
        self.assertEqual(self.diff(old, new, "-o", new).returncode, 2)
        self.assertEqual(self.diff(old, new, "-o", "/none/x.csv").returncode,
                         4)

    def test_the_page_shows_what_is_said(self) -> None:
        for kind in ("flat.csv", "domain.parquet"):
            done = self.diff(self.night("old", kind), self.night("new", kind))
            self.assertIn("".join(
                "    " + line if line.strip() else line for line in
                done.stdout.decode().splitlines(keepends=True)), PAGE)

    def test_rows_in_a_file(self) -> None:
        old, new = self.night("old", "flat.csv"), self.night("new", "flat.csv")
        for name in ("out.csv", "out.parquet", "out.jsonl.gz", "out.text"):
            out = self.folder / name
            done = self.diff(old, new, "-o", out)
            self.assertEqual(done.returncode, CHANGED)
            self.assertEqual(done.stdout, b"")
            self.assertIn(b"8 of 10 names changed", done.stderr)
        rows = pyarrow.parquet.read_table(
            self.folder / "out.parquet").to_pylist()
        self.assertEqual([row for row in rows if row["domain"] == "b.com"], [{
            "domain": "b.com", "change": "operator_changed",
            "old_mail_kind": "mx", "new_mail_kind": "mx",
            "old_exchanges": ["mx1.pphosted.com"],
            "new_exchanges": ["mx.zoho.com"],
            "old_operator": "Proofpoint",
            "new_operator": "Zoho Mail"}])
        failing = next(row for row in rows if row["domain"] == "e.de")
        self.assertEqual(failing["new_exchanges"], [])

    def test_a_result_that_was_cut_is_no_result(self) -> None:
        chance = random.Random(20261130)
        new = self.night("new", "flat.csv")
        for kind in ("flat.csv", "mx.csv.gz", "nested.jsonl", "flat.parquet"):
            octets = Path(self.night("old", kind)).read_bytes()
            sizes = [0, 1, len(octets) - 1] + chance.sample(
                range(2, len(octets) - 1), 6)
            for size in sizes:
                if octets[:size].endswith(b"\n") and not kind.endswith(".gz"):
                    continue  # between two rows
                cut = self.folder / kind
                cut.write_bytes(octets[:size])
                for words in (("diff", cut, new), ("diff", new, cut),
                              ("report", cut)):
                    with self.subTest(kind=kind, size=size, words=words):
                        done = golden.run(*words)
                        self.assertEqual(
                            (done.returncode, done.stdout), (3, b""))
                        said = done.stderr.decode()
                        self.assertIn(str(cut), said)
                        self.assertRegex(
                            said, "empty|cut off|in the middle|has no column")
                        if size > 1:
                            self.assertIn("run the scan again", said)

    def test_by_force_the_rows_before_the_cut_are_taken(self) -> None:
        path = self.night("old", "flat.csv")
        lines = Path(path).read_bytes().splitlines(keepends=True)
        lines.sort(key=lambda line: (not line.startswith(b"seq,"),
                                     b",c.com," not in line))  # it has two
        cut = self.folder / "flat.csv"
        cut.write_bytes(b"".join(lines)[:-3])
        done = self.diff("--force", cut, path)
        self.assertIn(b"the file is cut off", done.stderr)
        self.assertIn(b"only these are taken", done.stderr)
        self.assertIn(b"added: 1 ", done.stdout)
        self.assertEqual(done.returncode, CHANGED)

    def test_a_folder_that_lacks_a_part_is_partial(self) -> None:
        parts = self.folder / "parts"
        shutil.copytree(self.night("old", "parts"), parts)
        self.assertEqual(
            self.diff(parts, self.night("old", "flat.csv")).returncode, 0)
        part = next(parts.glob("part-*"))
        part.write_bytes(part.read_bytes()[:100])
        done = self.diff(parts, self.night("old", "flat.csv"))
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"was cut or changed", done.stderr)
        part.unlink()
        done = self.diff(parts, self.night("old", "flat.csv"))
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"is gone", done.stderr)

    def test_results_that_were_written_again(self) -> None:
        """DuckDB, and numbers and lists as pandas has them."""
        again = self.folder / "again"
        for kind in ("domain.parquet", "flat.parquet", "flat.jsonl"):
            old = self.night("old", kind)
            for select, out in (
                    ("*", "csv"), ("*", "json"), ("*", "parquet"),
                    ("* REPLACE (findings::VARCHAR AS findings, "
                     "seq::DOUBLE AS seq)", "parquet"),
                    ("* REPLACE (seq::DOUBLE AS seq)", "csv"),
                    ("* REPLACE (seq::DOUBLE AS seq)", "json")) + ((
                        ("* REPLACE (exchanges::VARCHAR AS exchanges)",
                         "parquet"),) if "domain" in kind else ()):
                duckdb.sql(f"COPY (SELECT {select} FROM '{old}') TO '{again}' "
                           f"(FORMAT {out})")
                with self.subTest(kind=kind, select=select, out=out):
                    self.assertEqual(self.verdicts(old, again), {})
                    self.assertEqual(
                        self.verdicts(again, self.night("new", "flat.csv")),
                        CHANGES_ONLY)

    def test_two_columns_of_one_name_are_refused(self) -> None:
        path = self.folder / "joined.csv"
        path.write_text("domain,mail_kind,exchange,Mail_Kind\na.de,mx,m,none\n")
        done = self.diff(path, path)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"joined.csv has two columns mail_kind\n", done.stderr)

    def test_a_column_of_another_type_is_named(self) -> None:
        path = self.folder / "x.parquet"
        pyarrow.parquet.write_table(pyarrow.table({
            "domain": ["a.com"], "mail_kind": ["mx"], "mx": ["x"]}), path)
        done = self.diff(path, path)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"the column mx is a text", done.stderr)
        pyarrow.parquet.write_table(pyarrow.table({
            "domain": ["a.com"], "mail_kind": ["mx"], "exchange": [True]}),
            path)
        self.assertIn(b"the column exchange is of type BOOLEAN",
                      self.diff(path, path).stderr)

    def test_partitions_are_all_there(self) -> None:
        tlds = self.folder / "tlds"
        new = self.night("new", "flat.csv")
        with Zone(OLD) as resolver:
            names = self.folder / "names.txt"
            names.write_text("a.com\nc.com\nd.de\nold.org\n")
            golden.run_well(names, "-r", resolver.address, "--rate", "2000",
                            "--no-resolver-check", "--partition-by", "tld",
                            "--format", "parquet", "-o", tlds)
        self.assertEqual(self.diff(tlds, tlds).returncode, 0)
        shutil.copytree(tlds / "tld=org", self.folder / "org")
        shutil.rmtree(tlds / "tld=org")
        for words in (("diff", tlds, new), ("report", tlds)):
            done = golden.run(*words)
            self.assertEqual((done.returncode, done.stdout), (3, b""))
            self.assertIn(b"a partition is gone", done.stderr)
            done = golden.run(*words, "--force")
            self.assertNotEqual(done.returncode, 3, done.stderr)
        shutil.copytree(self.folder / "org", tlds / "tld=org")
        self.assertEqual(self.diff(tlds, tlds).returncode, 0)

    def test_settings_of_scans_do_not_matter(self) -> None:
        done = golden.run("diff", self.night("old", "flat.csv"),
                          self.night("new", "flat.csv"),
                          env={"MXSWEEP_FORMAT": "jsonl",
                               "MXSWEEP_OUTPUT": str(self.folder / "x.csv")})
        self.assertIn(b"names changed", done.stdout)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_standard_input(self) -> None:
        with open(self.night("old", "mx.csv.gz"), "rb") as file:
            done = subprocess.run(
                [golden.PROGRAM, "diff", "-", self.night("new", "flat.csv")],
                stdin=file, capture_output=True, check=False)
        self.assertEqual(done.returncode, CHANGED)
        self.assertIn(b"8 of 10 names changed", done.stdout)


class RandomTest(Diff):
    def wanted(self, old: Path, new: Path) -> dict[str, str]:
        sides = {name: FACTS.format(rows=f"'{path}'")
                 for name, path in (("old", old), ("new", new))}
        return dict(duckdb.sql(VERDICT.format(**sides)).fetchall())

    def test_duckdb_finds_the_same(self) -> None:
        results = [random_rows(3000, seed) for seed in (20261130, 20261201)]
        flat = [self.folder / "old.parquet", self.folder / "new.parquet"]
        for path, rows in zip(flat, results):
            write_parquet(path, rows)
        want = self.wanted(*flat)
        self.assertEqual(set(want.values()), {
            "added", "removed", "newly_failing", "recovered", "kind_changed",
            "operator_changed", "set_changed", "order_changed",
            "still_failing", "unchanged"})
        self.assertEqual(self.verdicts(*flat, "--all"), want)
        for write, name in ((write_csv, "new.csv"), (write_jsonl, "new.jsonl"),
                            (write_nested, "nested.parquet")):
            write(self.folder / name, results[1])
            self.assertEqual(
                self.verdicts(flat[0], self.folder / name, "--all",
                              "--sort-memory", "2"), want, name)

    def test_case_and_a_dot_at_the_end_are_no_change(self) -> None:
        old, new = self.folder / "names.old.csv", self.folder / "names.new.csv"
        old.write_text("seq,domain,mail_kind,exchange,preference\n"
                       "0,a.de,mx,m1.a.de,10\n0,a.de,mx,m2.a.de,20\n"
                       "1,b.de,null_mx,.,0\n2,c.de,mx,a\\.,1\n")
        new.write_text("seq,domain,mail_kind,exchange,preference\n"
                       "5,B.de,null_mx,.,0\n7,A.DE.,mx,M1.a.de.,10\n"
                       "7,A.DE.,mx,m2.A.de,20\n8,c.de,mx,a\\,1\n")
        self.assertEqual(self.verdicts(old, new), {"c.de": "set_changed"})

    def test_texts_can_be_read_and_do_nothing(self) -> None:
        old, new = self.folder / "texts.old.csv", self.folder / "texts.new.csv"
        for path, name in (old, "Grüße\x9b2J\u202e"), (new, "x" + "ü" * 79):
            path.write_text("domain,mail_kind,exchange,mx_operator\n"
                            f"a.de,mx,m.a.de,{name}\n", encoding="utf-8")
        said = self.diff(old, new).stdout.decode()
        self.assertIn(f" (Grüße?2J?) -> mx m.a.de (x{'ü' * 39}...)\n", said)

    def test_rows_in_any_order(self) -> None:
        rows = random_rows(1000, 20261202)
        paths = [self.folder / "one.parquet", self.folder / "other.parquet"]
        write_parquet(paths[0], rows)
        # Within a record the order stands for that of equal preferences.
        write_parquet(paths[1], sorted(rows, key=lambda row: row[3] or 0))
        self.assertEqual(self.verdicts(*paths), {})


if __name__ == "__main__":
    golden.main()
