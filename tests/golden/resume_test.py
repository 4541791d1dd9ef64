"""A dataset (-o DIR/) survives what ends a run: kill -9 at any moment,
SIGTERM, a full disk, a resolver that goes away. Gone on with, it holds each
record once, as if one run had done it all.
"""

from __future__ import annotations

import collections
import csv
import json
import random
import signal
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden

FORMATS = [kind for kind in ("csv", "jsonl", "parquet")
           if kind in golden.run("--version").stdout.decode()]
NAMES = 4000
KILLS = 8  # of each format
WAIT_LIMIT_S = 60
INTERRUPTED = 130


class Mailer(golden.LoopbackResolver):
    """Every name has one mail host, until it falls silent."""

    silent = False

    def reply(self, query: bytes, end: int) -> bytes | None:
        if self.silent:
            return None
        return (query[:2] + struct.pack("!5H", 0x8180, 1, 1, 0, 0)
                + query[12:end]
                + struct.pack("!HHHIHH", 0xC00C, 15, 1, 300, 7, 10)
                + b"\x02mx\xc0\x0c")


def read_csv(path: Path) -> list[dict]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_jsonl(path: Path) -> list[dict]:
    return [json.loads(line)
            for line in path.read_text(encoding="utf-8").splitlines()]


def read_parquet(path: Path) -> list[dict]:
    from pyarrow import parquet
    return parquet.read_table(path).to_pylist()


READERS = {"csv": read_csv, "jsonl": read_jsonl, "parquet": read_parquet}


def what_was_said(row: dict) -> tuple:
    return tuple(str(row.get(key)) for key in
                 ("seq", "domain", "status", "mail_kind", "preference",
                  "exchange", "mx_count"))


class ResumeTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.list = self.folder / "names.txt"
        self.list.write_text("".join(f"n{i}.com\n"
                                     for i in range(NAMES)))
        self.resolver = Mailer()
        self.resolver.__enter__()
        self.addCleanup(self.resolver.__exit__, None, None, None)
        self.random = random.Random(1)

    def command(self, out: str | Path, *more: str) -> list[str]:
        return [golden.PROGRAM, str(self.list), "-r", self.resolver.address,
                "--no-resolver-check", "--addresses", "none", "--rate", "2500",
                *(["--checkpoint", "100ms"] if str(out).endswith("/")
                  else []), "-o", str(out), *more]

    def start(self, *arguments: str | Path) -> subprocess.Popen:
        return subprocess.Popen(self.command(*arguments),
                                stderr=subprocess.PIPE, text=True)

    def finish(self, *arguments: str | Path) -> str:
        done = subprocess.run(self.command(*arguments), capture_output=True,
                              text=True, timeout=WAIT_LIMIT_S, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return " ".join(done.stderr.split())  # whatever lines it has

    def refused(self, *arguments: str | Path) -> str:
        done = subprocess.run(self.command(*arguments), capture_output=True,
                              text=True, timeout=WAIT_LIMIT_S, check=False)
        self.assertNotEqual(done.returncode, 0)
        return done.stderr

    def killed(self, after_s: float, *arguments: str | Path) -> bool:
        """False: it had ended before."""
        with self.start(*arguments) as process:
            time.sleep(after_s)
            process.kill()
            process.communicate()
            return process.returncode == -signal.SIGKILL

    def rows(self, dataset: Path, kind: str) -> list[tuple]:
        rows = [what_was_said(row) for part in sorted(
                    dataset.glob(f"part-*.{kind}"))
                for row in READERS[kind](part)]
        return sorted(rows, key=lambda row: int(row[0]))

    def expect_whole(self, dataset: Path, kind: str) -> None:
        rows = self.rows(dataset, kind)
        counts = collections.Counter(row[0] for row in rows)
        self.assertEqual(len(counts), NAMES)
        self.assertEqual(set(counts.values()), {1})
        self.assertTrue((dataset / "_SUCCESS").exists())
        single = self.folder / f"single.{kind}"
        self.finish(single)
        expected = sorted((what_was_said(row) for row in READERS[kind](single)),
                          key=lambda row: int(row[0]))
        self.assertEqual(rows, expected)

    def test_kill_at_any_moment(self) -> None:
        for kind in FORMATS:
            with self.subTest(kind):
                dataset = self.folder / kind
                kills = 0
                for _ in range(KILLS):
                    kills += self.killed(self.random.uniform(0.05, 0.3),
                                         f"{dataset}/", "--resume", "-O", kind)
                self.assertGreater(kills, KILLS // 2)
                said = self.finish(f"{dataset}/", "--resume", "-O", kind)
                self.assertIn("every record exactly once", said)
                self.expect_whole(dataset, kind)
                manifest = json.loads((dataset / "_manifest.json").read_text())
                self.assertEqual(manifest["records_written"], NAMES)

    def test_shuffled_sample_is_the_same_after_a_kill(self) -> None:
        flags = ("--resume", "-O", "csv", "--shuffle", "--sample", "50%")
        dataset = self.folder / "s"
        self.killed(0.3, f"{dataset}/", *flags)
        self.killed(0.3, f"{dataset}/", *flags)
        said = self.finish(f"{dataset}/", *flags)
        self.assertIn("every record exactly once", said)
        counts = collections.Counter(
            row[0] for row in self.rows(dataset, "csv"))
        self.assertEqual(set(counts.values()), {1})
        self.assertTrue(NAMES * 0.45 < len(counts) < NAMES * 0.55)

    def test_term_leaves_what_can_be_gone_on_with(self) -> None:
        dataset = self.folder / "t"
        with self.start(f"{dataset}/", "--resume", "-O", "csv") as process:
            time.sleep(0.4)
            process.terminate()
            _, said = process.communicate(timeout=WAIT_LIMIT_S)
        self.assertEqual(process.returncode, INTERRUPTED, said)
        rows = self.rows(dataset, "csv")
        self.assertTrue(0 < len(rows) < NAMES)
        self.assertEqual({row[2] for row in rows}, {"NOERROR"})
        self.finish(f"{dataset}/", "--resume", "-O", "csv")
        self.expect_whole(dataset, "csv")

    def test_silent_resolver_spoils_no_record(self) -> None:
        dataset = self.folder / "r"
        flags = ("--resume", "-O", "csv", "--give-up-after", "1s",
                 "--timeout", "300ms")
        with self.start(f"{dataset}/", *flags) as process:
            time.sleep(0.4)
            self.resolver.silent = True
            _, said = process.communicate(timeout=WAIT_LIMIT_S)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("--resume", said)
        self.resolver.silent = False
        self.finish(f"{dataset}/", "--resume", "-O", "csv",
                    "--resume-despite", "version")
        self.expect_whole(dataset, "csv")

    def test_full_disk(self) -> None:
        dataset = self.folder / "f"

        def little_room() -> None:
            import resource
            resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))

        done = subprocess.run(
            self.command(f"{dataset}/", "--resume", "-O", "csv"),
            capture_output=True, text=True, preexec_fn=little_room,
            timeout=WAIT_LIMIT_S, check=False)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("--resume goes on", done.stderr)
        self.finish(f"{dataset}/", "--resume", "-O", "csv")
        self.expect_whole(dataset, "csv")

    def test_only_what_is_asked_for_is_touched(self) -> None:
        dataset = self.folder / "o"
        self.killed(0.8, f"{dataset}/", "-O", "csv")
        self.assertNotEqual(list(dataset.glob("part-*.csv")), [])
        before = {path.name: path.read_bytes() for path in dataset.iterdir()}
        self.assertIn("--resume goes on with it",
                      self.refused(f"{dataset}/", "-O", "csv"))
        self.assertIn("the setting shape",
                      self.refused(f"{dataset}/", "-O", "csv", "--resume",
                                   "--shape", "mx"))
        after = {path.name: path.read_bytes() for path in dataset.iterdir()
                 if not path.name.endswith(".part")}
        self.assertLessEqual(after.items(), before.items())
        self.list.write_text("first.example.com\n" + self.list.read_text())
        self.assertIn("the list is not the one",
                      self.refused(f"{dataset}/", "-O", "csv", "--resume"))
        self.finish(f"{dataset}/", "-O", "csv", "--overwrite")
        self.assertEqual(len(self.rows(dataset, "csv")), NAMES + 1)
        self.assertIn("complete result",
                      self.refused(f"{dataset}/", "-O", "csv"))
        self.assertIn("shards need another folder",
                      self.refused(f"{dataset}/", "-O", "csv", "--resume",
                                   "--shard", "1/2"))
        self.assertEqual(list(dataset.glob("shard-*")), [])
        self.assertIn("nothing is left to do",
                      self.finish(f"{dataset}/", "-O", "csv", "--resume"))

    def test_two_at_once(self) -> None:
        dataset = self.folder / "w"
        with self.start(f"{dataset}/", "-O", "csv") as process:
            time.sleep(0.3)
            self.assertIn("another process is writing it",
                          self.refused(f"{dataset}/", "-O", "csv", "--resume"))
            process.communicate(timeout=WAIT_LIMIT_S)
        self.assertEqual(process.returncode, 0)
        self.expect_whole(dataset, "csv")

    def test_stop_while_the_list_is_read_again(self) -> None:
        dataset = self.folder / "g"
        command = [word if word != str(self.list) else "-" for word in
                   self.command(f"{dataset}/", "-O", "csv", "--resume")]
        with self.list.open() as names:
            with subprocess.Popen(command, stdin=names,
                                  stderr=subprocess.DEVNULL) as first:
                time.sleep(0.8)
                first.kill()
        self.assertNotEqual(list(dataset.glob("part-*.csv")), [])
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                              stderr=subprocess.PIPE) as second:
            second.stdin.write("n0.com\nn1.com\nn2.com\n")
            second.stdin.flush()
            time.sleep(0.4)
            second.terminate()
            _, said = second.communicate(timeout=WAIT_LIMIT_S)
        self.assertEqual(second.returncode, INTERRUPTED, said)
        with self.list.open() as names:
            subprocess.run(command, stdin=names, check=True,
                           capture_output=True)
        self.expect_whole(dataset, "csv")

    def test_shuffled_list_in_nights_of_some_names(self) -> None:
        flags = (f"{self.folder / 'h'}/", "-O", "csv", "--resume", "--shuffle")
        some = self.command(*flags, "--max-names", "1500")
        for _ in range(2):
            done = subprocess.run(some, capture_output=True, text=True,
                                  timeout=WAIT_LIMIT_S, check=False)
            self.assertEqual(done.returncode, 10, done.stderr)
        self.assertIn("about 1,000 of the list were not read",
                      " ".join(done.stderr.split()))
        self.finish(*flags)
        self.expect_whole(self.folder / "h", "csv")

    def test_less_of_the_list_is_wanted_later(self) -> None:
        despite = ("--resume-despite", "sample,limit,list")
        for sample in ("10%", "100"):
            with self.subTest(sample):
                dataset = self.folder / sample
                flags = (f"{dataset}/", "-O", "csv", "--resume")
                self.killed(0.8, *flags)
                before = len(self.rows(dataset, "csv"))
                self.assertGreater(before, 100)
                self.finish(*flags, "--sample", sample, *despite)
                self.assertTrue((dataset / "_SUCCESS").exists())
                self.assertGreaterEqual(len(self.rows(dataset, "csv")), before)
        dataset = self.folder / "l"
        self.killed(0.8, f"{dataset}/", "-O", "csv")
        said = self.refused(f"{dataset}/", "-O", "csv", "--resume", "--limit",
                            "9", *despite)
        self.assertIn("has results of later ones", " ".join(said.split()))

    def test_longer_list_of_a_complete_result(self) -> None:
        flags = (f"{self.folder / 'm'}/", "-O", "csv", "--resume")
        names = self.list.read_text()
        self.list.write_text("".join(names.splitlines(True)[:400]))
        self.finish(*flags)
        self.assertIn("nothing is left to do", self.finish(*flags))
        self.list.write_text(names)
        self.assertIn("that ended after 400 records; give the same list",
                      " ".join(self.refused(*flags).split()))
        self.list.write_text("x" + names)
        said = " ".join(self.refused(*flags).split())
        self.assertIn("its first 400 records differ", said)
        self.assertNotIn("--resume goes on", said)
        self.list.write_text(names)
        self.finish(*flags, "--resume-despite", "list")
        self.expect_whole(self.folder / "m", "csv")

    def test_newer_file_is_named_and_may_be_gone_on_with(self) -> None:
        suffixes = self.folder / "suffixes"
        providers = self.folder / "providers.csv"
        suffixes.write_text("com\n")
        header = "suffix,operator,category,country\n"
        providers.write_text(header + "a.qm,A,hosting,\n")
        flags = (f"{self.folder / 'p'}/", "-O", "csv", "--resume",
                 "--registrable", "--public-suffix-list", str(suffixes),
                 "--providers", str(providers))
        self.killed(0.8, *flags)
        suffixes.write_text("com\nnet\n")
        providers.write_text(header + "a.qm,B,hosting,\n")
        despite = []
        for key in ("providers_rows", "public_suffixes"):
            self.assertIn(f"--resume-despite {key} goes on",
                          " ".join(self.refused(*flags, *despite).split()))
            despite = ["--resume-despite",
                       ",".join([key, *despite[1:]])]
        self.finish(*flags, *despite)
        self.expect_whole(self.folder / "p", "csv")

    def test_folder_that_is_moved_away(self) -> None:
        dataset, moved = self.folder / "v", self.folder / "moved"
        with self.start(f"{dataset}/", "-O", "csv") as first:
            time.sleep(0.4)
            dataset.rename(moved)
            self.finish(f"{dataset}/", "-O", "csv")
            _, said = first.communicate(timeout=WAIT_LIMIT_S)
        self.assertEqual(first.returncode, 4, said)
        self.assertIn("it was moved, removed or replaced", said)
        self.assertIn("where the folder is now", said)
        self.expect_whole(dataset, "csv")
        moved.rename(dataset.with_name("back"))
        self.finish(f"{dataset.with_name('back')}/", "-O", "csv", "--resume")
        self.expect_whole(dataset.with_name("back"), "csv")

    def test_shards_together_are_the_list(self) -> None:
        night = self.folder / "n"
        for number in (1, 2, 3):
            flags = ("-O", "csv", "--shard", f"{number}/3", "--resume")
            if number == 2:
                self.killed(0.2, f"{night}/", *flags)
            if number == 3:
                self.assertIn("shard 3/3 is missing", self.merge(night, 3))
            said = self.finish(f"{night}/", *flags)
            self.assertIn("left to other shards", said)
        self.assertIn(f"whole: {NAMES:,} records in", self.merge(night, 0))
        self.assertTrue((night / "_SUCCESS").exists())
        rows = [row for part in night.glob("*/part-*.csv")
                for row in read_csv(part)]
        self.assertEqual(sorted(int(row["seq"]) for row in rows),
                         list(range(NAMES)))
        victim = next(night.glob("shard-0002-*/part-*.csv"))
        victim.unlink()
        self.assertIn(victim.name, self.merge(night, 3))
        self.assertFalse((night / "_SUCCESS").exists())
        again = ("-O", "csv", "--shard", "2/3")
        self.assertIn(victim.name + " is gone",
                      self.finish(f"{night}/", "--resume", *again))
        self.assertIn(f"whole: {NAMES:,} records in", self.merge(night, 0))
        self.killed(0.5, f"{night}/", "--overwrite", *again)
        self.assertFalse((night / "_SUCCESS").exists())
        self.assertIn("shard 2/3 is not complete", self.merge(night, 3))

    def merge(self, folder: Path, code: int) -> str:
        done = subprocess.run([golden.PROGRAM, "merge", str(folder)],
                              capture_output=True, text=True, check=False,
                              timeout=WAIT_LIMIT_S)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout + done.stderr

    def test_flags_that_need_a_folder(self) -> None:
        file = self.folder / "r.csv"
        for flag in (["--resume"], ["--overwrite"],
                     ["--resume-despite", "list"]):
            self.assertIn("is for a folder of parts",
                          self.refused(file, *flag))
        self.assertIn("neither `version` nor `list`",
                      self.refused(f"{file}/", "--resume-despite", "lists"))

    def test_killed_single_file_is_kept_aside(self) -> None:
        file = self.folder / "k.csv"
        self.killed(0.6, file)
        kept = (self.folder / "k.csv.part").read_bytes()
        self.assertGreater(len(kept), 0)
        self.finish(file)
        self.assertEqual((self.folder / "k.csv.part.1").read_bytes(), kept)


if __name__ == "__main__":
    golden.main(at_once=6)
