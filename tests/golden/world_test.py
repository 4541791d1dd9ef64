"""The synthetic internet itself: equal arguments give equal bytes, the shares
are those of the profiles, NSD's own checker accepts every zone.
"""

from __future__ import annotations

import collections
import filecmp
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import golden

SEED = 20260606
NAMES = 3000
# Of all names, in percent; then of those with MX.
SHARES = {
    "toplist": {"mx": 67, "implicit": 22, "nothing": 6.8, "nxdomain": 2.7,
                "failed": 1.5, "null": 1.5, "hosts": 0.6},
    "gtld-zone": {"mx": 40, "implicit": 48, "nothing": 6.3, "nxdomain": 1,
                  "failed": 4.7, "null": 2.5, "hosts": 0.37},
    "cctld-zone": {"mx": 82, "implicit": 9, "nothing": 2.95, "nxdomain": 2,
                   "failed": 4.05, "null": 2.0, "hosts": 0.35},
}
SET_SIZES = {1: 64.2, 2: 19.7, 3: 2.8, 4: 7.3, 5: 3.2, 7: 2.6}


def share_class(one: dict) -> str:
    if one["status"] == "NOERROR":
        return "mx"
    if one["status"] == "NXDOMAIN":
        return "nxdomain"
    if one["status"] == "NODATA":
        return ("implicit" if one["mail_kind"] == "implicit_mx"
                else "nothing")
    return "failed"


class WorldTest(unittest.TestCase):
    """Each profile, made twice."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        cls.addClassCleanup(folder.cleanup)
        cls.worlds = {}
        for profile in SHARES:
            for copy in ("once", "again"):
                path = Path(folder.name) / f"{profile}-{copy}"
                golden.make_internet(path, "--profile", profile, "--names",
                                     str(NAMES), "--seed", str(SEED))
                cls.worlds[profile, copy] = path

    def ordinary(self, profile: str) -> list[dict]:
        path = self.worlds[profile, "once"] / "truth.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines()
        return [one for one in map(json.loads, lines)
                if one["what"] == profile]

    def test_equal_arguments_give_equal_bytes(self) -> None:
        for profile in SHARES:
            one, two = (self.worlds[profile, copy]
                        for copy in ("once", "again"))
            files = sorted(str(path.relative_to(one))
                           for path in one.rglob("*") if path.is_file())
            self.assertGreater(len(files), 10)
            equal, different, errors = filecmp.cmpfiles(
                one, two, files, shallow=False)
            self.assertEqual((different, errors), ([], []))
            self.assertEqual(len(equal), len(files))

    def test_another_seed_gives_another_world(self) -> None:
        path = self.worlds["toplist", "once"]
        other = path.parent / "other"
        golden.make_internet(other, "--profile", "toplist", "--names",
                             str(NAMES), "--seed", str(SEED + 1))
        self.assertNotEqual((path / "names.txt").read_bytes(),
                            (other / "names.txt").read_bytes())

    def test_shares_are_those_of_the_profile(self) -> None:
        for profile, wanted in SHARES.items():
            names = self.ordinary(profile)
            self.assertEqual(len(names), NAMES)
            count = collections.Counter(map(share_class, names))
            for kind in ("mx", "implicit", "nothing", "nxdomain", "failed"):
                self.assertAlmostEqual(100 * count[kind] / NAMES,
                                       wanted[kind], delta=0.2)
            with_mx = [one for one in names if one["status"] == "NOERROR"]
            nulls = sum(one["mail_kind"] == "null_mx" for one in with_mx)
            self.assertAlmostEqual(100 * nulls / len(with_mx),
                                   wanted["null"], delta=0.2)
            hosts = {mx["exchange"] for one in with_mx for mx in one["mx"]}
            self.assertAlmostEqual(len(hosts) / len(with_mx),
                                   wanted["hosts"], delta=0.1)

    def test_set_sizes_and_lengths_are_as_measured(self) -> None:
        for profile in SHARES:
            names = self.ordinary(profile)
            sizes = collections.Counter(len(one["mx"]) for one in names
                                        if one["status"] == "NOERROR")
            for size, share in SET_SIZES.items():
                self.assertAlmostEqual(100 * sizes[size] / sizes.total(),
                                       share, delta=4, msg=profile)
            lengths = sorted(len(one["domain"]) for one in names)
            self.assertAlmostEqual(lengths[NAMES // 2], 15, delta=2)
            self.assertAlmostEqual(lengths[NAMES * 9 // 10], 23, delta=3)

    def test_nsd_accepts_configuration_and_zones(self) -> None:
        check_zone = golden.find_program("nsd-checkzone")
        check_conf = golden.find_program("nsd-checkconf")
        for profile in SHARES:
            path = self.worlds[profile, "once"]
            subprocess.run([check_conf, "nsd.conf"], cwd=path, check=True)
            for zone in (path / "zones").iterdir():
                origin = zone.stem if zone.stem != "root" else "."
                done = subprocess.run([check_zone, origin, zone], check=False,
                                      capture_output=True, text=True)
                self.assertEqual(done.stdout, f"zone {origin} is ok\n",
                                 done.stderr)

    def test_only_invented_names(self) -> None:
        for profile in SHARES:
            for one in self.ordinary(profile):
                self.assertIn(one["domain"].rsplit(".")[-1],
                              ("qm", "qn", "qo", "xa", "xb", "xc", "zz"))


if __name__ == "__main__":
    golden.main()
