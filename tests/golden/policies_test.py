"""Mail policies in a real zone on Knot: what the table says of each name is
what dnspython finds there, record by record, long ones over TCP.
"""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

import dns.rdatatype
import dns.resolver

import golden
import table

LONG = "v=spf1 " + "ip4:192.0.2.1 " * 290 + "-all"
ZONE = f"""$ORIGIN qm.
@ 3600 IN SOA ns host 1 3600 600 86400 300
@ NS ns
ns A 127.0.0.1
m A 192.0.2.1
_25._tcp.m TLSA 3 1 1 {"ab" * 32}
_25._tcp.m TLSA 0 0 1 {"cd" * 32}
_dmarc TXT "v=DMARC1; p=none; sp=reject"
full MX 10 m
full TXT "v=spf1 include:_spf.qm" " ?all"
full TXT "other=v=spf1"
_dmarc.full TXT "v=DMARC1; p=quarantine; rua=mailto:d@full.qm"
_mta-sts.full CNAME _mta-sts.elsewhere
_mta-sts.elsewhere TXT "v=STSv1; id=2026;"
_smtp._tls.full TXT "v=TLSRPTv1; rua=mailto:t@full.qm"
default._bimi.full TXT "v=BIMI1; l=https://full.qm/l.svg; a=https://full.qm/v"
long MX 10 m
long TXT {" ".join(f'"{LONG[at:at + 255]}"' for at in range(0, len(LONG), 255))}
twice MX 10 m
twice TXT "v=spf1 mx -all"
twice TXT "v=spf1 a -all"
bare MX 10 m
odd MX 10 m
odd TXT "v=spf1 \\"\\\\\\010\\200 -all"
much MX 10 m
much TXT "{"v=spf1 " + "a:m.qm " * 11 + "-all"}"
bad MX 10 b
b A 192.0.2.2
_25._tcp.b TLSA 0 0 1 {"cd" * 32}
_dmarc.bad TXT "v=DMARC1; p=none; p=none"
_mta-sts.bad TXT "v=STSv1;"
_smtp._tls.bad TXT "v=TLSRPTv1;"
default._bimi.bad TXT "v=BIMI1; a=https://bad.qm/v"
a.deep MX 10 m
_dmarc.deep TXT "v=DMARC1; p=reject; psd=n"
null MX 0 .
_smtp._tls.null TXT "v=TLSRPTv1; rua=mailto:t@null.qm"
"""
NAMES = ["full.qm", "long.qm", "twice.qm", "bare.qm", "odd.qm", "a.deep.qm",
         "much.qm", "bad.qm", "null.qm", "gone.qm"]


def shown(octets: bytes) -> str:
    """As the columns *_record show it."""
    return "".join("\\\\" if each == 0x5C else chr(each)
                   if 0x20 <= each <= 0x7E else f"\\{each:03}"
                   for each in octets)[:4096]


