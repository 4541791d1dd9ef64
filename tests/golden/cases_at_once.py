"""Runs the cases of a unittest program several at a time, in processes of
their own, and prints of each what unittest prints: for cases that wait much
longer than they work.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import sys
import unittest
from concurrent import futures
from typing import NamedTuple


class Outcome(NamedTuple):
    """Of a case, or of a class that was left out."""

    passed: bool
    left_out: bool
    said: str


def _cases_of(suite: unittest.TestSuite) -> list[unittest.TestCase]:
    return [case for part in suite
            for case in (_cases_of(part)
                         if isinstance(part, unittest.TestSuite) else [part])]


def _run_case(case: unittest.TestCase) -> Outcome:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = unittest.TextTestRunner(said, verbosity=2).run(case)
        for skipped, reason in result.skipped:
            print(f"left out: {skipped.id()}: {reason}")
    return Outcome(result.wasSuccessful(), bool(result.skipped),
                   said.getvalue())


def _run_class(kind: type[unittest.TestCase], cases: list[unittest.TestCase],
               processes: int) -> list[Outcome]:
    outcomes = []
    try:
        if getattr(kind, "__unittest_skip__", False):
            raise unittest.SkipTest(getattr(kind, "__unittest_skip_why__"))
        kind.setUpClass()
        with futures.ProcessPoolExecutor(
                processes, multiprocessing.get_context("fork")) as pool:
            running = [pool.submit(_run_case, case) for case in cases]
            for done in futures.as_completed(running):
                outcomes.append(done.result())
                print(outcomes[-1].said, end="", flush=True)
        kind.tearDownClass()
    except unittest.SkipTest as reason:
        said = f"left out: {kind.__module__}.{kind.__qualname__}: {reason}"
        print(said)
        outcomes.append(Outcome(True, True, said))
    finally:
        kind.doClassCleanups()
    return outcomes


def run(processes: int) -> list[Outcome]:
    """All cases of the program, or those that its arguments name. What a class
    sets up is there once, and each case has a copy of it, which nobody puts
    away: servers that are processes are shared, an object that changes is
    not."""
    loader, module = unittest.defaultTestLoader, sys.modules["__main__"]
    cases = _cases_of(loader.loadTestsFromNames(sys.argv[1:], module)
                      if sys.argv[1:] else
                      loader.loadTestsFromModule(module))
    outcomes = []
    for kind in dict.fromkeys(type(case) for case in cases):
        outcomes += _run_class(kind, [case for case in cases
                                      if type(case) is kind], processes)
    return outcomes
