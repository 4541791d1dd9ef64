"""Every shape of list_shapes: exactly the right names are asked, or none and
nothing is written; and no output says what is nobody's business."""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import tempfile
import unittest
from pathlib import Path

import golden
import list_shapes
import list_shapes_exports
import list_shapes_files
import list_shapes_more
import list_shapes_none
import list_shapes_printed
import list_shapes_tools
import list_shapes_typed
import list_shapes_words
import list_shapes_written
from list_shapes import SECRETS, Shape

try:
    import pyarrow
    import pyarrow.parquet
except ImportError:
    pyarrow = None

FAMILIES = {
    "top lists": list_shapes.TOP_LISTS,
    "governments": list_shapes.GOVERNMENTS,
    "headers": list_shapes.HEADERS,
    "tables": list_shapes.TABLES,
    "zones": list_shapes_more.ZONES,
    "block lists": list_shapes_more.BLOCK_LISTS,
    "maps": list_shapes_more.MAPS,
    "servers": list_shapes_files.SERVERS,
    "settings": list_shapes_files.SETTINGS,
    "sites": list_shapes_tools.SITES,
    "reports": list_shapes_tools.REPORTS,
    "query logs": list_shapes_tools.QUERY_LOGS,
    "written": list_shapes_written.WRITTEN,
    "published": list_shapes_written.PUBLISHED,
    "printed": list_shapes_printed.PRINTED,
    "sentences": list_shapes_words.SENTENCES,
    "further": list_shapes_words.FURTHER,
    "variants": list_shapes_printed.VARIANTS,
    "typed": list_shapes_typed.TYPED,
    "json": list_shapes_more.JSON,
    "machines": list_shapes_exports.MACHINES,
    "keys": list_shapes_exports.KEYS,
    "trees": list_shapes_exports.TREES,
    "certificates": list_shapes_exports.CERTIFICATES,
    "pages": list_shapes_exports.PAGES,
    "links": list_shapes_exports.LINKS,
    "wikis": list_shapes_exports.WIKIS,
    "further maps": list_shapes_exports.MAPS,
    "usual ones": list_shapes_exports.USUAL,
    "no names": list_shapes_none.NO_NAMES,
    "addresses": list_shapes_none.ADDRESSES,
    "refused": list_shapes_more.REFUSED,
}


