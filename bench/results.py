"""Tables of claims, and what --save keeps."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import platform
import subprocess
import textwrap
from dataclasses import dataclass, field
from typing import Any

from harness import Claim, Context, Findings, ROOT


@dataclass
class Outcome:
    """Of a whole run, by case."""

    findings: dict[str, Findings] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def git(*args: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *args], check=False,
                          capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def processor_model() -> str:
    path = pathlib.Path("/proc/cpuinfo")
    for line in path.read_text().splitlines() if path.exists() else []:
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def claim_cells(case: str, claim: Claim, judged: bool) -> list[str]:
    value = f"{claim.value:,.{claim.digits}f} {claim.unit}".strip()
    goal = f"{claim.goal} {claim.unit}".strip() if claim.goal else ""
    return [case, claim.what, value, goal, claim.verdict(judged)]


def claim_line(case: str, claim: Claim, judged: bool) -> str:
    _, what, value, goal, verdict = claim_cells(case, claim, judged)
    line = f"{case}: {what}: {value}"
    return f"{line} (goal {goal}): {verdict}" if goal else line


def machine(context: Context) -> dict[str, Any]:
    args = context.args
    return {"date": datetime.date.today().isoformat(),
            "commit": args.commit, "changed_files": args.changed_files,
            "kernel": platform.release(), "processor": processor_model(),
            "processors": os.cpu_count(),
            "load_average_before": args.load_before,
            "seed": args.seed, "repeat": args.repeat, "quick": args.quick,
            "gro": args.gro, "command": args.command_line}


def described(about: dict[str, Any]) -> str:
    """Command and machine, for people."""
    return f"    {about['command']}\n\n" + textwrap.fill(
        f"{about['date']}, commit {about['commit'][:12]}, "
        f"{about['processors']} processors ({about['processor']}), Linux "
        f"{about['kernel']}, load average {about['load_average_before']:.2f} "
        "before it began.", 80)


def summary(about: dict[str, Any], outcome: Outcome) -> str:
    rows = [["case", "figure", "value", "goal", "verdict"], ["---"] * 5]
    for case, found in outcome.findings.items():
        rows += [claim_cells(case, claim, not about["quick"])
                 for claim in found.claims]
    lines = [described(about), ""]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    lines += [f"\n{case} was skipped: {why}"
              for case, why in outcome.skipped.items()]
    lines += [f"\n{case} failed: {why}"
              for case, why in outcome.failed.items()]
    for case, found in outcome.findings.items():
        lines += ["", f"## {case}", "", "```", found.text, "```"]
    return "\n".join(lines) + "\n"


def save(context: Context, outcome: Outcome) -> pathlib.Path:
    about = machine(context)
    folder = (ROOT / "bench/results"
              / f"{about['date']}-{context.args.label}")
    folder.mkdir(parents=True, exist_ok=True)
    claims = {case: [{"figure": claim.what, "value": claim.value,
                      "unit": claim.unit, "digits": claim.digits,
                      "goal": claim.goal,
                      "holds": claim.holds()} for claim in found.claims]
              for case, found in outcome.findings.items()}
    raw = {case: found.raw for case, found in outcome.findings.items()}
    (folder / "results.json").write_text(json.dumps(
        {**about, "claims": claims, "skipped": outcome.skipped,
         "failed": outcome.failed, "cases": raw},
        indent=1) + "\n")
    (folder / "summary.md").write_text(summary(about, outcome))
    return folder
