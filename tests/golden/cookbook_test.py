"""Every query of docs/cookbook.md, as it stands there, on two nights of a
small internet whose answers are known."""

from __future__ import annotations

import re
import tempfile
import unittest
from pathlib import Path

import golden
import places
from zone import Zone

try:
    import duckdb
    import polars
except ImportError as missing:
    golden.needs_module(missing)

TEXT = (golden.SOURCE / "docs" / "cookbook.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sql|python)\n(.*?)^```$", re.M | re.S)

YESTERDAY = """
    a.com MX 10 aspmx.l.google.com
    b.com MX 10 aspmx.l.google.com
    c.com MX 10 x.mail.protection.outlook.com
    d.de MX 10 mx.d.de
    e.de MX 10 x.mail.protection.outlook.com
    f.de FAIL
    g.de MX 0 .
    h.de TXT nothing
    i.org MX 10 mx1.pphosted.com
    i.org MX 20 x.mail.protection.outlook.com
    j.org MX 10 mx.j.org
    k.org MX 10 mx.nobody-known.net
    k.org MX 20 aspmx.l.google.com
    old.org MX 10 aspmx.l.google.com
    aspmx.l.google.com A 5.0.0.1
    aspmx.l.google.com AAAA 2a00::1
    x.mail.protection.outlook.com A 5.0.1.1
    mx1.pphosted.com A 5.0.2.1
    mx.d.de A 5.0.3.1
    mx2.d.de A 5.0.3.2
    mx.j.org A 5.0.4.1
    mx.nobody-known.net A 5.0.5.1
    a.com TXT "v=spf1 -all"
    c.com TXT "v=spf1 ip4:1.2.3.400 -all"
    d.de TXT "v=spf1 a" "v=spf2"
    _dmarc.a.com TXT "v=DMARC1; p=reject"
    _dmarc.c.com TXT "v=DMARC1; p=none; rua=mailto:x@c.com"
    _mta-sts.a.com TXT "v=STSv1; id=1"
"""
# b.com moves, d.de changes its set, e.de fails, f.de recovers, old.org goes.
CHANGES = {
    "b.com MX 10 aspmx.l.google.com":
        "b.com MX 10 x.mail.protection.outlook.com",
    "d.de MX 10 mx.d.de": "d.de MX 10 mx.d.de\n    d.de MX 20 mx2.d.de",
    "e.de MX 10 x.mail.protection.outlook.com": "e.de FAIL",
    "f.de FAIL": "f.de MX 10 mx.never-registered.org",
    "old.org MX": "new.org MX",
}
TODAY = YESTERDAY
for was, is_now in CHANGES.items():
    TODAY = TODAY.replace(was, is_now)

ANSWERS = {
    "Who runs the mail of how many domains?": [
        ("Google Workspace", 2, 25.0), ("Microsoft 365", 2, 25.0),
        ("self", 2, 25.0), ("(unknown)", 1, 12.5), ("Proofpoint", 1, 12.5)],
    "Which operator leads in each top-level domain?": [
        ("com", "Microsoft 365", 2), ("de", "self", 1),
        ("org", "Google Workspace", 2)],
    "How much of each top-level domain does each operator have?": [
        ("com", "Microsoft 365", 2, 66.7), ("com", "Google Workspace", 1, 33.3),
        ("de", "self", 1, 100.0)],
    "How many domains with MX publish which mail policy?": [
        ("bimi", 0, 0.0), ("dmarc", 2, 25.0), ("mta_sts", 1, 12.5),
        ("spf", 2, 25.0), ("tls_rpt", 0, 0.0)],
    "What does DMARC ask receivers to do?": [("none", 1), ("reject", 1)],
    "What kinds of operators take the mail?": [
        ("hosting", 6), ("self", 2), ("security_gateway", 1)],
    "Who stands behind a security gateway in the same MX set?": [
        ("i.org", ["Microsoft 365", "Proofpoint"])],
    "Which domains fall with one operator?": [("b.com",), ("c.com",)],
    "Which mail hosts serve most domains?": [
        ("aspmx.l.google.com", 3), ("x.mail.protection.outlook.com", 3)],
    "Which networks hold the mail of most domains?": [
        ("5.0.0.0/24", 3), ("5.0.1.0/24", 3)],
    "In which countries is the mail of this list?": [
        ("CH", 3, 50.0), ("DE", 3, 50.0), ("US", 3, 50.0)],
    "Whose mail could somebody else take over?": [
        ("f.de", "mx.never-registered.org")],
    "Of which domains is nothing known, and why?": [
        ("e.de", "SERVFAIL", 2, [])],
    "Which domains take no mail?": [
        ("none", 1), ("null_mx", 1), ("unusable", 1)],
    "How long are MX kept?": [([3600, 3600, 3600],)],
    "Who moved to another operator since yesterday?": [
        ("b.com", "Google Workspace", "Microsoft 365")],
    "Who moved to Microsoft since yesterday?": [("b.com", "Google Workspace")],
    "Which MX sets changed, though the operator is the same?": [("d.de",)],
    "Which domains came, and which went?": [
        ("new.org", "came"), ("old.org", "went")],
    "Which domains fail since yesterday, and which have recovered?": [
        ("e.de", "fails"), ("f.de", "recovered")],
}


