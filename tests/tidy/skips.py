#!/usr/bin/env python3
"""What a run of ctest left out, compared with tests/skips.txt:
`skips.py CTEST_XML`, the file of `ctest --output-junit`.

A skip is green, so a machine without a server or a kernel without io_uring
would pass with half of the suite. The exit code is 1 when something was left
out that the list does not allow, and 2 when the list or the file cannot be
read. How each kind of test says that it skips is known here: GoogleTest,
unittest (`left out: CASE: WHY`, tests/golden/golden.py), bench/run.py (`CASE:
skipped: WHY`), and any program by exit code 77.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Callable, NamedTuple
from xml.etree import ElementTree

LIST = Path(__file__).resolve().parents[1] / "skips.txt"
IO_URING_SETUP = 425  # on every architecture


class Skip(NamedTuple):
    """One case that was left out; `case` is empty for a whole test."""

    test: str
    case: str
    why: str


class Allowed(NamedTuple):
    """One line of the list."""

    test: str  # pattern of the shell, as is the case
    case: str
    where: str  # one of CONDITIONS
    why: str  # part of the reason that the test gives

    def covers(self, skip: Skip) -> bool:
        return (fnmatchcase(skip.test, self.test) and
                fnmatchcase(skip.case, self.case) and self.why in skip.why)


class Ran(NamedTuple):
    """What a run was."""

    skips: list[Skip]
    tests: int
    cases: int


# ---- where a skip is allowed ------------------------------------------------


def has_io_uring(_: Path) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    ring = libc.syscall(IO_URING_SETUP, 2, ctypes.create_string_buffer(120))
    if ring >= 0:
        os.close(ring)
    return ring >= 0


def has_ipv6(_: Path) -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as datagram:
            datagram.bind(("::1", 0))
    except OSError:
        return False
    return True


def has_tun(_: Path) -> bool:
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError:
        return False
    return True


def may_unshare(kind: str, *command: str) -> bool:
    try:
        return subprocess.run(["unshare", kind, *command],
                              capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def is_sanitized(build: Path) -> bool:
    cache = build / "CMakeCache.txt"
    return cache.is_file() and bool(
        re.search(r"^MXSWEEP_SANITIZE:\w+=.", cache.read_text(), re.M))


def has_other_format(_: Path) -> bool:
    """A clang-format, but not the one that the style is written for."""
    try:
        found = subprocess.run(["clang-format", "--version"], check=True,
                               capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return "version 14." not in found


# Each is looked at here once more, and not believed because a test says so.
CONDITIONS: dict[str, Callable[[Path], bool]] = {
    "anywhere": lambda build: True,
    "root": lambda build: os.geteuid() == 0,
    "not root": lambda build: os.geteuid() != 0,
    "sanitized": is_sanitized,
    "no io_uring": lambda build: not has_io_uring(build),
    "no IPv6": lambda build: not has_ipv6(build),
    "no network namespaces": lambda build: not may_unshare("-n", "true"),
    "no TUN": lambda build: not has_tun(build),
    "newer clang": has_other_format,
    "no mounts": lambda build: not may_unshare(
        "-m", "mount", "-t", "tmpfs", "none", "/mnt"),
}


def read_list(text: str) -> list[Allowed]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 4 or not all(cells[index] for index in (0, 2, 3)):
            raise ValueError(f"line {number}: wants test | case | where | why")
        if cells[2] not in CONDITIONS:
            raise ValueError(f"line {number}: no condition '{cells[2]}'; "
                             f"there are {', '.join(CONDITIONS)}")
        found.append(Allowed(*cells))
    return found


# ---- what a run left out ----------------------------------------------------


def of_googletest(output: str) -> list[tuple[str, str]]:
    """The reason stands between [ RUN ] and [ SKIPPED ]."""
    found = re.findall(r"^\[ RUN      \] (\S+)\n((?:(?!\[ ).*\n)*?)"
                       r"\[  SKIPPED \] \1 \(", output, re.M)
    cases = []
    for case, text in found:
        why = re.search(r": Skipped\n(.*)", text, re.S)
        cases.append((case, " ".join((why[1] if why else text).split())))
    return cases


def left_out(output: str) -> list[tuple[str, str]]:
    """Case and reason of each that a program's output names."""
    cases = of_googletest(output)
    cases += re.findall(r"^left out: (?:__main__\.)?(.+?): (.*)$", output,
                        re.M)
    cases += re.findall(r"^(\w+): skipped: (.*)$", output, re.M)
    # By their counts, lest one goes unseen that is said in another way.
    counts = re.findall(r"^\[  SKIPPED \] (\d+) tests?, listed below|"
                        r"^OK \(.*?skipped=(\d+)|"
                        r"^FAILED \(.*?skipped=(\d+)", output, re.M)
    unnamed = sum(int("".join(each)) for each in counts) - len(cases)
    cases += [("?", "a case that is not named")] * max(unnamed, 0)
    disabled = re.search(r"YOU HAVE (\d+) DISABLED TEST", output)
    if disabled:
        cases.append(("DISABLED", f"{disabled[1]} disabled"))
    return cases


def count_cases(output: str) -> int:
    """How many cases a test ran; one, if it is not made of cases."""
    counts = re.findall(r"^\[=+\] (\d+) tests? from .* ran\.|"
                        r"^Ran (\d+) tests? in ", output, re.M)
    return sum(int("".join(each)) for each in counts) or 1


def read_run(text: str) -> Ran:
    skips: list[Skip] = []
    tests = list(ElementTree.fromstring(text).iter("testcase"))
    cases = 0
    for test in tests:
        name = test.get("name", "?")
        output = test.findtext("system-out") or ""
        if test.get("status") in ("notrun", "disabled"):
            why = re.search(r"^(?:skipped|left out): (.*)$", output, re.M)
            skips.append(Skip(name, "", why[1] if why else
                              test.get("status", "") + ", no reason given"))
        else:
            skips += [Skip(name, *each) for each in left_out(output)]
            cases += count_cases(output)
    return Ran(skips, len(tests), cases)


# ---- the program ------------------------------------------------------------


def forbidden(ran: Ran, allowed: list[Allowed], build: Path) -> list[Skip]:
    holds = {where: CONDITIONS[where](build)
             for where in {each.where for each in allowed}}
    here = [each for each in allowed if holds[each.where]]
    return [skip for skip in ran.skips
            if not any(each.covers(skip) for each in here)]


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: skips.py CTEST_XML", file=sys.stderr)
        return 2
    run = Path(sys.argv[1])
    try:
        allowed = read_list(LIST.read_text(encoding="utf-8"))
        ran = read_run(run.read_text(encoding="utf-8"))
    except (OSError, ValueError, ElementTree.ParseError) as error:
        print(f"skips: {error}", file=sys.stderr)
        return 2
    bad = forbidden(ran, allowed, run.resolve().parent)
    print(f"{ran.tests} tests with {ran.cases} cases, {len(ran.skips)} left "
          "out")
    for skip in ran.skips:
        mark = "NOT ALLOWED" if skip in bad else "allowed"
        print(f"  {mark}: {skip.test} {skip.case}: {skip.why[:160]}")
    if bad:
        print("tests/skips.txt does not allow these to be left out here: "
              "provide what they need, or list them with a reason")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
