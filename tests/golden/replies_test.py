"""Replies of real servers that leave something open: NSD refers to other
servers where it has only the parent zone, Knot cuts a chain of CNAMEs after
five, unbound answers with an alias of its local data and nothing more, and
dnsmasq passes all of that on. Each case is left out where its server is
missing.
"""

from __future__ import annotations

import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Callable

import dns.flags
import dns.message
import dns.query
import dns.rdatatype

import golden
import table

LINKS = 8
SOA = "@ 3600 IN SOA ns host 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n"
ADDRESS = "8.8.4.4"

PARENT = "$ORIGIN parent.qm.\n" + SOA + (
    "child NS ns.child\nns.child A 127.0.0.2\n"
    "child2 NS ns.child2\nns.child2 A 127.0.0.2\n"
    "far MX 10 m.child\n")

CHAIN = ("$ORIGIN chain.qm.\n" + SOA +
         "".join(f"c{i} CNAME c{i + 1}\n" for i in range(LINKS)) +
         f"c{LINKS} MX 10 h0\n" +
         "".join(f"h{i} CNAME h{i + 1}\n" for i in range(LINKS)) +
         f"h{LINKS} A {ADDRESS}\n"
         f"i0 CNAME c{LINKS - 1}\n"
         "empty CNAME e1\ne1 TXT x\n"
         "loop CNAME loop2\nloop2 CNAME loop\n"
         "hosts MX 10 h0\n")

NSD = """server:
  ip-address: 127.0.0.1@{port}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  xfrdfile: ""
  zonelistfile: "{folder}/zone.list"
remote-control:
  control-enable: no
zone:
  name: parent.qm
  zonefile: parent.zone
"""

LOCAL_DATA = f"""server:
  module-config: "iterator"
  local-zone: "local.qm." static
  local-data: "a.local.qm. CNAME target.local.qm."
  local-data: "target.local.qm. MX 10 m.local.qm."
  local-data: "m.local.qm. CNAME n.local.qm."
  local-data: "n.local.qm. A {ADDRESS}"
  local-data: "t.local.qm. CNAME text.local.qm."
  local-data: "text.local.qm. TXT x"
"""


