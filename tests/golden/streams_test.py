"""Answers that do not fit into a datagram, through servers that do not keep a
TCP connection for ever: dnsmasq closes one after 100 answers, PowerDNS
Recursor resets one when a reply does not fit into its send buffer. Both
forward to an NSD of this test and ask nobody else.
"""

from __future__ import annotations

import collections
import re
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Callable

import golden
import table

NAMES = 1000
# Records of each name: 30 do not fit, 150 fill a server's send buffer, too.
SIZES = {"t": 30, "u": 150}


def zone_text() -> str:
    lines = ["$ORIGIN .", "$TTL 3600",
             ". SOA ns.qt. host.qt. 1 3600 600 86400 300", ". NS ns.qt.",
             "ns.qt. A 127.0.0.1"]
    for letter, size in SIZES.items():
        for name in range(NAMES):
            lines += [f"{letter}{name}.qt. MX {n} exchange-{n}-with-a-first-"
                      f"label-that-is-long.{letter}{name}.qt."
                      for n in range(size)]
    return "\n".join(lines) + "\n"


class StreamsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp(prefix="mxsweep-golden-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        (cls.folder / "root.zone").write_text(zone_text())
        cls.nsd = cls.start("nsd", cls.nsd_flags)
        cls.out = cls.folder / "out.csv"

    @classmethod
    def start(cls, program: str, flags: Callable[[int], list[str]]) -> int:
        """The port of a server of the root, which stops after the class."""
        path = golden.find_program(program)
        server = golden.start_server(
            cls.folder, lambda port: [path, *flags(port)], ".", "SOA")
        cls.addClassCleanup(server.stop)
        return server.port

    @classmethod
    def nsd_flags(cls, port: int) -> list[str]:
        (cls.folder / "nsd.conf").write_text(f"""server:
  ip-address: 127.0.0.1
  port: {port}
  username: ""
  zonesdir: "{cls.folder}"
  pidfile: ""
  database: ""
  xfrdfile: "{cls.folder}/xfrd.state"
  zonelistfile: "{cls.folder}/zone.list"
  tcp-count: 500
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: root.zone
""")
        return ["-d", "-c", "nsd.conf"]

    def dnsmasq_flags(self, port: int) -> list[str]:
        return ["--keep-in-foreground", "--conf-file=/dev/null",
                f"--port={port}", "--listen-address=127.0.0.1",
                "--bind-interfaces", "--no-resolv", "--no-hosts", "--user=",
                "--pid-file=", "--log-facility=-", "--dns-forward-max=5000",
                "--cache-size=10000", f"--server=127.0.0.1#{self.nsd}"]

    def recursor_flags(self, port: int) -> list[str]:
        # All of it, the root and its servers, comes from the NSD.
        return [f"--config-dir={self.folder}", f"--socket-dir={self.folder}",
                "--daemon=no", "--write-pid=no", "--security-poll-suffix=",
                "--local-address=127.0.0.1", f"--local-port={port}",
                "--dnssec=off", f"--forward-zones=.=127.0.0.1:{self.nsd}"]

    def scan(self, letter: str, port: int, *flags: str) -> str:
        """Everything must be answered in full; the summary."""
        names = self.folder / "names.txt"
        names.write_text("".join(f"{letter}{n}.qt\n" for n in range(NAMES)))
        text = golden.run_well(names, "-r", f"127.0.0.1:{port}", "-o",
                               self.out, "--addresses", "none", *flags)
        rows = table.read_csv(self.out)
        first = {row["domain"]: row for row in rows}
        statuses = collections.Counter(row["status"] for row in first.values())
        self.assertEqual(statuses, {"NOERROR": NAMES}, text)
        counts = collections.Counter(row["domain"] for row in rows)
        self.assertEqual(set(counts.values()), {SIZES[letter]})
        self.assertEqual({row["transport"] for row in rows}, {"tcp"})
        return text

    def check(self, port: int) -> None:
        """At the usual pace, and as fast as it goes without a try to lose: so
        few in flight that no datagram is lost to a full buffer."""
        for letter in SIZES:
            self.scan(letter, port)
            text = self.scan(letter, port, "--rate", "0", "-s", "200",
                             "--retries", "0", "--timeout", "5s")
            over_tcp = re.search(r"over\s+TCP\s+([\d,]+)", text)
            self.assertLess(int(over_tcp[1].replace(",", "")), NAMES * 3 / 2,
                            text)

    def test_dnsmasq_closes_after_100_answers(self) -> None:
        self.check(self.start("dnsmasq", self.dnsmasq_flags))

    def test_recursor_resets_when_its_buffer_is_full(self) -> None:
        self.check(self.start("pdns_recursor", self.recursor_flags))


if __name__ == "__main__":
    golden.main()
