"""The command line as people meet it: names as arguments, commands that
explain, examine and complete, settings, and what a run would do.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from pathlib import Path

import golden

COMPLETE = """
source <("$1" completion bash) || exit 1
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_mxsweep
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Failing(golden.LoopbackResolver):
    """Answers everything with one RCODE."""

    def __init__(self, rcode: int = 2) -> None:
        self.rcode = rcode

    def reply(self, query: bytes, end: int) -> bytes:
        return (query[:2] + bytes([0x81, 0x80 | self.rcode]) + query[4:6] +
                bytes(6) + query[12:end])


class HostFails(Failing):
    """Knows the MX of every name and SERVFAILs for its mail host."""

    def reply(self, query: bytes, end: int) -> bytes:
        if query[end - 4:end - 2] != bytes([0, 15]):
            return super().reply(query, end)
        record = struct.pack("!HHHIHHH", 0xC00C, 15, 1, 60, 4, 10, 0xC00C)
        return (query[:2] + struct.pack("!5H", 0x8180, 1, 1, 0, 0)
                + query[12:end] + record)


class Slow(Failing):
    """Knows one name server of the root, after a while, and nothing else."""

    def __init__(self) -> None:
        super().__init__(rcode=3)

    def reply(self, query: bytes, end: int) -> bytes:
        if query[12] != 0:
            return super().reply(query, end)
        time.sleep(0.7)
        record = struct.pack("!HHHIH", 0xC00C, 2, 1, 60, 3) + b"\1a\0"
        return (query[:2] + struct.pack("!5H", 0x8180, 1, 1, 0, 0)
                + query[12:end] + record)


