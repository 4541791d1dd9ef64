"""What a lossy network costs in queries and in names without an answer.

Loss is the chance that a query gets no reply: the responder drops queries as
they come, each by itself (seeded); its replies are never lost. Timeouts and
retries are the defaults; more are in flight than by default, because a lost
query keeps its place for seconds. --rate keeps every other loss away."""

from __future__ import annotations

from harness import Claim, Context, Findings, Trouble, against_responder

# per cent lost, queries per question at most, per cent answered at least
GOALS = ((1, "1.03", "99.999"), (5, "1.12", "99.99"))


def run(context: Context) -> Findings:
    count = context.scaled(context.args.loss_names, 3000)
    claims = []
    runs = []
    lines = [f"{'loss %':>6} {'names':>8} {'queries':>8} {'lost':>7} "
             f"{'q/question':>10} {'unanswered':>10} {'answered %':>10} "
             f"{'wall s':>7}"]
    for percent, queries_goal, answered_goal in GOALS:
        one = against_responder(
            context,
            context.mxsweep("--rate", "100000", "-s", "20000", "--addresses",
                            "none", "-o", str(context.work / "loss.csv"),
                            context.names(count)),
            ["--loss", str(percent), "--profile", "mx"])
        runs.append({"loss_percent": percent, "statuses": one.statuses(),
                     **one.plain(context)})
        seen = one.responder
        if seen["buffer_drops"] or one.counter("receive_overflows"):
            raise Trouble("queries or replies were lost in full buffers, so "
                          "the loss is not the one asked for")
        per_question = seen["queries"] / count
        # Every name of this profile has an MX.
        answered = one.statuses().get("NOERROR", 0)
        share = 100 * answered / count
        lines.append(f"{percent:6d} {count:8d} {seen['queries']:8d} "
                     f"{seen['lost']:7d} {per_question:10.4f} "
                     f"{count - answered:10d} {share:10.5f} "
                     f"{one.wall_s:7.1f}")
        claims.append(Claim(f"{percent} % loss: queries per question",
                            per_question, f"<= {queries_goal}", digits=4))
        claims.append(Claim(f"{percent} % loss: names answered", share,
                            f">= {answered_goal}", "%", 5))
    return Findings(claims, "\n".join(lines), {"names": count, "runs": runs})
