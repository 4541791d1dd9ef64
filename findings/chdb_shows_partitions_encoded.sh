#!/bin/sh
# ClickHouse shows the values of partitions encoded, and does not find them.
#
# Expected: who writes partitions encodes what a folder's name may not have:
# DuckDB and pyarrow make resolver=%5B2001%3Adb8%3A%3A1%5D%3A53 of the value
# [2001:db8::1]:53, as Hive does, and readers give the value back.
# Seen: ClickHouse 26.9.2.1 in chdb 4.4.0 takes the name of the folder as it is:
# the column holds %5B2001..., and WHERE resolver = '[2001:db8::1]:53' has no
# rows. A blank, an equals sign and a percent sign go the same way; 192.0.2.1
# has none of these, so a test passes. A join with a table that has the resolver
# in a column loses the rows. DuckDB decodes.
# Around it: decodeURLComponent(resolver).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  chdb==4.4.0 duckdb==2.0.1
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import json
import sys
from importlib.metadata import version

import chdb
import duckdb

print("chdb", version("chdb"), "duckdb", version("duckdb"))
resolvers = ["192.0.2.1", "[2001:db8::1]:53", "unbound=1", "at home"]
values = ", ".join(f"('{resolver}', {number})"
                   for number, resolver in enumerate(resolvers))
duckdb.sql(f"COPY (FROM (VALUES {values}) AS rows(resolver, n)) "
           "TO 'results' (FORMAT parquet, PARTITION_BY resolver)")


def clickhouse(column):
    text = chdb.query(f"SELECT {column} FROM file('results/*/*.parquet') "
                      "ORDER BY n", "JSONCompactEachRow")
    return [json.loads(line)[0] for line in str(text).splitlines()]


def found(resolver):
    text = chdb.query("SELECT count() FROM file('results/*/*.parquet') "
                      f"WHERE resolver = '{resolver}'", "CSV")
    return int(str(text))


back = [resolver for (resolver,) in duckdb.sql(
    "SELECT resolver FROM read_parquet('results/*/*', hive_partitioning=true) "
    "ORDER BY n").fetchall()]
shown = clickhouse("resolver")
decoded = clickhouse("decodeURLComponent(resolver)")
counts = [found(resolver) for resolver in resolvers]
print("ClickHouse", str(chdb.query("SELECT version()", "TSV")).strip())
print("  shows:  ", shown)
print("  finds:  ", counts)
print("  decoded:", decoded)
print("DuckDB:   ", back)
print("expected: ", resolvers, "and one row each")
described = ["192.0.2.1", "%5B2001%3Adb8%3A%3A1%5D%3A53", "unbound%3D1",
             "at%20home"]
if shown != described or counts != [1, 0, 0, 0] or \
        decoded != resolvers or back != resolvers:
    sys.exit("no longer as described")
PYTHON
