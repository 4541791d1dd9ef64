"""What the program promises when something is wrong: one clear line, the
documented exit code, and never a file under the final name.
"""

from __future__ import annotations

import contextlib
import csv
import ctypes
import json
import os
import re
import resource
import signal
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden
import table

# A resolver nobody is: failures must come before anything is asked.
NOBODY = ["--no-resolver-check", "-r", "127.0.0.1:9", "--retries", "0",
          "--give-up-after", "1s",
          "--timeout", "200ms"]
WAIT_LIMIT_S = 60
# Parquet may have been left out of the build.
FORMATS = [kind for kind in ("csv", "jsonl", "parquet")
           if kind in golden.run("--version").stdout.decode()]
IO_URING_SETUP = 425  # on every architecture
EPERM = 1
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2


def refuse_io_uring() -> None:
    """In the child: io_uring_setup() fails as where a sandbox forbids it."""
    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    steps = (step(0x20, 0, 0, 0) +  # load the number of the system call
             step(0x15, 0, 1, IO_URING_SETUP) +
             step(0x06, 0, 0, 0x00050000 | EPERM) +  # fail with EPERM
             step(0x06, 0, 0, 0x7FFF0000))  # allow
    program = ctypes.create_string_buffer(steps)
    header = struct.pack("@HP", len(steps) // 8, ctypes.addressof(program))
    libc = ctypes.CDLL(None, use_errno=True)
    if (libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or
            libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header) != 0):
        raise OSError("no seccomp")


def may_mount() -> bool:
    done = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"],
        capture_output=True, check=False)
    return done.returncode == 0


class Teller(golden.LoopbackResolver):
    """A resolver on loopback that finds an address whatever is asked, or
    nothing."""

    def __init__(self, rewrites: bool, answers: int | None = None) -> None:
        self.rewrites = rewrites
        self.left = answers  # then it is silent; None: it never is

    def reply(self, query: bytes, end: int) -> bytes | None:
        if self.left == 0:
            return None
        if self.left is not None:
            self.left -= 1
        if not self.rewrites:
            return golden.nothing_found(query, end)
        return (query[:2] + struct.pack("!5H", 0x8180, 1, 1, 0, 0)
                + query[12:end]
                + struct.pack("!3HIH", 0xC00C, 1, 1, 60, 4)
                + bytes([203, 0, 113, 80]))


class Denier(golden.LoopbackResolver):
    """NXDOMAIN for whatever is asked, as of a resolver that is cut off."""

    def reply(self, query: bytes, end: int) -> bytes:
        return (query[:2] + struct.pack("!5H", 0x8183, 1, 0, 0, 0)
                + query[12:end])


class CutOff(golden.LoopbackResolver):
    """SERVFAIL for whatever is asked, as of one that reaches nobody; or for
    all but the root, whose names are broken."""

    def __init__(self, knows_the_root: bool) -> None:
        self.knows_the_root = knows_the_root

    def reply(self, query: bytes, end: int) -> bytes:
        if self.knows_the_root and query[12] == 0:
            return golden.root_servers(query, end)
        return (query[:2] + struct.pack("!5H", 0x8182, 1, 0, 0, 0)
                + query[12:end])


class Counter(golden.LoopbackResolver):
    """Finds nothing, and counts how often it was asked."""

    def __init__(self) -> None:
        self.questions = 0

    def reply(self, query: bytes, end: int) -> bytes:
        self.questions += 1
        return golden.nothing_found(query, end)


class HalfBroken(golden.LoopbackResolver):
    """Names that begin with f fail, those with an even number, and name7."""

    def reply(self, query: bytes, end: int) -> bytes | None:
        label = query[13:13 + query[12]]
        digits = label.lstrip(b"abcdefghijklmnopqrstuvwxyz")
        broken = label[:1] == b"f" or (digits != b"" and
                                       (int(digits) % 2 == 0 or digits == b"7"))
        if not broken or len(label) < 2:
            return golden.nothing_found(query, end)
        return (query[:2] + struct.pack("!5H", 0x8182, 1, 0, 0, 0)
                + query[12:end])


