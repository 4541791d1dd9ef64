"""Letter case (--0x20) and --cookies against servers as people have them:
Knot gives cookies and gets them back, and keeps the case of letters; a server
that does neither, or does it wrongly, is asked over TCP.
"""

from __future__ import annotations

import collections
import struct
import tempfile
import unittest
from pathlib import Path

import dns.edns
import dns.message
import dns.query

import golden
import table

NAMES = 300
ZONE = ("$ORIGIN qm.\n@ 3600 IN SOA ns host 1 3600 600 86400 300\n@ NS ns\n"
        "ns A 127.0.0.1\n" +
        "".join(f"name{i} MX 10 m\n" for i in range(NAMES)))
COOKIE = 10
CLIENT_OCTETS = 8


def cookie_of(query: bytes) -> bytes:
    for option in dns.message.from_wire(query).options:
        if option.otype == COOKIE:
            return option.to_wire()
    return b""


class Liar(golden.LoopbackResolver):
    """Has no TCP. Answers with what `opt` makes of the query's cookie."""

    def __init__(self, opt) -> None:
        self.opt = opt
        self.cookies: collections.Counter = collections.Counter()
        self.spellings: set[bytes] = set()

    def question(self, query: bytes, end: int) -> bytes:
        return query[12:end]

    def reply(self, query: bytes, end: int) -> bytes:
        cookie = cookie_of(query)
        self.cookies[cookie] += 1
        self.spellings.add(query[12:end])
        given = self.opt(cookie)
        data = struct.pack("!HH", COOKIE, len(given)) + given if given else b""
        return (query[:2] + struct.pack("!5H", 0x8183, 1, 0, 0, 1)
                + self.question(query, end)
                + struct.pack("!BHHIH", 0, 41, 1232, 0, len(data)) + data)


class Lowers(Liar):
    def question(self, query: bytes, end: int) -> bytes:
        return query[12:end].lower()


class DefencesTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.list = self.folder / "names.txt"
        self.list.write_text("".join(f"name{i}.qm\n" for i in range(NAMES)))
        self.out = self.folder / "out.csv"

    def scan(self, resolver: str, *flags: str) -> str:
        return golden.run_well(
            self.list, "-v", "-r", resolver, "--no-resolver-check",
            "--addresses", "none", "--retries", "1", "--rate", "3000",
            "--max-unknown", "100", "-o", self.out, *flags)

    def statuses(self) -> dict[str, int]:
        return collections.Counter(row["status"]
                                   for row in table.read_csv(self.out))

    def start_knot(self) -> int:
        argv = golden.knot_argv(self.folder, "qm", ZONE,
                                "module: mod-cookies")
        server = golden.start_server(self.folder, argv, "qm", "SOA")
        self.addCleanup(server.stop)
        return server.port

    def test_knot_gives_cookies_and_keeps_the_case(self) -> None:
        port = self.start_knot()
        option = dns.edns.GenericOption(COOKIE, b"12345678")
        reply = dns.query.udp(
            dns.message.make_query("qm", "SOA", use_edns=0, options=[option]),
            "127.0.0.1", port=port, timeout=5)
        self.assertIn(COOKIE, [each.otype for each in reply.options])
        said = self.scan(f"127.0.0.1:{port}", "--cookies", "--0x20")
        self.assertEqual(self.statuses(), {"NOERROR": NAMES})
        # Knot says BADCOOKIE until it gets back what it gave, so the first
        # round goes over TCP.
        unvouched = golden.counter(said, "replies_unvouched")
        self.assertLessEqual(unvouched, NAMES / 5)
        self.assertEqual(golden.counter(said, "queries_stream"), unvouched)
        said = self.scan(f"127.0.0.1:{port}", "--0x20")
        self.assertEqual(self.statuses(), {"NOERROR": NAMES})
        self.assertEqual(golden.counter(said, "replies_unvouched"), 0)

    def test_cookie_of_the_server_is_sent_back(self) -> None:
        with Liar(lambda cookie: cookie[:CLIENT_OCTETS] + b"S" * 16) as server:
            said = self.scan(server.address, "--cookies")
        self.assertEqual(self.statuses(), {"NXDOMAIN": NAMES})
        self.assertEqual(golden.counter(said, "replies_unvouched"), 0)
        self.assertEqual({cookie[:CLIENT_OCTETS] for cookie in server.cookies},
                         {next(iter(server.cookies))[:CLIENT_OCTETS]})
        self.assertEqual({cookie[CLIENT_OCTETS:] for cookie in server.cookies},
                         {b"", b"S" * 16})

    def test_reply_with_another_cookie_is_not_believed(self) -> None:
        with Liar(lambda cookie: b"otherone" + b"S" * 16) as server:
            said = self.scan(server.address, "--cookies")
        self.assertNotIn("NXDOMAIN", self.statuses())
        self.assertGreaterEqual(golden.counter(said, "replies_unvouched"),
                                NAMES)

    def test_without_cookies_nothing_is_asked_of_replies(self) -> None:
        with Liar(lambda cookie: b"") as server:
            self.scan(server.address, "--cookies")
        self.assertEqual(self.statuses(), {"NXDOMAIN": NAMES})
        self.assertEqual(len(server.cookies), 1)
        with Liar(lambda cookie: b"") as server:
            self.scan(server.address)
        self.assertEqual(set(server.cookies), {b""})

    def test_case_is_drawn_for_each_query(self) -> None:
        with Liar(lambda cookie: b"") as server:
            self.scan(server.address, "--0x20")
        self.assertEqual(self.statuses(), {"NXDOMAIN": NAMES})
        firsts = collections.Counter(each[1:5] for each in server.spellings)
        self.assertEqual(len(firsts), 16)  # nAmE in all its ways

    def test_reply_in_another_case_is_not_believed(self) -> None:
        with Lowers(lambda cookie: b"") as server:
            self.scan(server.address, "--0x20")
        believed = self.statuses().get("NXDOMAIN", 0)
        # In lower case by chance: two questions with six letters, so nine
        # names give or take three.
        self.assertLess(believed, NAMES / 10)


if __name__ == "__main__":
    golden.main()
