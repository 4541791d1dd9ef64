"""A container's default seccomp profile forbids io_uring. The program must then
work without it, and say so where it was asked for.

The filter is installed by prctl() in the child before the program begins, as
containers do: io_uring_setup, _enter and _register end with EPERM (Docker,
Podman) or ENOSYS (older ones).
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

import golden

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
IO_URING = (425, 426, 427)  # on every architecture
# Classic BPF: load the number of the call; jump if equal; return.
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000

LIBC = ctypes.CDLL(None, use_errno=True)


class Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = [("count", ctypes.c_ushort), ("code", ctypes.c_void_p)]


def filter_of(error: int) -> bytes:
    code = [(LOAD, 0, 0, 0)]
    for at, number in enumerate(IO_URING):
        code.append((JUMP_IF_EQUAL, len(IO_URING) - at, 0, number))
    code += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERRNO | error)]
    return b"".join(struct.pack("HBBI", *each) for each in code)


def forbid_io_uring(error: int) -> None:
    code = filter_of(error)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = Program(len(code) // 8, ctypes.addressof(buffer))
    for call in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
                 (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program),
                  0, 0)):
        if LIBC.prctl(*call) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


class Nothing(golden.LoopbackResolver):
    """No name exists."""

    def reply(self, query: bytes, end: int) -> bytes:
        return golden.nothing_found(query, end)


class SeccompTest(unittest.TestCase):
    """Each run under the filter."""

    def setUp(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.names = folder / "names.txt"
        self.names.write_text("".join(f"n{number}.com\n"
                                      for number in range(500)))
        self.resolver = self.enterContext(Nothing())

    def run_under(self, error: int, *flags: str,
                  ) -> subprocess.CompletedProcess:
        return golden.run("-r", self.resolver.address, *flags, self.names,
                          preexec_fn=lambda: forbid_io_uring(error))

    def test_the_filter_forbids(self) -> None:
        """So that the others can fail."""
        child = os.fork()
        if child == 0:
            forbid_io_uring(errno.EPERM)
            LIBC.syscall(IO_URING[0], 2, ctypes.create_string_buffer(120))
            os._exit(ctypes.get_errno())
        _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), errno.EPERM)

    def test_falls_back(self) -> None:
        for error in (errno.EPERM, errno.ENOSYS):
            done = self.run_under(error)
            said = done.stderr.decode()
            self.assertEqual(done.returncode, 0, said)
            self.assertEqual(done.stdout.count(b",NXDOMAIN,"), 500, said)
            self.assertIn("every record exactly once", said)
            self.assertRegex(said, "(?m)^mxsweep: .*io_uring")

    def test_says_so_where_it_was_asked_for(self) -> None:
        done = self.run_under(errno.EPERM, "--transport", "uring")
        said = done.stderr.decode()
        self.assertEqual(done.returncode, 5, said)
        self.assertIn("io_uring", said)


if __name__ == "__main__":
    golden.main()
