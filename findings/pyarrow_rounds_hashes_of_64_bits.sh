#!/bin/sh
# pyarrow reads a column of 64-bit hashes as floating-point numbers.
#
# Expected: 17293822569102704641 and ...642 are two numbers: both fit into 64
# bits without a sign, a type that pyarrow has, and RFC 4180 and RFC 8259 bound
# no integers. An import that cannot hold them should say so.
# Seen: pyarrow 25.0.1 infers signed 64 bits, and as soon as one value of the
# column is above that, double: both are 1.7293822569102705e+19, from a CSV and
# from JSON, without a warning, and smaller hashes in the column are rounded as
# well. DuckDB reads all of them as they are. Who counts distinct hashes, or
# joins by them, finds fewer sets than there are.
# Around it: give the column's type, uint64, or put a letter before hashes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pyarrow==25.0.1 duckdb==2.0.1

"$work/venv/bin/python" - "$work/hashes" <<'PYTHON'
import sys
from importlib.metadata import version

import duckdb
import pyarrow
import pyarrow.csv
import pyarrow.json

print("pyarrow", version("pyarrow"), "duckdb", version("duckdb"))
# Two that need the 64th bit, and two smaller ones.
hashes = [17293822569102704641, 17293822569102704642,
          36028797018963969, 36028797018963970]
csv, json = sys.argv[1] + ".csv", sys.argv[1] + ".jsonl"
with open(csv, "w") as file:
    file.write("mx_set\n" + "".join(f"{value}\n" for value in hashes))
with open(json, "w") as file:
    file.writelines('{"mx_set": %d}\n' % value for value in hashes)
typed = pyarrow.csv.ConvertOptions(column_types={"mx_set": pyarrow.uint64()})


def look(what, values):
    print(f"{what}: {len(set(values))} sets, {values[0]!r} first")
    return values


seen = [
    look("pyarrow, CSV", pyarrow.csv.read_csv(csv)["mx_set"].to_pylist()),
    look("pyarrow, JSON", pyarrow.json.read_json(json)["mx_set"].to_pylist()),
]
right = [
    look("pyarrow, CSV, typed", pyarrow.csv.read_csv(
        csv, convert_options=typed)["mx_set"].to_pylist()),
    look("duckdb, CSV", [x for (x,) in duckdb.sql(
        f"SELECT mx_set FROM '{csv}'").fetchall()]),
    look("duckdb, JSON", [x for (x,) in duckdb.sql(
        f"SELECT mx_set FROM '{json}'").fetchall()]),
]
print("expected: 4 sets each time")
sys.exit(None if right == [hashes] * 3
         and seen == [list(map(float, hashes))] * 2
         and len(set(seen[0])) == 2 else "no longer as described")
PYTHON
