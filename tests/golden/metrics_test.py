"""The metrics as a scraper sees them: curl, Python's http.client and the parser
of Prometheus' own client read them; hostile clients stop neither server nor
scan.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import golden

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError as missing:
    golden.needs_module(missing)

WAIT_LIMIT_S = 60
CLIENT_TIME_S = 5  # kPageClientTime
CLIENTS_MAX = 16


class Counting(golden.LoopbackResolver):
    asked = 0

    def reply(self, query: bytes, end: int) -> bytes | None:
        self.asked += 1
        return golden.nothing_found(query, end)


class MetricsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "mxsweep.prom"
        self.out = self.folder / "out.csv"
        self.port = golden.free_port()
        self.resolver = Counting()
        self.resolver.__enter__()
        self.addCleanup(self.resolver.__exit__, None, None, None)

    def start(self, count: int, *flags: object) -> subprocess.Popen:
        names = self.folder / "names.txt"
        names.write_text("".join(f"name{i}.qm\n" for i in range(count)))
        scan = subprocess.Popen(
            [golden.PROGRAM, str(names), "-r", self.resolver.address,
             "--no-resolver-check", "-A", "none", "-q", "-o", str(self.out),
             *map(str, flags)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(scan.stderr.close)
        self.addCleanup(scan.kill)
        return scan

    def ended(self, scan: subprocess.Popen, code: int) -> str:
        said = scan.communicate(timeout=WAIT_LIMIT_S)[1]
        self.assertEqual(scan.returncode, code, said)
        return said

    def connect(self) -> socket.socket:
        """As soon as the server listens."""
        limit = time.monotonic() + WAIT_LIMIT_S
        while True:
            try:
                client = socket.create_connection(("127.0.0.1", self.port),
                                                  timeout=WAIT_LIMIT_S)
            except ConnectionRefusedError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.02)
                continue
            self.addCleanup(client.close)
            return client

    def knock(self) -> socket.socket:
        client = socket.socket()
        self.addCleanup(client.close)
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", self.port))
        return client

    def asked(self, method: str, path: str,
              **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                timeout=WAIT_LIMIT_S)
        self.addCleanup(connection.close)
        connection.request(method, path, headers=headers)
        return connection.getresponse()

    def page(self) -> str:
        response = self.asked("GET", "/metrics")
        self.assertEqual(response.status, 200)
        return response.read().decode()

    def curl(self, *flags: str) -> str:
        return subprocess.run(
            [golden.find_program("curl"), "-sS", "--max-time", "30", *flags,
             f"http://127.0.0.1:{self.port}/metrics"],
            check=True, capture_output=True, text=True).stdout

    def test_what_scrapers_see(self) -> None:
        scan = self.start(3500, "--rate", "500", "--metrics", self.port,
                          "--metrics-file", self.file)
        silent = self.connect()
        since = time.monotonic()
        slow = self.connect()
        slow.sendall(b"GET /metrics HT")
        limit = time.monotonic() + WAIT_LIMIT_S
        while (page := self.page()) != self.file.read_text():
            self.assertLess(time.monotonic(), limit)
        families = {family.name: family for family
                    in text_string_to_metric_families(self.curl())}
        self.assertEqual(families["mxsweep_names_done"].type, "counter")
        (state,) = [sample.labels["state"] for sample
                    in families["mxsweep_run_state"].samples if sample.value]
        self.assertEqual(state, "running")
        self.assertGreater(len(families), 30)

        head = self.asked("HEAD", "/metrics")
        self.assertEqual((head.status, head.read()), (200, b""))
        self.assertAlmostEqual(int(head.headers["Content-Length"]), len(page),
                               delta=200)
        self.assertIn("version=0.0.4", head.headers["Content-Type"])
        self.assertEqual(self.asked("GET", "/").status, 404)
        refused = self.asked("POST", "/metrics")
        self.assertEqual((refused.status, refused.headers["Allow"]),
                         (405, "GET, HEAD"))
        self.assertEqual(self.asked("GET", "/metrics", Much="x" * 9000).status,
                         431)
        self.assertIn("200 OK", self.curl("--http1.0", "-i"))
        # Who says nothing, or not all, is not waited for.
        self.assertEqual(silent.recv(1), b"")
        self.assertEqual(slow.recv(1), b"")
        self.assertAlmostEqual(time.monotonic() - since, CLIENT_TIME_S,
                               delta=2)
        self.ended(scan, 0)
        with self.assertRaises(ConnectionRefusedError):
            self.page()

    def test_hostile_clients(self) -> None:
        scan = self.start(4000, "--rate", "1000", "--metrics",
                          f"127.0.0.1:{self.port}")
        self.connect()
        ended = threading.Event()

        def flood() -> None:
            while not ended.is_set():
                try:
                    with socket.create_connection(("127.0.0.1", self.port),
                                                  timeout=1) as client:
                        client.sendall(os.urandom(2000))
                except OSError:
                    time.sleep(0.01)

        flooding = threading.Thread(target=flood)
        flooding.start()
        self.addCleanup(ended.set)
        # No waiting: the flood fills the queue of those who connect, so one of
        # these may wait longer for its turn than the scan takes.
        silent = [self.knock() for _ in range(4 * CLIENTS_MAX)]
        descriptors = len(os.listdir(f"/proc/{scan.pid}/fd"))
        self.assertLess(descriptors, 40 + CLIENTS_MAX)
        self.ended(scan, 0)
        ended.set()
        flooding.join()
        self.assertEqual(len(self.out.read_text().splitlines()), 4001)
        self.assertEqual(len(silent), 4 * CLIENTS_MAX)

    def test_reset_connections_do_no_harm(self) -> None:
        scan = self.start(3000, "--rate", "1000", "--metrics", self.port)
        for _ in range(50):
            client = self.connect()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                              b"\1\0\0\0\0\0\0\0")
            client.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            client.close()
        self.assertIn("mxsweep_names_done_total", self.page())
        self.ended(scan, 0)

    def test_taken_port_is_said_before_anything_is_asked(self) -> None:
        with socket.create_server(("127.0.0.1", self.port)):
            said = self.ended(self.start(10, "--metrics", self.port), 5)
        self.assertIn(f"--metrics: cannot listen on 127.0.0.1:{self.port}",
                      said)
        self.assertIn("another program has that port", said)
        self.assertEqual(self.resolver.asked, 0)
        self.assertFalse(self.out.exists())

    def test_addresses(self) -> None:
        for typed, words in (("127.0.0.1", "names no port"),
                             ("::1", "like [::1]:9100"),
                             ("localhost:9100", "no address with a port"),
                             ("70000", "no port from 1 to 65535"),
                             ("192.0.2.1:9100", "no interface has")):
            with self.subTest(typed):
                code = 5 if typed.startswith("192") else 2
                self.assertIn(words, self.ended(
                    self.start(1, "--metrics", typed), code))
        scan = self.start(300, "--rate", "200", "--metrics",
                          f"0.0.0.0:{self.port}")
        self.connect()
        self.page()
        self.ended(scan, 0)


if __name__ == "__main__":
    golden.main(at_once=4)
