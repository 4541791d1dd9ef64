"""A Slurm of one's own on loopback: slurmctld and two slurmd, which need
neither systemd nor munge, but root."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import golden

NODES = ("n1", "n2")
START_LIMIT_S = 30
PROGRAMS = ("slurmctld", "slurmd", "sbatch", "scancel", "squeue", "sinfo")
CONFIG = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser=root
AuthType=auth/none
AuthInfo=cred_expire=5
CredType=cred/none
MpiDefault=none
SwitchType=switch/none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/%n.log
SlurmdTimeout=3
MessageTimeout=2
TCPTimeout=1
KillWait=2
ReturnToService=2
{nodes}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_port() -> int:
    with socket.socket() as stream:
        stream.bind(("127.0.0.1", 0))
        return stream.getsockname()[1]


def keepers_of(process: Path) -> list[int]:
    """The slurmstepd that it is a child of, if it is."""
    parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
    name = (process.parent / parent / "comm").read_text().strip()
    return [int(parent)] if name == "slurmstepd" else []


class Slurm:
    """`run` for its commands; each node has two processors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = {name: golden.find_program(name) for name in PROGRAMS}
        host = socket.gethostname().split(".")[0]
        nodes = "\n".join(
            f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 "
            f"Port={free_port()} CPUs=2 RealMemory=4096" for name in NODES)
        (folder / "slurm.conf").write_text(CONFIG.format(
            host=host, folder=folder, nodes=nodes, controller=free_port()))
        (folder / "state").mkdir()
        self.environment = dict(os.environ,
                                SLURM_CONF=str(folder / "slurm.conf"))
        self.variable = f"MX_SLURM={folder}".encode()
        self.nodes: dict[str, subprocess.Popen] = {}
        self.controller = self.start("slurmctld", "-D", "-c")
        for name in NODES:
            (folder / f"spool-{name}").mkdir()
            self.start_node(name)

    def start(self, *arguments: str) -> subprocess.Popen:
        with (self.folder / "daemons.log").open("ab") as log:
            return subprocess.Popen(
                [self.programs[arguments[0]], *arguments[1:]],
                env=self.environment, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL)

    def start_node(self, name: str) -> None:
        self.nodes[name] = self.start("slurmd", "-D", "-N", name)

    def lose_node(self, name: str) -> None:
        """slurmd and all that runs below it, as when the power goes: nobody
        is left to tell the controller."""
        slurmd = self.nodes.pop(name)
        doomed = {slurmd.pid, *self.processes_of(name)}
        for deed in (signal.SIGSTOP, signal.SIGKILL):
            for pid in doomed:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, deed)
        slurmd.wait()

    def processes_of(self, node: str) -> set[int]:
        """Those of its jobs, and who started them. They leave slurmd."""
        found = set()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                environment = (process / "environ").read_bytes().split(b"\0")
                if (f"SLURMD_NODENAME={node}".encode() in environment
                        and self.variable in environment):
                    found |= {int(process.name), *keepers_of(process)}
        return found

    def run(self, *arguments: str, **more: str) -> str:
        done = subprocess.run(
            [self.programs[arguments[0]], *arguments[1:]],
            env={**self.environment, "MX_SLURM": str(self.folder), **more},
            capture_output=True, text=True, check=False, timeout=30,
            cwd=self.folder)
        return (done.stdout + done.stderr).strip()

    def wait_for_nodes(self) -> bool:
        limit = time.monotonic() + START_LIMIT_S
        while time.monotonic() < limit:
            if self.run("sinfo", "-hN", "-o", "%T").split() == ["idle"] * 2:
                return True
            time.sleep(0.2)
        return False

    def stop(self) -> None:
        for name in list(self.nodes):
            self.lose_node(name)
        self.controller.kill()
        self.controller.wait()
