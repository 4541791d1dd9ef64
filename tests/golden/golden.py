"""What the golden tests share: a synthetic internet on loopback (NSD and
unbound as child processes), the program under test, and the way to skip.

CMake passes the program as MXSWEEP and the source tree as MXSWEEP_SOURCE.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from concurrent import futures
from pathlib import Path
from typing import Callable, Self

import cases_at_once

SKIPPED = 77
START_LIMIT_S = 30
# Debian packages of the servers that are not called what their package is.
PACKAGES = {"dnsmasq": "dnsmasq-base", "knotd": "knot",
            "systemd-analyze": "systemd",
            "pdns_recursor": "pdns-recursor"}


def skip(reason: str) -> None:
    """Of a whole program; tests/tidy/skips.py reads it, too."""
    print("skipped: " + reason)
    sys.exit(SKIPPED)


def needs_module(missing: ImportError) -> None:
    skip(f"needs the Python module {missing.name}, which is not installed: "
         "python3 -m venv .venv && .venv/bin/pip install -r "
         "tests/requirements.txt, then configure again")


try:
    import dns.message
    import dns.query
except ImportError as missing:
    needs_module(missing)

SOURCE = Path(os.environ.get("MXSWEEP_SOURCE",
                             Path(__file__).resolve().parents[2]))
PROGRAM = os.environ.get("MXSWEEP", "")
if not os.access(PROGRAM, os.X_OK):
    skip(f"no program to test in MXSWEEP ({PROGRAM!r})")


def find_program(name: str) -> str:
    """Its path; the case (or the class) is left out where there is none."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if path is None:
        raise unittest.SkipTest(f"needs {name}, which is not installed: "
                                f"apt install {PACKAGES.get(name, name)}")
    return str(path)


def counter(said: str, name: str) -> int:
    """Of the summary of a run with -v."""
    found = re.search(rf"^  {name}: ([\d,]+)  \(", said, re.M)
    if found is None:
        raise AssertionError(f"no counter {name} in: {said}")
    return int(found.group(1).replace(",", ""))


