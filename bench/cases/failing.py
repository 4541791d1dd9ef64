"""What broken names cost the others: lists of which a part fails for good.

The responder answers names that begin so with SERVFAIL, or never. A broken
name is asked four times; the last retry of a SERVFAIL name is 5.3 s after the
first question, and the last question of a silent one is waited for 8 s.

One responder says SERVFAIL to what is above its capacity, too: 18,000 names
and 2,000 broken ones, four times each, are 13 s of it."""

from __future__ import annotations

import pathlib

from harness import Claim, Context, Findings, Trouble, against_responder

# What, good names, broken ones, kind, where, rate, seconds at most, and
# flags of the responder.
LISTS = (
    ("SERVFAIL spread", 20_000, 3_000, "servfail", "spread", "auto", 12, ()),
    ("SERVFAIL in a row", 20_000, 3_000, "servfail", "middle", "auto", 12, ()),
    ("silent in a row", 20_000, 3_000, "silent", "middle", "auto", 20, ()),
    ("mixed in front", 20_000, 3_000, "mixed", "first", "auto", 26, ()),
    ("1 % SERVFAIL", 396_000, 4_000, "servfail", "spread", "0", 10, ()),
    ("13 % mixed", 87_000, 13_000, "mixed", "spread", "0", 16, ()),
    ("overloaded", 18_000, 2_000, "servfail", "spread", "auto", 24,
     ("--capacity", "2000", "--over-rcode", "2")),
)


def broken(kind: str, number: int) -> str:
    kinds = ("servfail", "refused", "silent") if kind == "mixed" else (kind,)
    return f"{kinds[number % len(kinds)]}-{number}.com"


def write_list(context: Context, row: tuple) -> pathlib.Path:
    _, good, bad, kind, where, *_ = row
    names = pathlib.Path(context.names(good)).read_text().splitlines()
    fails = [broken(kind, number) for number in range(bad)]
    if where == "spread":
        step = len(names) / bad
        for number in reversed(range(bad)):
            names.insert(int(number * step), fails[number])
    else:
        at = {"first": 0, "middle": len(names) // 2}[where]
        names[at:at] = fails
    path = context.work / "failing.txt"
    path.write_text("\n".join(names) + "\n")
    return path


def run(context: Context) -> Findings:
    claims = []
    runs = []
    lines = [f"{'list':>18} {'good':>7} {'broken':>7} {'rate':>5} "
             f"{'wall s':>7} {'unknown':>8} {'queries':>8} {'aside':>6}"]
    for row in LISTS:
        what, good, bad, kind, where, rate, most, flags = row
        if context.args.quick:
            row = (what, 300, 30, kind, where)
            good, bad = 300, 30
        one = against_responder(
            context,
            context.mxsweep("--rate", rate, "--addresses", "none", "-o",
                            str(context.work / "failing.csv"),
                            str(write_list(context, row))),
            ["--profile", "mx", *flags])
        runs.append({"list": what, "statuses": one.statuses(),
                     **one.plain(context)})
        answered = one.statuses().get("NOERROR", 0)
        aside = one.stderr.count("set aside")
        lines.append(f"{what:>18} {good:7d} {bad:7d} {rate:>5} "
                     f"{one.wall_s:7.2f} {good + bad - answered:8d} "
                     f"{one.responder['queries']:8d} {aside:6d}")
        if answered > good:
            raise Trouble(f"{answered} of {good} good names were answered")
        claims.append(Claim(f"{what}: wall", one.wall_s, f"<= {most}", "s"))
        claims.append(Claim(f"{what}: good names lost", good - answered,
                            "<= 0", digits=0))
    return Findings(claims, "\n".join(lines), {"runs": runs})