class FailuresTest(unittest.TestCase):
    """No servers needed: nearly all fails before the first packet."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.txt"
        self.names.write_text("".join(f"name{i}.qm\n" for i in range(500)))
        self.out = self.folder / "out.csv"

    def documented(self) -> dict[int, str]:
        text = golden.run("--help").stdout.decode()
        return {int(code): meaning for code, meaning in
                re.findall(r"^\s+(\d+)\s+(\S.*)$", text, re.MULTILINE)}

    def expect(self, done: subprocess.CompletedProcess, code: int,
               *words: str) -> None:
        text = done.stderr.decode()
        # How the list is read is said before anything else can fail.
        text = re.sub(r"\Amxsweep: names: .*\n", "", text)
        self.assertEqual(done.returncode, code, text)
        self.assertIn(code, self.documented())
        self.assertEqual(text.count("\n"), 1, text)
        self.assertRegex(text, r"\Amxsweep: error: \S.{10,}\n\Z")
        for word in words:
            self.assertIn(word, text)
        self.assertFalse(self.out.exists(), "a file under the final name")

    def test_help_documents_every_exit_code(self) -> None:
        self.assertEqual(set(self.documented()), {0, 1, 2, 3, 4, 5, 6, 7,
                                                  8, 9, 10, 11, 12, 13,
                                                  14, 15, 130})

    def test_list_that_is_not_there(self) -> None:
        self.expect(golden.run("nowhere.txt", *NOBODY, "-o", self.out), 3,
                    "nowhere.txt", "No such file")

    def test_list_that_is_a_folder(self) -> None:
        self.expect(golden.run(self.folder, *NOBODY, "-o", self.out), 2,
                    "is a folder; name a list that is in it")

    def test_list_without_permission(self) -> None:
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        self.names.chmod(0)
        self.expect(golden.run(self.names, *NOBODY, "-o", self.out), 3,
                    "Permission denied")

    def test_bad_resolvers(self) -> None:
        for bad in ("nonsense", "1.2.3.4.5", "192.0.2.1:0", "192.0.2.1:70000",
                    "[2001:db8::1", ""):
            self.expect(golden.run(self.names, "-r", bad, "-o", self.out), 2,
                        "--resolvers")

    def test_resolver_that_makes_answers_up(self) -> None:
        with Teller(rewrites=True) as bad:
            done = golden.run(self.names, "-r", bad.address, "-o", self.out)
            text = done.stderr.decode()
            self.assertEqual(done.returncode, 9, text)
            self.assertRegex(text, re.escape("resolver " + bad.address) +
                             r" finds [-a-z0-9]+\.[a-z]+, which does not "
                             "exist, so none of its answers can be trusted")
            self.assertIn("--no-resolver-check", text)
            self.assertFalse(self.out.exists())
            done = golden.run(self.names, "-r", bad.address, "-o", self.out,
                              "--no-resolver-check", "--addresses", "none",
                              "--rate", "0")
            self.assertEqual(done.returncode, 0, done.stderr.decode())

    def test_resolver_that_makes_answers_up_beside_an_honest_one(self) -> None:
        with Teller(rewrites=True) as bad, Teller(rewrites=False) as honest:
            done = golden.run(self.names, "-r",
                              bad.address + "," + honest.address, "-o",
                              self.out)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 0, text)
        self.assertRegex(text, re.escape(bad.address) + r" finds [-a-z0-9]+\."
                         "[a-z]+, which does not exist: left out until it "
                         "stops")
        self.assertRegex(" ".join(text.split()), re.escape(bad.address) +
                         ": sent 0, .*left out: finds a name that does not")
        with self.out.open(newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({(row["status"], row["resolver"]) for row in rows},
                         {("NXDOMAIN", honest.address)})

    def test_resolver_that_denies_everything(self) -> None:
        self.out.write_text("of yesterday\n")
        with Denier() as cut_off, Teller(rewrites=False) as honest:
            done = golden.run(self.names, "-r", cut_off.address, "-o",
                              self.out, "-q")
            self.assertEqual(done.returncode, 9, done.stderr.decode())
            self.assertIn("denies the name servers of the root",
                          " ".join(done.stderr.decode().split()))
            self.assertEqual(self.out.read_text(), "of yesterday\n")
            done = golden.run(self.names, "-r", cut_off.address, "-r",
                              honest.address, "-o", self.out)
        text = " ".join(done.stderr.decode().split())
        self.assertEqual(done.returncode, 0, text)
        self.assertIn("left out: denies the name servers of the root", text)
        with self.out.open(newline="") as file:
            self.assertEqual({row["resolver"] for row in csv.DictReader(file)},
                             {honest.address})

    def test_manifest_of_any_format(self) -> None:
        for kind in FORMATS:
            place = self.folder / (kind + ".json")
            with Teller(rewrites=False) as honest:
                done = golden.run(self.names, "-r", honest.address, "-o",
                                  self.folder / ("out." + kind), "--manifest",
                                  place)
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            manifest = json.loads(place.read_text())
            self.assertEqual(manifest["status"]["NXDOMAIN"],
                             manifest["records_read"])
            self.assertIn(f"limited by {manifest['limited_by']}\n",
                          done.stderr.decode())

    def test_manifest_that_cannot_be_written(self) -> None:
        nowhere = self.folder / "nowhere" / "manifest.json"
        self.expect(golden.run(self.names, *NOBODY, "-o", self.out,
                               "--manifest", nowhere), 4, "manifest.json")
        self.assertFalse(self.out.exists())

    def test_unknown_flag(self) -> None:
        self.expect(golden.run(self.names, "--frobnicate", "-o", self.out),
                    2, "--frobnicate", "--help")

    def test_bad_resolver_config(self) -> None:
        golden.find_program("unbound")
        config = self.folder / "more.conf"
        config.write_text("  no-such-option: yes\n")
        self.expect(golden.run(self.names, "--resolver-config", config, "-o",
                               self.out), 2, "--resolver-config",
                    "more.conf, line 1: unknown keyword")

    def test_relative_resolver_config_is_found(self) -> None:
        golden.find_program("unbound")
        (self.folder / "unbound.conf").write_text(
            '  local-zone: "qm" always_nxdomain\n')
        done = golden.run("names.txt", "--resolver-config", "unbound.conf",
                          "-o", "out.csv", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        rows = table.read_csv(self.out)
        self.assertEqual(len(rows), 500)
        self.assertEqual({row["status"] for row in rows}, {"NXDOMAIN"})

    def test_folder_of_the_result_is_missing(self) -> None:
        path = self.folder / "nowhere" / "out.csv"
        self.expect(golden.run(self.names, *NOBODY, "-o", path), 4,
                    "folder does not exist")

    def test_result_is_a_folder(self) -> None:
        self.expect(golden.run(self.names, *NOBODY, "-o", self.folder,
                               "--format", "csv"), 4,
                    "holds files that are none of a dataset")

    def test_full_device(self) -> None:
        for kind in FORMATS:
            self.expect(golden.run(self.names, *NOBODY, "-o", "/dev/full",
                                   "--format", kind), 4, "no space")

    def test_full_disk(self) -> None:
        if not may_mount():
            self.skipTest("needs root for a small file system")
        for kind in FORMATS:
            script = ("mount -t tmpfs -o size=4k none /mnt && "
                      f'"$@" -o /mnt/out.{kind}; code=$?; '
                      "ls /mnt; exit $code")
            done = subprocess.run(
                ["unshare", "-m", "sh", "-c", script, "sh", golden.PROGRAM,
                 str(self.names), *NOBODY, "--rate", "0"],
                capture_output=True, check=False, timeout=WAIT_LIMIT_S)
            self.expect(done, 4, f"/mnt/out.{kind}", "no space")
            self.assertIn(done.stdout.decode().split(),
                          ([], [f"out.{kind}.part"]))

    def test_no_descriptors(self) -> None:
        if os.environ.get("MXSWEEP_SANITIZED") == "1":
            self.skipTest("the sanitizer needs descriptors to look at memory")

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (5, 5))
        for kind in ("auto", "mmsg"):
            self.expect(golden.run(self.names, *NOBODY, "-o", self.out,
                                   "--transport", kind, preexec_fn=limit), 5,
                        "ulimit -n")

    def test_io_uring_refused(self) -> None:
        try:
            done = golden.run(self.names, *NOBODY, "--rate", "0", "-o",
                              self.out, "--transport", "uring",
                              preexec_fn=refuse_io_uring)
        except subprocess.SubprocessError:
            self.skipTest("seccomp is not available")
        self.expect(done, 5, "io_uring", "--transport mmsg")
        with Teller(rewrites=False) as honest:
            done = golden.run(self.names, "-r", honest.address, "-o", self.out,
                              preexec_fn=refuse_io_uring)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 0, text)
        self.assertIn("using --transport mmsg: ", text)
        self.assertEqual(len(table.read_csv(self.out)), 500)

    def test_unbound_is_not_installed(self) -> None:
        if not may_mount():
            self.skipTest("needs root to hide unbound")
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c",
             'mount -t tmpfs none /usr/sbin; PATH=/nonexistent exec "$@"',
             "sh", golden.PROGRAM, str(self.names), "-o", str(self.out)],
            capture_output=True, check=False, timeout=WAIT_LIMIT_S)
        self.expect(done, 6, "unbound is not installed", "-r")

    def test_reader_of_the_pipe_is_gone(self) -> None:
        for kind in ("csv", "jsonl"):
            reader, writer = os.pipe()
            os.close(reader)
            done = golden.run(self.names, *NOBODY, "--rate", "0", "--format",
                              kind, stdout=writer)
            os.close(writer)
            self.expect(done, 4, "standard output", "gone away")

    def expect_silence(self, *args: object, says: str) -> list[dict]:
        """What a run that nobody answers leaves."""
        self.out.write_text("precious\n")
        done = golden.run(self.names, "-q", "-o", self.out, *args)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 7, text)
        self.assertIn(7, self.documented())
        self.assertEqual(text.count("\n"), 1, text)
        self.assertIn(says, text)
        self.assertIn(f"{self.out}.partial", text)
        self.assertEqual(self.out.read_text(), "precious\n")
        self.assertFalse(Path(f"{self.out}.part").exists())
        return table.read_csv(f"{self.out}.partial")

    def test_dead_resolver_is_no_success(self) -> None:
        rows = self.expect_silence(
            *NOBODY, "--rate", "0",
            says="the resolver 127.0.0.1:9 has not answered anything for 1 s;")
        self.assertLessEqual({row["status"] for row in rows},
                             {"NETWORK_ERROR", "TIMEOUT"})
        self.assertEqual(len(rows), 500)

    def test_silent_resolver_ends_the_run(self) -> None:
        with Teller(rewrites=False, answers=0) as silent:
            rows = self.expect_silence(
                "-r", silent.address, "--timeout", "500ms",
                "--give-up-after", "2s", "-s", "100",
                says=f"the resolver {silent.address} has not answered "
                     "anything for 2 s;")
        self.assertEqual({row["status"] for row in rows},
                         {"TIMEOUT", "NOT_ATTEMPTED"})

    def test_resolver_that_falls_silent_ends_the_run(self) -> None:
        with Teller(rewrites=False, answers=104) as silent:  # 4 before the run
            rows = self.expect_silence(
                "-r", silent.address, "--timeout", "500ms",
                "--give-up-after", "2s", "-s", "20",
                says="has not answered anything for 2 s;")
        statuses = [row["status"] for row in rows]
        self.assertEqual(statuses.count("NXDOMAIN"), 100)
        self.assertIn("NOT_ATTEMPTED", statuses)

    def test_resolver_that_reaches_nobody_ends_the_run(self) -> None:
        with CutOff(knows_the_root=False) as cut_off:
            rows = self.expect_silence(
                "-r", cut_off.address, "--no-resolver-check", "--rate", "100",
                "--timeout", "500ms", "--give-up-after", "2s",
                says="has not given anything but failures for 2 s, and does "
                     "not know the name servers of the root")
        self.assertEqual({row["status"] for row in rows},
                         {"SERVFAIL", "NOT_ATTEMPTED"})
        self.assertEqual(len(rows), 500)

    def test_broken_names_alone_end_no_run(self) -> None:
        with CutOff(knows_the_root=True) as resolver:
            done = golden.run(
                self.names, "-o", self.out, "-r", resolver.address, "--rate",
                "25", "--limit", "100", "--retries", "0", "--timeout", "500ms",
                "--give-up-after", "2s")
        self.assertEqual(done.returncode, 8, done.stderr)
        rows = table.read_csv(f"{self.out}.partial")
        self.assertEqual([row["status"] for row in rows], ["SERVFAIL"] * 100)

    def run_against_failing(self, *flags: object, out: Path | None = None,
                            ) -> subprocess.CompletedProcess:
        """Half of the 500 names and one fail."""
        with HalfBroken() as failing:
            return golden.run(self.names, "-r", failing.address, "-o",
                              out or self.out, "--retries", "0", "-A", "none",
                              "--no-resolver-check", *flags)

    def test_mostly_unknown_is_no_success(self) -> None:
        for quiet in ([], ["-q"]):
            self.out.write_text("precious\n")
            done = self.run_against_failing(*quiet)
            text = done.stderr.decode()
            self.assertEqual(done.returncode, 8, text)
            self.assertEqual(text.count("warning"), 1, text)
            self.assertIn("mxsweep: warning: 251 of 500 names asked are "
                          "unknown (SERVFAIL 251), more than --max-unknown 50 "
                          f"per cent: the result is in {self.out}.partial, not "
                          f"in {self.out}\n", text)
            self.assertEqual(text.count("\n") == 1, bool(quiet), text)
            self.assertEqual(self.out.read_text(), "precious\n")
            rows = table.read_csv(f"{self.out}.partial")
            self.assertEqual(len(rows), 500)

    def test_how_much_may_be_unknown_is_for_the_user_to_say(self) -> None:
        for most in ("51", "60%", "100"):
            done = self.run_against_failing("-q", "--max-unknown", most)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(len(table.read_csv(self.out)), 500)
        done = self.run_against_failing("-q", "--max-unknown", "0")
        self.assertEqual(done.returncode, 8)
        done = self.run_against_failing("--max-unknown", "101")
        self.assertEqual(done.returncode, 2)

    def test_mostly_unknown_on_standard_output(self) -> None:
        self.names.write_text("f1.qm\n")
        done = self.run_against_failing("-q", out=Path("-"))
        self.assertEqual(done.returncode, 8)
        self.assertEqual(done.stderr.decode(),
                         "mxsweep: warning: 1 of 1 name asked is unknown "
                         "(SERVFAIL 1), more than --max-unknown 50 per cent\n")
        self.assertEqual(done.stdout.count(b"\n"), 2)

    def test_list_that_is_empty_is_said_to_be(self) -> None:
        for text in ("", "# nothing\n\n"):
            self.names.write_text(text)
            self.out.unlink(missing_ok=True)
            done = golden.run(self.names, "-q", *NOBODY, "-o", self.out)
            self.assertEqual((done.returncode, done.stderr.decode()),
                             (12, "mxsweep: warning: nothing was asked: the "
                              f"list is empty; the result is in {self.out}"
                              f".partial, not in {self.out}\n"))

    def test_nobody_is_asked_where_no_name_is(self) -> None:
        """Neither a check of the resolver nor a private unbound."""
        lists = {"names.txt": "192.0.2.1\nhost.local\n", "empty.txt": "",
                 "blocked.txt": "a.blocked.qm\n", "rows.csv":
                 "id,domain\n1,a.blocked.qm\n2,a..qm\n"}
        blocked = self.folder / "blocked"
        blocked.write_text("blocked.qm\n")
        for name, text in lists.items():
            (self.folder / name).write_text(text)
        runs = [["-q", "--force", "--blocklist-file", blocked,
                 self.folder / name] for name in lists]
        runs += [["-q", "a..qm"], ["explain", "a..qm"],
                 ["explain", "192.0.2.1"],
                 ["explain", ".".join(["abcdefgh"] * 40)],
                 ["explain", "--blocklist-file", blocked, "x.blocked.qm"]]
        with Counter() as resolver:
            for words in runs:
                with self.subTest(words[-1]):
                    given = golden.run(*words, "-r", resolver.address)
                    self.assertEqual(given.returncode, 12, given.stderr)
                    self.assertEqual(resolver.questions, 0)
                    own = golden.run(*[word for word in words if word != "-q"])
                    self.assertEqual(own.returncode, 12, own.stderr)
                    self.assertNotIn(b"private unbound", own.stderr)

    def test_list_is_read_from_its_start_all_the_same(self) -> None:
        """Before the run it was looked at until a name to ask was found."""
        with Counter() as resolver:
            done = subprocess.run(
                [golden.PROGRAM, "-", "-q", "-O", "csv", "--columns",
                 "input,status", "-r", resolver.address], check=False,
                input=b"192.0.2.1\na.qm\nb.qm\n", capture_output=True)
        self.assertEqual(sorted(done.stdout.decode().splitlines()[1:]),
                         ["(9 octets),INVALID_NAME", ",NXDOMAIN", ",NXDOMAIN"])

    def test_names_that_do_not_come_are_no_silence(self) -> None:
        """The list stands still for longer than a resolver may be silent."""
        with Teller(rewrites=False) as honest:
            scan = subprocess.Popen(
                [golden.PROGRAM, "-", "-q", "-o", self.out, "-r",
                 honest.address, "--give-up-after", "1s"],
                stdin=subprocess.PIPE, stderr=subprocess.PIPE)
            scan.stdin.write(b"a.qm\n")
            scan.stdin.flush()
            time.sleep(3)
            self.assertIsNone(scan.poll())
            text = scan.communicate(b"b.qm\n", timeout=WAIT_LIMIT_S)[1]
        self.assertEqual((scan.returncode, text), (0, b""))
        self.assertEqual(len(table.read_csv(self.out)), 2)

    def test_unwanted_old_result_stays_as_it_was(self) -> None:
        self.out.write_text("precious\n")
        done = golden.run(self.names, "-r", "nonsense", "-o", self.out)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.out.read_text(), "precious\n")

    def test_interrupt_leaves_a_partial_file(self) -> None:
        """SIGINT once: what is in flight is finished, then 130."""
        self.names.write_text("".join(f"name{i}.qm\n"
                                      for i in range(100000)))
        scan = subprocess.Popen(
            [golden.PROGRAM, self.names, "-o", self.out, "-r", "127.0.0.1:9",
             "--retries", "0", "--timeout", "200ms", "--rate", "500"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        part = Path(f"{self.out}.part")
        limit = time.monotonic() + WAIT_LIMIT_S
        while not part.exists() and time.monotonic() < limit:
            time.sleep(0.02)
        self.assertTrue(part.exists())
        time.sleep(0.5)
        self.assertIsNone(scan.poll())
        scan.send_signal(signal.SIGINT)
        text = scan.communicate(timeout=WAIT_LIMIT_S)[1].decode()
        self.assertEqual(scan.returncode, 130, text)
        self.assertFalse(self.out.exists())
        self.assertFalse(part.exists())
        rows = table.read_csv(f"{self.out}.partial")
        counts = re.search(r"ledger +([\d,]+) records? in, ([\d,]+) out: every "
                           r"record exactly once", text)
        self.assertIsNotNone(counts, text)
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(int(counts[1].replace(",", "")), len(rows))
        self.assertEqual(sorted(int(row["seq"]) for row in rows),
                         list(range(len(rows))))
        self.assertRegex(text, r"interrupted: [\d,]+ names")
        self.assertIn("out.csv.partial", text)

    def test_private_resolver_that_dies_again_and_again(self) -> None:
        """Else every name left would become a network error."""
        golden.find_program("unbound")
        self.names.write_text("".join(f"name{i}.qm\n"
                                      for i in range(100000)))
        scan = subprocess.Popen(
            [golden.PROGRAM, self.names, "-o", self.out, "--retries", "0",
             "--timeout", "300ms", "--rate", "100"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        text = golden.said_until("started a private unbound", scan)
        limit = time.monotonic() + WAIT_LIMIT_S
        while scan.poll() is None and time.monotonic() < limit:
            for child in golden.unbounds_of(scan):
                with contextlib.suppress(ProcessLookupError):  # it just ended
                    os.kill(child, signal.SIGKILL)
            time.sleep(0.05)
        text += scan.communicate(timeout=WAIT_LIMIT_S)[1]
        self.assertEqual(scan.returncode, 6, text)
        for number in range(1, 6):
            self.assertEqual(
                text.count(f"is started again, {number} of 5"), 1, text)
        self.assertIn("the private unbound ended during the run (signal 9), "
                      "after it had been started again 5 times", text)
        self.assertIn("out.csv.partial", text)
        self.assertFalse(self.out.exists())
        rows = table.read_csv(f"{self.out}.partial")
        self.assertEqual(sorted(int(row["seq"]) for row in rows),
                         list(range(len(rows))))


if __name__ == "__main__":
    golden.main(at_once=8)
