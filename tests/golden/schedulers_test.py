"""The examples of docs/schedulers beside Slurm: Dask with a worker that is
killed while it works, Ray where it is installed, and the Job of Kubernetes
against the schema of its API.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import bench_responder
import golden

try:
    import distributed  # noqa: F401
    import kubernetes_validate
    import yaml  # both others need it
except ImportError as missing:
    golden.needs_module(missing)

NAMES = 40_000
SHARDS = 4
RATE = 16_000  # of all shards, of which two run at a time: five seconds
LIMIT_S = 90
LOCKED = 15  # the exit code
SCRIPTS = golden.SOURCE / "docs" / "schedulers"
COLUMNS = "seq,domain,status,mail_kind,preference,exchange"

# The API that the Job is held against.
KUBERNETES = "1.37"


def rows_of(paths: list[Path]) -> list[str]:
    return sorted(row for path in paths
                  for row in path.read_text("utf-8").splitlines()[1:])


def children_of(pid: int) -> set[int]:
    found = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child, *children_of(child)}
    return found


def stat_of(pid: int) -> list[str]:
    """Its state, its parent and so on; nothing of one that is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def parent_of(pid: int) -> int:
    return int(stat_of(pid)[1])


def runs(pid: int) -> bool:
    """Not every machine's init asks after orphans that have ended."""
    return stat_of(pid)[:1] not in ([], ["Z"], ["X"])


class EnginesTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.list = self.folder / "domains.txt"
        bench_responder.write_names(self.list, NAMES)
        self.out = self.folder / "night"
        self.server = bench_responder.Responder("--profile", "toplist")
        self.addCleanup(self.server.stop)
        self.flags = ["-r", self.server.address, "--no-resolver-check",
                      "--addresses", "none", "--columns", COLUMNS]

    def start(self, script: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-B", str(SCRIPTS / script), str(SHARDS),
             str(self.out), str(self.list), *self.flags, "--rate", str(RATE),
             "--format", "csv", "--checkpoint", "200ms"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "MXSWEEP": golden.PROGRAM,
                 "RAY_TMPDIR": str(self.folder)})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def worker_at_work(self, engine: subprocess.Popen) -> tuple[str, int, int]:
        """A shard that has parts, its mxsweep and the worker that runs it."""
        limit = time.monotonic() + LIMIT_S
        while time.monotonic() < limit:
            for pid in children_of(engine.pid):
                shard = self.shard_of(pid)
                if shard and any(self.out.glob(f"{shard}/part-*2.csv")):
                    return shard, pid, parent_of(pid)
            self.assertIsNone(engine.poll(), "it ended before")
            time.sleep(0.05)
        return self.fail("no shard began")

    def start_a_copy(self, pid: int) -> int:
        """What becomes of the same attempt on another worker, as schedulers
        start it that have lost sight of the first or speculate."""
        command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
        return subprocess.run(command, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=LIMIT_S,
                              check=False).returncode

    def kill_a_worker(self, engine: subprocess.Popen) -> str:
        """The shard that it was at. Its mxsweep dies as well, as on a machine
        that is lost."""
        shard, pid, worker = self.worker_at_work(engine)
        os.kill(pid, signal.SIGSTOP)
        copy = self.start_a_copy(pid)
        for doomed in (worker, pid):
            os.kill(doomed, signal.SIGKILL)
        self.assertEqual(copy, LOCKED)
        return shard

    @staticmethod
    def shard_of(pid: int) -> str:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        except OSError:
            return ""
        if words[0] != golden.PROGRAM or "--shard" not in words:
            return ""
        number, count = words[words.index("--shard") + 1].split("/")
        return f"shard-{int(number):04}-of-{int(count):04}"

    def loses_a_worker(self, script: str) -> None:
        engine = self.start(script)
        shard = self.kill_a_worker(engine)
        started = children_of(engine.pid)
        said, _ = engine.communicate(timeout=LIMIT_S)
        self.assertEqual(engine.returncode, 0, said)
        self.assert_ended(started)
        self.assertTrue((self.out / "_SUCCESS").exists(), said)
        journal = (self.out / shard / "_journal").read_text()
        self.assertEqual(journal.count('"session"'), 2)  # it was gone on with
        single = self.folder / "single.csv"
        golden.run_well(self.list, *self.flags, "--rate", "0", "-o", single)
        self.assertEqual(rows_of(sorted(self.out.glob("shard-*/part-*.csv"))),
                         rows_of([single]))

    def assert_ended(self, started: set[int]) -> None:
        """None of an engine's processes outlives it."""
        limit = time.monotonic() + LIMIT_S
        while left := list(filter(runs, started)):
            self.assertLess(time.monotonic(), limit, f"{left} still run")
            time.sleep(0.05)

    def test_dask(self) -> None:
        self.loses_a_worker("dask_scan.py")

    def test_ray(self) -> None:
        if importlib.util.find_spec("ray") is None:
            self.skipTest("ray is not installed; it is large "
                          "(docs/testing.md)")
        self.loses_a_worker("ray_scan.py")


class KubernetesTest(unittest.TestCase):
    def setUp(self) -> None:
        text = (SCRIPTS / "kubernetes.yaml").read_text()
        self.job, = yaml.safe_load_all(text)  # one document

    def validate(self) -> None:
        kubernetes_validate.validate(self.job, KUBERNETES, strict=True)

    def test_job(self) -> None:
        self.validate()
        job = self.job
        self.assertEqual((job["apiVersion"], job["kind"]), ("batch/v1", "Job"))
        spec = job["spec"]
        self.assertEqual(spec["completionMode"], "Indexed")
        pod = spec["template"]["spec"]
        self.assertEqual(pod["restartPolicy"], "OnFailure")
        container = pod["containers"][0]
        mounted = {each["name"] for each in container["volumeMounts"]}
        self.assertEqual(mounted, {each["name"] for each in pod["volumes"]})
        # The shard that the shell makes of the first and the last index.
        command = container["args"][0].replace("exec mxsweep", "echo")
        for index, shard in ((0, "1/16"), (15, "16/16")):
            done = subprocess.run(
                [*container["command"], command], text=True, check=True,
                capture_output=True,
                env={"JOB_COMPLETION_INDEX": str(index)})
            self.assertIn(f"--shard {shard} ", done.stdout)
        self.assertEqual(spec["completions"], 16)

    def test_misfits_are_found(self) -> None:
        self.job["spec"]["completion"] = 16
        with self.assertRaisesRegex(kubernetes_validate.ValidationError,
                                    "'completion' was unexpected"):
            self.validate()
        del self.job["spec"]["completion"]
        pod = self.job["spec"]["template"]["spec"]
        pod["containers"][0]["volumeMounts"][0]["mountPath"] = True
        with self.assertRaisesRegex(kubernetes_validate.ValidationError,
                                    "True is not of type 'string'"):
            self.validate()


if __name__ == "__main__":
    golden.main()
