"""The program as a child process: its command line, names into its standard
input, messages out of its standard error, and its end.

Two threads serve the child: one hands it names, one takes what it says. The
one that reads its table is the caller's, so that nobody waits for a pipe that
somebody else should empty.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from typing import IO, Optional, Union

Option = Union[None, bool, int, float, str, "os.PathLike[str]", Iterable[str]]

# How long an interrupted run may wait for replies, and a terminated one for
# its disk.
INTERRUPT_LIMIT_S = 10.0
TERMINATE_LIMIT_S = 2.0

NOTHING_ASKED = 12  # exit code

ERROR_MARK = "mxsweep: error: "
WARNING_MARK = "mxsweep: warning: "

# Of lists, which are files even where they are not there.
LIST_ENDINGS = (".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".gz",
                ".zst", ".bz2", ".xz", ".zip", ".parquet", ".list", ".lst")

# Flags with which the program prints a text and no table.
TEXT_FLAGS = ("dry_run", "help", "version", "man")

# Flags for where the table goes and where names come from, which scan() says.
OWN_FLAGS = {"output": "the table comes to Python; write it from there, as "
                       "with pyarrow.parquet.write_table(scan.read_all(), "
                       "path)",
             "format": "the table comes as Arrow record batches",
             "output_format": "the table comes as Arrow record batches",
             "parts": "the table comes to Python and not into files",
             "resume": "there are no files to go on with",
             "list": "give the path of the list as names"}

# Of names that are no file, which scan() writes by itself.
LIST_FLAGS = ("input_format", "header")

# What stands for a value that is not there: in Python, NumPy, pandas.
MISSING = frozenset(("None", "nan", "<NA>", "NaT"))

# What separates names on one line; an address may hold it as well.
SEPARATORS = re.compile(r"[\s,;]")


class ScanError(Exception):
    """A scan that did not complete, in the program's own words.

    `exit_code` is the program's (`mxsweep --help` lists them), negative when a
    signal ended it. `log` is all that it said.
    """

    def __init__(self, sentence: str, exit_code: int, log: str) -> None:
        super().__init__(f"{sentence} (exit code {exit_code})")
        self.sentence = sentence
        self.exit_code = exit_code
        self.log = log


def find_program(named: Union[None, str, "os.PathLike[str]"]) -> str:
    """The path of the program, or FileNotFoundError."""
    wanted = os.fspath(named or os.environ.get("MXSWEEP") or "mxsweep")
    found = shutil.which(wanted)
    if found is None:
        raise FileNotFoundError(
            f"there is no program {wanted!r}: install mxsweep, or say where it "
            "is by program= or the environment variable MXSWEEP")
    return found


def flag_arguments(options: dict[str, Option]) -> list[str]:
    """`per_resolver_rate=5` is --per-resolver-rate=5. None and False are as
    if not given, True is a flag without a value, several values are joined."""
    arguments = []
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            arguments.append(flag)
        elif isinstance(value, (str, int, float)):
            arguments.append(f"{flag}={value}")
        elif isinstance(value, os.PathLike):
            arguments.append(f"{flag}={os.fspath(value)}")
        else:
            arguments.append(f"{flag}={','.join(map(str, value))}")
    return arguments


def refuse_texts(options: dict[str, Option]) -> None:
    for flag in TEXT_FLAGS:
        if options.get(flag):
            raise ValueError(f"{flag} prints a text and no table: run mxsweep "
                             "on the command line for it")


def refuse_own_flags(options: dict[str, Option]) -> None:
    for flag, advice in OWN_FLAGS.items():
        if options.get(flag):
            raise ValueError(f"{flag}= has no meaning here: {advice}")


def refuse_list_flags(options: dict[str, Option]) -> None:
    for flag in LIST_FLAGS:
        if options.get(flag) is not None:
            raise ValueError(f"{flag}= is for the path of a list: here are the "
                             "names themselves, one each")


def refuse_tables(names: object) -> None:
    """Iterating over a table or a mapping gives what its columns or keys are
    called, which nobody wants to have asked."""
    if hasattr(names, "collect_schema") and not hasattr(names, "shape"):
        # Of Polars, and lazy.
        raise TypeError("names is a table that is not read yet: give one of "
                        "its columns, as table.collect()[column]")
    columns = getattr(names, "column_names", getattr(names, "columns", None))
    if columns is not None and hasattr(names, "shape"):
        known = ", ".join(map(repr, list(columns)[:5]))
        raise TypeError(f"names is a table: give one of its columns ({known})")
    if isinstance(names, (Mapping, bytes, bytearray)):
        raise TypeError(f"names is a {type(names).__name__}: give a list of "
                        "names")
    if not isinstance(names, Iterable):
        raise TypeError(f"names is {names!r}: give a list of names, or the "
                        "path of one")


def looks_like_a_name(path: str) -> bool:
    """A path that is none: example.com without a file of that name."""
    return (path != "-" and "/" not in path and "." in path and
            not os.path.exists(path) and
            os.path.splitext(path)[1].lower() not in LIST_ENDINGS)


def line_of(name: object, number: int) -> bytes:
    """A name as a line of the list."""
    text = (name.decode("utf-8", "surrogateescape")
            if isinstance(name, (bytes, bytearray)) else str(name))
    if text in MISSING:
        raise ValueError(f"name {number} is missing: leave it out")
    # The program skips such lines, and every later name would have the number
    # of another one.
    if not text.strip() or text.lstrip().startswith("#"):
        raise ValueError(f"name {number} is empty or a comment: {text!r}; "
                         "leave it out")
    if "\n" in text or "\r" in text:
        raise ValueError(f"name {number} has a line end in it: {text!r}")
    if "<" not in text and SEPARATORS.search(text.strip()):
        raise ValueError(f"name {number} is several names, or none: {text!r}; "
                         "give each by itself")
    return text.encode("utf-8", "surrogateescape") + b"\n"


class Program:
    """A running scan. `table` is its standard output."""

    def __init__(self, arguments: Sequence[str],
                 names: Optional[Iterable[object]]) -> None:
        self._log: list[str] = []
        self._names_error: Optional[BaseException] = None
        self.names_given = 0
        # A session of its own: an interrupt of the notebook's is for us to
        # pass on.
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL if names is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True)
        assert self._process.stdout and self._process.stderr
        self.table: IO[bytes] = self._process.stdout
        self._listener = self._start(self._listen)
        if names is not None:
            self._start(self._give_names, names)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> str:
        return "".join(self._log)

    def finish(self) -> None:
        """After the table's end: waits, and raises what went wrong."""
        code = self._process.wait()
        self._listener.join()
        self.table.close()
        if self._names_error is not None:
            raise self._names_error
        if code == NOTHING_ASKED and self._gave_nothing():
            return  # no names, no rows: that is no error
        if code != 0:
            raise ScanError(self._sentence(), code, self.log)

    def stop(self, drain: Optional[Callable[[], None]] = None) -> None:
        """Interrupts the program if it runs; gone when this returns. `drain`
        takes what is left of the table, so that the program can end."""
        drainer = self._start(drain or self._drain)
        for number, limit_s in ((signal.SIGINT, INTERRUPT_LIMIT_S),
                                (signal.SIGTERM, TERMINATE_LIMIT_S),
                                (signal.SIGKILL, None)):
            if self._process.poll() is not None:
                break
            self._process.send_signal(number)
            try:
                self._process.wait(limit_s)
            except subprocess.TimeoutExpired:
                continue
        drainer.join()
        self._listener.join()
        self.table.close()

    def _gave_nothing(self) -> bool:
        return self._process.stdin is not None and self.names_given == 0

    @staticmethod
    def _start(target: Callable[..., None],
               *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=target, args=arguments,
                                  name="mxsweep", daemon=True)
        thread.start()
        return thread

    def _listen(self) -> None:
        assert self._process.stderr
        with self._process.stderr as lines:
            for line in lines:
                self._log.append(line.decode("utf-8", "replace"))

    def _drain(self) -> None:
        """Rows that nobody wants, so that the program can end."""
        try:
            while self.table.read1(1 << 16):  # type: ignore[attr-defined]
                pass
        except (OSError, ValueError):
            pass

    def _give_names(self, names: Iterable[object]) -> None:
        assert self._process.stdin
        pipe = self._process.stdin
        try:
            for name in names:
                pipe.write(line_of(name, self.names_given))
                self.names_given += 1
                if not isinstance(names, Sized):
                    pipe.flush()  # the next one may be long in coming
        except (BrokenPipeError, ValueError) as error:
            if not isinstance(error, BrokenPipeError) and not pipe.closed:
                self._fail(error)
        except BaseException as error:  # the caller's iterator: for the caller
            self._fail(error)
        finally:
            try:
                pipe.close()
            except OSError:
                pass

    def _fail(self, error: BaseException) -> None:
        self._names_error = error
        self._process.send_signal(signal.SIGINT)

    def _sentence(self) -> str:
        for mark in (ERROR_MARK, WARNING_MARK):
            said = [line for line in self.log.splitlines() if mark in line]
            if said:
                return said[-1].split(mark, 1)[1]
        last = self.log.strip().splitlines()
        return last[-1] if last else "the program said nothing"
