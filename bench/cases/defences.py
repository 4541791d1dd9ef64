"""What --0x20 and --cookies cost a lookup.

All runs in turn, the best of each."""

from __future__ import annotations

from harness import Claim, Context, Findings, against_responder, best

KINDS = {"plain": (), "--0x20": ("--0x20",), "--cookies": ("--cookies",),
         "both": ("--0x20", "--cookies")}


def run(context: Context) -> Findings:
    names = context.names(context.scaled(context.args.names, 3000))
    runs = {kind: [] for kind in KINDS}
    for _ in range(context.args.repeat):
        for kind, flags in KINDS.items():
            runs[kind].append(against_responder(
                context, context.mxsweep(
                    "--rate", "0", "-s", str(context.args.window),
                    "--addresses", "none", *flags, "-O", "csv", "-o",
                    str(context.work / "defences.csv"), names),
                ["--profile", context.args.profile]))
    found = {kind: best(each) for kind, each in runs.items()}
    lines = [f"{'run':10} {'us/lookup':>9} {'lookups/s':>9}"]
    lines += [f"{kind:10} {one.lookup_us:9.3f} "
              f"{one.responder['answered'] / one.wall_s:9.0f}"
              for kind, one in found.items()]
    claims = [Claim(f"{kind}: CPU / without",
                    one.lookup_us / found["plain"].lookup_us, "<= 1.1")
              for kind, one in found.items() if kind != "plain"]
    return Findings(claims, "\n".join(lines),
                    {kind: one.plain(context) for kind, one in found.items()})
