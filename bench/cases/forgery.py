"""What a flood of forged answers does to a scan.

The responder has a child that sends false answers from the right address and
port, to the ports that the program uses, about names of the list; it guesses
the ids and the moment. Both runs ask at one rate, so that wall times compare;
the flood goes on for as long as the scan."""

from __future__ import annotations

from harness import (Claim, Context, Findings, ToolRun, Trouble,
                     against_responder)

RATE = 50_000  # questions a second
FORGED_PER_QUESTION = 2


def scan(context: Context, count: int, forged: int) -> ToolRun:
    names = context.names(count)
    flood = ["--forge", str(forged), "--forge-names", names, "--forge-rate",
             str(RATE * FORGED_PER_QUESTION)] if forged else []
    return against_responder(
        context, context.mxsweep("--rate", str(RATE), "--addresses", "none",
                                 "-O", "csv", "-o",
                                 str(context.work / "forgery.csv"), names),
        ["--profile", "mx", *flood])


def accepted(context: Context) -> int:
    with (context.work / "forgery.csv").open(encoding="utf-8") as table:
        return sum("forged.evil" in line for line in table)


def run(context: Context) -> Findings:
    forged = context.scaled(context.args.forged, 20_000)
    count = forged // FORGED_PER_QUESTION
    plain = scan(context, count, 0)
    flooded = scan(context, count, forged)
    believed = accepted(context)
    seen = flooded.counter("mismatched_id") \
        + flooded.counter("mismatched_question")
    # What the program hears depends on the room in its sockets.
    if not context.args.quick and seen < forged / 2:
        raise Trouble(f"only {seen} of {forged} forged answers arrived")
    lines = [f"{'run':8} {'names':>9} {'forged':>9} {'ignored':>9} "
             f"{'us/lookup':>9} {'wall s':>7} {'retried':>8}"]
    for name, one in (("plain", plain), ("flooded", flooded)):
        ignored = one.counter("mismatched_id") \
            + one.counter("mismatched_question")
        lines.append(f"{name:8} {count:9d} {one.responder['forged']:9d} "
                     f"{ignored:9d} {one.lookup_us:9.3f} {one.wall_s:7.1f} "
                     f"{one.counter('queries_retried'):8d}")
    claims = [Claim("forged answers believed", believed, "<= 0", digits=0),
              Claim("flood: CPU / without", flooded.cpu_s / plain.cpu_s,
                    "<= 2"),
              Claim("flood: wall / without", flooded.wall_s / plain.wall_s,
                    "<= 2")]
    return Findings(claims, "\n".join(lines),
                    {"plain": plain.plain(context),
                     "flooded": flooded.plain(context)})
