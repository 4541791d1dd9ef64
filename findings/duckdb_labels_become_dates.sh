#!/bin/sh
# DuckDB takes the labels "inf", "epoch" and "24-7-365" of a CSV for dates.
#
# Expected: a column of first labels (inf.example.com, 24-7-365.example.com) is
# text, or at the worst "inf" is a floating-point number, as the other readers
# have it.
# Seen: type DATE. "inf" comes out as a day in the year 9999 and 24-7-365 as the
# 24th of July of the year 365, without a warning. One label that is no date
# anywhere in the column saves it, so small extracts break and big ones do not.
# Around it: types={'label': 'VARCHAR'}, or all_varchar=true.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  duckdb==2.0.1

"$work/venv/bin/python" - "$work/labels.csv" <<'PYTHON'
import sys

import duckdb

print("duckdb", duckdb.__version__)
path = sys.argv[1]


def read(labels, options=""):
    with open(path, "w") as file:
        file.write("domain,label\n")
        file.writelines(f"{label}.example.com,{label}\n" for label in labels)
    table = duckdb.sql(f"SELECT label FROM read_csv('{path}'{options})")
    row = str(table.types[0]), [str(cell) for (cell,) in table.fetchall()]
    print(labels, options or "(defaults)", "->", *row)
    return row


seen = [
    read(["inf"]),
    read(["epoch"]),
    read(["24-7-365"]),
    read(["24-7-365", "mail"]),
    read(["24-7-365"], ", types={'label': 'VARCHAR'}"),
]
described = [
    ("DATE", ["9999-12-31"]),
    ("DATE", ["1970-01-01"]),
    ("DATE", ["0365-07-24"]),
    ("VARCHAR", ["24-7-365", "mail"]),
    ("VARCHAR", ["24-7-365"]),
]
print("expected: VARCHAR everywhere")
sys.exit("no longer as described" if seen != described else None)
PYTHON
