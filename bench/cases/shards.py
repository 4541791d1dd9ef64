"""Whether a second shard makes a lookup dearer.

Shards share no line that more than one of them writes, so the CPU of a lookup
must stay what it is. The program may use both processors, the responder has
one; so with two shards the wall time means little, and the responder's own
CPU is shown beside. All runs have the same number of queries in flight, but
for a further one in which each of two shards has as many as the single one:
it shows how much of a difference is due to smaller batches."""

from __future__ import annotations

from harness import Claim, Context, Findings, ToolOptions, ToolRun, \
    against_responder, best

KINDS = {"mx": ["--addresses", "none"], "full": []}
SHAPES = ((1, 1), (2, 1), (2, 2))  # threads, windows in flight


def run(context: Context) -> Findings:
    count = context.scaled(context.args.names, 3000)
    runs: dict[tuple[str, int, int], list[ToolRun]] = {}
    for _ in range(context.args.repeat):
        for kind, flags in KINDS.items():
            for threads, windows in SHAPES:
                one = against_responder(
                    context,
                    context.mxsweep("--rate", "0", "-s",
                                    str(windows * context.args.window), "-T",
                                    str(threads), *flags, "-o",
                                    str(context.work / "shards.csv"),
                                    context.names(count)),
                    ["--profile", context.args.profile],
                    ToolOptions(cpus=context.cpus))
                runs.setdefault((kind, threads, windows), []).append(one)
    lines = [f"{'scan':5} {'-T':>2} {'-s':>5} {'us/lookup':>9} {'user':>6} "
             f"{'system':>6} {'lookups/s':>9} {'a call':>6} "
             f"{'responder us/query':>18}"]
    for (kind, threads, windows), several in runs.items():
        one = best(several)
        seen = one.responder
        answered = seen["answered"]
        lines.append(
            f"{kind:5} {threads:2d} {windows * context.args.window:5d} "
            f"{one.lookup_us:9.3f} "
            f"{one.user_s * 1e6 / answered:6.3f} "
            f"{one.system_s * 1e6 / answered:6.3f} "
            f"{answered / one.wall_s:9.0f} "
            f"{answered / one.counter('system_calls'):6.1f} "
            f"{(seen['user_s'] + seen['system_s']) * 1e6 / answered:18.3f}")
    claims = [Claim(f"{kind}: CPU per lookup, 2 shards / 1",
                    best(runs[kind, 2, 1]).lookup_us
                    / best(runs[kind, 1, 1]).lookup_us, "<= 1.05")
              for kind in KINDS]
    raw = {f"{kind} -T {threads} -s {windows * context.args.window}":
           [one.plain(context) for one in several]
           for (kind, threads, windows), several in runs.items()}
    return Findings(claims, "\n".join(lines), {"names": count, "runs": raw})
