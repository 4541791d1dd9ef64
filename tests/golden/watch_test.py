"""What programs see of a run: the status file, the metrics, the log, and what
the service manager is told, while it runs and however it ends. Metrics are read
by a strict reader of the exposition format.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden

WAIT_LIMIT_S = 60
SAMPLE = re.compile(r'([a-z_]+)(?:\{([a-z]+)="([A-Za-z_]+)"\})? '
                    r"(\d+(?:\.\d+)?)")


class Nobody(golden.LoopbackResolver):
    silent = False

    def reply(self, query: bytes, end: int) -> bytes | None:
        return None if self.silent else golden.nothing_found(query, end)


def read_metrics(text: str) -> dict[tuple[str, str], float]:
    """By name and label. Each family: HELP, TYPE, its samples, once."""
    if not text.endswith("\n"):
        raise AssertionError("the last line has no end")
    samples: dict[tuple[str, str], float] = {}
    families: set[str] = set()
    family = kind = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            _, _, family, words = line.split(" ", 3)
            if family in families or not words:
                raise AssertionError(line)
            families.add(family)
            kind = ""
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            if name != family or kind not in ("counter", "gauge"):
                raise AssertionError(line)
        else:
            match = SAMPLE.fullmatch(line)
            if match is None or match[1] != family or not kind:
                raise AssertionError(line)
            if (kind == "counter") != family.endswith("_total"):
                raise AssertionError(line)
            key = (match[1], match[3] or "")
            if key in samples:
                raise AssertionError("twice: " + line)
            samples[key] = float(match[4])
    return samples


class WatchTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.names = self.folder / "names.txt"
        self.out = self.folder / "out.csv"
        self.status_path = self.folder / "status.json"
        self.metrics_path = self.folder / "mxsweep.prom"
        self.resolver = Nobody()
        self.resolver.__enter__()
        self.addCleanup(self.resolver.__exit__, None, None, None)
        self.list_of(3000)

    def list_of(self, count: int) -> None:
        self.names.write_text("".join(f"name{i}.qm\n" for i in range(count)))

    def start(self, *flags: object, **options: object) -> subprocess.Popen:
        scan = subprocess.Popen(
            [golden.PROGRAM, str(self.names), "-r", self.resolver.address,
             "--no-resolver-check", "-A", "none", "-o", str(self.out),
             "--status-file", str(self.status_path), "--metrics-file",
             str(self.metrics_path), *map(str, flags)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            **options)
        self.addCleanup(scan.kill)
        return scan

    def ended(self, scan: subprocess.Popen, code: int) -> str:
        said = scan.communicate(timeout=WAIT_LIMIT_S)[1]
        self.assertEqual(scan.returncode, code, said)
        status = self.status()
        self.assertEqual(status["exit_code"], code)
        self.assertEqual(self.metrics()["mxsweep_run_exit_code", ""], code)
        self.assertEqual(self.state_in_metrics(), status["state"])
        self.assertEqual(status["in_flight"], 0)
        self.assertEqual(self.metrics()["mxsweep_in_flight", ""], 0)
        left = {path.name for path in self.folder.iterdir()
                if path.name.endswith(".tmp")}
        self.assertEqual(left, set())
        return said

    def status(self) -> dict:
        return json.loads(self.status_path.read_text(encoding="ascii"))

    def metrics(self) -> dict[tuple[str, str], float]:
        return read_metrics(self.metrics_path.read_text(encoding="utf-8"))

    def state_in_metrics(self) -> str:
        (state,) = [label for (name, label), value in self.metrics().items()
                    if name == "mxsweep_run_state" and value == 1]
        return state

    def wait_for(self, some: str) -> dict:
        """The first status in which it is more than nothing."""
        limit = time.monotonic() + WAIT_LIMIT_S
        while time.monotonic() < limit:
            if self.status_path.exists() and self.status()[some]:
                return self.status()
            time.sleep(0.05)
        raise AssertionError(f"{some} stayed at nothing")

    def test_complete(self) -> None:
        scan = self.start("--rate", "1000")
        running = self.wait_for("names_done")
        self.assertEqual(running["state"], "running")
        self.assertIsNone(running["exit_code"])
        self.assertEqual(running["pid"], scan.pid)
        self.assertEqual(running["names_total"], 3000)
        self.assertTrue(running["names_total_is_exact"])
        self.assertLess(running["names_done"], 3000)
        self.assertEqual(self.state_in_metrics(), "running")
        self.assertNotIn(("mxsweep_datagrams_sent_total", ""), self.metrics())
        self.ended(scan, 0)
        status = self.status()
        self.assertEqual(status["state"], "complete")
        self.assertIsNone(status["reason"])
        self.assertEqual(status["names_done"], 3000)
        self.assertEqual(status["result"], str(self.out))
        self.assertRegex(status["updated_at"],
                         r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
        self.assertGreaterEqual(status["updated_at"], status["started_at"])
        metrics = self.metrics()
        self.assertEqual(metrics["mxsweep_names_done_total", ""], 3000)
        self.assertEqual(metrics["mxsweep_status_total", "NXDOMAIN"], 3000)
        self.assertGreaterEqual(metrics["mxsweep_datagrams_sent_total", ""],
                                3000)
        self.assertEqual(metrics["mxsweep_resolvers", "well"], 1)

    def test_counters_are_those_of_the_manifest(self) -> None:
        manifest_path = self.folder / "manifest.json"
        self.ended(self.start("--manifest", manifest_path), 0)
        manifest = json.loads(manifest_path.read_text())
        counters = {name: value for (name, label), value
                    in self.metrics().items()
                    if name.endswith("_total") and not label}
        self.assertGreater(len(counters), 30)
        for name, value in counters.items():
            key = name.removeprefix("mxsweep_").removesuffix("_total")
            self.assertEqual(manifest[key], value, name)

    def test_interrupted_by_a_signal_and_by_the_time(self) -> None:
        scan = self.start("--rate", "200", "-q")
        self.wait_for("names_done")
        scan.send_signal(signal.SIGTERM)
        self.ended(scan, 130)
        self.assertEqual(self.status()["reason"], "a signal interrupted it")
        self.assertEqual(self.status()["result"], f"{self.out}.partial")
        self.ended(self.start("--rate", "200", "--max-runtime", "500ms"), 10)
        status = self.status()
        self.assertEqual((status["state"], status["reason"]),
                         ("interrupted", "the time of --max-runtime is over"))

    def test_failed(self) -> None:
        self.resolver.silent = True
        said = self.ended(self.start("--give-up-after", "1s"), 7)
        status = self.status()
        self.assertEqual(status["state"], "failed")
        self.assertIn("answered anything for 1 s", status["reason"])
        self.assertIn(status["reason"], said)
        self.names.unlink()
        self.ended(self.start(), 3)
        self.assertIn("No such file", self.status()["reason"])

    def test_killed_looks_like_one_that_runs_no_more(self) -> None:
        scan = self.start("--rate", "200")
        self.wait_for("names_done")
        scan.kill()
        scan.communicate()
        self.assertEqual(self.status()["state"], "running")

    def test_files_that_cannot_be_written(self) -> None:
        for path, words in (("nowhere/s.json", "its folder does not exist"),
                            ("pipe", "no regular file")):
            self.status_path = self.folder / path
            if path == "pipe":
                os.mkfifo(self.status_path)
            scan = self.start()
            said = scan.communicate(timeout=WAIT_LIMIT_S)[1]
            self.assertEqual(scan.returncode, 4, said)
            self.assertIn(words, said)
            self.assertNotIn(".tmp", said)
            self.assertFalse(self.out.exists())

    def test_disk_that_is_lost_meanwhile_is_one_warning(self) -> None:
        place = self.folder / "place"
        place.mkdir()
        self.status_path = place / "status.json"
        scan = self.start("--rate", "800")
        self.wait_for("names_done")
        self.status_path.unlink()
        place.rmdir()
        said = scan.communicate(timeout=WAIT_LIMIT_S)[1]
        self.assertEqual(scan.returncode, 0, said)
        self.assertEqual(said.count("the run goes on"), 1, said)

    def test_log_in_json(self) -> None:
        scan = self.start("--log-format", "json", "--rate", "2000", "-v")
        said = self.ended(scan, 0)
        lines = [json.loads(line) for line in said.splitlines()]
        self.assertGreaterEqual(len(lines), 2)
        for line in lines:
            self.assertEqual(list(line)[:3], ["time", "level", "message"])
        self.assertIn("every record exactly once",
                      " ".join(lines[-1]["message"].split()))
        self.names.unlink()
        (line,) = self.ended(self.start("--log-format", "json", "-q"),
                             3).splitlines()
        self.assertEqual(json.loads(line)["level"], "error")

    def test_units_are_valid(self) -> None:
        verify = golden.find_program("systemd-analyze")
        for name in ("mxsweep.service", "mxsweep.timer"):
            text = (golden.SOURCE / "cmake" / "package" / name).read_text()
            # What the package brings along and this machine may lack.
            kept = [line for line in text.splitlines(keepends=True)
                    if not line.startswith(("Documentation=", "User=",
                                            "Group="))]
            (self.folder / name).write_text("".join(kept))
        done = subprocess.run(
            [verify, "verify", self.folder / "mxsweep.service",
             self.folder / "mxsweep.timer"], capture_output=True, text=True,
            check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        rated = subprocess.run(
            [verify, "security", "--offline=true", "--no-pager",
             "--threshold=20", self.folder / "mxsweep.service"],
            capture_output=True, text=True, check=False)
        self.assertEqual(rated.returncode, 0, rated.stdout[-200:])

    def heard(self, *flags: object) -> list[str]:
        """What the service manager is told."""
        path = self.folder / "notify"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(path))
            manager.settimeout(WAIT_LIMIT_S)
            scan = self.start("-q", *flags,
                              env={**os.environ, "NOTIFY_SOCKET": str(path),
                                   "WATCHDOG_USEC": "60000000"})
            heard = [manager.recv(4096).decode()]
            while heard[-1] != "STOPPING=1":
                heard.append(manager.recv(4096).decode())
            self.ended(scan, 0)
        return heard

    def test_service_manager(self) -> None:
        heard = self.heard("--rate", "1500")
        self.assertEqual(heard[0], "READY=1")
        self.assertEqual(heard.count("READY=1"), 1)
        self.assertIn("WATCHDOG=1", heard)
        self.assertTrue(any(re.match(r"STATUS=.* of 3,000 names", line)
                            for line in heard), heard)
        self.list_of(1)
        heard = self.heard()
        self.assertEqual((heard[0], heard.count("READY=1")), ("READY=1", 1))


if __name__ == "__main__":
    golden.main(at_once=4)
