"""Own recursion among real servers (NSD) on loopback, in a network namespace of
its own: the root, two top-level domains and three operators, each a server
with zones of its own. Rows are those that come through unbound with the same
root hints. mxsweep asks another port than 53, which unbound cannot.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import golden
import table

INSIDE = "MXSWEEP_OWN_NETWORK"
PORT = 5300  # of the servers, besides 53
ROOT, TLD_A, TLD_B, OP_A, OP_B, OP_C = (f"127.0.5.{i}" for i in range(1, 7))
MANY = 150
UNKNOWN = 8  # exit code: nothing is known of the name

SOA = "@ 300 SOA ns admin 1 7200 3600 86400 300\n"

# By server: zone name -> lines behind the SOA, relative to the zone.
ZONES: dict[str, dict[str, str]] = {
    ROOT: {".": f"""@ NS a.root.
a.root. A {ROOT}
qa. NS ns.nic.qa.
ns.nic.qa. A {TLD_A}
qb. NS ns.nic.qb.
ns.nic.qb. A {TLD_B}
"""},
    TLD_A: {"qa": f"""@ NS ns.nic
ns.nic A {TLD_A}
opa NS ns1.opa
opa NS ns2.opa
ns1.opa A {OP_A}
ns2.opa A {OP_B}
plain NS ns1.opa
glueless NS ns.opc.qb.
lame NS ns.opc.qb.
halflame NS ns.opc.qb.
halflame NS ns1.opa
nowhere NS ns.gone
loop NS ns.loop.qb.
own NS ns.own
x.y.deep NS ns1.opa
wild NS ns1.opa
alias NS ns1.opa
dname NS ns1.opa
big NS ns1.opa
disagree NS ns1.opa
moved NS ns1.opa
null NS ns1.opa
implicit NS ns1.opa
ent NS ns1.opa
circle NS ns1.opa
""", "nic.qa": f"@ NS ns\nns A {TLD_A}\n"},
    TLD_B: {"qb": f"""@ NS ns.nic
ns.nic A {TLD_B}
opc NS ns.opc
ns.opc A {OP_C}
both NS ns.nic
loop NS ns.loop.qa.
circle NS ns.opc
""", "both.qb": "@ NS ns.nic.qb.\n@ MX 10 m\nm A 22.0.1.1\n"},
    OP_A: {}, OP_B: {}, OP_C: {},
}

# Its parent names a server of operator A.
MOVED = "@ NS ns.opc.qb.\n@ MX 10 mx.opa.qa.\nb MX 20 mx.opa.qa.\n"

AT_OPERATOR_A = {
    "opa.qa": f"""@ NS ns1
@ NS ns2
ns1 A {OP_A}
ns2 A {OP_B}
@ MX 5 mx
mx A 22.0.0.1
mx AAAA 2d00::1
mx2 A 22.0.0.2
""",
    "plain.qa": "@ NS ns1.opa.qa.\n@ MX 10 mx.opa.qa.\n@ MX 20 mx2.opa.qa.\n"
                "sub MX 1 mx.opa.qa.\n",
    "halflame.qa": "@ NS ns1.opa.qa.\n@ MX 10 mx.opa.qa.\n",
    "x.y.deep.qa": "@ NS ns1.opa.qa.\n@ MX 10 mx.opa.qa.\n",
    "wild.qa": "@ NS ns1.opa.qa.\n* MX 10 mx.opa.qa.\n",
    "alias.qa": """@ NS ns1.opa.qa.
@ MX 10 host
host CNAME h.opc.qb.
out CNAME target.opc.qb.
gone CNAME gone.opc.qb.
twice CNAME back.opc.qb.
end MX 3 mx.opa.qa.
lost CNAME x.nowhere.qa.
""",
    "dname.qa": "@ NS ns1.opa.qa.\nd DNAME dn.opc.qb.\n",
    "big.qa": "@ NS ns1.opa.qa.\n" + "".join(
        f"@ MX {i} a-rather-long-name-of-a-mail-host-{i}\n"
        f"a-rather-long-name-of-a-mail-host-{i} A 22.0.3.{i}\n"
        for i in range(1, 61)),
    "disagree.qa": "@ NS ns.elsewhere.qa.\n@ MX 10 mx.opa.qa.\n",
    "moved.qa": MOVED,
    "null.qa": "@ NS ns1.opa.qa.\n@ MX 0 .\n",
    "implicit.qa": "@ NS ns1.opa.qa.\n@ A 22.0.0.9\n",
    "ent.qa": "@ NS ns1.opa.qa.\na.b MX 10 mx.opa.qa.\n",
    "circle.qa": "@ NS ns1.opa.qa.\n@ CNAME circle.qb.\n",
}
# CNAME and SOA may not stand together, so the circle is below the apex.
AT_OPERATOR_A["circle.qa"] = "@ NS ns1.opa.qa.\nc CNAME c.circle.qb.\n"

AT_OPERATOR_C = {
    "opc.qb": f"""@ NS ns
