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
            # Ray would tell its makers that it was started.
            env={**os.environ, "MXSWEEP": golden.PROGRAM,
                 "RAY_USAGE_STATS_ENABLED": "0"})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def kill_a_worker(self, engine: subprocess.Popen) -> str:
        """The shard that it was at. Its mxsweep dies as well, as on a machine
        that is lost."""
        limit = time.monotonic() + LIMIT_S
        while time.monotonic() < limit:
            for pid in children_of(engine.pid):
                shard = self.shard_of(pid)
                if shard and any(self.out.glob(f"{shard}/part-*2.csv")):
                    worker = self.parent_of(pid)
                    for doomed in (worker, pid):
                        os.kill(doomed, signal.SIGKILL)
                    return shard
            self.assertIsNone(engine.poll(), "it ended before")
            time.sleep(0.05)
        return self.fail("no shard began")

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

    @staticmethod
    def parent_of(pid: int) -> int:
        stat = Path(f"/proc/{pid}/stat").read_text()
        return int(stat.rpartition(")")[2].split()[1])

    def loses_a_worker(self, script: str) -> None:
        engine = self.start(script)
        shard = self.kill_a_worker(engine)
        said, _ = engine.communicate(timeout=LIMIT_S)
        self.assertEqual(engine.returncode, 0, said)
        self.assertTrue((self.out / "_SUCCESS").exists(), said)
        journal = (self.out / shard / "_journal").read_text()
        self.assertEqual(journal.count('"session"'), 2)  # it was gone on with
        single = self.folder / "single.csv"
        golden.run_well(self.list, *self.flags, "--rate", "0", "-o", single)
        self.assertEqual(rows_of(sorted(self.out.glob("shard-*/part-*.csv"))),
                         rows_of([single]))

    def test_dask(self) -> None:
        self.loses_a_worker("dask_scan.py")

    def test_ray(self) -> None:
        if importlib.util.find_spec("ray") is None:
            self.skipTest("ray is not installed; it is large")
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
