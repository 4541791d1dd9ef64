#!/usr/bin/env python3
"""How the benchmarks judge: that a goal is not met must never look as if it
were, and samples must land where they belong."""

from __future__ import annotations

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import document  # noqa: E402
import run  # noqa: E402
from cases import auto, profile  # noqa: E402
from harness import Claim, ToolRun, Trouble  # noqa: E402

SUMMARY = """mxsweep: done: 3,000 names in 0.10 s, 3,000 rows
  pace        30,000 names/s, 30,000 queries/s, uring, limited by output
  status      NOERROR 2,999, TIMEOUT 1
  names_taken: 3,000  (input records given to the engine)
  timeouts: 1,004  (attempts without a reply)
"""

STACKS = """   41
\tffffffff81000001 udp_queue_rcv_skb
\tffffffff81000002 __netif_receive_skb
\tffffffff81000003 udp_sendmsg
\t          401000 mxsweep::io::TxQueue::build_groups()

   41
\t          402000 mxsweep::Shard::emit_lookup(unsigned int)

   41
\tffffffff81000004 udp_send_skb
\tffffffff81000003 udp_sendmsg

   42
\t          403000 mxsweep::NameReader::take_line()

   42
\t    7f0000001000 __memmove_avx_unaligned

   43
\t          404000 mxsweep::io::(anonymous namespace)::CsvWriter::write()
"""


def tool_run(**values) -> ToolRun:
    return ToolRun(**{"command": ["x"], "wall_s": 1, "user_s": 1,
                      "system_s": 1, "rss_kib": 1, **values})


class Judging(unittest.TestCase):
    def test_goals(self) -> None:
        self.assertTrue(Claim("", 1.4, "<= 1.4").holds())
        self.assertFalse(Claim("", 1.41, "<= 1.4").holds())
        self.assertTrue(Claim("", 6, ">= 6").holds())
        self.assertFalse(Claim("", 5.99, ">= 6").holds())
        self.assertIsNone(Claim("", 5, "").holds())
        self.assertEqual(Claim("", 7, "<= 6").verdict(True), "does not hold")
        self.assertEqual(Claim("", 7, "<= 6").verdict(False), "not judged")

    def test_counters(self) -> None:
        one = tool_run(stderr=SUMMARY)
        self.assertEqual(one.counter("timeouts"), 1004)
        self.assertEqual(one.statuses(), {"NOERROR": 2999, "TIMEOUT": 1})
        self.assertEqual(one.limited_by(), "output")
        with self.assertRaises(Trouble):
            one.counter("replies_late")

    def test_every_group_names_cases(self) -> None:
        for cases in run.GROUPS.values():
            self.assertLessEqual(set(cases), set(run.CASES))
        with self.assertRaises(Trouble):
            run.chosen(run.parse_args(["--only", "cost,speed"]))


class Pace(unittest.TestCase):
    def test_a_limit_counts_as_found_when_all_later_seconds_are_good(self):
        phase = auto.Phase(0, 1000, [[500, 0], [950, 0], [1200, 200],
                                     [1000, 20], [950, 0]])
        self.assertEqual(phase.settled_after, 3)
        self.assertAlmostEqual(phase.use_percent(phase.settled), 96.5)
        self.assertAlmostEqual(phase.loss_percent(phase.settled),
                               100 * 20 / 1950)

    def test_what_never_settles_meets_no_goal(self) -> None:
        phase = auto.Phase(0, 1000, [[1000, 0], [100, 0]])
        self.assertEqual(phase.settled_after, 2)
        self.assertEqual(phase.use_percent(phase.settled), 0)
        self.assertEqual(phase.loss_percent(phase.settled), 100)

    def test_phases(self) -> None:
        seconds = [[second, 0] for second in range(9)]
        phases = auto.phases_of("0:10,2:20,5:30", 8, seconds)
        self.assertEqual([(phase.capacity, len(phase.seconds))
                          for phase in phases], [(10, 2), (20, 3), (30, 3)])


class Areas(unittest.TestCase):
    def test_samples_by_thread_and_way_through_the_kernel(self) -> None:
        samples = profile.read_samples(STACKS)
        self.assertEqual(len(samples), 6)
        roles = profile.roles_of(samples)
        self.assertEqual(roles, {"41": "shard", "42": "reader",
                                 "43": "writer"})
        areas = [profile.area_of(sample, roles[sample.thread])
                 for sample in samples]
        self.assertEqual(areas, [
            "kernel: deliver the query", "shard: rows", "kernel: send",
            "reader: lines to names", "reader: lines to names",
            "writer: rows to the format"])


class Document(unittest.TestCase):
    def test_units(self) -> None:
        self.assertEqual(document.duration(600), "10 min")
        self.assertEqual(document.duration(36_000), "10.0 h")
        self.assertEqual(document.duration(864_000), "10.0 d")
        self.assertEqual(document.size(2.5e9), "2 GB")
        self.assertEqual(document.size(2.5e12), "2.50 TB")


if __name__ == "__main__":
    unittest.main()
