#!/bin/sh
# In DuckDB `column::VARCHAR` of a CSV depends on what else the query selects.
#
# Expected: a column that was detected as BOOLEAN or DATE and is cast to text
# gives one text, that of the value ("true"), in every query.
# Seen: when the cast is all that is selected, it is pushed into the reader and
# the cell comes back as it is spelt in the file ("t"); when the column itself
# is selected too, or a filter uses it, it is the text of the value. So the
# column `ad` of a scan, written as t and f, has other texts in
# SELECT ad::VARCHAR and in SELECT ad::VARCHAR ... WHERE ad::VARCHAR = 'true'.
# Around it: load the CSV into a table first, or name the types.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  duckdb==2.0.1

"$work/venv/bin/python" - "$work/scan.csv" <<'PYTHON'
import sys

import duckdb

print("duckdb", duckdb.__version__)
path = sys.argv[1]
with open(path, "w") as file:
    file.write("domain,ad\na.example.com,t\nb.example.com,f\n")


def ask(query):
    rows = [row[0] for row in duckdb.sql(query).fetchall()]
    print(query.replace(path, "scan.csv"), "->", rows)
    return rows


seen = [
    ask(f"SELECT ad::VARCHAR FROM '{path}'"),
    ask(f"SELECT ad::VARCHAR, ad FROM '{path}'"),
    ask(f"SELECT ad::VARCHAR FROM '{path}' WHERE ad::VARCHAR = 'true'"),
]
duckdb.sql(f"CREATE TABLE scan AS FROM '{path}'")
seen.append(ask("SELECT ad::VARCHAR FROM scan"))
print("expected: the same two texts, but for the filtered row, in each")
described = [["t", "f"], ["true", "false"], ["true"], ["true", "false"]]
sys.exit("no longer as described" if seen != described else None)
PYTHON
