"""What `mxsweep report` counts, against DuckDB's own count of random results,
and its page: sound HTML that loads nothing, whatever texts a result holds."""

from __future__ import annotations

import collections
import itertools
import json
import re
import subprocess
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

import golden
from diff_test import OLD, random_rows, write_csv
from zone import Zone

try:
    import duckdb
    import pyarrow
    import pyarrow.parquet
except ImportError as missing:
    golden.needs_module(missing)

VOID = {"meta", "br", "link", "img"}
HOSTILE = "<script>alert(1)</script>&\"'|`\u202e"
STATUSES = ("absent", "valid", "invalid", "multiple", "unknown", None)
COLUMNS = ("seq", "domain", "mail_kind", "preference", "exchange",
           "mx_operator", "address")


def result(folder: Path, names: int, seed: int) -> Path:
    """Random rows with the further columns that a report counts."""
    path = folder / "result.parquet"
    rows = [dict(zip(COLUMNS, row)) for row in random_rows(names, seed)]
    for row in rows:
        number = row["seq"]
        row["status"] = {"unknown": "SERVFAIL", "none": "NXDOMAIN"}.get(
            row["mail_kind"], "NOERROR")
        row["mx_operator_category"] = {
            "Two": "hosting", "One, Inc.": "security_gateway"}.get(
                row["mx_operator"])
        row["mx_ttl_s"] = ((30, 60, 300, 7200, 86400, 604800, 700000)
                           [number % 7] if row["mail_kind"] == "mx" else None)
        row["findings"] = [
            finding for finding, every in (("no_ipv6", 3), ("single_mx", 2),
                                           ("mx_nxdomain", 11))
            if number % every == 0 and row["mail_kind"] == "mx"]
        row["aaaa_status"] = "NOERROR" if number % 2 else "TIMEOUT"
        row["rtt_us"] = number * number if number % 5 else None
        row["spf_status"] = STATUSES[number % 6]
        row["spf_all"] = ("-all", "~all")[number % 2] if (
            row["spf_status"] == "valid") else None
        row["dmarc_status"] = STATUSES[number % 4]
        row["dmarc_p"] = ("none", "reject")[number % 3 // 2] if (
            row["dmarc_status"] == "valid") else None
        row["tlsa_status"] = (STATUSES[row["preference"] % 5]
                              if row["exchange"] else None)
    rows[-1]["status"] = "INVALID_NAME"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path,
                                row_group_size=500)
    return path