def free_port() -> int:
    """A port of 127.0.0.1 that is free for UDP and for TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
            datagram.bind(("127.0.0.1", 0))
            port = datagram.getsockname()[1]
            with socket.socket() as stream:
                try:
                    stream.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port


class Server:
    """A child process that answers DNS on a loopback port."""

    def __init__(self, argv: list[str], folder: Path, port: int,
                 text: str = "") -> None:
        """`text` is what it finds on its standard input."""
        self.port = port
        self.log_path = folder / (Path(argv[0]).name + ".log")
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(argv, cwd=folder, stdout=log,
                                            stderr=log,
                                            stdin=subprocess.PIPE)
        with self.process.stdin as pipe:
            pipe.write(text.encode())

    def answers(self, name: str, kind: str) -> bool:
        limit = time.monotonic() + START_LIMIT_S
        query = dns.message.make_query(name, kind)
        while time.monotonic() < limit and self.process.poll() is None:
            try:
                reply = dns.query.udp(query, "127.0.0.1", port=self.port,
                                      timeout=0.5)
                if reply.rcode() == 0:
                    return True
            except (OSError, dns.exception.DNSException):
                time.sleep(0.05)
        return False

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def knot_argv(folder: Path, domain: str, text: str,
              options: str = "") -> Callable[[int], list[str]]:
    """Starts a Knot that has the zone `domain`, of that text, and for it the
    options, one on a line."""
    knotd = find_program("knotd")
    (folder / "db").mkdir()
    (folder / f"{domain}.zone").write_text(text)
    user = "    user: root\n" if os.geteuid() == 0 else ""
    lines = "".join(f"    {each}\n" for each in options.splitlines())

    def argv(port: int) -> list[str]:
        path = folder / "knot.conf"
        path.write_text(
            f'server:\n    rundir: "{folder}"\n'
            f"    listen: 127.0.0.1@{port}\n{user}"
            "log:\n  - target: stderr\n    any: warning\n"
            f'database:\n    storage: "{folder}/db"\n'
            f'zone:\n  - domain: {domain}\n    storage: "{folder}"\n'
            f"    file: {domain}.zone\n{lines}")
        return [knotd, "-c", str(path)]

    return argv


def start_server(folder: Path, argv: Callable[[int], list[str]], name: str,
                 kind: str, text: Callable[[int], str] = lambda _: "",
                 ) -> Server:
    """One that answers `name` and `kind`. `argv` and `text` are told its
    port; another may take that first, so a few are tried."""
    for _ in range(3):
        port = free_port()
        server = Server(argv(port), folder, port, text(port))
        if server.answers(name, kind):
            return server
        server.stop()
    raise RuntimeError(f"{server.log_path.stem} does not start: " +
                       server.log_path.read_text())


class Internet:
    """A world of datasets/make_internet.py with its servers running."""

    def __init__(self, profile: str, names: int, seed: int,
                 silent: bool = False, night: int = 1) -> None:
        self.nsd = find_program("nsd")
        self.unbound = find_program("unbound")
        self.label = f"profile {profile}, {names} names, seed {seed}"
        self.folder = Path(tempfile.mkdtemp(prefix="mxsweep-golden-"))
        self.servers: list[Server] = []
        self.silence = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.silence.bind(("127.0.0.1", 0))
        arguments = ["--profile", profile, "--names", str(names), "--seed",
                     str(seed), "--night", str(night)]
        if silent:
            port = self.silence.getsockname()[1]
            arguments += ["--silent", f"127.0.0.1:{port}"]
        try:
            self._start_nsd(arguments)
            self.resolver = self.start_unbound()
        except BaseException:
            self.stop()
            raise
        print(f"world: {self.label}")

    def path(self, name: str) -> Path:
        return self.folder / name

    def _start_nsd(self, arguments: list[str]) -> None:
        def argv(port: int) -> list[str]:
            make_internet(self.folder, *arguments, "--listen",
                          f"127.0.0.1:{port}")
            return [self.nsd, "-d", "-c", "nsd.conf"]

        self.servers.append(start_server(self.folder, argv, "xb", "SOA"))

    def start_unbound(self) -> str:
        """Another resolver in this world: its address:port."""
        server = start_unbound(self.unbound, self.folder, "null-mx.qm")
        self.servers.append(server)
        return f"127.0.0.1:{server.port}"

    def truth(self) -> list[dict]:
        with self.path("truth.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def quick_truth(self) -> list[dict]:
        """Without the names for which a run would have to wait."""
        kept = [one for one in self.truth() if one["status"] != "TIMEOUT"]
        return [one | {"seq": seq} for seq, one in enumerate(kept)]

    def quick_list(self) -> Path:
        path = self.path("quick.txt")
        path.write_text("".join(one["input"] + "\n"
                                for one in self.quick_truth()),
                        encoding="utf-8")
        return path

    def through_private(self) -> list[str]:
        """Flags that let the program's own unbound live in this world."""
        return ["--resolver-config", str(self.path("unbound.conf"))]

    def through_resolver(self) -> list[str]:
        return ["-r", self.resolver]

    def stop(self) -> None:
        for server in reversed(self.servers):
            server.stop()
        self.silence.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def make_internet(folder: Path, *arguments: str) -> None:
    script = SOURCE / "datasets" / "make_internet.py"
    subprocess.run([sys.executable, str(script), str(folder), *arguments],
                   check=True, stdout=subprocess.DEVNULL)


def start_unbound(program: str, folder: Path, name: str) -> Server:
    """With the lines of the folder's unbound.conf; `name` has an answer."""
    # Where AppArmor confines unbound, it may open no file of ours.
    return start_server(folder, lambda _: [program, "-d", "-c", "/dev/stdin"],
                        name, "MX", lambda port: unbound_text(port, folder))


def unbound_text(port: int, folder: Path) -> str:
    return f"""server:
  interface: 127.0.0.1
  port: {port}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  num-threads: 1
  num-queries-per-thread: 4096
  outgoing-range: 8192
  jostle-timeout: 2000
  edns-buffer-size: 1232
  cache-max-ttl: 2147483647
  cache-max-negative-ttl: 2147483647
{(folder / "unbound.conf").read_text()}
remote-control:
  control-enable: no
"""


# So generous that a busy machine does not look like a lost packet, and few
# enough in flight that the servers lose none.
PATIENT = ["--timeout", "2s", "--retries", "1", "--rate", "20000", "-s", "200"]
# The same for four runs at a time.
PATIENT_OF_4 = PATIENT[:-1] + ["50"]


