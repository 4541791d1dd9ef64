#!/usr/bin/env python3
"""The sources of io/ and scanner/ that clang-tidy has to look at:
`affected.py [SINCE]` prints them, one a line, and `affected.py --passed
FILE...` records that clang-tidy had nothing to say about these.

Those that changed since the commit SINCE, those that include a file that did,
by whatever way, and those below a CMakeLists.txt that did; a header that is
made of a template changes with that, and with any of datasets/. All where
SINCE is `all`, or where something changed that concerns every source
(EVERYTHING). Without SINCE, or with an
empty one, it is where this branch left main; on main itself, or where git
does not know main, nothing says what has been looked at before, so it is all.

Without SINCE those are left out that passed before just as they are. PASSED,
which is committed, has a hash of each: of the source, all that it includes from
the project, the settings and the version of clang-tidy. Whatever changes one of
these makes the line worthless, so an old list is never wrong, only short.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
TEMPLATE = ".in"
# Settings of clang-tidy and of the compiler.
EVERYTHING = re.compile(
    r"\.clang-tidy|CMakePresets\.json|CMakeLists\.txt|cmake/.*"
    r"|tests/tidy/(clang_tidy\.sh|affected\.py)|\.ci/setup\.sh")
PASSED = "tests/tidy/clang_tidy_passed.txt"
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


def made_headers(root: Path) -> dict[str, str]:
    """Headers that a build makes, with all that they may be made of."""
    data = "".join(path.read_text("utf-8")
                   for path in sorted((root / "datasets").glob("*.*"))
                   if path.suffix != ".py")
    return {path.relative_to(root).as_posix().removesuffix(TEMPLATE):
            path.read_text("utf-8") + data
            for top in ("io", "scanner")
            for path in (root / top).rglob("*" + TEMPLATE)}


def read_sources(root: Path) -> dict[str, str]:
    return made_headers(root) | {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for top in ("io", "scanner")
        for path in (root / top).rglob("*.*")
        if path.suffix in (".cc", ".h")}


def settings_of(root: Path) -> dict[str, str]:
    """Text by path of what concerns every source."""
    found = [path for top in (".", "cmake", "tests/tidy", ".ci")
             for path in (root / top).glob("*")]
    named = {path.relative_to(root).as_posix(): path for path in found
             if path.is_file()}
    return {name: path.read_text("utf-8") for name, path in named.items()
            if EVERYTHING.fullmatch(name)}


def tool_version() -> str:
    """Without the line that names the machine it runs on."""
    try:
        text = subprocess.run(["clang-tidy", "--version"], capture_output=True,
                              text=True, check=False).stdout
    except OSError:
        return "none"
    return "".join(line for line in text.splitlines(keepends=True)
                   if "Host CPU" not in line)


def seen_by(path: str, sources: dict[str, str]) -> set[str]:
    """The source and all that it includes, however far."""
    seen: set[str] = set()
    left = [path]
    while left:
        name = left.pop()
        if name in sources and name not in seen:
            seen.add(name)
            left += INCLUDE.findall(sources[name])
    return seen


def fingerprints(root: Path, sources: dict[str, str]) -> dict[str, str]:
    """Of each .cc file: equal only if clang-tidy would see the same."""
    common = {"": tool_version(), **settings_of(root)}
    found = {}
    for path in sources:
        if not path.endswith(".cc"):
            continue
        lists = {str(folder / "CMakeLists.txt"): folder / "CMakeLists.txt"
                 for folder in Path(path).parents if folder != Path(".")}
        parts = {**common,
                 **{name: sources[name] for name in seen_by(path, sources)},
                 **{name: (root / file).read_text("utf-8")
                    for name, file in lists.items()
                    if (root / file).is_file()}}
        octets = repr(sorted(parts.items())).encode()
        found[path] = hashlib.sha256(octets).hexdigest()[:32]
    return found


def passed(root: Path) -> set[str]:
    """Lines of the list: hash and path."""
    path = root / PASSED
    text = path.read_text("utf-8") if path.is_file() else ""
    return set(text.splitlines())


def record(root: Path, paths: list[str]) -> None:
    """Adds these to the list, and leaves out what is no longer so."""
    prints = fingerprints(root, read_sources(root))
    old = passed(root)
    lines = [f"{prints[path]} {path}" for path in sorted(prints)
             if path in paths or f"{prints[path]} {path}" in old]
    (root / PASSED).write_text("".join(line + "\n" for line in lines), "utf-8")


def changed_sources(root: Path, sources: dict[str, str],
                    since: str) -> list[str]:
    every = sorted(path for path in sources if path.endswith(".cc"))
    if since == "all":
        return every
    if not git(root, "rev-parse", "--verify", "--quiet", since + "^{commit}"):
        print(f"affected: no commit {since} here, so all", file=sys.stderr)
        return every
    changed = changed_since(root, since)
    if any(EVERYTHING.fullmatch(path) for path in changed):
        return every
    changed |= {path.removesuffix(TEMPLATE) for path in changed}
    if any(path.startswith("datasets/") for path in changed):
        changed |= set(made_headers(root))
    return affected(sources, changed)


def to_look_at(root: Path, since: str) -> list[str]:
    sources = read_sources(root)
    if since:
        return changed_sources(root, sources, since)
    known = passed(root)
    prints = fingerprints(root, sources) if known else {}
    base = where_main_was_left(root) or "all"
    return [path for path in changed_sources(root, sources, base)
            if f"{prints.get(path)} {path}" not in known]


def main() -> int:
    if sys.argv[1:2] == ["--passed"]:
        record(ROOT, sys.argv[2:])
        return 0
    if len(sys.argv) > 2:
        print("usage: affected.py [SINCE] | --passed FILE...", file=sys.stderr)
        return 2
    for path in to_look_at(ROOT, sys.argv[1] if len(sys.argv) > 1 else ""):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
