#!/usr/bin/env python3
"""mxsweep_distance between two network namespaces: how long a round trip takes,
that it is the same for the same server, and what becomes of packets for which
there is no room. `distance_test.py PROGRAM`; needs root and /dev/net/tun."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import socket
import subprocess
import sys
import threading
import time
import unittest
from collections.abc import Iterator

LEFT_OUT = 77
CLONE_NEWNET = 0x40000000
CLIENTS, SERVERS = (f"mxsweep-{os.getpid()}-{end}"
                    for end in ("clients", "servers"))
CLIENT = "192.0.2.1"
ADDRESSES = [f"10.0.0.{number}" for number in range(1, 9)]
PORT = 5300
PATIENCE_S = 5
SILENCE_S = 0.3


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def enter(path: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    with open(path, "rb") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {path}")


def datagram_socket(name_space: str, address: str) -> socket.socket:
    """A socket stays in the namespace in which it was made."""
    with open("/proc/thread-self/ns/net", "rb") as home:
        enter(f"/run/netns/{name_space}")
        try:
            found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            found.bind((address, PORT))
        finally:
            enter(f"/proc/self/fd/{home.fileno()}")
    found.settimeout(PATIENCE_S)
    return found


def echo(server: socket.socket) -> None:
    """Until its socket is shut down, which reads as an empty datagram."""
    while True:
        octets, client = server.recvfrom(2048)
        if not octets:
            return
        server.sendto(octets, client)


def round_trip(client: socket.socket, address: str) -> float:
    """The shortest of five, as a busy machine makes some longer."""
    trips = []
    for _ in range(5):
        start = time.monotonic()
        client.sendto(b"?", (address, PORT))
        client.recvfrom(2048)
        trips.append(time.monotonic() - start)
    return min(trips)


class DistanceTest(unittest.TestCase):
    def setUp(self) -> None:
        for name in (CLIENTS, SERVERS):
            ip("netns", "add", name)
            self.addCleanup(ip, "netns", "delete", name)
            ip("-n", name, "link", "set", "lo", "up")

    @contextlib.contextmanager
    def distance(self, *flags: str) -> Iterator[socket.socket]:
        """The client's socket; self.counts are there afterwards."""
        with subprocess.Popen(
                [PROGRAM, "--clients", f"/run/netns/{CLIENTS}", "--servers",
                 f"/run/netns/{SERVERS}", *flags],
                stdout=subprocess.PIPE, text=True) as process:
            try:
                self.assertEqual(process.stdout.readline(), "ready\n")
                self.lay_out()
                with self.echoing(), datagram_socket(CLIENTS,
                                                     CLIENT) as client:
                    yield client
            finally:
                process.terminate()
                counts, _ = process.communicate()
        self.counts = json.loads(counts)

    def lay_out(self) -> None:
        for name in (CLIENTS, SERVERS):
            ip("-n", name, "link", "set", "distance", "addrgenmode", "none")
            ip("-n", name, "link", "set", "distance", "up")
        ip("-n", CLIENTS, "address", "add", CLIENT, "dev", "distance")
        ip("-n", CLIENTS, "route", "add", "10.0.0.0/8", "dev", "distance")
        ip("-n", SERVERS, "route", "add", CLIENT, "dev", "distance")
        for address in ADDRESSES:
            ip("-n", SERVERS, "address", "add", address, "dev", "lo")

    @contextlib.contextmanager
    def echoing(self) -> Iterator[None]:
        with datagram_socket(SERVERS, "0.0.0.0") as server:
            server.settimeout(None)
            thread = threading.Thread(target=echo, args=(server,))
            thread.start()
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)  # not connected
                thread.join()

    def test_the_way_is_the_servers(self) -> None:
        with self.distance() as client:
            first = [round_trip(client, each) for each in ADDRESSES]
            again = [round_trip(client, each) for each in ADDRESSES]
        self.assertGreater(min(first + again), 0.020)
        self.assertLess(max(first + again), 0.060)
        self.assertGreater(max(first) - min(first), 0.005)
        for one, other in zip(first, again):
            self.assertAlmostEqual(one, other, delta=0.010)
        packets = 2 * 5 * len(ADDRESSES)
        for way in ("to_servers", "to_clients"):
            self.assertEqual(self.counts[way]["packets"], packets)
            self.assertEqual(self.counts[way]["dropped"], 0)

    def test_what_finds_no_room_is_dropped_and_counted(self) -> None:
        with self.distance("--queue", "4", "--least", "200", "--most",
                           "200") as client:
            for _ in range(10):
                client.sendto(b"?", (ADDRESSES[0], PORT))
            for _ in range(4):
                client.recvfrom(2048)
            client.settimeout(SILENCE_S)
            with self.assertRaises(TimeoutError):
                client.recvfrom(2048)
        there, back = self.counts["to_servers"], self.counts["to_clients"]
        self.assertEqual((there["packets"], there["dropped"]), (4, 6))
        self.assertEqual((back["packets"], back["dropped"]), (4, 0))
        self.assertEqual(there["most_waiting"], 4)


def why_left_out() -> str:
    if os.geteuid() != 0:
        return "needs root for network namespaces"
    if subprocess.run(["unshare", "-n", "true"], capture_output=True,
                      check=False).returncode != 0:
        return "this machine makes no network namespace"
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError as error:
        return f"no TUN device: {error.strerror}"
    return ""


if __name__ == "__main__":
    reason = why_left_out()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(LEFT_OUT)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