ns A {OP_C}
h A 22.0.0.7
target MX 7 mx.opa.qa.
back CNAME end.alias.qa.
x.dn MX 9 mx.opa.qa.
""",
    "glueless.qa": "@ NS ns.opc.qb.\n@ MX 10 h.opc.qb.\n",
    "moved.qa": MOVED,
    "circle.qb": "@ NS ns.opc.qb.\nc CNAME c.circle.qa.\n",
}

NAMES = """qa qb opa.qa plain.qa sub.plain.qa gone.plain.qa glueless.qa
www.glueless.qa lame.qa halflame.qa nowhere.qa loop.qa loop.qb own.qa deep.qa
y.deep.qa x.y.deep.qa z.x.y.deep.qa wild.qa a.wild.qa b.a.wild.qa alias.qa
out.alias.qa gone.alias.qa twice.alias.qa lost.alias.qa x.d.dname.qa
y.d.dname.qa big.qa disagree.qa moved.qa b.moved.qa gone.moved.qa null.qa
implicit.qa ent.qa b.ent.qa a.b.ent.qa
c.circle.qa both.qb opc.qb nothing.qb missing.qc""".split()

# Of a failure a resolver sends a message; here there is none to tell of.
OF_MESSAGES = ("rcode", "ad", "transport")

# An alias loop is one: a resolver says SERVFAIL of it. Of an alias whose end
# fails a resolver tells nothing; here it is known, and shown.
# Who asks a resolver knows nothing of delegations.
OF_DELEGATIONS = ("lame_delegation", "single_ns_operator")

JUDGED = {"c.circle.qa": ("CNAME_LOOP", "SERVFAIL"),
          "lost.alias.qa": ("SERVFAIL", "SERVFAIL")}


def said(rows: list[tuple]) -> list[tuple]:
    """What the rows of a name say, whoever said it."""
    failed = dict(rows[0])["status"] == "SERVFAIL"
    return [tuple((column, without_delegations(cell))
                  if column == "findings" else (column, cell)
                  for column, cell in row
                  if not (failed and column in OF_MESSAGES))
            for row in rows]


def without_delegations(findings: str) -> str:
    return ";".join(each for each in findings.split(";")
                    if each not in OF_DELEGATIONS)


def enter_own_network() -> None:
    """Goes on in a network of its own; whoever cannot have one skips."""
    if os.environ.get(INSIDE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    for tool in ("unshare", "ip"):
        golden.find_program(tool)
    flags = "-n" if os.geteuid() == 0 else "-rn"
    may = subprocess.run(["unshare", flags, "true"], capture_output=True,
                         check=False)
    if may.returncode != 0:
        golden.skip("needs a network namespace")
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", flags, sys.executable, "-B", *sys.argv])


def world() -> dict[str, dict[str, str]]:
    zones = {server: dict(each) for server, each in ZONES.items()}
    delegations = ""
    for i in range(MANY):
        server = "ns1.opa" if i % 3 else "ns.opc.qb."
        delegations += f"n{i} NS {server}\n"
        where = zones[OP_A] if i % 3 else zones[OP_C]
        mail = "mx.opa.qa." if i % 2 else f"m\nm A 22.1.{i // 200}.{i % 200}"
        where[f"n{i}.qa"] = f"@ NS ns1.opa.qa.\n@ MX 10 {mail}\n"
    zones[TLD_A]["qa"] += delegations
    zones[OP_A] |= AT_OPERATOR_A
    zones[OP_B] = dict(zones[OP_A])
    zones[OP_C] |= AT_OPERATOR_C
    return zones


class RecursionTest(unittest.TestCase):
    maxDiff = 6000

    @classmethod
    def setUpClass(cls) -> None:
        nsd, unbound = map(golden.find_program, ("nsd", "unbound"))
        cls.folder = Path(tempfile.mkdtemp(prefix="mxsweep-golden-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.hints = cls.folder / "root.hints"
        cls.hints.write_text(f". 3600 NS a.root.\na.root. 3600 A {ROOT}\n")
        for address, zones in world().items():
            cls.start_nsd(nsd, address, zones)
        cls.unbound = cls.start_unbound(unbound)
        cls.names = cls.folder / "names.txt"
        cls.names.write_text("\n".join(
            NAMES + [f"n{i}.qa" for i in range(MANY)]) + "\n")

    @classmethod
    def start_nsd(cls, program: str, address: str,
                  zones: dict[str, str]) -> None:
        folder = cls.folder / address
        folder.mkdir()
        config = f"""server:
  ip-address: {address}@53
  ip-address: {address}@{PORT}
  username: ""
  zonesdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  database: ""
  pidfile: ""
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  server-count: 1
  verbosity: 0
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
"""
        for number, (zone, text) in enumerate(zones.items()):
            origin = "." if zone == "." else zone + "."
            (folder / f"{number}.zone").write_text(
                f"$ORIGIN {origin}\n$TTL 3600\n{SOA}{text}")
            config += f'zone:\n  name: "{zone}"\n  zonefile: {number}.zone\n'
        (folder / "nsd.conf").write_text(config)
        with (folder / "nsd.log").open("wb") as log:
            process = subprocess.Popen(
                [program, "-d", "-c", str(folder / "nsd.conf")], stdout=log,
                stderr=log)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.terminate)

    @classmethod
    def start_unbound(cls, program: str) -> str:
        (cls.folder / "unbound.conf").write_text(f"""
  root-hints: "{cls.hints}"
  do-not-query-localhost: no
  do-ip6: no
  module-config: "iterator"
  local-zone: "qa." nodefault