class PoliciesTest(unittest.TestCase):
    """One scan with every policy."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        argv = golden.knot_argv(cls.folder, "qm", ZONE)
        server = golden.start_server(cls.folder, argv, "qm", "SOA")
        cls.addClassCleanup(server.stop)
        cls.address = f"127.0.0.1:{server.port}"
        cls.dns = dns.resolver.Resolver(configure=False)
        cls.dns.nameservers = ["127.0.0.1"]
        cls.dns.port = server.port
        cls.dns.flags = 0
        out = cls.folder / "out.csv"
        cls.said = cls.scan("--policies", "-o", out, *NAMES)
        cls.rows = {row["domain"]: row for row in table.read_csv(out)}

    @classmethod
    def scan(cls, *arguments) -> str:
        return golden.run_well("-v", "-r", cls.address, "--no-resolver-check",
                               *arguments)

    def texts(self, name: str, start: bytes) -> list[bytes]:
        try:
            answer = self.dns.resolve(name + ".", dns.rdatatype.TXT, tcp=True)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        joined = [b"".join(record.strings) for record in answer]
        return [text for text in joined if text.startswith(start)]

    def test_records_are_those_that_dnspython_finds(self) -> None:
        for name in NAMES[:-1]:
            row = self.rows[name]
            for column, prefix, start in (
                    ("spf", "", b"v=spf1 "), ("mta_sts", "_mta-sts.", b"v=STS"),
                    ("tls_rpt", "_smtp._tls.", b"v=TLSRPT"),
                    ("bimi", "default._bimi.", b"v=BIMI")):
                found = self.texts(prefix + name, start)
                status = row[f"{column}_status"]
                if name == "null.qm" and column in ("mta_sts", "tls_rpt"):
                    self.assertEqual(status, "", (name, column))
                    continue
                expected = {0: ("absent",), 1: ("valid", "invalid")}.get(
                    len(found), ("multiple",))
                self.assertIn(status, expected, (name, column))
                if column == "spf":
                    self.assertEqual(row["spf_record"],
                                     shown(found[0]) if len(found) == 1 else "")

    def test_each_value_is_that_of_its_record(self) -> None:
        full = self.rows["full.qm"]
        self.assertEqual(
            [full[name] for name in (
                "spf_all", "spf_lookups", "dmarc_domain", "dmarc_p", "dmarc_sp",
                "dmarc_rua", "mta_sts_id", "tls_rpt_rua", "bimi_l", "bimi_a")],
            ["?all", "1", "full.qm", "quarantine", "", "true", "2026", "1",
             "true", "true"])
        self.assertEqual(self.rows["long.qm"]["spf_all"], "-all")
        self.assertEqual(self.rows["odd.qm"]["spf_status"], "invalid")
        self.assertGreaterEqual(golden.counter(self.said, "queries_stream"), 1)

    def test_dmarc_of_a_name_above_applies(self) -> None:
        for name in ("long.qm", "twice.qm", "bare.qm", "odd.qm", "null.qm"):
            row = self.rows[name]
            self.assertEqual((row["dmarc_domain"], row["dmarc_p"],
                              row["dmarc_sp"]), ("qm", "none", "reject"))
        self.assertEqual(self.rows["a.deep.qm"]["dmarc_domain"], "deep.qm")

    def test_tlsa_of_the_host_is_counted(self) -> None:
        answer = self.dns.resolve("_25._tcp.m.qm.", dns.rdatatype.TLSA)
        for name in ("full.qm", "bare.qm"):
            row = self.rows[name]
            self.assertEqual((row["tlsa_status"], row["tlsa_count"],
                              row["tlsa_usable"], row["tlsa_ad"]),
                             ("valid", str(len(answer)), "1", "false"))

    def test_nothing_is_said_of_a_name_that_does_not_exist(self) -> None:
        row = self.rows["gone.qm"]
        self.assertEqual(row["status"], "NXDOMAIN")
        kinds = ("spf_", "dmarc_", "mta_sts_", "tls_rpt_", "bimi_", "tlsa_")
        self.assertEqual({value for name, value in row.items()
                          if name.startswith(kinds)}, {""})

    def test_every_format_and_shape_takes_the_columns(self) -> None:
        for shape in ("flat", "mx", "domain", "nested"):
            out = self.folder / f"{shape}.jsonl"
            self.scan("--spf", "--tlsa", "--shape", shape, "-o", out, "full.qm")
            row = json.loads(out.read_text().splitlines()[0])
            self.assertEqual((row["spf_all"], row["tlsa_usable"]), ("?all", 1))
            self.assertNotIn("dmarc_p", row)

    def test_explain_tells_of_them(self) -> None:
        said = golden.run("explain", "-r", self.address, "--no-resolver-check",
                          "--policies", "full.qm").stdout.decode()
        for words in ("TXT of _dmarc.full.qm: what is its DMARC policy? (P7)",
                      "TLSA of _25._tcp.m.qm", "Mail policies",
                      "  spf: valid, v=spf1 include:_spf.qm ?all",
                      "    terms that ask the DNS: 1 in this record; 10 are",
                      "  tlsa of m.qm: valid"):
            self.assertIn(words, said)
        self.assertNotIn("why:", said)
        self.assertLessEqual(max(map(len, said.splitlines())), 80)

    def test_explain_tells_why_one_is_invalid(self) -> None:
        for name, lines in {
                "odd.qm": ["  spf: invalid, ", "    why: SPF has no such "],
                "twice.qm": ["    why: there are 2 records"],
                "much.qm": ["    why: more than 10 of its terms ask the DNS",
                            "    terms that ask the DNS: 11 in this record"],
                "bad.qm": ['    why: the tag stands there twice ("p=none")',
                           "    why: it has no id",
                           "    why: it has no rua, where reports go",
                           "    why: it has no l, where the logo is",
                           "    why: it cannot be used: usage 0 and 1"],
        }.items():
            said = golden.run("explain", "-r", self.address,
                              "--no-resolver-check", "--policies",
                              name).stdout.decode()
            for line in lines:
                self.assertIn("\n" + line, said)

    def test_more_than_ten_questions_of_spf_are_invalid(self) -> None:
        row = self.rows["much.qm"]
        self.assertEqual((row["spf_status"], row["spf_all"],
                          row["spf_lookups"]), ("invalid", "", "11"))


if __name__ == "__main__":
    golden.main()
