#!/bin/sh
# DataFusion shows the partition of a resolver and does not find it by WHERE.
#
# Expected: who writes partitions encodes what a folder's name may not have:
# pyarrow makes resolver=%5B2001%3Adb8%3A%3A1%5D%3A53 of [2001:db8::1]:53, and
# readers decode it. What a query shows, a comparison with the same text finds.
# Seen: DataFusion 55.0.0 decodes the value in what it shows; for = it looks for
# a folder of the name that it would give itself, with brackets, colons and
# equals signs as they are: WHERE resolver = '[2001:db8::1]:53' has no rows and
# no error, though <> leaves these rows out. Values of letters, digits and dots
# are found, so 192.0.2.1 is, and a test passes. DuckDB and pyarrow find all.
# Around it: resolver || '' = '...', or partitions of plain words.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  datafusion==55.0.0 duckdb==2.0.1 pyarrow==26.0.1
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import datafusion
import duckdb
import pyarrow
import pyarrow.dataset

for package in ("datafusion", "duckdb", "pyarrow"):
    print(package, version(package))
resolvers = ["192.0.2.1", "[2001:db8::1]:53", "unbound=1", "50%"]
pyarrow.dataset.write_dataset(
    pyarrow.table({"resolver": resolvers, "n": [1, 2, 3, 4]}), "results",
    format="parquet", partitioning=["resolver"], partitioning_flavor="hive")
context = datafusion.SessionContext()
context.sql("""
    CREATE EXTERNAL TABLE results (n BIGINT, resolver VARCHAR)
    STORED AS PARQUET PARTITIONED BY (resolver)
    LOCATION 'results/'""").collect()
shown = context.sql("SELECT resolver FROM results ORDER BY n").to_pydict()
shown = shown["resolver"]
print("DataFusion shows", shown)


def found(query):
    return [query(resolver) for resolver in resolvers]


def by_datafusion(condition):
    rows = context.sql(f"SELECT n FROM results WHERE {condition}")
    return sum(batch.num_rows for batch in rows.collect())


dataset = pyarrow.dataset.dataset("results", partitioning="hive")
seen = {
    "DataFusion, =": found(lambda r: by_datafusion(f"resolver = '{r}'")),
    "DataFusion, <>": found(lambda r: by_datafusion(f"resolver <> '{r}'")),
    "DataFusion, || ''": found(
        lambda r: by_datafusion(f"resolver || '' = '{r}'")),
    "DuckDB, =": found(lambda r: len(duckdb.sql(
        "FROM read_parquet('results/*/*', hive_partitioning=true) "
        f"WHERE resolver = '{r}'"))),
    "pyarrow, =": found(lambda r: dataset.count_rows(
        filter=pyarrow.dataset.field("resolver") == r)),
}
for name, rows in seen.items():
    print(f"{name:18} finds {rows}")
print("expected: 1 each for =, and 3 for <>")
described = [[1, 0, 0, 1], [3, 3, 3, 3]] + 3 * [[1, 1, 1, 1]]
if shown != resolvers or list(seen.values()) != described:
    sys.exit("no longer as described")
PYTHON
