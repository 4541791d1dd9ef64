"""Whether memory grows with the input, and what the default needs.

The long list is made on the fly and never lies in a file."""

from __future__ import annotations

from harness import (Claim, Context, Findings, ToolOptions, ToolRun,
                     against_responder)


def scan(context: Context, count: int, *flags: str) -> ToolRun:
    return against_responder(
        context, [*context.mxsweep("--rate", "0", *flags), "-"],
        ["--profile", context.args.profile],
        ToolOptions(source=context.source(count), discard=True))


def run(context: Context) -> Findings:
    short = context.scaled(1_000_000, 3000)
    long = context.scaled(context.args.memory_names, 30_000)
    small = scan(context, short, "-O", "csv")
    large = scan(context, long, "-O", "csv")
    parquet = scan(context, short, "-O", "parquet")
    lines = [f"{'run':26} {'RSS MiB':>8} {'wall s':>7} {'names/s':>8} "
             f"{'us/lookup':>9}"]
    for name, one, count in (("csv", small, short), ("csv", large, long),
                             ("parquet", parquet, short)):
        lines.append(f"{f'{name}, {count} names':26} "
                     f"{one.rss_kib / 1024:8.1f} {one.wall_s:7.1f} "
                     f"{count / one.wall_s:8.0f} {one.lookup_us:9.3f}")
    claims = [Claim(f"peak of {long} names / peak of {short}",
                    large.rss_kib / small.rss_kib, "<= 1.05", digits=3),
              Claim("default with Parquet: peak", parquet.rss_kib / 1024,
                    "<= 256", "MiB", 1)]
    raw = {"csv, short": small.plain(context),
           "csv, long": large.plain(context),
           "parquet, short": parquet.plain(context)}
    return Findings(claims, "\n".join(lines), raw)
