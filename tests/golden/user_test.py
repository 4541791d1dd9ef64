"""With --user, what was started as root and opened its sockets is nobody
afterwards, in every thread and for good; so are its files and its unbound.
"""

from __future__ import annotations

import os
import pwd
import signal
import stat
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden

WAIT_LIMIT_S = 60
NOBODY = pwd.getpwnam("nobody")
NO_CAPABILITY = "0" * 16


class Counting(golden.LoopbackResolver):
    asked = 0

    def reply(self, query: bytes, end: int) -> bytes | None:
        self.asked += 1
        return golden.nothing_found(query, end)


def facts_of(pid: int) -> list[dict[str, str]]:
    """/proc's status of each thread."""
    texts = [(task / "status").read_text() for task
             in Path(f"/proc/{pid}/task").iterdir()]
    return [dict(line.split(":\t", 1) for line in text.splitlines()
                 if ":\t" in line) for text in texts]


@unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
class UserTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        top = Path(folder.name)
        top.chmod(0o755)
        self.folder = top / "work"
        self.folder.mkdir()
        os.chown(self.folder, NOBODY.pw_uid, NOBODY.pw_gid)
        self.names = top / "names.txt"
        self.names.write_text("".join(f"name{i}.qm\n" for i in range(2000)))
        self.resolver = Counting()
        self.resolver.__enter__()
        self.addCleanup(self.resolver.__exit__, None, None, None)

    def start(self, *flags: object, **options: object) -> subprocess.Popen:
        scan = subprocess.Popen(
            [golden.PROGRAM, str(self.names), "-r", self.resolver.address,
             "--no-resolver-check", "-A", "none", *map(str, flags)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            umask=0o022, **options)
        self.addCleanup(scan.stderr.close)
        self.addCleanup(scan.kill)
        return scan

    def ended(self, scan: subprocess.Popen, code: int) -> str:
        said = scan.communicate(timeout=WAIT_LIMIT_S)[1]
        self.assertEqual(scan.returncode, code, said)
        return said

    def expect_harmless(self, scan: subprocess.Popen) -> None:
        limit = time.monotonic() + WAIT_LIMIT_S
        while not self.resolver.asked:
            self.assertLess(time.monotonic(), limit)
            self.assertIsNone(scan.poll(), scan.stderr)
            time.sleep(0.02)
        threads = facts_of(scan.pid)
        self.assertGreaterEqual(len(threads), 4)
        # Arrow's allocator has a thread that starts no programs.
        of_us = [facts for facts in threads
                 if not facts["Name"].startswith("jemalloc")]
        self.assertEqual({facts["NoNewPrivs"] for facts in of_us}, {"1"})
        for facts in threads:
            self.assertEqual(set(facts["Uid"].split()),
                             {str(NOBODY.pw_uid)}, facts)
            self.assertEqual(set(facts["Gid"].split()), {str(NOBODY.pw_gid)})
            self.assertNotIn("0", facts["Groups"].split())
            for kind in ("CapPrm", "CapEff", "CapAmb"):
                self.assertEqual(facts[kind], NO_CAPABILITY, kind)

    def expect_owned(self) -> None:
        found = sorted(path for path in self.folder.rglob("*")
                       if path.is_file())
        self.assertGreater(len(found), 0)
        for path in found:
            about = path.stat()
            self.assertEqual((about.st_uid, about.st_gid),
                             (NOBODY.pw_uid, NOBODY.pw_gid), path)
            self.assertEqual(stat.S_IMODE(about.st_mode), 0o644, path)

    def test_raw_packets_and_all_files(self) -> None:
        """The metrics' thread is there before root's rights are gone."""
        scan = self.start(
            "--user", "nobody", "--transport", "raw", "--rate", "1000", "-T",
            "2", "--metrics", golden.free_port(), "--metrics-file",
            self.folder / "m.prom", "--status-file", self.folder / "s.json",
            "--manifest", self.folder / "m.json", "-o",
            self.folder / "out.csv")
        self.expect_harmless(scan)
        said = self.ended(scan, 0)
        self.assertIn("raw", said)
        lines = (self.folder / "out.csv").read_text().splitlines()
        self.assertEqual(len(lines), 2001)
        self.assertEqual(sum(",NXDOMAIN," in line for line in lines), 2000)
        self.expect_owned()
        self.assertEqual(len(list(self.folder.iterdir())), 4)

    def test_every_transport(self) -> None:
        for transport in ("mmsg", "auto"):
            with self.subTest(transport):
                self.ended(self.start("--user", "nobody", "--transport",
                                      transport, "-q", "-o",
                                      self.folder / f"{transport}.csv"), 0)
        self.expect_owned()

    def test_parts(self) -> None:
        flags = ["--user", "nobody", "--rate", "1000", "-o",
                 f"{self.folder}/night/", "--resume"]
        scan = self.start(*flags, "--max-names", "500")
        self.expect_harmless(scan)
        self.ended(scan, 10)
        self.ended(self.start(*flags), 0)
        self.expect_owned()

    def test_folder_of_somebody_else(self) -> None:
        os.chown(self.folder, 0, 0)
        for flag in ("-o", "--status-file"):
            said = self.ended(self.start("--user", "nobody", flag,
                                         self.folder / "out.csv"), 4)
            self.assertIn("permission denied", said)
        self.assertEqual(self.resolver.asked, 0)
        self.assertEqual(list(self.folder.iterdir()), [])


class NobodyTest(unittest.TestCase):
    """Users that cannot be."""

    def refused(self, name: str, **options: object) -> str:
        done = golden.run("example.qm", "-r", "127.0.0.1:9", "--user", name,
                          **options)
        said = done.stderr.decode()
        self.assertEqual(done.returncode, 2, said)
        return said

    def test_unknown(self) -> None:
        self.assertIn("--user: 'no-such-user': there is no user of that "
                      "name", self.refused("no-such-user"))

    def test_root(self) -> None:
        self.assertIn("this user is root", self.refused("root"))

    def test_others_cannot_change(self) -> None:
        somebody = NOBODY.pw_uid if os.geteuid() == 0 else None
        self.assertIn("only root can become the user nobody",
                      self.refused("nobody", user=somebody))


class PrivateUnboundTest(golden.InternetTest):
    profile, size, seed = "gtld-zone", 1000, 20261130

    @unittest.skipUnless(os.geteuid() == 0,
                         "only root can become somebody else")
    def test_unbound_is_of_that_user_and_ends(self) -> None:
        work = self.world.path("work")
        work.mkdir()
        os.chown(work, NOBODY.pw_uid, NOBODY.pw_gid)
        self.world.folder.chmod(0o755)
        scan = subprocess.Popen(
            [golden.PROGRAM, str(self.names), *self.world.through_private(),
             "--user", "nobody", "--rate", "200", "-o", str(work / "out.csv")],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(scan.stderr.close)
        self.addCleanup(scan.kill)
        golden.said_until("started a private unbound", scan)
        (unbound,) = golden.unbounds_of(scan)
        for facts in facts_of(unbound):
            self.assertEqual(set(facts["Uid"].split()), {str(NOBODY.pw_uid)})
            self.assertEqual(facts["CapPrm"], NO_CAPABILITY)
        os.kill(unbound, signal.SIGKILL)
        golden.said_until("is started again", scan)
        time.sleep(0.5)
        (unbound,) = golden.unbounds_of(scan)
        scan.send_signal(signal.SIGINT)
        said = scan.communicate(timeout=WAIT_LIMIT_S)[1]
        self.assertEqual(scan.returncode, 130, said)
        self.assertFalse(Path(f"/proc/{unbound}").exists())


if __name__ == "__main__":
    golden.main()