class Page(HTMLParser):
    """Whether every element is closed where it must be; what it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.seen: list[str] = []
        self.rows: list[int] = []
        self.feed(text)
        self.close()
        self.problems += [f"{tag} is left open" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "data", "action", "srcset"):
                self.links.append(value)
            if name == "id":
                self.ids.append(value)
            if name.startswith("on") or name == "style":
                self.problems.append(f"{tag} has {name}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"{tag} is closed out of order")


class ReportTest(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.path = result(cls.folder, 3000, 20261130)
        duckdb.sql(f"""
            CREATE OR REPLACE TABLE records AS
            SELECT seq, any_value(domain) AS domain,
                   any_value(status) AS status,
                   any_value(mail_kind) AS mail_kind,
                   arg_min(coalesce(mx_operator, ''),
                           row(preference, exchange)) AS operator,
                   any_value(findings) AS findings,
                   any_value(mx_ttl_s) AS ttl,
                   bool_or(aaaa_status = 'NOERROR') AS aaaa
            FROM '{cls.path}' GROUP BY seq""")
        cls.report = cls.json_of(cls.path)

    @staticmethod
    def text_of(*words: object) -> str:
        done = golden.run("report", *words)
        if done.returncode != 0:
            raise AssertionError(done.stderr.decode())
        return done.stdout.decode()

    @classmethod
    def json_of(cls, path: Path) -> dict:
        return json.loads(cls.text_of(path, "--format", "json"))

    def counts(self, table: str, column: str) -> dict:
        return {row[column]: row["names"]
                for row in self.report["tables"][table]}

    def wanted(self, query: str) -> dict:
        return dict(duckdb.sql(query).fetchall())

    def test_outcomes(self) -> None:
        for column in ("status", "mail_kind"):
            self.assertEqual(self.counts(column, column), self.wanted(
                f"SELECT {column}, count(*) FROM records GROUP BY 1"))
        total = duckdb.sql("SELECT count(*) FROM records").fetchall()[0][0]
        self.assertEqual(self.report["figures"]["records"], total)
        for table in ("status", "mail_kind", "categories"):
            self.assertAlmostEqual(1, sum(
                row["share"] for row in self.report["tables"][table]))

    def test_operators(self) -> None:
        self.assertEqual(self.counts("operators", "operator"), self.wanted(
            "SELECT CASE WHEN operator = '' THEN '(unknown)' ELSE operator END,"
            " count(*) FROM records WHERE mail_kind = 'mx' GROUP BY 1"))
        (hhi,), = duckdb.sql("""
            SELECT sum(part * part) FROM (
                SELECT count(*) / sum(count(*)) OVER () AS part
                FROM records WHERE mail_kind = 'mx'
                GROUP BY CASE WHEN operator = '' THEN seq::text
                              ELSE operator END)""").fetchall()
        self.assertAlmostEqual(self.report["figures"]["hhi"], hhi)
        self.assertEqual(
            [row["operators"] for row in
             self.report["tables"]["concentration"]], [1, 2])

    def test_findings(self) -> None:
        got = {row["finding"]: row["names"]
               for table in ("errors", "warnings", "notes")
               for row in self.report["tables"][table]}
        self.assertEqual(got, self.wanted(
            "SELECT unnest(findings), count(*) FROM records GROUP BY 1"))
        error, = self.report["tables"]["errors"]
        self.assertEqual(error["examples"], [name for name, in duckdb.sql(
            "SELECT domain FROM records WHERE list_contains(findings, "
            "'mx_nxdomain') ORDER BY seq LIMIT 5").fetchall()])

    def test_ipv6_and_ttl(self) -> None:
        self.assertEqual(self.counts("ipv6", "addresses"), self.wanted("""
            SELECT CASE WHEN list_contains(findings, 'no_ipv6') THEN 'no IPv6'
                        WHEN aaaa THEN 'both' ELSE 'not told' END, count(*)
            FROM records WHERE mail_kind = 'mx' GROUP BY 1"""))
        self.assertEqual(self.counts("ttl", "ttl"), self.wanted("""
            SELECT CASE WHEN ttl < 60 THEN 'under 1 minute'
                        WHEN ttl < 300 THEN '1 to 5 minutes'
                        WHEN ttl < 3600 THEN '5 to 60 minutes'
                        WHEN ttl < 14400 THEN '1 to 4 hours'
                        WHEN ttl < 86400 THEN '4 to 24 hours'
                        WHEN ttl <= 604800 THEN '1 to 7 days'
                        ELSE 'over 7 days' END, count(*)
            FROM records WHERE mail_kind = 'mx' GROUP BY 1"""))

    def test_policies(self) -> None:
        """TLSA is that of the best mail host."""
        got = {row["policy"]: row for row in self.report["tables"]["policies"]}
        self.assertEqual(sorted(got), ["DMARC", "SPF", "TLSA"])
        for policy, column in (("SPF", "spf_status"), ("DMARC", "dmarc_status"),
                               ("TLSA", "tlsa_status")):
            counts = collections.Counter(self.wanted(f"""
                SELECT status, count(*) FROM (
                    SELECT arg_min(coalesce({column}, 'NULL'),
                                   row(preference, exchange)) AS status
                    FROM '{self.path}' GROUP BY seq) GROUP BY 1"""))
            broken = counts["invalid"] + counts["multiple"]
            self.assertEqual(got[policy], {
                "policy": policy, "names": counts["valid"],
                "share": counts["valid"] / (counts["valid"] + broken
                                            + counts["absent"]),
                "broken": broken, "absent": counts["absent"],
                "unknown": counts["unknown"]})
        for table, column, key in (("spf", "spf_all", "all"),
                                   ("dmarc", "dmarc_p", "p")):
            self.assertEqual(self.counts(table, key), self.wanted(
                f"SELECT {column}, count(DISTINCT seq) FROM '{self.path}' "
                f"WHERE {column} IS NOT NULL GROUP BY 1"))

    def test_round_trips(self) -> None:
        self.assertEqual(self.counts("rtt", "time"), self.wanted(f"""
            SELECT CASE WHEN rtt < 1000 THEN 'under 1 ms'
                        WHEN rtt < 5000 THEN '1 to 5 ms'
                        WHEN rtt < 20000 THEN '5 to 20 ms'
                        WHEN rtt < 100000 THEN '20 to 100 ms'
                        WHEN rtt < 500000 THEN '100 to 500 ms'
                        WHEN rtt < 2000000 THEN '0.5 to 2 s'
                        ELSE '2 s and longer' END, count(*)
            FROM (SELECT any_value(rtt_us) AS rtt FROM '{self.path}'
                  GROUP BY seq) WHERE rtt IS NOT NULL GROUP BY 1"""))
        (half, most), = duckdb.sql(f"""
            SELECT quantile_disc(rtt, 0.5), quantile_disc(rtt, 0.95)
            FROM (SELECT any_value(rtt_us) AS rtt FROM '{self.path}'
                  GROUP BY seq)""").fetchall()
        for exact, figure in ((half, "rtt_median_ms"), (most, "rtt_95_ms")):
            shown = self.report["figures"][figure] * 1000
            self.assertGreaterEqual(shown, exact)
            self.assertLessEqual(shown, exact * 17 / 16)

    def test_errors_are_counted_once_a_name(self) -> None:
        (with_error,), = duckdb.sql(
            "SELECT avg(list_contains(findings, 'mx_nxdomain')::INT) "
            "FROM records").fetchall()
        self.assertAlmostEqual(self.report["figures"]["errors"], with_error)

    def test_the_page(self) -> None:
        out = self.folder / "report.html"
        self.text_of(self.path, "-o", out)
        text = out.read_text(encoding="utf-8")
        page = Page(text)
        self.assertEqual(page.problems, [])
        self.assertEqual({link[1:] for link in page.links}, set(page.ids))
        self.assertTrue(all(link.startswith("#") for link in page.links))
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertNotIn("script", page.seen)
        self.assertIsNone(re.search(r"https?:|//|@import|url\(", text))
        tables = self.report["tables"].values()
        self.assertEqual(page.seen.count("section"), len(tables))
        self.assertEqual(page.seen.count("table"),
                         sum(1 for table in tables if table))
        self.assertEqual(page.seen.count("details"), 3)
        self.assertLess(len(text), 3_000_000)
        for row in itertools.chain(*tables):
            self.assertIn(f"{row['names']:,}</td>", text)

    def test_hostile_texts_are_texts(self) -> None:
        rows = [{"seq": seq, "domain": HOSTILE + str(seq),
                 "status": "NOERROR", "mail_kind": "mx", "exchange": HOSTILE,
                 "mx_operator": HOSTILE, "mx_operator_category": HOSTILE,
                 "findings": ["single_mx"]} for seq in range(3)]
        path = self.folder / "<b>.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        text = self.text_of(path, "--format", "html")
        page = Page(text)
        self.assertEqual(page.problems, [])
        self.assertNotIn("script", page.seen)
        self.assertNotIn("b", page.seen)
        self.assertIn("&lt;script&gt;", text)
        self.assertNotIn("<script", self.text_of(path))
        self.assertEqual(json.loads(self.text_of(
            path, "--format", "json"))["tables"]["operators"][0]["operator"],
            HOSTILE)

    def test_results_that_were_written_again(self) -> None:
        again = self.folder / "again"
        wanted = {name: table for name, table in self.report["tables"].items()
                  if name not in ("run", "resolvers")}
        for select, out in (
                ("*", "csv"), ("*", "json"),
                ("* REPLACE (findings::VARCHAR AS findings)", "json"),
                ("* REPLACE (findings::VARCHAR AS findings, mx_ttl_s::DOUBLE "
                 "AS mx_ttl_s, preference::DOUBLE AS preference)", "parquet"),
                ("* REPLACE (mx_ttl_s::DOUBLE AS mx_ttl_s)", "csv")):
            duckdb.sql(f"COPY (SELECT {select} FROM '{self.path}') TO "
                       f"'{again}' (FORMAT {out})")
            with self.subTest(select=select, out=out):
                self.assertEqual(self.json_of(again)["tables"], wanted)

    def test_markdown_is_tables(self) -> None:
        text = self.text_of(self.path)
        self.assertIn("\n## Who runs the mail\n", text)
        for line in text.splitlines():
            if line.startswith("|"):
                self.assertTrue(line.endswith("|"), line)

    def test_markdown_keeps_what_can_be_read(self) -> None:
        path = self.folder / "letters.jsonl"
        path.write_text(json.dumps({
            "domain": "a.de", "status": "NOERROR", "mail_kind": "mx",
            "exchange": "m", "mx_operator": "Grüße\x9b2J\u202e\x7f"}) + "\n")
        self.assertIn("\n| Grüße?2J?? | 1 |", self.text_of(path))

    def test_what_is_missing_is_left_out(self) -> None:
        path = self.folder / "few.csv"
        write_csv(path, random_rows(50, 1))
        done = golden.run("report", path)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"has no column status", done.stderr)
        path.write_text("domain,status,mail_kind\na.com,NOERROR,mx\n")
        self.assertEqual(set(self.json_of(path)["tables"]),
                         {"status", "mail_kind"})

    def test_since_an_older_result(self) -> None:
        older = self.folder / "older"
        older.mkdir(exist_ok=True)
        old = result(older, 3000, 20261201)
        done = golden.run("diff", old, self.path, "--format", "jsonl")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        tables = json.loads(self.text_of(
            self.path, "--since", old, "--format", "json"))["tables"]
        self.assertEqual(
            {row["change"]: row["names"] for row in tables["changes"]
             if row["change"] not in ("unchanged", "still_failing")},
            collections.Counter(row["change"] for row in rows))
        self.assertEqual(
            {(row["from"], row["to"]): row["names"]
             for row in tables["moves"]},
            collections.Counter(
                (row["old_operator"], row["new_operator"]) for row in rows
                if row["change"] == "operator_changed"))
        self.assertEqual(golden.run("report", "-", "--since", old).returncode,
                         2)

    def test_the_run_and_its_resolvers(self) -> None:
        names = self.folder / "names.txt"
        names.write_text("a.com\nb.com\nf.de\n")
        outs = [self.folder / "r.parquet", f"{self.folder}/parts/",
                self.folder / "r.csv"]
        with Zone(OLD) as resolver:
            for out in outs:
                golden.run_well(names, "-r", resolver.address, "--rate",
                                "2000", "--retries", "0", "--force",
                                "--no-resolver-check", "-o", out)
        for out in outs[:2]:
            tables = self.json_of(out)["tables"]
            self.assertIn({"what": "records read", "value": "3"},
                          tables["run"])
            one, = tables["resolvers"]
            self.assertEqual(one["resolver"], resolver.address)
            self.assertGreaterEqual(one["sent"], 3)
        self.assertNotIn("run", self.json_of(outs[2])["tables"])

    def test_wrong_usage(self) -> None:
        for words in (("-o", "x.csv"), ("--format", "csv"), (),
                      ("-o", self.path)):
            done = golden.run("report", *([self.path] if words else []),
                              *words)
            self.assertEqual(done.returncode, 2, words)

    def test_standard_input(self) -> None:
        done = subprocess.run(
            [golden.PROGRAM, "report", "-"], capture_output=True, check=False,
            input=b"domain,status,mail_kind\na.com,NOERROR,mx\n")
        self.assertIn(b"NOERROR | 1 | 100.0 %", done.stdout)


if __name__ == "__main__":
    golden.main()
