"""What a lookup costs: mxsweep against dnsperf and a bare sender."""

from __future__ import annotations

import re

from harness import (Claim, Context, Findings, ToolRun, Trouble,
                     against_responder, best, need)

SWEEPS = {
    "mx csv": ("mx.csv", ["--addresses", "none"]),
    "full csv": ("full.csv", []),
    "mx parquet": ("mx.parquet", ["--addresses", "none", "-O", "parquet"]),
    "mx csv mmsg": ("mmsg.csv", ["--addresses", "none",
                                 "--transport", "mmsg"]),
}
TOOLS = ("bare", "dnsperf", *SWEEPS)


def command_of(name: str, context: Context, count: int) -> list[str]:
    args = context.args
    if name == "bare":
        return [context.program("bench/mxsweep_bare_sender"), "--port",
                "{port}", "--count", str(count), "--window",
                str(args.window)]
    if name == "dnsperf":
        return ["dnsperf", "-s", "127.0.0.1", "-p", "{port}", "-d",
                queries(context, count), "-n", "1", "-c", str(args.clients),
                "-T", "1", "-q", str(args.window), "-e", "-t", "5"]
    output, flags = SWEEPS[name]
    return [*context.mxsweep("--rate", "0", "-s", str(args.window), *flags),
            "-o", str(context.work / output), context.names(count)]


def queries(context: Context, count: int) -> str:
    path = context.work / f"queries-{count}.txt"
    if not path.exists():
        with open(context.names(count), encoding="ascii") as names, \
                path.open("w", encoding="ascii") as out:
            for name in names:
                out.write(f"{name.strip()} MX\n")
    return str(path)


def check(name: str, run: ToolRun, count: int) -> None:
    """A tool that leaves work undone is not fast."""
    if name == "dnsperf":
        found = re.search(r"Queries completed:\s+(\d+)", run.stdout)
        if found is None or int(found.group(1)) < 0.999 * count:
            raise Trouble("dnsperf lost more than one query in a thousand")
    asked = run.responder["queries"]
    if name != "bare" and asked < count:
        raise Trouble(f"{name}: {asked} queries for {count} names")
    if "none" in run.command and asked > 1.001 * count:
        raise Trouble(f"{name}: asked {asked} times for {count} names")


def measure(context: Context, count: int) -> dict[str, list[ToolRun]]:
    wanted = [name for name in TOOLS
              if not context.args.tools or name in context.args.tools]
    results: dict[str, list[ToolRun]] = {name: [] for name in wanted}
    for _ in range(context.args.repeat):
        for name in wanted:  # in turn, so that noise hits all
            run = against_responder(
                context, command_of(name, context, count),
                ["--profile", context.args.profile])
            check(name, run, count)
            results[name].append(run)
    return results


def table(results: dict[str, list[ToolRun]], count: int) -> str:
    costs = {name: best(runs).lookup_us for name, runs in results.items()}
    lines = [f"{'tool':12} {'us/lookup':>9} {'user':>6} {'system':>6} "
             f"{'us/name':>8} {'q/name':>6} {'lookups/s':>9} "
             f"{'RSS MiB':>7} {'ports':>5} {'x bare':>7} {'x dnsperf':>9}"]
    for name, runs in results.items():
        run = best(runs)
        answered = run.responder["answered"]
        names = answered if name == "bare" else count
        ratios = [f"{costs[name] / costs[base]:.2f}" if base in costs else ""
                  for base in ("bare", "dnsperf")]
        lines.append(
            f"{name:12} {costs[name]:9.3f} {run.user_s * 1e6 / answered:6.3f} "
            f"{run.system_s * 1e6 / answered:6.3f} "
            f"{run.cpu_s * 1e6 / names:8.3f} "
            f"{run.responder['queries'] / names:6.2f} "
            f"{answered / run.wall_s:9.0f} {run.rss_kib / 1024:7.1f} "
            f"{run.responder['source_ports']:5d} "
            f"{ratios[0]:>7} {ratios[1]:>9}")
    return "\n".join(lines)


def claims_of(results: dict[str, list[ToolRun]]) -> list[Claim]:
    costs = {name: best(runs).lookup_us for name, runs in results.items()}
    claims = []
    for name in ("mx csv", "full csv"):
        if name in costs:
            claims.append(Claim(f"{name}: CPU per lookup", costs[name],
                                "<= 1.5", "us"))
    for name in ("mx csv", "full csv"):
        if name in costs and "bare" in costs:
            claims.append(Claim(f"{name} / bare sender",
                                costs[name] / costs["bare"], "<= 1.4"))
    for name in ("mx csv", "full csv"):
        if name in costs and "dnsperf" in costs:
            claims.append(Claim(f"dnsperf / {name}",
                                costs["dnsperf"] / costs[name], ">= 6"))
    if {"mx csv", "mx parquet"} <= costs.keys():
        claims.append(Claim("mx parquet / mx csv",
                            costs["mx parquet"] / costs["mx csv"],
                            "<= 1.30"))
    return claims


def run(context: Context) -> Findings:
    need("dnsperf", "taskset")
    count = context.scaled(context.args.names, 3000)
    results = measure(context, count)
    raw = {"names": count, "window": context.args.window,
           "profile": context.args.profile,
           "tools": {name: [one.plain(context) for one in runs]
                     for name, runs in results.items()}}
    return Findings(claims_of(results), table(results, count), raw)
