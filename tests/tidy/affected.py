#!/usr/bin/env python3
"""The sources of io/ and scanner/ that clang-tidy has to look at:
`affected.py [SINCE]` prints them, one a line.

Those that changed since the commit SINCE, those that include a file that did,
by whatever way, and those below a CMakeLists.txt that did. All of them where
SINCE is `all`, or where something changed that concerns every source
(EVERYTHING). Without SINCE, or with an
empty one, it is where this branch left main; on main itself, or where git
does not know main, nothing says what has been looked at before, so it is all.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
# Settings of clang-tidy, of the compiler, and what headers are made from.
EVERYTHING = re.compile(
    r"\.clang-tidy|CMakePresets\.json|CMakeLists\.txt|cmake/.*"
    r"|(io|scanner)/.*\.in|datasets/.*\.csv"
    r"|tests/tidy/(clang_tidy\.sh|affected\.py)|\.ci/setup\.sh")
MAINS = ("origin/main", "main")


def git(root: Path, *words: str) -> str:
    """What git prints; nothing when it cannot."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words],
                              capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def where_main_was_left(root: Path) -> str:
    """The commit, or nothing if it is this one."""
    head = git(root, "rev-parse", "HEAD")
    for main in MAINS:
        base = git(root, "merge-base", main, "HEAD")
        if base and base != head:
            return base
    return ""


def changed_since(root: Path, since: str) -> set[str]:
    """Committed or not, also what is new."""
    lines = git(root, "diff", "--name-only", "--no-renames", since)
    new = git(root, "ls-files", "--others", "--exclude-standard")
    return set(lines.splitlines()) | set(new.splitlines())


def affected(sources: dict[str, str], changed: set[str]) -> list[str]:
    """Of `sources` (headers too, by path), the .cc files that see a change."""
    includers: dict[str, set[str]] = {}
    for path, text in sources.items():
        for name in INCLUDE.findall(text):
            includers.setdefault(name, set()).add(path)
    seen: set[str] = set()
    left = list(changed)
    for path in changed:
        if path.endswith("/CMakeLists.txt"):
            folder = path.removesuffix("CMakeLists.txt")
            left += [each for each in sources if each.startswith(folder)]
    while left:
        path = left.pop()
        if path not in seen:
            seen.add(path)
            left += includers.get(path, ())
    return sorted(path for path in seen
                  if path.endswith(".cc") and path in sources)


def to_look_at(root: Path, since: str) -> list[str]:
    sources = {path.relative_to(root).as_posix(): path.read_text("utf-8")
               for top in ("io", "scanner")
               for path in (root / top).rglob("*.*")
               if path.suffix in (".cc", ".h")}
    every = sorted(path for path in sources if path.endswith(".cc"))
    since = since or where_main_was_left(root) or "all"
    if since == "all":
        return every
    if not git(root, "rev-parse", "--verify", "--quiet", since + "^{commit}"):
        print(f"affected: no commit {since} here, so all", file=sys.stderr)
        return every
    changed = changed_since(root, since)
    if any(EVERYTHING.fullmatch(path) for path in changed):
        return every
    return affected(sources, changed)


def main() -> int:
    if len(sys.argv) > 2:
        print("usage: affected.py [SINCE]", file=sys.stderr)
        return 2
    for path in to_look_at(ROOT, sys.argv[1] if len(sys.argv) > 1 else ""):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
