#!/bin/sh
# pyarrow and pandas do not read a folder of partitions that Polars has written.
#
# Expected: write_parquet("results/", partition_by="tld") makes tld=mx/0.parquet
# and so on, and whoever knows Hive's partitions reads the folder, as pyarrow
# reads that of DuckDB and of itself.
# Seen: Polars 2.1.0 writes the column into the files as well, as a large string
# to Arrow; pyarrow 26.0.1 makes a dictionary, or a string, of the folder's name
# and stops with "Unable to merge: Field tld has incompatible types". pandas
# does so too, and numbers in place of texts fail alike, int64 against int32.
# Polars and DuckDB read the folder.
# Around it: partitioning=None, since the files hold the column, or
# PartitionBy("results", key="tld", include_key=False).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  duckdb==2.0.1 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import duckdb
import pandas
import polars
import pyarrow.dataset
import pyarrow.parquet

for package in ("duckdb", "pandas", "polars", "pyarrow"):
    print(package, version(package))
rows = polars.DataFrame({"domain": ["a.com", "b.mx"], "tld": ["com", "mx"],
                         "year": [2026, 2027]})
rows.write_parquet("by-tld/", partition_by="tld")
rows.write_parquet("by-year/", partition_by="year")
rows.write_parquet(
    polars.PartitionBy("no-key", key="tld", include_key=False), mkdir=True)


def rows_of(read):
    try:
        return len(read())
    except (TypeError, ValueError) as error:
        print(" ", error)
        return "an error"


seen = [
    rows_of(lambda: pyarrow.parquet.read_table("by-tld")),
    rows_of(lambda: pyarrow.dataset.dataset(
        "by-tld", partitioning="hive").to_table()),
    rows_of(lambda: pandas.read_parquet("by-tld")),
    rows_of(lambda: pyarrow.parquet.read_table("by-year")),
    rows_of(lambda: pyarrow.parquet.read_table("by-tld", partitioning=None)),
    rows_of(lambda: pyarrow.parquet.read_table("no-key")),
    rows_of(lambda: polars.read_parquet("by-tld")),
    rows_of(lambda: duckdb.sql("FROM 'by-tld/*/*.parquet'").fetchall()),
]
print("rows:", *seen, sep=", ")
print("expected: 2 each")
if seen != 4 * ["an error"] + 4 * [2]:
    sys.exit("no longer as described")
PYTHON
