"""How fast lists are read: plain, as a table, packed.

A sample of one in 100,000 is asked, so that the CPU of the run is that of
reading: lines, cells, names in wire form, the draw. Beside it stand the tools
that do no more than unpack the same file and count its lines, in the same run
on the same processor."""

from __future__ import annotations

import gzip
import pathlib
import shlex
import shutil
import subprocess

from harness import (Claim, Context, Findings, ToolRun, against_responder,
                     run_tool)

SAMPLE = "0.001%"


def table_of(plain: str, path: pathlib.Path) -> str:
    """A rank before each name, and behind it what tables have."""
    if not path.exists():
        with open(plain, encoding="ascii") as names, \
                path.open("w", encoding="ascii") as out:
            out.write("rank,domain,country,visits\n")
            for rank, name in enumerate(names, 1):
                out.write(f"{rank},{name[:-1]},DE,{rank * 7}\n")
    return str(path)


def packed_by_gzip(plain: str) -> str:
    with open(plain, "rb") as names, gzip.open(plain + ".gz", "wb", 6) as out:
        shutil.copyfileobj(names, out, 1 << 20)
    return plain + ".gz"


def packed_by_zstd(plain: str) -> str:
    subprocess.run(["zstd", "-q", "-f", plain, "-o", plain + ".zst"],
                   check=True)
    return plain + ".zst"


def lists(context: Context, count: int) -> dict[str, tuple[str, str]]:
    """The file of each kind, and a shell command that counts its lines."""
    plain = context.names(count)
    table = table_of(plain, context.work / "names.csv")
    made = {"plain": (plain, "wc -l < {}"), "csv": (table, "wc -l < {}"),
            "gz": (packed_by_gzip(plain), "zcat {} | wc -l")}
    if shutil.which("zstd") is not None:
        made["zst"] = (packed_by_zstd(plain), "zstd -dcq {} | wc -l")
    return made


def fastest(runs: list[ToolRun]) -> ToolRun:
    return min(runs, key=lambda run: run.cpu_s)


def read(context: Context, path: str, *flags: str) -> ToolRun:
    return against_responder(
        context, context.mxsweep("--rate", "0", "--addresses", "none",
                                 "--sample", SAMPLE, *flags, "-O", "csv", "-o",
                                 "/dev/null", path), [])


def run(context: Context) -> Findings:
    count = context.scaled(5 * context.args.names, 3000)
    text = [f"{'list':16} {'MB':>7} {'CPU s':>7} {'M names/s/core':>15} "
            f"{'count lines, CPU s':>19} {'ratio':>6}"]
    claims = []
    raw: dict = {"names": count}
    for kind, (path, command) in lists(context, count).items():
        ours, counted = [], []
        for _ in range(context.args.repeat):
            ours.append(read(context, path))
            counted.append(run_tool(
                context, ["sh", "-c", command.format(shlex.quote(path))]))
        mine, other = fastest(ours), fastest(counted)
        rate = count / mine.cpu_s / 1e6
        ratio = mine.cpu_s / max(other.cpu_s, 0.001)
        megabytes = pathlib.Path(path).stat().st_size / 1e6
        text.append(f"{kind:16} {megabytes:7.1f} {mine.cpu_s:7.2f} "
                    f"{rate:15.2f} {other.cpu_s:19.3f} {ratio:6.1f}")
        claims.append(Claim(f"{kind}: names a second and core", rate, "", "M"))
        claims.append(Claim(f"{kind}: CPU / counting lines", ratio, ""))
        raw[kind] = {"ours": [one.plain(context) for one in ours],
                     "counted": [one.plain(context) for one in counted]}
    table = str(context.work / "names.csv")
    passed = fastest([read(context, table, "--passthrough", "country,visits")
                      for _ in range(context.args.repeat)])
    text.append(f"{'csv, 2 passed on':16} {'':7} {passed.cpu_s:7.2f} "
                f"{count / passed.cpu_s / 1e6:15.2f}")
    raw["passed"] = passed.plain(context)
    return Findings(claims, "\n".join(text), raw)