class RepliesTest(unittest.TestCase):
    """Each case starts what it needs."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mxsweep-golden-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, name: str, argv: Callable[[int], list[str]]) -> int:
        """The port of a server of the zone `name`."""
        server = golden.start_server(self.folder, argv, name, "SOA")
        self.addCleanup(server.stop)
        return server.port

    def start_nsd(self) -> int:
        nsd = golden.find_program("nsd")
        (self.folder / "parent.zone").write_text(PARENT)

        def argv(port: int) -> list[str]:
            config = self.folder / "nsd.conf"
            config.write_text(NSD.format(port=port, folder=self.folder))
            return [nsd, "-d", "-c", str(config)]

        return self.start("parent.qm", argv)

    def start_knot(self) -> int:
        argv = golden.knot_argv(self.folder, "chain.qm", CHAIN)
        return self.start("chain.qm", argv)

    def start_dnsmasq(self, zone: str, port: int) -> int:
        dnsmasq = golden.find_program("dnsmasq")
        return self.start(zone, lambda own: [
            dnsmasq, "-k", "--conf-file=/dev/null", "--no-resolv",
            "--no-hosts", "--pid-file=", "--user=", f"--port={own}",
            "--listen-address=127.0.0.1", "--bind-interfaces",
            f"--server=/{zone}/127.0.0.1#{port}"])

    def ask(self, port: int, name: str, kind: str) -> dns.message.Message:
        return dns.query.udp(dns.message.make_query(name, kind), "127.0.0.1",
                             port=port, timeout=5)

    def scan(self, port: int, *names: str) -> dict[str, dict[str, str]]:
        """The first row of each name."""
        listed = self.folder / "names.txt"
        listed.write_text("".join(name + "\n" for name in names))
        out = self.folder / "out.csv"
        golden.run_well(listed, "--no-resolver-check", "-r",
                        f"127.0.0.1:{port}", "--retries", "1", "-o", out)
        rows: dict[str, dict[str, str]] = {}
        for row in table.read_csv(out):
            rows.setdefault(row["domain"], row)
        return rows

    def expect(self, row: dict[str, str], **cells: str) -> None:
        self.assertEqual({key: row[key] for key in cells}, cells)

    def check_referral(self, port: int) -> None:
        reply = self.ask(port, "child.parent.qm", "MX")
        self.assertEqual(reply.rcode(), 0)
        self.assertFalse(reply.answer)
        self.assertEqual([each.rdtype for each in reply.authority],
                         [dns.rdatatype.NS])
        rows = self.scan(port, "child.parent.qm", "www.child2.parent.qm",
                         "far.parent.qm", "ns.parent.qm")
        for name in ("child.parent.qm", "www.child2.parent.qm"):
            self.expect(rows[name], status="REFERRAL", mail_kind="unknown",
                        findings="", attempts="2")
        self.expect(rows["far.parent.qm"], status="NOERROR", mail_kind="mx",
                    exchange_status="REFERRAL",
                    findings="mx_lookup_failed;single_mx")
        self.expect(rows["ns.parent.qm"], status="NODATA",
                    mail_kind="implicit_mx")

    def test_referral_of_nsd_is_not_no_mail(self) -> None:
        self.check_referral(self.start_nsd())

    def test_referral_that_dnsmasq_passes_on(self) -> None:
        golden.find_program("dnsmasq")
        port = self.start_dnsmasq("parent.qm", self.start_nsd())
        reply = self.ask(port, "child.parent.qm", "MX")
        self.assertTrue(reply.flags & dns.flags.RA)  # it looks like a resolver
        self.check_referral(port)

    def check_chain(self, port: int) -> None:
        reply = self.ask(port, "c0.chain.qm", "MX")
        self.assertEqual(reply.rcode(), 0)
        self.assertFalse(reply.authority)
        self.assertEqual({each.rdtype for each in reply.answer},
                         {dns.rdatatype.CNAME})
        self.assertLess(len(reply.answer), LINKS)
        rows = self.scan(port, "c0.chain.qm", "i0.chain.qm", "empty.chain.qm",
                         "loop.chain.qm", "hosts.chain.qm")
        host = {"exchange": "h0.chain.qm", "exchange_status": "RESOLVED",
                "exchange_cname": f"h{LINKS}.chain.qm", "address": ADDRESS,
                "mail_kind": "mx", "status": "NOERROR"}
        self.expect(rows["c0.chain.qm"], mx_owner=f"c{LINKS}.chain.qm",
                    attempts="2", **host)
        self.expect(rows["i0.chain.qm"], mx_owner=f"c{LINKS}.chain.qm",
                    attempts="1", **host)
        self.expect(rows["hosts.chain.qm"], mx_owner="", attempts="1", **host)
        self.expect(rows["empty.chain.qm"], status="NODATA", mail_kind="none",
                    mx_owner="e1.chain.qm")
        self.expect(rows["loop.chain.qm"], status="CNAME_LOOP",
                    mail_kind="unknown", attempts="1",
                    findings="domain_is_cname;cname_loop")

    def test_chain_that_knot_cuts(self) -> None:
        self.check_chain(self.start_knot())

    def test_chain_that_knot_cuts_behind_dnsmasq(self) -> None:
        golden.find_program("dnsmasq")
        self.check_chain(self.start_dnsmasq("chain.qm", self.start_knot()))

    def test_alias_in_the_local_data_of_unbound(self) -> None:
        unbound = golden.find_program("unbound")
        (self.folder / "unbound.conf").write_text(LOCAL_DATA)
        server = golden.start_unbound(unbound, self.folder, "a.local.qm")
        self.addCleanup(server.stop)
        port = server.port
        reply = self.ask(port, "a.local.qm", "MX")
        self.assertEqual([each.rdtype for each in reply.answer],
                         [dns.rdatatype.CNAME])
        self.assertFalse(reply.authority)
        rows = self.scan(port, "a.local.qm", "t.local.qm")
        self.expect(rows["a.local.qm"], status="NOERROR", mail_kind="mx",
                    mx_owner="target.local.qm", exchange="m.local.qm",
                    exchange_status="RESOLVED", exchange_cname="n.local.qm",
                    address=ADDRESS, attempts="2")
        self.expect(rows["t.local.qm"], status="NODATA", mail_kind="none",
                    mx_owner="text.local.qm")


if __name__ == "__main__":
    golden.main()