class Nothing(golden.LoopbackResolver):
    """A resolver for which no name exists, and what it was asked."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def reply(self, query: bytes, end: int) -> bytes:
        labels, at = [], 12
        while query[at] != 0:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += query[at] + 1
        self.asked.add(".".join(labels))
        return golden.nothing_found(query, end)


class ListsTest(unittest.TestCase):
    """Each run has a folder of its own."""

    maxDiff = 4000

    def setUp(self) -> None:
        self.resolver = self.enterContext(Nothing())

    def scan(self, shape: Shape, from_stdin: bool, octets: bytes) -> tuple[
            int, str, dict[str, str]]:
        """Exit code, what was said, and the files that were written."""
        with tempfile.TemporaryDirectory(prefix="mxsweep-lists-") as name:
            folder = Path(name)
            path = folder / "list"
            path.write_bytes(octets)
            out = folder / "out"
            out.mkdir()
            self.resolver.asked.clear()
            with path.open("rb") as stream:
                done = golden.run(
                    "-" if from_stdin else path, "-r", self.resolver.address,
                    "--no-resolver-check", "--rate", "0", "-s", "50", "-A",
                    "none", "-o",
                    out / "table.csv", "--manifest", out / "manifest.json",
                    *shape.flags, stdin=stream)
            files = {one.name: one.read_text() for one in out.iterdir()}
        return done.returncode, done.stderr.decode(), files

    def check(self, shape: Shape, from_stdin: bool, octets: bytes) -> None:
        code, said, files = self.scan(shape, from_stdin, octets)
        for secret in SECRETS:
            for text in (said, *files.values()):
                self.assertNotIn(secret.lower(), text.lower())
        if shape.names is None:
            self.assertEqual((code, files), (3, {}), said)
            self.assertEqual(self.resolver.asked, set())
            self.assertTrue(any(word in said
                                for word in shape.says.split("|")), said)
            return
        self.assertEqual(code, 0, said)
        self.assertEqual(self.resolver.asked, set(shape.names.split()), said)
        announced = json.loads(files["manifest.json"])["input_format"]
        self.assertIn("names: " + announced, said)
        self.assertIn(shape.says, announced)
        rows = list(csv.DictReader(files["table.csv"].splitlines()))
        self.assertLessEqual(set(shape.names.split()),
                             {row["domain"] for row in rows})

    def each(self, change=lambda octets: octets, from_stdin=False) -> None:
        for family, shapes in FAMILIES.items():
            for name, shape in shapes.items():
                with self.subTest(family=family, shape=name):
                    self.check(shape, from_stdin, change(shape.octets))

    def test_as_they_are(self) -> None:
        self.each()

    def test_standard_input(self) -> None:
        self.each(from_stdin=True)

    def test_lines_that_end_with_cr_lf(self) -> None:
        self.each(lambda octets: octets if octets.count(b"\0") else
                  octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def test_no_end_of_the_last_line(self) -> None:
        self.each(lambda octets: octets.rstrip(b"\r\n"))


class FlagsTest(ListsTest):
    """What a flag for lists says where it means nothing."""

    test_as_they_are = None
    test_standard_input = None
    test_lines_that_end_with_cr_lf = None
    test_no_end_of_the_last_line = None

    def test_what_a_list_is_packed_by_is_said(self) -> None:
        shape = Shape("a.example.com\n", "a.example.com",
                      "a plain list, packed by gzip")
        self.check(shape, False, gzip.compress(shape.octets))
        shape = shape._replace(says="a plain list, packed by bzip2, gzip")
        self.check(shape, True, bz2.compress(gzip.compress(shape.octets)))

    def test_a_header_that_comes_again_is_no_row_without_a_name(self) -> None:
        _, said, _ = self.scan(Shape("", ""), False,
                               2 * b"id,domain\n1,a.example.com\n")
        self.assertIn("of a comma list, header skipped\n", said)

    def test_a_type_is_not_looked_at_in_a_column_that_is_named(self) -> None:
        text = "type,value\ndomain,a.example.com\nfilename,b.example.com\n"
        both = "a.example.com b.example.com"
        shape = Shape(text, both, "", ("--column", "value"))
        self.check(shape, False, shape.octets)
        shape = Shape(text, "a.example.com", "", ("--passthrough", "type"))
        self.check(shape, False, shape.octets)

    def test_flags_without_effect(self) -> None:
        zone = "a.example.com. 60 IN A 192.0.2.1\n"
        for text, flags, words in (
                (zone, ("--column", "2"), "--column has no effect"),
                (zone, ("--header", "yes"), "--header has no effect"),
                ('{"domain":"a.example.com"}\n', ("--header", "no"),
                 "--header has no effect"),
                ("||a.example.com^\n", ("--column", "x"),
                 "--column has no effect"),
                ("a.example.com\n", ("--header", "no"), ""),
                ("1,a.example.com\n", ("--column", "2"), "")):
            shape = Shape(text, "a.example.com", "", flags)
            code, said, _ = self.scan(shape, False, shape.octets)
            self.assertEqual(code, 0, said)
            self.assertEqual(self.resolver.asked, {"a.example.com"})
            self.assertIn(words, said)
            self.assertEqual("no effect" in said, words != "", said)


def parquet(columns: dict, **options) -> bytes:
    """The octets of a file that pyarrow writes."""
    with tempfile.NamedTemporaryFile() as file:
        pyarrow.parquet.write_table(pyarrow.table(columns), file.name,
                                    **options)
        return Path(file.name).read_bytes()


HOSTS = [f"h{i}.example.com" for i in range(500)]
SOME = ["a.example.com", None, "b.example.net", "b.example.net"]


@unittest.skipIf(pyarrow is None, "needs pyarrow, which is not installed: "
                 "see tests/requirements.txt")
@unittest.skipIf(b"parquet" not in golden.run("--version").stdout,
                 "this build knows no Parquet")
class ParquetListsTest(ListsTest):
    """Files that another writer made."""

    def test_as_they_are(self) -> None:
        text = pyarrow.array(SOME)
        numbers = pyarrow.array([1, 2, 3, 4])
        owners = pyarrow.array([["Erika Mustermann"], [], None, []])
        found = "a.example.com b.example.net"
        shapes = {
            "texts": Shape(parquet({"id": numbers, "domain": text}), found,
                           'column 2 "domain"'),
            "large texts": Shape(parquet(
                {"domain": text.cast(pyarrow.large_string())}), found),
            "dictionary": Shape(parquet(
                {"domain": text.dictionary_encode()}), found),
            "without one": Shape(parquet({"domain": text},
                                         use_dictionary=False,
                                         compression="gzip"), found),
            "several row groups": Shape(parquet(
                {"host": HOSTS, "n": list(range(500))}, row_group_size=77),
                " ".join(HOSTS)),
            "lists beside it": Shape(parquet(
                {"owners": owners, "site": text}), found),
            "no names": Shape(parquet({"who": ["Erika", "Max"]}), None,
                              "--column"),
            "only lists": Shape(parquet({"owners": owners}), None, "nested"),
            "two of them": Shape(parquet({"x": SOME, "y": SOME}), None,
                                 "--column"),
            "one of two": Shape(parquet({"x": SOME, "y": SOME}), found, "",
                                ("--column", "y")),
            "cut": Shape(parquet({"domain": text})[:-20], None, "Parquet"),
        }
        for name, shape in shapes.items():
            with self.subTest(shape=name):
                self.check(shape, False, shape.octets)
                self.check(shape, True, shape.octets)

    test_standard_input = None
    test_lines_that_end_with_cr_lf = None
    test_no_end_of_the_last_line = None

    def test_our_own(self) -> None:
        """What a scan wrote is a list again, each name once."""
        names = ["a.example.com", "b.example.net"]
        with tempfile.TemporaryDirectory(prefix="mxsweep-lists-") as name:
            out = Path(name) / "out.parquet"
            golden.run_well("-", "-r", self.resolver.address,
                            "--no-resolver-check", "-o", out,
                            input="\n".join(names).encode(), stdin=None)
            self.check(Shape(out.read_bytes(), " ".join(names),
                             "repeated rows as one"), False, out.read_bytes())


if __name__ == "__main__":
    golden.main(at_once=4)
