"""Results that are objects of S3, against a server on loopback that speaks like
it: they appear whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import gzip
import io
import logging
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import golden

# Nothing but loopback is asked: no other credentials, no metadata service.
os.environ |= {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hush",
               "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
               "AWS_EC2_METADATA_DISABLED": "true",
               "AWS_CONFIG_FILE": os.devnull,
               "AWS_SHARED_CREDENTIALS_FILE": os.devnull}

try:
    import boto3
    import pyarrow.ipc
    import pyarrow.parquet
    from botocore.exceptions import ClientError
    from moto.server import ThreadedMotoServer
except ImportError as missing:
    golden.needs_module(missing)

if b"parquet" not in golden.run("--version").stdout:
    golden.skip("this build knows neither Parquet nor S3")

BUCKET = "results"
logging.getLogger("werkzeug").setLevel(logging.ERROR)  # each request


class Nothing(golden.LoopbackResolver):
    """No name exists; or nobody answers."""

    silent = False

    def reply(self, query: bytes, end: int) -> bytes | None:
        return None if self.silent else golden.nothing_found(query, end)


class S3Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.start_server()
        cls.s3.create_bucket(Bucket=BUCKET)
        cls.resolver = cls.enterClassContext(Nothing())
        cls.folder = Path(cls.enterClassContext(
            tempfile.TemporaryDirectory(prefix="mxsweep-s3-")))
        cls.list = cls.folder / "list"
        cls.list.write_text("".join(f"n{i}.example.com\n"
                                    for i in range(3000)))

    @classmethod
    def start_server(cls) -> None:
        cls.server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        cls.server.start()
        cls.endpoint = "http://%s:%d" % cls.server.get_host_and_port()
        cls.s3 = boto3.client("s3", endpoint_url=cls.endpoint)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.stop()

    def arguments(self, out: str, *flags: object,
                  rate: int = 0) -> list[str]:
        return [golden.PROGRAM, *map(str, (
            self.list, "-r", self.resolver.address, "--no-resolver-check",
            "-A", "none", "--rate", rate, "-s", "500", "--retries", "0", "-o",
            f"s3://{BUCKET}/{out}", *flags))]

    def scan(self, out: str, *flags: object,
             code: int = 0) -> subprocess.CompletedProcess:
        done = subprocess.run(
            self.arguments(out, *flags), capture_output=True, text=True,
            check=False, env=os.environ | {"AWS_ENDPOINT_URL": self.endpoint})
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertNotIn("hush", done.stderr)
        return done

    def get(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def put_old(self, key: str) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=b"old")

    def check_aborted(self, key: str) -> None:
        """The old object is what it was, and nothing is left to be paid for."""
        self.assertEqual(self.get(key), b"old")
        uploads = self.s3.list_multipart_uploads(Bucket=BUCKET)
        self.assertEqual(uploads.get("Uploads", []), [])

    def test_every_format(self) -> None:
        done = self.scan("a folder/out.csv", "--manifest",
                         f"s3://{BUCKET}/out.json")
        self.assertIn(f"s3://{BUCKET}/a folder/out.csv", done.stderr)
        self.assertEqual(self.get("a folder/out.csv").count(b"\n"), 3001)
        self.assertTrue(self.get("out.json").startswith(b'{"tool":"mxsweep"'))
        self.scan("out.jsonl.gz")
        lines = gzip.decompress(self.get("out.jsonl.gz")).count(b"\n")
        self.assertEqual(lines, 3000)
        self.scan("out.parquet", "--sort", "domain")
        rows = pyarrow.parquet.read_table(io.BytesIO(self.get("out.parquet")))
        domains = rows["domain"].to_pylist()
        self.assertEqual(len(domains), 3000)
        self.assertEqual(domains, sorted(domains))

    def test_manifest_of_a_folder_of_parts(self) -> None:
        arguments = self.arguments("x.csv", "-O", "csv", "--manifest",
                                   f"s3://{BUCKET}/parts.json")
        arguments[arguments.index("-o") + 1] = f"{self.folder}/parts/"
        subprocess.run(arguments, check=True, stderr=subprocess.DEVNULL,
                       env=os.environ | {"AWS_ENDPOINT_URL": self.endpoint})
        self.assertTrue((self.folder / "parts" / "_SUCCESS").exists())
        self.assertIn(b'"parts":true', self.get("parts.json"))

    def test_shards(self) -> None:
        numbers = []
        for shard in (1, 2):  # one of them is empty: all is one domain
            self.scan(f"{shard}.arrows", "--shard", f"{shard}/2", "--limit",
                      "200", "--shape", "domain", "--sort", "seq")
            got = pyarrow.ipc.open_stream(self.get(f"{shard}.arrows"))
            numbers += got.read_all().column("seq").to_pylist()
        self.assertEqual(numbers, list(range(200)))

    def test_in_parts(self) -> None:
        """Some 30 MiB; what is blocked is not asked."""
        blocked = self.folder / "blocked"
        blocked.write_text("example.com\n")
        long = self.folder / "long"
        long.write_text("".join(f"n{i}.{'x' * 40}.example.com\n"
                                for i in range(250_000)) +
                        "asked.example.org\n")  # else it is no success
        self.list, names = long, self.list
        self.addCleanup(setattr, self, "list", names)
        self.scan("long.csv", "--blocklist-file", blocked)
        local = self.folder / "long.csv"
        golden.run_well(long, "-r", self.resolver.address, "-o", local,
                        "--no-resolver-check", "--blocklist-file", blocked)
        got = self.get("long.csv")
        self.assertGreater(len(got), 20 << 20)
        there, here = (sorted(text.split(b"\n"))
                       for text in (got, local.read_bytes()))
        # How long the reply took is another thing in each run.
        asked = [line for line in there if b",asked.example.org," in line]
        self.assertEqual(len(asked), 1)
        self.assertEqual(len(there), len(here))
        self.assertTrue(set(there) - set(here) == set(asked))
        head = self.s3.head_object(Bucket=BUCKET, Key="long.csv")
        self.assertRegex(head["ETag"], r"-[2-9]\"$")  # so many parts

    def test_interrupted(self) -> None:
        self.put_old("cut.csv")
        with subprocess.Popen(
                self.arguments("cut.csv", rate=200), text=True,
                stderr=subprocess.PIPE,
                env=os.environ | {"AWS_ENDPOINT_URL": self.endpoint}) as run:
            time.sleep(3)
            run.send_signal(signal.SIGINT)
            said = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, 130, said)
        self.assertIn("was aborted", said)
        self.check_aborted("cut.csv")

    def test_nobody_answers(self) -> None:
        self.put_old("silent.parquet")
        self.resolver.silent = True
        self.addCleanup(setattr, self.resolver, "silent", False)
        done = self.scan("silent.parquet", "--timeout", "200ms",
                         "--give-up-after", "1s", code=7)
        self.assertIn("was aborted", done.stderr)
        self.check_aborted("silent.parquet")

    def test_the_server_goes_away(self) -> None:
        self.put_old("lost.csv")
        with subprocess.Popen(
                self.arguments("lost.csv", rate=500), text=True,
                stderr=subprocess.PIPE,
                env=os.environ | {"AWS_ENDPOINT_URL": self.endpoint}) as run:
            time.sleep(2)
            self.server.stop()
            said = run.communicate(timeout=120)[1]
        self.start_server()  # what it knows stays
        self.assertEqual(run.returncode, 4, said)
        self.assertIn(f"cannot write s3://{BUCKET}/lost.csv", said)
        self.assertEqual(self.get("lost.csv"), b"old")
        # Nobody was there to be told of the end of the upload.
        for left in self.s3.list_multipart_uploads(
                Bucket=BUCKET).get("Uploads", []):
            self.s3.abort_multipart_upload(Bucket=BUCKET, Key=left["Key"],
                                           UploadId=left["UploadId"])

    def test_refusals(self) -> None:
        done = self.scan("x.txt", code=2)
        self.assertIn("cannot tell the format", done.stderr)
        for path, code, saying in (
                ("s3://nobucket/x.csv", 4, "does not exist"),
                ("s3://results", 2, "a bucket and a key"),
                ("s3://results/", 2, "a bucket and a key")):
            arguments = self.arguments("x.csv", "-O", "csv")
            arguments[arguments.index("-o") + 1] = path
            done = subprocess.run(
                arguments, capture_output=True, text=True, check=False,
                env=os.environ | {"AWS_ENDPOINT_URL": self.endpoint})
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(saying, done.stderr)
            self.assertEqual(len(done.stderr.strip().split("\n")), 1)
        for flags in (["--resume"], ["--parts"], ["--overwrite"]):
            done = self.scan("parts/x.csv", *flags, code=2)
            self.assertIn(f"{flags[0]} is for a folder of parts of this "
                          "machine", done.stderr)
        done = self.scan("x.csv", "--dry-run")
        self.assertIn("in s3://results/x.csv", done.stdout)
        done = self.scan("parts", "--partition-by", "tld", code=2)
        self.assertIn("aws s3 cp --recursive", done.stderr)
        with self.assertRaises(ClientError):
            self.get("x.csv")


if __name__ == "__main__":
    golden.main()
