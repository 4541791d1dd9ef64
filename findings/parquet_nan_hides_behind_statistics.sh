#!/bin/sh
# Readers lose the NaN of a Parquet file when its row group has statistics.
#
# Expected: whether a file carries min and max changes how fast a filter runs,
# not what it finds. Parquet leaves NaN out of min and max, so that readers must
# reckon with NaN in any chunk of floating-point numbers.
# Seen: of 1, 2 and NaN, written by pyarrow, DuckDB finds 0 rows with isnan(x)
# and 0 with x > 2 (to DuckDB NaN is the largest number); of the same table
# written without statistics it finds 1 and 1. DataFusion and Daft lose the row
# of x > 2 as well; Polars finds it either way. WHERE NOT isnan(x), written to
# keep NaN out of an average, lets it through.
# Around it: NULL instead of NaN, or no statistics for such columns.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pyarrow==25.0.1 duckdb==2.0.1 datafusion==55.0.0 daft==0.7.26 \
  polars==2.1.0

DO_NOT_TRACK=1 "$work/venv/bin/python" - "$work" <<'PYTHON'
import sys
from importlib.metadata import version

import daft
import datafusion
import duckdb
import polars
import pyarrow
import pyarrow.parquet

for package in ("pyarrow", "duckdb", "datafusion", "daft", "polars"):
    print(package, version(package))
table = pyarrow.table({"x": [1.0, 2.0, float("nan")]})


def count(path):
    context = datafusion.SessionContext()
    context.register_parquet("t", path)
    sql = "SELECT count(*) AS n FROM {} WHERE {}"
    return {
        "duckdb isnan(x)": duckdb.sql(
            sql.format(f"'{path}'", "isnan(x)")).fetchall()[0][0],
        "duckdb x > 2": duckdb.sql(
            sql.format(f"'{path}'", "x > 2")).fetchall()[0][0],
        "datafusion x > 2": context.sql(
            sql.format("t", "x > 2")).to_pydict()["n"][0],
        "daft x > 2": daft.read_parquet(path).where(
            daft.col("x") > 2).count_rows(),
        "polars x > 2": polars.scan_parquet(path).filter(
            polars.col("x") > 2).collect().height,
    }


seen = {}
for statistics in (True, False):
    path = f"{sys.argv[1]}/statistics-{statistics}.parquet"
    pyarrow.parquet.write_table(table, path, write_statistics=statistics)
    seen[statistics] = count(path)
for query, with_statistics in seen[True].items():
    print(f"{query}: {with_statistics} with statistics,"
          f" {seen[False][query]} without")
print("expected: the same number in both, 1")
lost = [query for query, n in seen[True].items() if n == 0]
sys.exit("no longer as described" if set(seen[False].values()) != {1}
         or lost != list(seen[True])[:4] else None)
PYTHON