class FaceTest(golden.InternetTest):
    """One small world."""

    profile, size, seed = "gtld-zone", 60, 20261129

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="mxsweep-face-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.with_mx, cls.with_null_mx = (
            next(one for one in cls.truth if one["mail_kind"] == kind)
            for kind in ("mx", "null_mx"))

    def rows(self, *arguments: str | Path, **options) -> list[dict]:
        done = golden.run("-q", *self.world.through_resolver(), *arguments,
                          **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return list(csv.DictReader(io.StringIO(done.stdout.decode())))

    def text(self, code: int, *arguments: str | Path, **options) -> str:
        done = golden.run(*arguments, **options)
        self.assertEqual(done.returncode, code,
                         (done.stdout + done.stderr).decode())
        return (done.stdout + done.stderr).decode()

    def test_names_as_arguments(self) -> None:
        names = [one["input"] for one in self.truth[:3]]
        rows = self.rows(*names, "--shape", "domain")
        self.assertEqual(len(rows), 3)
        self.assertEqual({row["seq"]: row["status"] for row in rows},
                         {str(seq): one["status"] for seq, one
                          in enumerate(self.truth[:3])})

    def test_a_file_called_like_a_name(self) -> None:
        (self.folder / "example.com").write_text(self.with_mx["input"] + "\n")
        done = golden.run(*self.world.through_resolver(), "example.com",
                          "-O", "csv", cwd=self.folder)
        self.assertIn("'example.com' is a file here and read as a list; as a "
                      "name it is asked as example.com.", done.stderr.decode())
        self.assertIn("names: ", done.stderr.decode())

    def test_a_list_taken_for_a_name_is_said_in_any_case(self) -> None:
        (self.folder / "example.org").write_text(self.with_mx["input"] + "\n")
        for quiet in (("-q",), ()):
            done = golden.run(*quiet, *self.world.through_resolver(),
                              "example.org", "-O", "csv", cwd=self.folder,
                              env=os.environ | {"MXSWEEP_QUIET": "yes"})
            self.assertEqual(done.stderr.decode().count("\n"), 1)
            self.assertIn("'example.org' is a file here and read as a list",
                          done.stderr.decode())

    def test_text_is_for_people(self) -> None:
        done = golden.run("-q", *self.world.through_resolver(), "-O", "text",
                          "--columns", "domain,status", self.with_mx["input"])
        head, row = done.stdout.decode().splitlines()[:2]
        self.assertEqual(head.split(), ["domain", "status"])
        self.assertEqual(row.split()[1], "NOERROR")
        self.assertEqual(head.index("status"), row.index("NOERROR"))

    def test_a_row_a_domain(self) -> None:
        rows = self.rows("--shape", "domain", self.names)
        self.assertEqual(len(rows), len(self.truth))
        status = {(row["seq"], row["exchange"]): row["exchange_status"]
                  for row in self.rows(self.names)}
        passed_over = 0
        for row in rows:
            best = row["best_exchange"]
            hosts = re.split(r"(?<!\\);", row["exchanges"])
            self.assertIn(best, hosts)
            for host in hosts[:hosts.index(best)]:
                passed_over += 1
                self.assertIn(status[row["seq"], host],
                              ("NXDOMAIN", "NODATA", "SKIPPED"))
        self.assertGreater(passed_over, 0)

    def test_limit(self) -> None:
        rows = self.rows("--shape", "domain", "--limit", "7", self.names)
        self.assertEqual(sorted(int(row["seq"]) for row in rows),
                         list(range(7)))

    def test_explain(self) -> None:
        name = self.with_mx["input"]
        text = self.text(0, "explain", *self.world.through_resolver(), name)
        for part in ("1. MX of ", "which mail hosts has it? (S1)",
                     "asked " + self.world.resolver + " over UDP", "NOERROR",
                     " MX ", "Verdict for ", "mx (S1)", "What a sender does",
                     "1. preference "):
            self.assertIn(part, text)

    def test_explain_says_once_that_a_domain_takes_no_mail(self) -> None:
        name = self.with_null_mx["input"]
        text = self.text(0, "explain", *self.world.through_resolver(), name)
        self.assertEqual(text.count("null_mx"), 1)
        self.assertIn("null_mx (N1): the domain says that it takes no mail",
                      text)

    def test_explain_a_silent_resolver(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            text = self.text(7, "explain", "-r",
                             "127.0.0.1:%d" % silent.getsockname()[1],
                             "--no-resolver-check", "--timeout", "200ms",
                             "--give-up-after", "1s", "example.com")
        self.assertIn("no reply came", text)
        self.assertIn("unknown (S5)", text)
        self.assertIn("keeps the mail in its queue", text)
        self.assertIn("MX of .: is the resolver there? (X4)", text)
        self.assertLessEqual(text.count("silence: asked again"), 8)
        self.assertNotIn("/dev/null", text)

    def test_explain_a_failure(self) -> None:
        with Failing() as failing:
            text = self.text(8, "explain", "-r", failing.address, "--retries",
                             "1", "example.com")
        self.assertIn("SERVFAIL", text)
        self.assertNotIn("/dev/null", text)
        self.assertNotIn("--max-unknown", text)

    def test_explain_knows_control_questions(self) -> None:
        with HostFails() as failing:
            text = self.text(0, "explain", "-r", failing.address,
                             "--no-resolver-check", "example.com")
        self.assertEqual(text.count("is the resolver there? (X4)"), 1)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertIn("2. A of example.com: an address of that mail host? ",
                      text)
        self.assertNotIn("without it (T2)",
                         text[:text.index("\n2. ")])

    def test_doctor_wants_something_to_succeed(self) -> None:
        for failing in (Failing(2), Failing(1), Failing(5)):
            with failing:
                text = self.text(13, "doctor", "-r", failing.address)
            self.assertIn(f"{failing.address}: looks nothing up: NS of the",
                          text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80)

    def test_doctor_calls_a_slow_resolver_slow(self) -> None:
        with Slow() as slow:
            done = golden.run("doctor", "-r", slow.address)
        text = " ".join(done.stdout.decode().split())
        self.assertIn(f"warn resolver {slow.address}: answers and recurses: "
                      "NS of the root: NOERROR, 1 record, in 7", text)
        self.assertIn("slow even from its cache", text)

    def test_nothing_learnt_is_no_success(self) -> None:
        out = self.folder / "nothing.csv"
        locals_ = self.folder / "local.txt"
        locals_.write_text("a.local\nb.local\n")
        out.write_text("yesterday\n")
        text = self.text(12, "-q", "--force", *self.world.through_resolver(),
                         locals_, "-o", out)
        self.assertEqual(text.strip(), "mxsweep: warning: nothing was asked: "
                         "none of the 2 records holds a name that may be "
                         f"asked; the result is in {out}.partial, not in "
                         f"{out}")
        self.assertEqual(out.read_text(), "yesterday\n")
        locals_.write_text("")
        text = self.text(12, "-q", *self.world.through_resolver(), locals_,
                         "-o", out)
        self.assertIn("nothing was asked: the list is empty; the result is in",
                      text)
        self.assertEqual(out.read_text(), "yesterday\n")
        # Nobody is needed: no unbound, nor a resolver that replies.
        for text in ("", "\n\n", "# a\n; b\n// c"):
            locals_.write_text(text)
            for words in ((), ("-r", "192.0.2.1")):
                said = self.text(12, "-q", *words, locals_, "-o", out,
                                 env={"PATH": "/nonexistent"})
                self.assertIn("nothing was asked: the list is empty", said)
        said = self.text(12, locals_, "-o", out, env={"PATH": "/nonexistent"})
        self.assertNotIn("resolver ", said)
        locals_.write_text("")
        out.unlink()
        self.text(12, "-q", *self.world.through_resolver(), locals_, "-o", out)
        self.assertFalse(out.exists())
        locals_.write_text("null-mx.qm\n")  # of two shards one is empty
        for shard in ("1/2", "2/2"):
            self.text(0, "-q", *self.world.through_resolver(), locals_, "-o",
                      f"{self.folder}/shards/", "--shard", shard)

    def test_many_silent_resolvers_are_one_line(self) -> None:
        silent = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                  for _ in range(8)]
        for one in silent:
            self.enterContext(one)
            one.bind(("127.0.0.1", 0))
        addresses = ",".join("127.0.0.1:%d" % one.getsockname()[1]
                             for one in silent)
        done = golden.run("-r", addresses, *self.world.through_resolver(),
                          self.with_mx["input"], "-O", "csv")
        said = [line for line in done.stderr.decode().splitlines()
                if "answer yet" in line]
        self.assertEqual(len(said), 1, done.stderr)
        self.assertIn("and 5 more do not answer yet (8 of 9)", said[0])

    def test_dry_run_says_where_nothing_can_be(self) -> None:
        text = self.text(4, "--dry-run", "-r", "192.0.2.1", self.names, "-o",
                         self.folder / "nodir" / "x.csv")
        self.assertIn("its folder does not exist", text)

    def test_arrow_says_nothing_of_its_own(self) -> None:
        if "arrow" not in self.text(0, "--version"):
            self.skipTest("built without Arrow")
        line = f'"$0" "$@" -q -O arrow {self.with_mx["input"]} | true'
        done = self.shell(line)
        self.assertNotIn(b"Error ignored", done.stderr)

    def test_explain_a_name_that_is_none(self) -> None:
        text = self.text(12, "explain", *self.world.through_resolver(),
                         "a..example")
        self.assertIn("The name is not asked: ", text)

    def test_explain_advises_nothing_when_it_is_stopped(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % silent.getsockname()[1]
            done = self.shell(f'timeout -s INT 1 "$0" explain -r {address} '
                              "a.example.com")
        text = done.stdout.decode()
        self.assertIn("the run ended before it was answered", text)
        self.assertNotIn("What a sender does", text)

    def test_doctor(self) -> None:
        done = golden.run("doctor", *self.world.through_resolver())
        text = done.stdout.decode()
        for part in ("kernel: Linux", "transport mmsg: opens", "open files: ",
                     "local ports: ", "temporary files: ", "unbound: ",
                     self.world.resolver + ": answers and recurses: NS of",
                     self.world.resolver + ": EDNS",
                     self.world.resolver + ": TCP"):
            self.assertIn(part, text)
        self.assertEqual(done.returncode, 13 if "FAIL" in text else 0)

    def test_doctor_asks_the_private_unbound(self) -> None:
        text = golden.run("doctor", *self.world.through_private()).stdout
        self.assertRegex(" ".join(text.decode().split()),
                         r"ok unbound: [^:]*, starts ok resolver "
                         r"127\.0\.0\.1:\d+: answers and recurses: NS of the "
                         r"root: NOERROR, \d+ records?, in")

    def test_doctor_finds_what_is_wrong(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            text = self.text(13, "doctor", "-r",
                             "127.0.0.1:%d" % silent.getsockname()[1],
                             env=os.environ | {"TMPDIR": "/nonexistent"})
        self.assertIn("does not answer", text)
        self.assertIn("/nonexistent cannot be written", text)

    def test_dry_run_warns_of_a_list_without_names(self) -> None:
        """As the run does, and ends like it."""
        empty = self.folder / "empty.txt"
        for text, why in ((b"", "the list is empty"),
                          (b"@@@\n", "the only record holds no name that "
                           "may be asked")):
            empty.write_bytes(text)
            self.assertIn("warning: a run would ask nothing: " + why,
                          self.text(12, "--dry-run", "--force", "-r",
                                    "192.0.2.1", empty))

    def test_dry_run_asks_nothing(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
            nobody.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % nobody.getsockname()[1]
            out = self.folder / "dry.csv"
            text = self.text(0, "--dry-run", "-r", address, self.names, "-o",
                             out, "--rate", "1k")
            nobody.setblocking(False)
            with self.assertRaises(BlockingIOError):
                nobody.recv(100)
        self.assertFalse(out.exists())
        unusable = sum(one["status"] == "INVALID_NAME" for one in self.truth)
        for part in ("Nothing was asked",
                     f"{len(self.truth) - unusable} names and {unusable} "
                     "records that hold none", address,
                     "1,000 packets a second", "about ", "dry.csv"):
            self.assertIn(part, text)

    def test_settings(self) -> None:
        config = self.folder / "c.toml"
        config.write_text('shape = "domain"\nquiet = yes\n'
                          'columns = "domain,status"\nlimit = 2\n')
        done = golden.run("--config", config, self.names, "--limit", "3",
                          env=os.environ | {
                              "MXSWEEP_RESOLVERS": self.world.resolver,
                              "MXSWEEP_COLUMNS": "status"})
        self.assertEqual(done.stderr, b"")
        self.assertEqual(len(done.stdout.splitlines()), 4)
        self.assertEqual(done.stdout.splitlines()[0], b"status")
        text = self.text(2, self.names, env=os.environ | {
            "MXSWEEP_RATE": "fast"})
        self.assertIn("MXSWEEP_RATE: --rate: 'fast' is not a number", text)
        text = self.text(2, self.names, env=os.environ | {
            "MXSWEEP_COLUMNS": "domian"})
        self.assertIn("--columns is set by MXSWEEP_COLUMNS", text)
        config.write_text("# a night\nrate = fast\n")
        text = self.text(2, self.names, "--config", config)
        self.assertIn(f"{config}:2: --rate: 'fast' is not a number", text)

    def test_folder_that_takes_nothing(self) -> None:
        text = self.text(4, *self.world.through_resolver(), self.names, "-o",
                         "/proc/x.csv")
        self.assertIn("no file can be made in its folder", text)

    def test_list_is_spared_however_it_is_spelt(self) -> None:
        names = self.folder / "spare.csv"
        names.write_text("example.com\n")
        (self.folder / "link.csv").symlink_to(names)
        for arguments in (["./spare.csv", "-o", "spare.csv"],
                          ["spare.csv", "-o", self.folder / "spare.csv"],
                          ["spare.csv", "-o", "link.csv"],
                          ["link.csv", "-o", "spare.csv"],
                          ["spare.csv", "-o", "b.csv", "--manifest",
                           "./spare.csv"]):
            text = self.text(2, *self.world.through_resolver(), *arguments,
                             cwd=self.folder)
            self.assertIn("would be overwritten", text, arguments)
        with names.open() as stream:
            text = self.text(2, *self.world.through_resolver(), "-o",
                             "spare.csv", cwd=self.folder, stdin=stream)
        self.assertIn("the list on standard input would be", text)
        text = self.text(2, "example.com", "--blocklist-file", "spare.csv",
                         "-o", "./spare.csv", cwd=self.folder)
        self.assertIn("of --blocklist-file would be overwritten", text)
        text = self.text(2, "example.com", "-o", "new.csv", "--manifest",
                         "./new.csv", cwd=self.folder)
        self.assertIn("--manifest needs a file of its own", text)
        self.assertEqual(names.read_text(), "example.com\n")

    def shell(self, line: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", "-c", line, golden.PROGRAM, *self.world.through_resolver()],
            capture_output=True, cwd=self.folder, timeout=20)

    def test_closed_standard_files_are_said(self) -> None:
        done = self.shell('"$0" "$@" -q -o closed.csv <&-')
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"Bad file descriptor", done.stderr)
        name = self.with_mx["input"]
        for line in (f'"$0" "$@" -q -O csv {name}', f'"$0" explain "$@" {name}',
                     '"$0" -h', '"$0" help rate', '"$0" completion bash'):
            for to in (">&-", ">/dev/full"):
                done = self.shell(f"{line} {to}")
                self.assertEqual(done.returncode, 4, line)
                self.assertIn(b"cannot write", done.stderr, line)

    def test_refused_folder_stays_as_it_was(self) -> None:
        folder = self.folder / "full"
        folder.mkdir()
        (folder / "mine.txt").touch()
        self.text(4, *self.world.through_resolver(), self.names, "-o", folder)
        self.assertEqual([one.name for one in folder.iterdir()], ["mine.txt"])

    def test_help_fits(self) -> None:
        short = self.text(0, "-h")
        self.assertLessEqual(len(short.splitlines()), 30)
        self.assertIn("wrong usage", self.text(0, "help", "exit-codes"))
        self.assertIn("commit", self.text(0, "--version"))

    def complete(self, *words: str) -> list[str]:
        done = subprocess.run(
            [golden.find_program("bash"), "--norc", "-c", COMPLETE, "bash",
             golden.PROGRAM, "mxsweep", *words], capture_output=True,
            check=True, cwd=self.folder)
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode().split()

    def test_bash_completes(self) -> None:
        self.assertEqual(self.complete("--shape", "f"), ["flat"])
        self.assertEqual(self.complete("--shape", "=", "n"), ["nested"])
        self.assertEqual(self.complete("--resol"), [
            "--resolvers", "--resolver-config"])
        self.assertEqual(self.complete("expl"), ["explain"])
        self.assertEqual(self.complete("help", "exit"), ["exit-codes"])
        self.assertEqual(self.complete("help", "do"), ["doctor"])
        self.assertEqual(self.complete("completion", "z"), ["zsh"])
        self.assertEqual(self.complete("--columns", "pref"), ["preference"])
        self.assertEqual(self.complete("--columns", "domain,pref"),
                         ["domain,preference"])
        for command in ("explain", "doctor", "merge"):
            self.assertNotIn("--output", self.complete(command, "--"))
            self.assertIn("--help", self.complete(command, "--"))
        self.assertIn("--retries", self.complete("explain", "--"))
        self.assertIn("--output", self.complete("scan", "--"))
        self.assertIn("--output", self.complete("help", "--"))
        self.assertEqual(self.complete("--input-format", "nd"), ["ndjson"])
        (self.folder / "names-of-mine.txt").touch()
        self.assertEqual(self.complete("doctor", "names-of"), [])
        self.assertEqual(self.complete("explain", "names-of"), [])
        self.assertEqual(self.complete("names-of"), ["names-of-mine.txt"])
        self.assertEqual(self.complete("-o", "names-of"),
                         ["names-of-mine.txt"])

    def test_other_shells_are_told_meanings(self) -> None:
        self.assertIn("--shape=[flat, mx, domain or nested: what a row is]",
                      self.text(0, "completion", "zsh"))
        fish = self.text(0, "completion", "fish")
        self.assertIn("-d 'flat, mx, domain or nested: what a row is'", fish)
        self.assertIn('mx\\t"one row per domain and MX, addresses joined"',
                      fish)

    def test_other_shells_offer_what_the_command_takes(self) -> None:
        zsh = self.text(0, "completion", "zsh")
        for command, flag, offered in (
                ("scan", "--output", True), ("explain", "--retries", True),
                ("explain", "--output", False), ("merge", "--rate", False),
                ("help", "--output", True), ("merge", "--help", True)):
            (_, specs) = zsh.split(f"    {command})\n      specs=(\n")
            specs = specs[:specs.index(" ;;")]
            self.assertEqual(f"{flag}[" in specs or f"{flag}=" in specs,
                             offered, (command, flag))
            if shutil.which("fish"):
                done = subprocess.run(
                    ["fish", "-c", '"$argv[1]" completion fish | source; '
                     'complete -C "mxsweep $argv[2] --"', golden.PROGRAM,
                     command], capture_output=True, check=True, text=True)
                self.assertEqual(f"{flag}\t" in done.stdout, offered,
                                 ("fish", command, flag))

    def test_other_shells_complete_behind_a_comma(self) -> None:
        self.assertIn(":_values -s , column minimal full ",
                      self.text(0, "completion", "zsh"))
        if shutil.which("fish"):
            for typed in ("--columns domain,pref", "--columns=domain,pref"):
                done = subprocess.run(
                    ["fish", "-c", '"$argv[1]" completion fish | source; '
                     'complete -C "mxsweep $argv[2]"', golden.PROGRAM, typed],
                    capture_output=True, check=True, text=True)
                self.assertIn("domain,preference", done.stdout, typed)

    def test_other_shells_load_it(self) -> None:
        for shell, load in (("zsh", "autoload -U compinit; compinit -u -D; "
                             'source <("$0" completion zsh); '
                             "whence -w _mxsweep"),
                            ("fish", '"$argv[1]" completion fish | source; '
                             'complete -C "mxsweep --shape "')):
            if shutil.which(shell) is None:
                print(f"{shell} is not there; its completion was not loaded")
                continue
            done = subprocess.run([shell, "-c", load, golden.PROGRAM],
                                  capture_output=True, check=True)
            self.assertEqual(done.stderr, b"", shell)


if __name__ == "__main__":
    golden.main(at_once=4)
