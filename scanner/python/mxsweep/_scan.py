"""scan(): a run of the program whose table comes as Arrow record batches."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Optional, Union

import pyarrow as pa

from ._program import (Option, Program, ScanError, find_program, flag_arguments,
                       looks_like_a_name, refuse_list_flags, refuse_own_flags,
                       refuse_tables, refuse_texts)

Path = Union[str, "os.PathLike[str]"]

MANIFEST_KEY = b"mxsweep.manifest"


@dataclass(frozen=True)
class Progress:
    """How far a scan is."""

    finished: Optional[int]  # names whose rows came; None: without `seq`
    total: Optional[int]  # names of the list, if its length is known
    rows: int
    elapsed_s: float

    def __str__(self) -> str:
        share = f" of {self.total:,}" if self.total is not None else ""
        count = self.rows if self.finished is None else self.finished
        pace = count / self.elapsed_s if self.elapsed_s else 0
        if self.finished is None:  # rows do not say how many names
            return f"{self.rows:,} rows, {pace:,.0f} a second"
        return (f"{self.finished:,}{share} names, {self.rows:,} rows, "
                f"{pace:,.0f} a second")


class Scan:
    """A scan that runs: an iterator of record batches, to be read once.

    For `with`: leaving the block stops the program. One thread at a time.
    """

    def __init__(self, program: Program, total: Optional[int],
                 progress: Optional[Callable[[Progress], None]]) -> None:
        self._program = program
        self._total = total
        self._progress = progress
        self._began = time.monotonic()
        self._finished = 0
        self._rows = 0
        self._last_seq: Optional[int] = None
        self._done = False
        #: After the end: what was asked and how it went.
        self.manifest: dict[str, Any] = {}
        try:
            self._reader = pa.ipc.open_stream(program.table)
        except pa.ArrowInvalid:  # not even a schema
            self._end()
            program.finish()
            raise ScanError("the program gave no table: is it mxsweep?", 0,
                            program.log) from None
        except BaseException:
            self._end()
            program.stop()
            raise

    @property
    def schema(self) -> Any:
        """The pyarrow.Schema of every batch."""
        return self._reader.schema

    @property
    def log(self) -> str:
        """What the program has said so far; after the end, its summary."""
        return self._program.log

    @property
    def pid(self) -> int:
        return self._program.pid

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        """The next pyarrow.RecordBatch that has rows."""
        while not self._done:
            try:
                batch, metadata = (
                    self._reader.read_next_batch_with_custom_metadata())
            except StopIteration:
                self._end()
                self._program.finish()
                break
            except pa.ArrowInvalid:  # cut off in the middle of a batch
                self._end()
                self._program.finish()
                raise
            except BaseException:
                self.close()
                raise
            self._take_manifest(metadata)
            if batch.num_rows != 0:
                self._note(batch)
                return batch
        raise StopIteration

    def read_all(self) -> Any:
        """All that is left, as a pyarrow.Table."""
        self._refuse_again()
        return pa.Table.from_batches(self, schema=self.schema)

    def to_reader(self) -> Any:
        """The scan as a pyarrow.RecordBatchReader."""
        self._refuse_again()
        return pa.RecordBatchReader.from_batches(self.schema, self)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_reader().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Stops the program, if it runs; rows that were not read are lost, and
        `manifest` says how far it had come."""
        if not self._done:
            self._end()
            self._program.stop(self._drain)

    def __enter__(self) -> "Scan":
        return self

    def __exit__(self, kind: Optional[type[BaseException]],
                 error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _refuse_again(self) -> None:
        if self._done:
            raise ValueError("this scan was read to its end, or closed: its "
                             "rows are gone; keep what read_all() returns, or "
                             "scan again")

    def _drain(self) -> None:
        """Rows that nobody wants, for the manifest behind them."""
        try:
            while True:
                _, metadata = (
                    self._reader.read_next_batch_with_custom_metadata())
                self._take_manifest(metadata)
        except (StopIteration, pa.ArrowException, OSError, ValueError):
            pass  # the end, or the program was killed

    def _take_manifest(self, metadata: Any) -> None:
        if metadata is not None and MANIFEST_KEY in metadata:
            self.manifest = json.loads(metadata[MANIFEST_KEY])

    def _end(self) -> None:
        self._done = True
        if self._progress is show_line and self._rows:
            print(file=sys.stderr)  # what comes next begins a line

    def _note(self, batch: Any) -> None:
        self._rows += batch.num_rows
        records = self._records_in(batch)
        self._finished += records or 0
        if self._progress is not None:
            self._progress(Progress(
                None if records is None else self._finished, self._total,
                self._rows, time.monotonic() - self._began))

    def _records_in(self, batch: Any) -> Optional[int]:
        """The rows of a record stand together, perhaps in two batches."""
        at = batch.schema.get_field_index("seq")
        if at < 0:
            return None
        numbers: list[int] = batch.column(at).to_pylist()
        before = [self._last_seq, *numbers[:-1]]
        self._last_seq = numbers[-1]
        return sum(int(one != other)
                   for one, other in zip(numbers, before))


def show_line(now: Progress) -> None:
    """Keeps one line of the notebook or terminal."""
    print(f"\r{now}", end="", file=sys.stderr, flush=True)


def scan(names: Union[Path, Iterable[str]], *,
         resolvers: Union[None, Path, Iterable[str]] = None,
         columns: Union[None, str, Iterable[str]] = None,
         progress: Union[bool, Callable[[Progress], None]] = False,
         program: Optional[Path] = None,
         **options: Option) -> Scan:
    """Starts a scan and returns it when its table begins.

    names: the names, one each, or the path of a list. They are taken from
      another thread as the program wants them.
    resolvers: addresses, or a file of them; None: a private unbound.
    columns: which, in that order; None: all.
    progress: True keeps a line on standard error; a function is called with a
      Progress for every batch, in the thread that reads.
    program: where mxsweep is; None: by $MXSWEEP or PATH.
    options: every other flag of `mxsweep --help`, as rate=2000 for --rate.

    Raises ScanError for what the program refuses.
    """
    given: Optional[Iterable[object]] = None
    refuse_texts(options)
    refuse_own_flags(options)
    if progress and progress is not True and not callable(progress):
        raise TypeError(f"progress is {progress!r}: give True, or a function "
                        "that takes a Progress")
    if isinstance(names, (str, os.PathLike)):
        if looks_like_a_name(os.fspath(names)):
            raise ValueError(f"{names!r} is no list that is there; a name is "
                             f"given in a list: scan([{names!r}])")
        source = ["--list=" + os.fspath(names)]
    else:
        refuse_tables(names)
        refuse_list_flags(options)
        given = names
        source = ["--list=-", "--input-format=plain", "--header=no"]
    arguments = [find_program(program), *source, "--format=arrow",
                 "--output=-", *flag_arguments({"resolvers": resolvers,
                                                "columns": columns}),
                 *flag_arguments(options)]
    total = len(given) if isinstance(given, Sized) else None
    shown = show_line if progress is True else (progress or None)
    return Scan(Program(arguments, given), total, shown)