def scan(text: str, path: Path, *flags: str | Path) -> None:
    domains = dict.fromkeys(
        line.split()[0] for line in text.split("\n")
        if line.split()[1:2] in (["MX"], ["FAIL"], ["TXT"])
        and not line.split()[0].startswith("_"))
    names = path.with_suffix(".txt")
    names.write_text("".join(name + "\n" for name in domains))
    with Zone(text) as resolver:
        golden.run_well(names, "-r", resolver.address, "--rate", "2000",
                        "--retries", "0", "--no-resolver-check", "-o", path,
                        *flags)


class CookbookTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.files = {name: folder / name
                     for name in ("today.parquet", "yesterday.parquet")}
        countries = places.write_all(folder)["maxmind_country"]
        scan(TODAY, cls.files["today.parquet"], "--country-db", countries,
             "--policies")
        scan(YESTERDAY, cls.files["yesterday.parquet"])

    def code(self, kind: str) -> dict[str, str]:
        blocks = {}
        for language, text in BLOCK.findall(TEXT):
            if language == kind:
                title = text.split("\n", 1)[0].lstrip("-# ")
                self.assertNotIn(title, blocks)
                for name, path in self.files.items():
                    text = text.replace(f"'{name}'", f"'{path}'")
                    text = text.replace(f'"{name}"', f'"{path}"')
                blocks[title] = text
        return blocks

    def test_queries(self) -> None:
        blocks = self.code("sql")
        database = duckdb.connect()
        database.execute(blocks.pop("The two nights"))
        self.assertEqual(
            set(ANSWERS) | {"How concentrated is it?",
                            "What is found how often?",
                            "How far is IPv6, by operator?"}, set(blocks))
        for title, query in blocks.items():
            with self.subTest(title):
                self.check(title, database.sql(query).fetchall())

    def check(self, title: str, rows: list[tuple]) -> None:
        if title.startswith("How concentrated"):
            self.assertEqual(rows, [(0.188, 0.25)])
        elif title.startswith("What is found"):
            found = dict(rows)
            self.assertEqual(found["mx_unregistered"], 1)
            self.assertEqual(found["mixed_operators"], 1)
            self.assertEqual(found["single_network"], 1)
        elif title.startswith("How far is IPv6"):
            self.assertIn(("Google Workspace", 3, 100.0), rows)
            self.assertIn(("Microsoft 365", 3, 0.0), rows)
        else:
            self.assertEqual(rows[:len(ANSWERS[title])], ANSWERS[title])

    def test_what_is_no_change(self) -> None:
        """Rows in another order, hosts of equal preference, preferences
        alone, and an operator that was not known before."""
        database = duckdb.connect()
        columns = "night(domain, mail_kind, mx_operator, preference, exchange)"
        for name, rows in (
                ("yesterday", "('t.de', 'mx', 'One', 10, 'b.net'), "
                              "('t.de', 'mx', 'Two', 10, 'a.net'), "
                              "('o.de', 'mx', 'One', 10, 'b.net'), "
                              "('o.de', 'mx', 'One', 20, 'c.net'), "
                              "('n.de', 'mx', NULL, 10, 'd.net')"),
                ("today", "('t.de', 'mx', 'Two', 10, 'a.net'), "
                          "('t.de', 'mx', 'One', 10, 'b.net'), "
                          "('o.de', 'mx', 'One', 20, 'b.net'), "
                          "('o.de', 'mx', 'One', 10, 'c.net'), "
                          "('n.de', 'mx', 'Two', 10, 'd.net')")):
            database.execute(f"CREATE TABLE {name} AS "
                             f"FROM (VALUES {rows}) AS {columns}")
        for title in ("Who moved to another operator since yesterday?",
                      "Which MX sets changed, though the operator is the "
                      "same?"):
            query = self.code("sql")[title]
            self.assertEqual(database.sql(query).fetchall(), [], title)

    def test_the_same_elsewhere(self) -> None:
        """Each answer is that of the query of that name."""
        queries = self.code("sql")
        database = duckdb.connect()
        database.execute(queries.pop("The two nights"))
        scope: dict[str, object] = {}
        answered = []
        for title, code in self.code("python").items():
            exec(compile(code, title, "exec"), scope)  # our own page
            library, question = title.split(": ")
            if question == "the two nights":
                continue
            answered.append(question)
            with self.subTest(title):
                self.assertEqual(rows_of(scope.pop("answer")), [
                    tuple(map(plain, row))
                    for row in database.sql(queries[question]).fetchall()])
        self.assertGreaterEqual(len(answered), 15)


def rows_of(frame: object) -> list[tuple]:
    rows = (frame.rows() if isinstance(frame, polars.DataFrame)
            else frame.itertuples(index=False, name=None))
    return [tuple(map(plain, row)) for row in rows]


def plain(value: object) -> object:
    """As all libraries can say it."""
    if hasattr(value, "tolist"):  # NumPy
        value = value.tolist()
    if isinstance(value, float):
        return None if value != value else round(value, 6)
    return value


if __name__ == "__main__":
    golden.main()