""")
        server = golden.start_unbound(program, cls.folder, "opa.qa")
        cls.addClassCleanup(server.stop)
        return f"127.0.0.1:{server.port}"

    def recursive(self, *flags: str) -> tuple[list[list[tuple]], str]:
        out = self.folder / "own.csv"
        summary = golden.run_well(
            self.names, "--recursive", "--root-hints", self.hints,
            "--server-port", str(PORT), "--per-server-rate", "5000", "-v",
            *flags, "-o", out)
        return table.stable(table.read_csv(out)), summary

    def test_rows_are_those_of_unbound(self) -> None:
        out = self.folder / "unbound.csv"
        golden.run_well(self.names, "-r", self.unbound, *golden.PATIENT,
                        "--max-unknown", "100", "-o", out)
        theirs = table.stable(table.read_csv(out))
        ours, summary = self.recursive()
        self.assertEqual(len(ours), len(theirs))
        for one, other in zip(ours, theirs):
            name = dict(one[0])["domain"]
            if name in JUDGED:
                self.assertEqual((dict(one[0])["status"],
                                  dict(other[0])["status"]), JUDGED[name])
            else:
                self.assertEqual(said(one), said(other), name)
        self.assertRegex(summary, rf"[56] authoritative servers asked, most: "
                                  rf"{OP_A}:{PORT} \d+")
        asked = golden.counter(summary, "queries_zone")
        # The delegation of each name and its MX; addresses of 160 hosts.
        self.assertLess(asked, 2 * (MANY + len(NAMES)) + MANY + 220)

    def test_threads_find_the_same(self) -> None:
        two, one = (self.recursive("--threads", threads)[0]
                    for threads in ("2", "1"))
        self.assertEqual([said(rows) for rows in two],
                         [said(rows) for rows in one])

    def test_minimising_finds_the_same_by_more_questions(self) -> None:
        whole, summary = self.recursive()
        asked = golden.counter(summary, "queries_zone")
        minimised, summary = self.recursive("--qname-minimisation")
        self.assertEqual([said(rows) for rows in minimised],
                         [said(rows) for rows in whole])
        self.assertGreater(golden.counter(summary, "queries_zone"), asked)

    def test_columns_tell_of_delegations(self) -> None:
        rows, _ = self.recursive(
            "--columns", "seq,domain,zone_cut,delegation_status,ns_set_hash,"
            "own_ns_set_hash")
        told = {dict(each[0])["domain"]: dict(each[0]) for each in rows}
        for name, zone, status in (
                ("opa.qa", "opa.qa", "ok"), ("sub.plain.qa", "plain.qa", "ok"),
                ("out.alias.qa", "opc.qb", "ok"),
                ("lame.qa", "lame.qa", "lame"),
                ("nowhere.qa", "nowhere.qa", "no_address"),
                ("z.x.y.deep.qa", "x.y.deep.qa", "ok"),
                ("nothing.qb", "qb", "ok"), ("missing.qc", ".", "ok")):
            self.assertEqual((told[name]["zone_cut"],
                              told[name]["delegation_status"]),
                             (zone, status), name)
        self.assertEqual(told["plain.qa"]["ns_set_hash"],
                         told["wild.qa"]["ns_set_hash"])
        self.assertNotEqual(told["plain.qa"]["ns_set_hash"],
                            told["opa.qa"]["ns_set_hash"])
        self.assertEqual(told["plain.qa"]["own_ns_set_hash"],
                         told["plain.qa"]["ns_set_hash"])
        self.assertEqual(told["moved.qa"]["ns_set_hash"],
                         told["plain.qa"]["ns_set_hash"])
        self.assertEqual(told["moved.qa"]["own_ns_set_hash"],
                         told["glueless.qa"]["ns_set_hash"])

    def explained(self, *words: str, code: int = 0) -> str:
        """What explain says, as one line with single blanks."""
        done = golden.run("explain", *words, "--recursive", "--root-hints",
                          self.hints, "--server-port", str(PORT))
        self.assertEqual(done.returncode, code, done.stderr)
        text = done.stdout.decode()
        for line in text.splitlines():
            if not line.startswith("      "):  # those are records
                self.assertLessEqual(len(line), 80)
        return " ".join(text.split())

    def test_explain_tells_the_walk(self) -> None:
        walk = self.explained("glueless.qa")
        for line in (
                f"asked {ROOT}:{PORT} over UDP: a.root, of the root",
                "it refers to the zone qa, served by ns.nic.qa (R1)",
                f"asked {TLD_A}:{PORT} over UDP: ns.nic.qa, of the zone qa",
                "it refers to the zone glueless.qa, served by ns.opc.qb (no "
                "addresses given) (R1); an address of ns.opc.qb is looked up",
                "A of ns.opc.qb: an address of that name server? (R1)",
                "that is the answer of the zone glueless.qa"):
            self.assertIn(line, walk)
        self.assertNotIn("asked elsewhere", walk)
        self.assertLess(walk.index("A of ns.opc.qb: an address"),
                        walk.index("MX of glueless.qa, continued"))
        self.assertIn("A of qa: does another zone begin there? (RFC 9156)",
                      self.explained("plain.qa", "--qname-minimisation"))

    def test_explain_a_circle_of_aliases(self) -> None:
        walk = self.explained("c.circle.qa")
        self.assertIn("1. MX of c.circle.qa: which mail hosts has it? (S1)",
                      walk)
        self.assertIn("unknown (S2): its aliases come to no end", walk)
        self.assertIn("cname_loop (S2), error", walk)

    def test_explain_says_why_nobody_is_left(self) -> None:
        lame = self.explained("lame.qa", code=UNKNOWN)
        self.assertIn("of no use for the zone lame.qa: a lame delegation",
                      lame)
        self.assertIn("no server of the zone lame.qa is left to ask: who "
                      "replied is lame (R3)", lame)
        self.assertNotIn("another server", lame)
        self.assertIn("no server of the zone nowhere.qa is left to ask: no "
                      "address of a name server could be had",
                      self.explained("nowhere.qa", code=UNKNOWN))
        blocked = self.folder / "blocked.txt"
        blocked.write_text(f"{TLD_A}/32\n")
        self.assertIn(f"{TLD_A} of ns.nic.qa is on the blocklist and not asked "
                      "(R8)", self.explained("plain.qa", "--blocklist-file",
                                             str(blocked), code=UNKNOWN))


if __name__ == "__main__":
    enter_own_network()
    golden.main()
