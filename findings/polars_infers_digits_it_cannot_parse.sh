#!/bin/sh
# Polars infers numbers from digits of other scripts and then cannot read them.
#
# Expected: a CSV column of U-labels made of digits, as they stand in lists of
# names from Asia, is text, as it is to pandas and DuckDB.
# Seen: inference counts the digits of any script as digits, so that the column
# is an integer; the parser knows only 0 to 9 and raises ComputeError. Its
# advice, ignore_errors=True, turns the labels into NULL. One label with a
# letter among the first hundred rows and the file reads well.
# Around it: infer_schema=False, or schema_overrides for such columns.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  polars==2.1.0 duckdb==2.0.1

"$work/venv/bin/python" - "$work/labels.csv" <<'PYTHON'
import sys
from importlib.metadata import version

import duckdb
import polars

print("polars", version("polars"), "duckdb", version("duckdb"))
path = sys.argv[1]
digits = "\uff11\uff16\uff13"  # fullwidth 163


def polars_reads(labels, **options):
    with open(path, "w", encoding="utf-8") as file:
        file.write("label,tld\n" + "".join(f"{x},cn\n" for x in labels))
    try:
        seen = polars.read_csv(path, **options)["label"].to_list()
    except polars.exceptions.ComputeError as error:
        seen = str(error).split("\n")[0]
    print(f"polars, {ascii(labels)} {options or ''}: {ascii(seen)}")
    return seen


mixed = polars_reads([digits, "mail"])
as_text = polars_reads([digits], infer_schema=False)
ignored = polars_reads([digits], ignore_errors=True)
failed = polars_reads([digits])
other = duckdb.sql(f"SELECT label FROM '{path}'").fetchall()
print("duckdb:", ascii(other))
print("expected:", ascii([digits]))
sys.exit(None if "could not parse" in str(failed) and ignored == [None]
         and mixed == [digits, "mail"] and as_text == [digits]
         and other == [(digits,)] else "no longer as described")
PYTHON
