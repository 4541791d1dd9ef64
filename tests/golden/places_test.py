"""Where addresses are: what the table says of each address is what maxminddb
reads in the same file, and a file that is no good is refused."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden
import places
import table
from zone import Zone

try:
    import maxminddb
    import pyarrow.parquet
except ImportError as missing:
    golden.needs_module(missing)

ZONE = """
    a.qm MX 10 m1.qm
    a.qm MX 20 m2.qm
    b.qm MX 10 m3.qm
    c.qm MX 10 m2.qm
    d.qm MX 10 m4.qm
    d.qm MX 20 m5.qm
    e.qm MX 10 m4.qm
    e.qm MX 20 m3.qm
    m4.qm A 5.0.0.2
    m5.qm A 5.0.1.3
    none.qm MX 0 .
    m1.qm A 5.0.0.1
    m1.qm A 5.0.1.1
    m1.qm AAAA 2a00::1
    m2.qm A 5.0.2.1
    m2.qm A 5.0.1.2
    m3.qm A 9.9.9.9
    m3.qm AAAA ::ffff:5.0.0.9
    m3.qm AAAA 2002:500:203::1
"""
NAMES = ["a.qm", "b.qm", "none.qm", "gone.qm"]
COLUMNS = ("address_asn", "address_as_org", "address_country")


class PlacesTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.files = places.write_all(cls.folder)
        cls.zone = cls.enterClassContext(Zone(ZONE))

    def scan(self, *arguments: str | Path, names: list[str] = NAMES) -> str:
        return golden.run_well("-r", self.zone.address, "--no-resolver-check",
                               *arguments, *names)

    def expected(self, address: str, networks: Path,
                 countries: Path) -> tuple[str, str, str]:
        """By a reader that is not ours."""
        with maxminddb.open_database(networks) as database:
            network = database.get(address) or {}
        with maxminddb.open_database(countries) as database:
            country = database.get(address) or {}
        number = network.get("autonomous_system_number",
                             network.get("asn", "AS")[2:])
        org = network.get("autonomous_system_organization",
                          network.get("as_name", ""))
        code = country.get("country_code")
        return (str(number), org,
                code or country.get("country", {}).get("iso_code", ""))

    def test_each_address_is_where_another_reader_finds_it(self) -> None:
        for networks, countries in (
                ("maxmind_asn", "maxmind_country"),
                ("maxmind_asn", "ipinfo_country"),
                ("ipinfo_lite", "maxmind_country"),
                ("ipinfo_lite", "ipinfo_lite")):
            with self.subTest(networks + " " + countries):
                out = self.folder / "out.csv"
                files = self.files[networks], self.files[countries]
                self.scan("--asn-db", files[0], "--country-db", files[1],
                          "-o", out)
                rows = table.read_csv(out)
                shown = [row for row in rows if row["address"]]
                self.assertEqual(len(shown), 8)
                for row in shown:
                    self.assertEqual(
                        tuple(row[name] for name in COLUMNS),
                        self.expected(row["address"], *files), row["address"])
                self.assertEqual({row[name] for row in rows
                                  if not row["address"] for name in COLUMNS},
                                 {""})

    def test_rows_of_whole_sets_have_each_once(self) -> None:
        files = ["--asn-db", self.files["maxmind_asn"], "--country-db",
                 self.files["maxmind_country"]]
        for shape, asns, countries in (
                ("mx", [[64500, 64501], [64500, 4294967294]],
                 [["CH", "DE", "US"], ["DE"]]),
                ("domain", [[64500, 64501, 4294967294]], [["CH", "DE", "US"]]),
                ("nested", [[64500, 64501, 4294967294]], [["CH", "DE", "US"]])):
            for ending in ("jsonl", "parquet"):
                out = self.folder / f"{shape}.{ending}"
                self.scan(*files, "--shape", shape, "-o", out, names=["a.qm"])
                if ending == "jsonl":
                    rows = [json.loads(line)
                            for line in out.read_text().splitlines()]
                else:
                    rows = pyarrow.parquet.read_table(out).to_pylist()
                self.assertEqual([row["address_asns"] for row in rows], asns)
                self.assertEqual([row["address_countries"] for row in rows],
                                 countries)
                self.assertIn("Große Wölkchen AG", rows[0]["address_as_orgs"])

    def test_only_what_is_asked_for_is_there(self) -> None:
        out = self.folder / "some.csv"
        self.scan("--asn-db", self.files["maxmind_asn"], "-o", out)
        self.assertNotIn("address_country", table.read_csv(out)[0])
        self.scan("--country-db", self.files["maxmind_country"], "--columns",
                  "domain,address_country", "-o", out)
        self.assertEqual(
            {row["address_country"] for row in table.read_csv(out)
             if row["domain"] == "a.qm"}, {"CH", "DE", "US", ""})
        said = self.scan("--asn-db", self.files["maxmind_asn"], "--columns",
                         "domain", "-o", out)
        self.assertIn("--asn-db has no effect: no column shows", said)

    def test_one_autonomous_system_is_a_finding(self) -> None:
        out = self.folder / "found.csv"
        names = ["a.qm", "c.qm", "d.qm", "e.qm"]
        flags = ["--shape", "domain", "-o", out]
        for more, found in (
                (["--asn-db", self.files["maxmind_asn"]], ["d.qm"]),
                (["--asn-db", self.files["maxmind_asn"], "--columns",
                  "domain,findings"], ["d.qm"]),
                (["--country-db", self.files["maxmind_country"]], []),
                ([], [])):
            with self.subTest(flags=more):
                said = self.scan(*more, *flags, names=names)
                self.assertNotIn("has no effect", said)
                self.assertEqual(
                    [row["domain"] for row in table.read_csv(out)
                     if "single_asn" in row["findings"].split(";")], found)

    def test_explain_shows_where_each_address_is(self) -> None:
        words = ["explain", "-r", self.zone.address, "--no-resolver-check",
                 "d.qm", "--asn-db", self.files["maxmind_asn"]]
        said = golden.run(*words, "--country-db",
                          self.files["maxmind_country"]).stdout.decode()
        self.assertIn("\n       5.0.0.2  AS64500 Große Wölkchen AG, CH\n",
                      said)
        self.assertIn("\n       5.0.1.3  AS64500 Große Wölkchen AG, DE\n",
                      said)
        self.assertIn("\n  single_asn, note: ", said)
        said = golden.run(*words).stdout.decode()
        self.assertIn("\n       5.0.0.2  AS64500 Große Wölkchen AG\n", said)
        said = golden.run(*words[:5]).stdout.decode()
        self.assertIn("\n       5.0.0.2\n", said)
        self.assertNotIn("single_asn", said)

    def test_doctor_says_how_old_they_are(self) -> None:
        said = golden.run("doctor", "-r", self.zone.address, "--asn-db",
                          self.files["maxmind_asn"]).stdout.decode()
        self.assertRegex(said, r"ok    --asn-db: GeoLite2-ASN, [01] days? old")
        self.assertNotIn("--country-db", said)

    def test_manifest_says_which_databases_these_were(self) -> None:
        manifest = self.folder / "manifest.json"
        self.scan("--asn-db", self.files["maxmind_asn"], "--country-db",
                  self.files["ipinfo_country"], "--manifest", manifest, "-o",
                  self.folder / "m.csv")
        told = json.loads(manifest.read_text())
        self.assertEqual(told["asn_db"], str(self.files["maxmind_asn"]))
        for key, name in (("asn_db", "maxmind_asn"),
                          ("country_db", "ipinfo_country")):
            with maxminddb.open_database(self.files[name]) as database:
                facts = database.metadata()
            self.assertEqual(told[key + "_type"], facts.database_type)
            self.assertEqual(told[key + "_built_at_s"], facts.build_epoch)

    def refusal(self, *arguments: str | Path) -> str:
        out = self.folder / "refused.csv"
        done = golden.run("-r", "127.0.0.1:9", "-o", out, *arguments, "a.qm")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertFalse(out.exists())
        return done.stderr.decode()

    def test_what_is_no_good_is_refused(self) -> None:
        whole = self.files["maxmind_asn"].read_bytes()
        bad = self.folder / "bad.mmdb"
        for octets, why in (
                (b"", "it is empty"), (whole[:-1], "is it whole"),
                (whole[:len(whole) // 2], "is it whole"),
                (b"start,end,asn\n", "is it whole"),
                (b"\xff" * 400 + whole[400:], "search tree")):
            for flag in ("--asn-db", "--country-db"):
                bad.write_bytes(octets)
                said = self.refusal(flag, bad)
                self.assertIn(f"{flag}: cannot use {bad}", said)
                self.assertIn(why, said)
        self.assertIn("No such file",
                      self.refusal("--asn-db", self.folder / "gone"))
        self.assertIn("autonomous_system_number, autonomous_system_organizat",
                      self.refusal("--country-db", self.files["maxmind_asn"]))
        self.assertIn("has none of the fields autonomous_system_number",
                      self.refusal("--asn-db", self.files["ipinfo_country"]))

    def test_columns_need_their_database_and_addresses(self) -> None:
        self.assertIn("only with --country-db",
                      self.refusal("--columns", "domain,address_country"))
        self.assertIn("--addresses none asks for none",
                      self.refusal("--asn-db", self.files["maxmind_asn"],
                                   "--addresses", "none"))
        out = self.files["maxmind_asn"]
        done = golden.run("--asn-db", out, "-o", out, "-O", "csv", "a.qm")
        self.assertIn("would be overwritten", done.stderr.decode())

    def test_file_may_be_replaced_or_cut_during_a_run(self) -> None:
        """A mapped file that becomes shorter ends a process with SIGBUS."""
        database = self.folder / "live.mmdb"
        database.write_bytes(self.files["maxmind_asn"].read_bytes())
        out = self.folder / "live.csv"
        part = self.folder / "live.csv.part"
        with subprocess.Popen(
                [golden.PROGRAM, "-r", self.zone.address, "-q", "--rate", "8",
                 "--no-resolver-check", "--asn-db", database, "-o", out,
                 *NAMES], stderr=subprocess.PIPE) as process:
            while not part.exists() and process.poll() is None:
                time.sleep(0.01)
            self.assertIsNone(process.poll())
            os.truncate(database, 0)
            _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, said)
        shown = {row["address"]: row["address_asn"]
                 for row in table.read_csv(out)}
        self.assertEqual(shown["5.0.0.1"], "64500")
        self.assertEqual(shown["5.0.2.1"], "4294967294")

    def test_report_counts_domains_by_network_and_country(self) -> None:
        want = {"networks": {"AS64500": 2, "AS64501": 1, "AS4294967294": 2},
                "places": {"CH": 1, "DE": 2, "US": 1}}
        for shape, ending in (("flat", "csv"), ("flat", "parquet"),
                              ("mx", "csv"), ("domain", "csv"),
                              ("domain", "parquet"), ("nested", "jsonl")):
            with self.subTest(shape + " " + ending):
                out = self.folder / f"report-{shape}.{ending}"
                self.scan("--asn-db", self.files["maxmind_asn"],
                          "--country-db", self.files["maxmind_country"],
                          "--shape", shape, "-o", out,
                          names=[*NAMES, "c.qm"])
                done = golden.run("report", out, "--format", "json")
                self.assertEqual(done.returncode, 0, done.stderr)
                tables = json.loads(done.stdout)["tables"]
                for name, column in (("networks", "network"),
                                     ("places", "country")):
                    self.assertEqual(
                        {row[column]: row["names"] for row in tables[name]},
                        want[name])
                if shape == "flat":
                    self.assertIn("Große Wölkchen AG",
                                  {row["org"] for row in tables["networks"]})

    def test_a_run_goes_on_with_the_same_database_only(self) -> None:
        out = str(self.folder / "parts") + "/"
        names = self.folder / "names.txt"
        names.write_text("a.qm\nb.qm\n")
        database = self.folder / "resumed.mmdb"
        database.write_bytes(self.files["maxmind_asn"].read_bytes())
        flags = ["-r", self.zone.address, "--no-resolver-check", "-o", out,
                 "-O", "csv", "--asn-db", database, names]
        first = golden.run(*flags, "--max-names", "1")
        self.assertNotEqual(first.returncode, 0)
        database.write_bytes(self.files["ipinfo_lite"].read_bytes())
        refused = golden.run(*flags, "--resume")
        self.assertIn("asn_db", refused.stderr.decode())
        self.assertNotEqual(refused.returncode, 0)
        golden.run_well(*flags, "--resume", "--resume-despite", "asn_db")


if __name__ == "__main__":
    golden.main()
