"""A job array of shards under a real Slurm, as docs/schedulers has it: one of
two nodes is lost while it works, and the time of one task on the other is over;
their shards are requeued and go on, the dependent job merges, and the table is
that of one process.
"""

from __future__ import annotations

import os
import tempfile
import time
import unittest
from pathlib import Path

import bench_responder
import golden
import slurm

NAMES = 200_000
SHARDS = 4
RATE = 40_000  # of all shards: five seconds
LIMIT_S = 100
SCRIPTS = golden.SOURCE / "docs" / "schedulers"
COLUMNS = "seq,domain,status,mail_kind,preference,exchange"


def rows_of(paths: list[Path]) -> list[str]:
    """Lines, for no cell has one of its own."""
    return sorted(row for path in paths
                  for row in path.read_text("utf-8").splitlines()[1:])


class SlurmTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        if os.geteuid() != 0:
            raise unittest.SkipTest("only root may run slurmd here")
        for program in slurm.PROGRAMS:
            golden.find_program(program)

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.list = self.folder / "domains.txt"
        bench_responder.write_names(self.list, NAMES)
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "mxsweep").symlink_to(golden.PROGRAM)
        self.night = self.folder / "night"
        self.server = bench_responder.Responder("--profile", "toplist")
        self.addCleanup(self.server.stop)
        self.slurm = slurm.Slurm(self.folder)
        self.addCleanup(self.slurm.stop)
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}", "MX_WAIT": "2",
            "MX_LIST": str(self.list), "MX_RESOLVERS": self.server.address,
            "MX_OUT": f"{self.night}/", "MX_SHARDS": str(SHARDS),
            "MX_RATE": str(RATE),
            "MX_FLAGS": f"--format csv --columns {COLUMNS} --addresses none "
                        "--checkpoint 300ms --no-resolver-check"}

    def submit(self, *arguments: str) -> str:
        said = self.slurm.run("sbatch", "--parsable", *arguments,
                              **self.environment)
        self.assertRegex(said, r"^\d+$")
        return said

    def wait(self, what: str, reached) -> None:
        limit = time.monotonic() + LIMIT_S
        while not reached():
            self.assertLess(time.monotonic(), limit, f"{what}; "
                            + self.slurm.run("squeue", "-a") + self.logs())
            time.sleep(0.2)

    def logs(self) -> str:
        return "".join(path.read_text()
                       for path in sorted(self.folder.glob("mxsweep-*.log")))

    def on_node(self, node: str) -> list[str]:
        """The shards that started there."""
        return [line.split()[2] for line in self.logs().splitlines()
                if f"on {node}: starts" in line]

    def has_parts(self, shard: str) -> bool:
        return any(self.night.glob(f"shard-{int(shard):04}-*/part-*2.csv"))

    def test_node_is_lost_and_time_is_over(self) -> None:
        self.assertTrue(self.slurm.wait_for_nodes(),
                        (self.folder / "daemons.log").read_text())
        scan = self.submit(f"--array=1-{SHARDS}", "--mem=100M",
                           str(SCRIPTS / "scan.sbatch"))
        merge = self.submit(f"--dependency=afterok:{scan}",
                            str(SCRIPTS / "merge.sbatch"))
        self.wait("no parts on n2", lambda: len(self.on_node("n2")) == 2 and
                  all(map(self.has_parts, self.on_node("n2"))))
        lost = self.on_node("n2")
        self.slurm.lose_node("n2")
        late = self.on_node("n1")[0]
        self.wait("no parts on n1", lambda: self.has_parts(late))
        self.slurm.run("scancel", "--batch", "--signal=TERM", f"{scan}_{late}")
        self.assertFalse((self.night / "_SUCCESS").exists())
        self.wait("not merged", (self.night / "_SUCCESS").exists)
        said = self.logs()
        print(said)
        self.assertIn(f"shard {late} on n1: ends with 130", said)
        for shard in (late, *lost):
            self.assertIn(f"shard {shard} on n1: starts, restart 1", said)
            self.assertIn(f"shard {shard} on n1: ends with 0", said)
        merged = self.folder / f"mxsweep-merge-{merge}.log"
        self.assertIn(f"{NAMES:,} records", merged.read_text())
        self.compare_with_one_process([late, *lost])

    def compare_with_one_process(self, resumed: list[str]) -> None:
        single = self.folder / "single.csv"
        golden.run_well(self.list, "-r", self.server.address, "--rate", "0",
                        "--no-resolver-check", "--addresses", "none",
                        "--columns", COLUMNS, "-o", single)
        parts = sorted(self.night.glob("shard-*/part-*.csv"))
        self.assertEqual(rows_of(parts), rows_of([single]))
        for shard in resumed:  # did not begin anew
            journal = next(self.night.glob(f"shard-{int(shard):04}-*/_journal"))
            self.assertEqual(journal.read_text().count('"session"'), 2)


if __name__ == "__main__":
    golden.main()
