"""How a run ends that its user stops: at once with an answer, in order, with
every line of the list accounted for and nothing left behind.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden
import screen
import table

NAMES = 20000


class Slow(golden.LoopbackResolver):
    """Nothing exists, and of some names that never becomes known."""

    def __init__(self, silent: bool = True) -> None:
        self.silent = silent
        self.answered = 0

    def reply(self, query: bytes, end: int) -> bytes | None:
        if self.silent and query[12 + query[12]] in b"37":
            return None
        self.answered += 1
        return golden.nothing_found(query, end)


class StopTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.txt"
        self.names.write_text("".join(f"name{i}.qm\n" for i in range(NAMES)))
        self.out = self.folder / "out.csv"

    def session(self, resolver: golden.LoopbackResolver, *flags: object,
                out: Path | None = None, **options: object) -> screen.Session:
        return screen.Session(self.names, "--no-resolver-check", "-A", "none",
                              "-r", resolver.address, "-o", out or self.out,
                              "--retries", "0", *flags, **options)

    def check_rows(self, session: screen.Session) -> list[dict]:
        """The partial result, each record of which stands there once."""
        self.assertFalse(self.out.exists())
        self.assertFalse(Path(f"{self.out}.part").exists())
        rows = table.read_csv(f"{self.out}.partial")
        self.assertEqual(sorted(int(row["seq"]) for row in rows),
                         list(range(len(rows))))
        words = " ".join(session.text().split())
        self.assertIn("out: every record exactly once", words)
        left = re.search(r"about ([\d,]+) of the list were not read", words)
        not_read = int(left[1].replace(",", "")) if left else 0
        self.assertAlmostEqual(len(rows) + not_read, NAMES, delta=NAMES / 20)
        asked = re.search(r"interrupted: ([\d,]+) names asked", words)
        self.assertIsNotNone(asked, words)
        self.assertEqual(
            int(asked[1].replace(",", "")),
            sum(row["status"] != "NOT_ATTEMPTED" for row in rows))
        return rows

    def test_answer_comes_at_once_and_waits_for_what_is_in_flight(self) -> None:
        for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with Slow() as resolver, self.session(
                    resolver, "--timeout", "1s", "--rate",
                    "500") as session:
                session.wait_for("in flight")
                time.sleep(1.5)
                began = session.now()
                session.process.send_signal(sent)
                answered = session.wait_for("stopping: ")
                self.assertLess(answered - began, 1)
                self.assertEqual(session.wait(), 130, session.text())
                self.assertLess(session.now() - began, 4)
            self.assertRegex(
                session.text(), r"stopping: \d+ questions? in flight, up to "
                r"\d s; again to stop now")
            rows = self.check_rows(session)
            statuses = [row["status"] for row in rows]
            self.assertEqual(statuses.count("NXDOMAIN"), resolver.answered)
            Path(f"{self.out}.partial").unlink()

    def test_second_signal_ends_it_now_and_in_order(self) -> None:
        with Slow() as resolver, self.session(
                resolver, "--timeout", "60s", "--rate", "500") as session:
            session.wait_for("in flight")
            time.sleep(1)
            session.process.send_signal(signal.SIGINT)
            session.wait_for("stopping: ")
            time.sleep(0.7)
            self.assertIsNone(session.process.poll())
            began = session.now()
            session.process.send_signal(signal.SIGINT)
            self.assertEqual(session.wait(), 130, session.text())
            self.assertLess(session.now() - began, 3)
        self.check_rows(session)

    def test_two_signals_at_once_are_one(self) -> None:
        """As timeout(1) sends them."""
        with Slow() as resolver, self.session(
                resolver, "--timeout", "2s", "--rate", "500") as session:
            session.wait_for("in flight")
            time.sleep(1)
            began = session.now()
            for _ in range(3):
                session.process.send_signal(signal.SIGTERM)
                time.sleep(0.05)
            self.assertEqual(session.wait(), 130, session.text())
            self.assertGreater(session.now() - began, 0.8)
        self.check_rows(session)

    def test_timeout_program(self) -> None:
        with Slow(silent=False) as resolver:
            done = subprocess.run(
                ["timeout", "2", golden.PROGRAM, self.names,
                 "--no-resolver-check", "-r", resolver.address, "-o", self.out,
                 "--rate", "300"], capture_output=True, check=False,
                timeout=screen.WAIT_LIMIT_S)
        self.assertEqual(done.returncode, 124, done.stderr.decode())
        self.assertTrue(Path(f"{self.out}.partial").exists())

    def test_parquet_is_whole_however_it_was_stopped(self) -> None:
        try:
            import pyarrow.parquet
        except ImportError as missing:
            self.skipTest(str(missing))
        if "parquet" not in golden.run("--version").stdout.decode():
            self.skipTest("a build without Parquet")
        out = self.folder / "out.parquet"
        with Slow() as resolver, self.session(
                resolver, "--timeout", "60s", "--rate", "500",
                out=out) as session:
            session.wait_for("in flight")
            time.sleep(1)
            for _ in range(2):
                session.process.send_signal(signal.SIGINT)
                time.sleep(0.7)
            self.assertEqual(session.wait(), 130, session.text())
        statuses = pyarrow.parquet.read_table(
            f"{out}.partial").column("status").to_pylist()
        self.assertEqual(statuses.count("NXDOMAIN"), resolver.answered)
        self.assertFalse(out.exists())

    def test_held_list_is_not_handed_out_any_more(self) -> None:
        with Slow() as resolver, self.session(
                resolver, "--timeout", "1s", "--rate", "500",
                "--shuffle") as session:
            session.wait_for("in flight")
            time.sleep(1)
            session.process.send_signal(signal.SIGINT)
            self.assertEqual(session.wait(), 130, session.text())
        words = " ".join(session.text().split())
        rows = table.read_csv(f"{self.out}.partial")
        left = re.search(r"about ([\d,]+) of the list were not read", words)
        self.assertIsNotNone(left, words)
        self.assertEqual(len(rows) + int(left[1].replace(",", "")), NAMES)

    def limited(self, *flags: object, out: Path | str | None = None,
                expected: int = 10) -> str:
        """What it says on standard error."""
        with Slow(silent=False) as resolver:
            done = subprocess.run(
                [golden.PROGRAM, self.names, "--no-resolver-check", "-r",
                 resolver.address, "-A", "none", "-o", out or self.out,
                 *flags], capture_output=True, text=True, check=False,
                timeout=screen.WAIT_LIMIT_S)
        self.assertEqual(done.returncode, expected, done.stderr)
        return " ".join(done.stderr.split())

    def test_time_is_over(self) -> None:
        began = time.monotonic()
        said = self.limited("--rate", "500", "--max-runtime", "1500ms")
        self.assertLess(time.monotonic() - began, 4)
        self.assertRegex(said, r"stopped by --max-runtime: [\d,]+ names asked")
        rows = table.read_csv(f"{self.out}.partial")
        asked = [row for row in rows if row["status"] != "NOT_ATTEMPTED"]
        self.assertGreater(len(asked), 400)
        self.assertLess(len(asked), 1200)

    def test_it_is_said_in_any_case(self) -> None:
        said = self.limited("-q", "--max-names", "1")
        self.assertRegex(said, r"^mxsweep: warning: stopped by --max-names: 1 "
                         r"name asked in [\d.]+ s; .+ not read.*; the result "
                         "is in "
                         rf"{self.out}.partial, not in {self.out}$")

    def test_time_that_suffices_changes_nothing(self) -> None:
        self.names.write_text("a.qm\nb.qm\n")
        self.limited("--max-runtime", "1h", "--max-names", "2", expected=0)
        self.assertEqual(len(table.read_csv(self.out)), 2)

    def test_dataset_in_sessions(self) -> None:
        """By time and by number, until all is done."""
        self.names.write_text("".join(f"name{i}.qm\n" for i in range(2000)))
        dataset = self.folder / "night"
        flags = ["--resume", "-O", "csv", "--manifest", self.folder / "m.json"]
        said = self.limited(*flags, "--max-names", "700", out=f"{dataset}/")
        self.assertIn("stopped by --max-names: 700 names asked", said)
        manifest = json.loads((self.folder / "m.json.partial").read_text())
        self.assertEqual((manifest["stopped_by"], manifest["records_left"]),
                         ("max_names", 0))
        self.limited(*flags, "--max-runtime", "600ms", "--rate", "500",
                     out=f"{dataset}/")
        self.assertFalse((dataset / "_SUCCESS").exists())
        self.limited(*flags, out=f"{dataset}/", expected=0)
        seqs = [int(row["seq"]) for part in dataset.glob("part-*.csv")
                for row in table.read_csv(part)]
        self.assertEqual(sorted(seqs), list(range(2000)))
        self.assertTrue((dataset / "_SUCCESS").exists())

    def test_number_of_names_of_a_list_that_is_held(self) -> None:
        said = self.limited("--shuffle", "--max-names", "300")
        self.assertIn("stopped by --max-names: 300 names asked", said)
        self.assertIn("about 19,700 of the list were not read", said)
        self.assertEqual(len(table.read_csv(f"{self.out}.partial")), 300)

    def test_hang_up_that_was_ignored_stays_so(self) -> None:
        """nohup."""
        few = self.folder / "few.txt"
        few.write_text("".join(f"name{i}.qm\n" for i in range(300)))
        with Slow(silent=False) as resolver:
            scan = subprocess.Popen(
                [golden.PROGRAM, few, "--no-resolver-check", "-r",
                 resolver.address, "-o", self.out, "--rate", "200", "-q"],
                stdin=subprocess.DEVNULL,
                preexec_fn=lambda: signal.signal(signal.SIGHUP,
                                                 signal.SIG_IGN))
            time.sleep(0.5)
            scan.send_signal(signal.SIGHUP)
            self.assertEqual(scan.wait(screen.WAIT_LIMIT_S), 0)
        self.assertEqual(len(table.read_csv(self.out)), 300)

    def test_private_unbound_leaves_nothing_behind(self) -> None:
        golden.find_program("unbound")
        config = self.folder / "unbound.conf"
        config.write_text('  local-zone: "qm" always_nxdomain\n')
        place = self.folder / "tmp"
        place.mkdir()
        for sent in (signal.SIGHUP, signal.SIGINT, signal.SIGABRT,
                     signal.SIGKILL):
            scan = subprocess.Popen(
                [golden.PROGRAM, self.names, "--resolver-config", config, "-o",
                 self.out, "--rate", "100", "-q"], stdin=subprocess.DEVNULL,
                env={**os.environ, "TMPDIR": str(place)})
            children = Path(f"/proc/{scan.pid}/task/{scan.pid}/children")
            limit = time.monotonic() + screen.WAIT_LIMIT_S
            while (not Path(f"{self.out}.part").exists()
                   and time.monotonic() < limit):
                time.sleep(0.02)
            time.sleep(0.3)
            unbound = int(children.read_text().split()[0])
            scan.send_signal(sent)
            scan.wait(screen.WAIT_LIMIT_S)
            limit = time.monotonic() + 10
            while (Path(f"/proc/{unbound}").exists()
                   and time.monotonic() < limit):
                time.sleep(0.02)
            self.assertFalse(Path(f"/proc/{unbound}").exists(), sent)
            self.assertEqual(list(place.iterdir()), [], sent)
            for left in self.folder.glob("out.csv.part*"):
                left.unlink()


if __name__ == "__main__":
    golden.main(at_once=8)
