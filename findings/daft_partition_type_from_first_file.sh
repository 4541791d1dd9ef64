#!/bin/sh
# Daft drops partition values that are not of the first file's type.
#
# Expected: files below first=0, first=1, first=a and first=z, the first
# character of each name, give a column that holds those four values; Polars,
# DuckDB and pyarrow look at all folders and make it text.
# Seen: the type is that of the first path in the list. If it is first=0 the
# column is a number and NULL for all letters, without a warning; with the files
# in another order it is text and complete. A glob of the folder takes the order
# in which the file system hands it out.
# Around it: begin with a file of a letter, or partition by values that are
# never numbers.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  daft==0.7.26 polars==2.1.0 pyarrow==25.0.1

DO_NOT_TRACK=1 "$work/venv/bin/python" - "$work" <<'PYTHON'
import os
import sys
from importlib.metadata import version

import daft
import polars
import pyarrow
import pyarrow.parquet

print("daft", version("daft"), "polars", version("polars"))


def path(first):
    return f"{sys.argv[1]}/first={first}/part.parquet"


for first in "01az":
    os.makedirs(os.path.dirname(path(first)))
    table = pyarrow.table({"domain": [f"{first}.example.com"]})
    pyarrow.parquet.write_table(table, path(first))


def with_daft(order):
    frame = daft.read_parquet([path(c) for c in order],
                              hive_partitioning=True)
    column = frame.sort("domain").to_pydict()["first"]
    print(f"daft, files in the order {order}: {column}")
    return column


digits_first, letters_first = with_daft("01az"), with_daft("az01")
other = polars.read_parquet(
    [path(c) for c in "01az"], hive_partitioning=True)["first"].to_list()
print("polars, digits first:", other)
print("expected:", list("01az"), "in any order")
sys.exit("no longer as described"
         if digits_first != [0, 1, None, None]
         or letters_first != list("01az") or other != list("01az") else None)
PYTHON
