"""Address queries that the mail hosts of a zone cost.

The figure counts A and AAAA of mail hosts, for each domain with an MX that
names one. The domain's own addresses are asked where there is no MX (implicit
MX); they are many on such a list and are shown beside."""

from __future__ import annotations

from harness import Claim, Context, Findings, against_responder


def run(context: Context) -> Findings:
    count = context.scaled(context.args.names, 3000)
    one = against_responder(
        context,
        context.mxsweep("--rate", "0", "-o",
                        str(context.work / "gtld.csv"), context.names(count)),
        ["--profile", "gtld"])
    seen = one.responder
    hosts = one.counter("hosts")
    hits = one.counter("host_hits")
    addresses = seen["queries"] - seen["mx_queries"]
    per_domain = seen["host_address_queries"] / max(seen["mx_sets"], 1)
    hit_rate = 100 * hits / max(hits + hosts, 1)
    text = "\n".join([
        f"names {count}, with MX hosts {seen['mx_sets']}",
        f"address queries of mail hosts {seen['host_address_queries']}, of "
        f"domains without MX {addresses - seen['host_address_queries']}",
        f"mail hosts asked {hosts}, known already {hits} "
        f"({hit_rate:.1f} %), dropped {one.counter('host_evictions')}"])
    claims = [Claim("address queries per domain with MX", per_domain,
                    "<= 1.5", digits=3),
              Claim("the same with those of domains without MX",
                    addresses / max(seen["mx_sets"], 1), "", digits=3),
              Claim("host cache hit rate", hit_rate, "", "%", 1)]
    return Findings(claims, text, {"names": count, "run": one.plain(context)})
