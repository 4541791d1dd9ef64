"""The same names in the forms in which lists come: all give equal tables."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import zipfile
from pathlib import Path

import golden
import table

# How the line was given is the only thing that may differ.
OF_THE_INPUT = (*table.VOLATILE, "seq", "input", "input_rank")


class InputsTest(golden.InternetTest):
    """One world; each form against the plain list of A-labels."""

    profile, size, seed = "cctld-zone", 200, 20260505

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.domains = [one["domain"] for one in cls.truth
                       if one["domain"] != ""]
        cls.plain = cls.scan("".join(name + "\n" for name in cls.domains))

    @classmethod
    def output(cls) -> Path:
        """Of this case's process."""
        return cls.world.path(f"out{os.getpid()}.csv")

    @classmethod
    def scan(cls, text: str | bytes,
             from_stdin: bool = False) -> list[dict[str, str]]:
        octets = text.encode() if isinstance(text, str) else text
        path = cls.world.path(f"input{os.getpid()}")
        path.write_bytes(octets)
        out = cls.output()
        with path.open("rb") as stream:
            golden.run_well("-" if from_stdin else path,
                            *cls.world.through_resolver(),
                            *golden.PATIENT_OF_4, "-o", out, stdin=stream)
        return table.read_csv(out)

    def check(self, rows: list[dict[str, str]]) -> None:
        self.assertEqual(table.stable(rows, OF_THE_INPUT),
                         table.stable(self.plain, OF_THE_INPUT))
        self.assertEqual(len(rows), len(self.plain))

    def test_plain_list_says_what_the_truth_says(self) -> None:
        truth = {one["domain"]: (one["status"], one["mail_kind"])
                 for one in self.truth}
        for row in self.plain:
            self.assertEqual((row["status"], row["mail_kind"]),
                             truth[row["domain"]])
            self.assertEqual(row["input"], "")

    def test_ranked_csv_with_crlf(self) -> None:
        shipped = self.world.path("tranco.csv").read_bytes()
        self.assertRegex(shipped, rb"\A1,[a-z0-9.-]+\r\n2,")
        names = set(self.domains)
        kept = [line.split(b",")[1] for line in shipped.splitlines(True)
                if line.split(b",")[1].decode().strip() in names]
        self.assertEqual(len(kept), len(self.domains))
        rows = self.scan(b"".join(b"%d,%s" % (i + 1, name)
                                  for i, name in enumerate(kept)))
        self.check(rows)
        for row in rows:
            self.assertEqual(int(row["input_rank"]), int(row["seq"]) + 1)

    def test_standard_input(self) -> None:
        self.check(self.scan("".join(n + "\n" for n in self.domains),
                             from_stdin=True))

    def test_byte_order_mark_and_no_final_newline(self) -> None:
        text = "\ufeff" + "\r\n".join(self.domains)
        self.check(self.scan(text))

    def test_blanks_comments_and_empty_lines(self) -> None:
        text = "# a list\n\n" + "".join(
            f"  {name}\t # remark\n\n" for name in self.domains)
        self.check(self.scan(text))

    def test_upper_case_and_final_dots(self) -> None:
        self.check(self.scan("".join(n.upper() + ".\n"
                                     for n in self.domains)))

    def test_email_addresses_and_their_local_parts_stay_here(self) -> None:
        rows = self.scan("".join(f"Secret.Person+{i}@{name}\n"
                                 for i, name in enumerate(self.domains)))
        self.check(rows)
        text = self.output().read_text().lower()
        self.assertNotIn("secret", text)
        self.assertNotIn("person", text)

    def test_I1_u_labels(self) -> None:
        def shown(name: str) -> str:
            return ".".join(
                label[4:].encode().decode("punycode")
                if label.startswith("xn--") else label
                for label in name.split("."))
        given = [shown(name) for name in self.domains]
        self.assertGreaterEqual(
            sum(not name.isascii() for name in given), 4)
        self.check(self.scan("".join(name + "\n" for name in given)))

    def test_packed_lists(self) -> None:
        text = "".join(name + "\n" for name in self.domains).encode()
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("top-1m.csv", text)
        half = len(text) // 2
        for packed in (gzip.compress(text[:half]) + gzip.compress(text[half:]),
                       bz2.compress(text), lzma.compress(text),
                       zipped.getvalue()):
            for from_stdin in (False, True):
                self.check(self.scan(packed, from_stdin))

    def test_other_encodings(self) -> None:
        text = "\ufeff" + "\r\n".join(self.domains)
        self.check(self.scan(text.encode("utf-16-le")))
        self.check(self.scan("\r".join(self.domains)))
        parts = [name + "\n" for name in self.domains]
        self.check(self.scan("\ufeff" + "\ufeff".join(parts)))

    def test_cut_off_list_is_partial(self) -> None:
        text = "".join(name + "\n" for name in self.domains).encode()
        path = self.world.path("cut.gz")
        path.write_bytes(gzip.compress(text)[:-20])
        out = self.world.path("cut.csv")
        done = golden.run(path, *self.world.through_resolver(),
                          *golden.PATIENT_OF_4, "-o", out)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"its gzip data end in the middle", done.stderr)
        self.assertFalse(out.exists())

    def test_oddities_file(self) -> None:
        rows = self.scan(self.world.path("oddities.txt").read_bytes())
        truth = [one for one in self.world.truth()
                 if one["what"] != "cctld-zone"]
        records = table.by_seq(rows)
        self.assertEqual(len(records), len(truth))
        for seq, one in enumerate(truth):
            self.assertEqual(
                (records[seq][0]["domain"], records[seq][0]["status"],
                 records[seq][0]["mail_kind"]),
                (one["domain"], one["status"], one["mail_kind"]),
                one["what"])
        print(f"oddities: {len(truth)} of a kind")


if __name__ == "__main__":
    golden.main(at_once=4)
