"""Whether --rate is the truth on the wire, as the receiver sees it.

The kernel's time stamp of every query counts, so it does not matter how busy
the receiver is. A window of 10 ms may begin anywhere, not only on the clock's
multiples."""

from __future__ import annotations

from harness import Claim, Context, Findings, against_responder

RATES = (1_000, 10_000, 100_000)
SECONDS = 10


def run(context: Context) -> Findings:
    seconds = 1 if context.args.quick else SECONDS
    claims = []
    runs = []
    lines = [f"{'asked/s':>8} {'packets':>8} {'span s':>7} {'got/s':>9} "
             f"{'error %':>8} {'10 ms share':>11} {'worst':>6} {'at s':>6}"]
    for rate in RATES:
        count = rate * seconds
        one = against_responder(
            context,
            context.mxsweep("--rate", str(rate), "--addresses", "none", "-o",
                            str(context.work / "rate.csv"),
                            context.names(count)),
            ["--arrivals", "--profile", "mx"])
        runs.append({"asked": rate, **one.plain(context)})
        seen = one.responder
        span = seen["span_ns"] / 1e9
        got = (seen["queries"] - 1) / span
        share = rate / 100
        error = 100 * (got / rate - 1)
        lines.append(
            f"{rate:8d} {seen['queries']:8d} {span:7.3f} {got:9.1f} "
            f"{error:8.3f} {share:11.0f} {seen['worst_window']:6d} "
            f"{seen['worst_window_at_ns'] / 1e9:6.2f}")
        claims.append(Claim(f"{rate}/s: distance from the rate asked",
                            abs(error), "<= 1", "%", 3))
        claims.append(Claim(f"{rate}/s: fullest 10 ms / its share",
                            seen["worst_window"] / share, "<= 2"))
    return Findings(claims, "\n".join(lines), {"runs": runs})
