"""The commands of docs/examples.md, in their order and as they stand there,
but for the addresses of the resolvers, which are servers of this test.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import golden
import table

try:
    import duckdb  # noqa: F401 (the examples use it)
except ImportError as missing:
    golden.needs_module(missing)

TEXT = (golden.SOURCE / "docs" / "examples.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (.*)\n", re.M)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)


def examples() -> dict[str, str]:
    """The commands below each heading."""
    parts = SECTION.split(TEXT)[1:]
    return {title: "".join(BLOCK.findall(text))
            for title, text in zip(parts[::2], parts[1::2])}


class ExamplesTest(golden.InternetTest):
    """One folder, in which one example after the other is run."""

    profile, size, seed = "toplist", 300, 20261130

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.folder = cls.world.path("examples")
        cls.programs = cls.world.path("bin")
        cls.folder.mkdir()
        cls.programs.mkdir()
        for name, program in (("mxsweep", golden.PROGRAM),
                              ("python3", sys.executable)):
            wrapper = cls.programs / name
            # Nobody knows the top-level domains of a made-up internet, so a
            # short list of its names looks like one of people.
            forced = " --force" if name == "mxsweep" else ""
            wrapper.write_text(
                f'#!/bin/sh\nexec "{program}"{forced} "$@"\n')
            wrapper.chmod(0o755)
        (cls.folder / "names.txt").write_bytes(cls.names.read_bytes())
        (cls.folder / "tranco.csv").write_text("".join(
            f"{rank},{one['domain']}\n" for rank, one in enumerate(
                (one for one in cls.truth if one["domain"]), 1)))
        cls.resolvers = {"192.0.2.53": cls.world.resolver,
                         "192.0.2.54": cls.world.start_unbound()}
        cls.said = {title: cls.run_example(commands)
                    for title, commands in examples().items()}

    @classmethod
    def run_example(cls, commands: str) -> str:
        """What it prints; anything but success is an error."""
        for address, resolver in cls.resolvers.items():
            commands = commands.replace(address, resolver)
        path = f"{cls.programs}:{os.environ.get('PATH', '')}"
        done = subprocess.run(
            ["sh", "-eu"], input=commands, cwd=cls.folder, text=True,
            capture_output=True, env={**os.environ, "PATH": path},
            timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{commands}\nexit code {done.returncode}: "
                                 f"{done.stdout}{done.stderr}")
        return done.stdout

    def rows(self, name: str) -> list[dict[str, str]]:
        return table.read_csv(self.folder / name)

    def check_all_names(self, rows: list[dict[str, str]]) -> None:
        records = table.by_seq(rows)
        got = [records[seq][0]["status"] for seq in range(len(self.truth))]
        self.assertEqual(got, [one["status"] for one in self.truth])

    def printed(self, title: str) -> str:
        found = [text for each, text in self.said.items() if title in each]
        self.assertEqual(len(found), 1, title)
        return found[0]

    def test_each_example_is_run(self) -> None:
        self.assertEqual(len(BLOCK.findall(TEXT)), len(self.said))
        self.assertEqual(TEXT.count("```"), 2 * len(self.said))
        self.assertTrue(all(examples().values()))

    def test_csv(self) -> None:
        self.check_all_names(self.rows("results.csv"))

    def test_ranked_list(self) -> None:
        rows = self.rows("mx.csv")
        self.assertEqual({row["input_rank"] for row in rows},
                         {str(rank) for rank in range(1, 101)})
        self.assertEqual({row["address"] for row in rows}, {""})

    def test_parquet_in_duckdb(self) -> None:
        found = duckdb.sql(f"SELECT DISTINCT seq, status FROM "
                           f"'{self.folder / 'results.parquet'}' ORDER BY seq")
        self.assertEqual([status for _, status in found.fetchall()],
                         [one["status"] for one in self.truth])
        self.assertIn("domains", self.printed("Who receives the mail"))
        self.assertIn("NXDOMAIN", self.printed("What became of the names"))

    def test_both_resolvers_are_used(self) -> None:
        rows = self.rows("two.csv")
        self.check_all_names(rows)
        self.assertEqual({row["resolver"] for row in rows} - {""},
                         set(self.resolvers.values()))

    def test_nested(self) -> None:
        lines = (self.folder / "exchanges.txt").read_text().splitlines()
        self.assertEqual(len(lines), sum(bool(one["mx"])
                                         for one in self.truth))

    def test_manifest(self) -> None:
        run = json.loads((self.folder / "run.json").read_text())
        self.assertEqual(run["records_read"], len(self.truth))
        self.assertIn(f"{len(self.truth)} names", self.printed("manifest"))

    def test_what_failed_is_asked_again(self) -> None:
        failed = {row["domain"] for row in self.rows("results.csv")
                  if row["mail_kind"] == "unknown"} - {""}
        self.assertGreater(len(failed), 0)
        self.assertEqual({row["domain"] for row in self.rows("again.csv")},
                         failed)


if __name__ == "__main__":
    golden.main()
