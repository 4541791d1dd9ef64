"""What a person sees at a terminal: a line that fits, whatever the width, that
is right about how much is done and how long it will take, and says in words
what is going on.
"""

from __future__ import annotations

import re
import struct
import tempfile
import time
import unittest
from pathlib import Path

import golden
import screen

RESOLVED = ["--no-resolver-check", "-A", "none", "--retries", "1"]


class Honest(golden.LoopbackResolver):
    """Nothing exists; names that begin with f fail; after so many questions
    it is silent."""

    def __init__(self, answers: int | None = None) -> None:
        self.left = answers

    def reply(self, query: bytes, end: int) -> bytes | None:
        if self.left == 0:
            return None
        if self.left is not None:
            self.left -= 1
        if query[13:14] == b"f":
            return (query[:2] + struct.pack("!5H", 0x8182, 1, 0, 0, 0)
                    + query[12:end])
        return golden.nothing_found(query, end)


def seconds_of(text: str) -> float:
    """Of "1h02m03s"."""
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(\d+)s", text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


class TerminalTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.txt"
        self.out = self.folder / "out.csv"

    def write_names(self, count: int) -> None:
        self.names.write_text("".join(f"{i},name{i}.qm\n"
                                      for i in range(1, count + 1)))

    def session(self, resolver: golden.LoopbackResolver, *flags: object,
                columns: int = 80, **options: object) -> screen.Session:
        return screen.Session(self.names, *RESOLVED, "-r", resolver.address,
                              "-o", self.out, *flags, columns=columns,
                              **options)

    def check_fit(self, session: screen.Session, settle: float = 0.5) -> None:
        """No line is wider than the window was at that time."""
        lines = session.status_lines()
        self.assertGreater(len(lines), 5)
        before = 0.0
        columns = lines[0][1]
        for at, now, text in lines:
            self.assertNotIn("\n", text)
            if now != columns:
                before, columns = at, now
            if before == 0 or at - before > settle:
                # A terminal shows ^C at the end of the line.
                self.assertLess(len(text) + len("^C"), columns, text)

    def check_share(self, session: screen.Session) -> None:
        """It never goes back."""
        shares = [float(share) for _, _, text in session.status_lines()
                  for share in re.findall(r"([\d.]+) %  ", text)[:1]]
        self.assertEqual(shares, sorted(shares))

    def check_end(self, session: screen.Session, end: float) -> None:
        """From the fifth second on it was right about when the run ends."""
        told = 0
        for at, _, text in session.status_lines():
            found = re.search(r"ETA (\S+)", text)
            if at < 5 or found is None:
                continue
            left = end - at
            # Whole seconds are shown, and this machine has others to serve.
            self.assertAlmostEqual(seconds_of(found[1]), left,
                                   delta=0.1 * left + 1.5,
                                   msg=f"after {at:.1f} of {end:.1f} s: {text}")
            told += 1
        self.assertGreater(told, 5)

    def test_fits_every_width(self) -> None:
        self.write_names(500)
        for columns in (40, 80, 200):
            with Honest() as resolver, self.session(
                    resolver, "--rate", "200", columns=columns) as session:
                self.assertEqual(session.wait(), 0)
            self.check_fit(session)
            self.check_share(session)
            summary = session.text().split("mxsweep: done: ")[1]
            for line in summary.splitlines():
                if len(line.split()) > 2:  # a label and a path
                    self.assertLessEqual(len(line), min(columns, 80), line)
            for _, _, text in session.status_lines()[3:]:
                self.assertRegex(text, r"\d %  \d+ (of 500 )?names")

    def test_fits_after_a_resize(self) -> None:
        self.write_names(900)
        with Honest() as resolver, self.session(
                resolver, "--rate", "200", columns=200) as session:
            for columns in (40, 120, 20):
                time.sleep(1)
                session.resize(columns)
            self.assertEqual(session.wait(), 0)
        self.check_fit(session)
        self.assertEqual({40, 120, 20, 200},
                         {columns for _, columns, _ in session.status_lines()})

    def test_is_right_about_74_names(self) -> None:
        self.write_names(74)
        with Honest() as resolver, self.session(
                resolver, "--rate", "6", columns=80) as session:
            self.assertEqual(session.wait(), 0)
            self.check_end(session, session.now())
        self.check_share(session)

    def test_is_right_about_20000_names(self) -> None:
        self.write_names(20000)
        with Honest() as resolver, self.session(
                resolver, "--rate", "1500", columns=200) as session:
            self.assertEqual(session.wait(), 0)
            self.check_end(session, session.now())
        self.check_share(session)
        self.assertIn(" of 20,000 names", session.text())
        self.assertIn("limited by --rate", session.text())

    def test_is_right_about_a_million_names(self) -> None:
        """As far as one can wait for that."""
        self.write_names(1_000_000)
        with Honest() as resolver, self.session(
                resolver, "--rate", "500", columns=200) as session:
            session.wait_for("names")
            began = session.now()
            time.sleep(9)
            session.process.terminate()
            self.assertEqual(session.wait(), 130)
        self.check_share(session)
        seen = []
        for at, _, text in session.status_lines():
            found = re.search(r"([\d,]+) of about ([\d,]+) names .*ETA (\S+)",
                              text)
            if found is not None:
                done, total = (int(count.replace(",", ""))
                               for count in found.groups()[:2])
                self.assertAlmostEqual(total / 1e6, 1, delta=0.02)
                seen.append((at - began, done, seconds_of(found[3])))
        # How fast this machine did it, which others use, too.
        (first, before, _), (last, after, left) = seen[0], seen[-1]
        self.assertGreater(last, 7)
        speed = (after - before) / (last - first)
        self.assertAlmostEqual(left / ((1e6 - after) / speed), 1, delta=0.15)
        left = re.search(r"about ([\d,]+) of the list were not read",
                         " ".join(session.text().split()))
        self.assertIsNotNone(left, session.text())

    def test_says_that_the_last_names_wait(self) -> None:
        self.names.write_text("".join(
            f"{'f' if i % 10 == 0 else 'n'}{i}.qm\n" for i in range(120)))
        with Honest() as resolver, self.session(resolver) as session:
            session.wait_for("12 names left, waiting for retries")
            self.assertEqual(session.wait(), 0)
        self.check_fit(session)

    def test_is_right_about_retries_at_the_end(self) -> None:
        """The last names fail after their retries, which take 5 s."""
        self.names.write_text("".join(
            f"{'f' if i % 20 == 7 else 'n'}{i}.qm\n" for i in range(2400)))
        with Honest() as resolver, screen.Session(
                self.names, "--no-resolver-check", "-A", "none", "-r",
                resolver.address, "-o", self.out, "--rate", "300",
                columns=200) as session:
            self.assertEqual(session.wait(), 0)
            self.check_end(session, session.now())
        self.assertRegex(session.text(), r"ETA \ds .*names left, waiting for "
                                         r"retries")

    def test_rows_do_not_follow_the_progress_line(self) -> None:
        with Honest() as resolver, screen.Session(
                *RESOLVED, "-r", resolver.address, "name.qm", "fails.qm",
                "-O", "csv", "--columns", "domain,status",
                stdout=screen.SAME) as session:
            session.wait_for("waiting for retries")
            self.assertEqual(session.wait(), 0)
        shown = session.text().replace("\r\n", "\n")
        for row in ("domain,status\n", "name.qm,NXDOMAIN\n",
                    "fails.qm,SERVFAIL\n"):
            before = shown[:shown.index(row)]
            self.assertRegex(before, r"(^|\n|\r\x1b\[K)$", row)

    def test_says_that_the_resolver_is_silent(self) -> None:
        self.write_names(2000)
        with Honest(answers=300) as resolver, self.session(
                resolver, "--rate", "500", "--timeout", "1s",
                "--give-up-after", "20s") as session:
            session.wait_for(f"resolver {resolver.address} is silent, ")
            self.assertRegex(session.text(), r"is silent, [\d,]+ names wait")
            session.process.terminate()
            self.assertEqual(session.wait(), 130)
        self.check_fit(session)

    def test_says_that_resolvers_are_checked(self) -> None:
        self.write_names(3)
        with Honest(answers=0) as silent, Honest() as resolver, \
                screen.Session(self.names, "-r",
                               f"{resolver.address},{silent.address}", "-o",
                               self.out) as session:
            session.wait_for("checking 2 resolvers")
            session.wait_for(f"{silent.address} does not answer yet")
            self.assertEqual(session.wait(), 0)

    def test_says_that_nothing_but_failures_comes(self) -> None:
        self.names.write_text("".join(f"f{i}.qm\n" for i in range(2000)))
        with Honest() as resolver, self.session(resolver, "--rate",
                                                "200") as session:
            session.wait_for(f"resolver {resolver.address} answers nothing "
                             "but failures")
            session.process.terminate()
            session.wait()

    def test_summary_fits_80_columns(self) -> None:
        self.write_names(2000)
        with Honest() as one, Honest() as two, Honest(answers=0) as dead, \
                Honest() as four, Honest() as five:
            many = ",".join(each.address
                            for each in (one, two, dead, four, five))
            done = golden.run(self.names, *RESOLVED, "-r", many, "-o",
                              self.out, "--timeout", "500ms", "-v")
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            brief = golden.run(self.names, *RESOLVED, "-r", many, "-o",
                               self.out, "--timeout", "500ms")
            text = brief.stderr.decode()
            self.assertRegex(text, r"attention +" + re.escape(dead.address) +
                             " dead: no reply to ")
            self.assertRegex(text, r"\n  resolvers +5: sent ")
        for line in (done.stderr + brief.stderr).decode().splitlines():
            if not line.startswith(("mxsweep: names: ", "  output ")):
                self.assertLessEqual(len(line), 80, line)

    def test_messages_end_their_lines_between_words(self) -> None:
        """And are one line where programs read them."""
        self.names.write_text("@@@\n" * 3)
        arguments = [self.names, "-r", "192.0.2.1", "--dry-run"]
        whole = golden.run(*arguments).stderr.decode()
        self.assertEqual(whole.count("\n"), 1)
        self.assertGreater(len(whole), 160)
        for columns in (40, 80, 200):
            with screen.Session(*arguments, columns=columns) as session:
                self.assertEqual(session.wait(), 3)
            lines = session.text().splitlines()
            for line in lines:
                if len(line.split()) > 1:  # a path stays whole
                    self.assertLessEqual(len(line), columns)
            self.assertEqual(" ".join(line.strip() for line in lines),
                             whole.strip())

    def test_colors_are_for_those_who_want_them(self) -> None:
        self.write_names(100)
        with Honest() as resolver:
            for environment, flags, colored in (
                    ({"NO_COLOR": ""}, [], True),
                    ({"NO_COLOR": "1"}, [], False),
                    ({"NO_COLOR": "1"}, ["--color", "always"], True),
                    ({"NO_COLOR": "", "TERM": "dumb"}, [], False),
                    ({"NO_COLOR": ""}, ["--color", "never"], False)):
                with self.session(resolver, *flags,
                                  env=environment) as session:
                    self.assertEqual(session.wait(), 0)
                text = "".join(text for _, _, text in session.pieces)
                self.assertEqual("\x1b[1m" in text, colored,
                                 (environment, flags))
            arguments = [self.names, *RESOLVED, "-r", resolver.address, "-o",
                         self.out]
            self.assertNotIn(b"\x1b", golden.run(*arguments).stderr)
            self.assertIn(b"\x1b[1m", golden.run(*arguments, "--color",
                                                 "always").stderr)

    def test_quiet_says_nothing(self) -> None:
        self.write_names(100)
        with Honest() as resolver, self.session(resolver, "-q",
                                                "--rate", "50") as session:
            self.assertEqual(session.wait(), 0)
        self.assertEqual(session.pieces, [])


if __name__ == "__main__":
    golden.main(at_once=8)