def run(*arguments: str | Path, **options) -> subprocess.CompletedProcess:
    """The program under test; output as bytes, never a terminal."""
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("timeout", 120)
    return subprocess.run([PROGRAM, *map(str, arguments)],
                          stdout=options.pop("stdout", subprocess.PIPE),
                          stderr=subprocess.PIPE, check=False, **options)


def run_well(*arguments: str | Path, **options) -> str:
    """Runs it; anything but a complete run is an error. The summary."""
    done = run(*arguments, **options)
    text = done.stderr.decode()
    if done.returncode != 0:
        raise AssertionError(f"exit code {done.returncode}: {text}")
    return text


def said_until(words: str, process: subprocess.Popen) -> str:
    """What it says on standard error, a pipe of text, up to these words."""
    said = ""
    while words not in said:
        line = process.stderr.readline()
        if not line:
            raise AssertionError(f"it never said {words!r}: {said}")
        said += line
    return said


def unbounds_of(process: subprocess.Popen) -> list[int]:
    """Those that its main thread started; other children are the sanitizer's,
    at the end, and without those it would wait for ever."""
    pid = process.pid
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(child) for child in text.split()
                if Path(f"/proc/{child}/comm").read_text() == "unbound\n"]
    except OSError:  # one of them has ended
        return []


class LoopbackResolver:
    """One socket on loopback that answers as the class says; for `with`."""

    def __enter__(self) -> Self:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):  # it wakes the reader all the same
            self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                query, client = self.socket.recvfrom(4096)
                if not query:
                    return
                reply = self.reply(query, query.index(0, 12) + 5)
                if reply is not None:
                    self.socket.sendto(reply, client)

    def reply(self, query: bytes, end: int) -> bytes | None:
        """None: silence. `end` is behind the question."""
        raise NotImplementedError


def root_servers(query: bytes, end: int) -> bytes:
    """The name servers of the root: itself."""
    return (query[:2] + struct.pack("!5H", 0x8180, 1, 1, 0, 0)
            + query[12:end] + struct.pack("!BHHIHB", 0, 2, 1, 3600, 1, 0))


def nothing_found(query: bytes, end: int) -> bytes:
    """NXDOMAIN, but for the root, which everybody finds."""
    if query[12] == 0:
        return root_servers(query, end)
    return (query[:2] + struct.pack("!5H", 0x8183, 1, 0, 0, 0)
            + query[12:end])


class InternetTest(unittest.TestCase):
    """One world for all cases of a class, which says what kind of world; and
    what is found there without waiting for servers that are silent."""

    maxDiff = 4000
    profile: str
    size: int
    seed: int

    @classmethod
    def setUpClass(cls) -> None:
        cls.world = Internet(cls.profile, cls.size, cls.seed)
        cls.addClassCleanup(cls.world.stop)
        cls.truth = cls.world.quick_truth()
        cls.names = cls.world.quick_list()

    @classmethod
    def scan_into(cls, *scans: list[str | Path]) -> None:
        """Of the names, each with flags of its own: the first alone, so that
        unbound knows them, the others four at a time."""
        def scan(flags: list[str | Path], patience: list[str]) -> None:
            run_well(cls.names, *cls.world.through_resolver(), *patience,
                     *flags)
        scan(scans[0], PATIENT)
        with futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(scan, scans[1:], itertools.repeat(PATIENT_OF_4)))


def main(at_once: int = 1) -> None:
    """All cases of the program, or those that its arguments name. Cases that
    wait much longer than they work may run so many at once."""
    if at_once > 1:
        outcomes = cases_at_once.run(at_once)
        if outcomes and all(outcome.left_out for outcome in outcomes):
            sys.exit(SKIPPED)
        sys.exit(0 if outcomes and all(outcome.passed
                                       for outcome in outcomes) else 1)
    result = unittest.main(verbosity=2, exit=False).result
    for case, reason in result.skipped:
        print(f"left out: {case.id()}: {reason}")
    if result.testsRun == 0 and result.skipped:
        sys.exit(SKIPPED)
    sys.exit(0 if result.wasSuccessful() else 1)
