#!/bin/sh
# Polars leaves out fields of JSON lines that no early row has.
#
# Expected: the documentation of read_ndjson: infer_schema_length is "The
# maximum number of rows to scan for schema inference", 100. A value that does
# not fit into what was inferred is an error, as it is where a number is
# followed by a text; a field that was not seen would be one, too, or a column.
# Seen: Polars 2.1.0 reads the rows and leaves the field out, without a word.
# A note that one row of a thousand has is in the table if it comes among the
# first hundred rows, and not if a line before it is sorted in. A field within
# an object (evidence.note) goes the same way. pyarrow and Daft have both.
# Around it: infer_schema_length=None, or a schema.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  polars==2.1.0 pyarrow==26.0.1
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import json
import sys

import polars
import pyarrow
import pyarrow.json

print("polars", polars.__version__, "pyarrow", pyarrow.__version__)


def write(late):
    """Writes 120 rows of which the one that is `late` has a note."""
    with open("results.jsonl", "w", encoding="ascii") as file:
        for number in range(120):
            row = {"domain": f"{number}.example", "evidence": {"rcode": 0}}
            if number == late:
                row["note"] = row["evidence"]["note"] = "look at it"
            print(json.dumps(row), file=file)


def columns(table):
    return [*table.columns, *table.schema["evidence"].to_schema()]


seen = []
for late in (99, 100):
    write(late)
    table = polars.read_ndjson("results.jsonl")
    lazy = polars.scan_ndjson("results.jsonl").collect()
    whole = polars.read_ndjson("results.jsonl", infer_schema_length=None)
    schema = pyarrow.json.read_json("results.jsonl").schema
    seen.append((columns(table), columns(lazy), columns(whole), table.height))
    print(f"a note in row {late + 1}")
    print("  read_ndjson:           ", columns(table), table.height, "rows")
    print("  scan_ndjson:           ", columns(lazy))
    print("  infer_schema_length=None:", columns(whole))
    print("  pyarrow:               ", schema.names)
    if schema.names != ["domain", "evidence", "note"]:
        sys.exit("no longer as described")
with open("results.jsonl", "a", encoding="ascii") as file:
    print('{"domain": "a.example", "evidence": {"rcode": "NXDOMAIN"}}',
          file=file)
try:
    polars.read_ndjson("results.jsonl")
    sys.exit("no longer as described")
except polars.exceptions.PolarsError as error:
    print("a text for a number:", type(error).__name__)
every = ["domain", "evidence", "note", "rcode", "note"]
few = ["domain", "evidence", "rcode"]
print("expected:", every, "each time, or an error")
if seen != [(every, every, every, 120), (few, few, every, 120)]:
    sys.exit("no longer as described")
PYTHON
