"""Packets that the program builds itself against packets of the kernel.

A pair of virtual interfaces joins two network namespaces: the responder in
one, the tools in the other, so that frames really leave an interface."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator

from harness import (Claim, Context, Findings, Skip, ToolOptions, ToolRun,
                     best, need, responder, run_tool)

SERVER, CLIENT = "198.18.0.1", "198.18.0.2"
TRANSPORTS = ("uring", "raw")


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], check=False, capture_output=True,
                          text=True)
    if done.returncode != 0:
        raise Skip(f"ip {' '.join(words)}: {done.stderr.strip()}")


@contextlib.contextmanager
def pair() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(prefix for the responder, prefix for the tools)."""
    names = [f"mxs{os.getpid()}{end}" for end in "ab"]
    try:
        for name in names:
            ip("netns", "add", name)
        ip("-n", names[0], "link", "add", "veth0", "type", "veth", "peer",
           "name", "veth0", "netns", names[1])
        for name, address in zip(names, (SERVER, CLIENT)):
            ip("-n", name, "address", "add", f"{address}/24", "dev", "veth0")
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", "veth0", "up")
        yield tuple(("ip", "netns", "exec", name) for name in names)
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], check=False,
                           capture_output=True)


def check_kinds(context: Context) -> None:
    need("ip")
    if os.geteuid() != 0:
        raise Skip("network namespaces and raw sockets need root")
    version = subprocess.run(
        [context.program("scanner/mxsweep"), "--version"],
        capture_output=True, text=True, check=True).stdout
    if "raw" not in version.split():
        raise Skip("this build has no --transport raw")


def commands(context: Context, count: int) -> dict[str, list[str]]:
    window = str(context.args.window)
    tools = {"bare": [context.program("bench/mxsweep_bare_sender"),
                      "--address", SERVER, "--port", "{port}", "--count",
                      str(count), "--window", window]}
    for kind in TRANSPORTS:
        tools[kind] = [
            context.program("scanner/mxsweep"), "-v", "--no-resolver-check",
            "-r", SERVER + ":{port}", "--rate", "0", "-s", window,
            "--addresses", "none", "--transport", kind, "-o",
            str(context.work / "raw.csv"), context.names(count)]
    return tools


def measure(context: Context, count: int) -> dict[str, list[ToolRun]]:
    runs: dict[str, list[ToolRun]] = {}
    with pair() as (server, client):
        for _ in range(context.args.repeat):
            for name, command in commands(context, count).items():
                with responder(context, "--address", SERVER, "--profile",
                               context.args.profile,
                               prefix=server) as state:
                    filled = [part.replace("{port}", state["port"])
                              for part in command]
                    one = run_tool(context, filled,
                                   ToolOptions(prefix=client))
                one.responder = state["counts"]
                one.responder_command = state["command"]
                runs.setdefault(name, []).append(one)
    return runs


def run(context: Context) -> Findings:
    check_kinds(context)
    count = context.scaled(context.args.names, 3000)
    runs = measure(context, count)
    cost = {name: best(several).lookup_us for name, several in runs.items()}
    lines = [f"{'tool':6} {'us/lookup':>9} {'user':>6} {'system':>6} "
             f"{'lookups/s':>9} {'x bare':>7}"]
    for name, several in runs.items():
        one = best(several)
        answered = one.responder["answered"]
        lines.append(f"{name:6} {cost[name]:9.3f} "
                     f"{one.user_s * 1e6 / answered:6.3f} "
                     f"{one.system_s * 1e6 / answered:6.3f} "
                     f"{answered / one.wall_s:9.0f} "
                     f"{cost[name] / cost['bare']:7.2f}")
    claims = [Claim("raw: CPU per lookup", cost["raw"], "<= 1.1", "us"),
              Claim("raw / uring", cost["raw"] / cost["uring"], "<= 1")]
    raw = {name: [one.plain(context) for one in several]
           for name, several in runs.items()}
    return Findings(claims, "\n".join(lines), {"names": count, "runs": raw})
