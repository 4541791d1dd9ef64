#!/bin/sh
# fastparquet reads a list of structs as None, in every row.
#
# Expected: a list of structs (each mail host of a domain with its preference)
# is what Parquet's LogicalTypes.md has in its examples, and pyarrow, DuckDB,
# Polars and Spark write it; a reader that cannot do it says so, as fastparquet
# does with encodings that it does not know.
# Seen: fastparquet 2026.9.0 lists the column with the type object, gives None
# for all rows, and says nothing. An empty list and a list that is not there
# look the same. Lists of texts in the same file are right. Who counts domains
# without mail hosts counts all of them.
# Around it: one row for each member, or another reader; hyparquet reads it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pyarrow==26.0.1 fastparquet==2026.9.0
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts hyparquet@1.33.0
"$work/venv/bin/python" - <<'PYTHON'
import sys

import fastparquet
import pyarrow
import pyarrow.parquet

HOSTS = [[{"exchange": "a.example", "preference": 10}], [], None]
TEXTS = [["x", "y"], [], None]
pyarrow.parquet.write_table(pyarrow.table({
    "mx": pyarrow.array(HOSTS, pyarrow.list_(pyarrow.struct(
        {"exchange": pyarrow.string(), "preference": pyarrow.int32()}))),
    "texts": pyarrow.array(TEXTS, pyarrow.list_(pyarrow.string())),
}), "domains.parquet")
print("fastparquet", fastparquet.__version__, "pyarrow", pyarrow.__version__)
back = fastparquet.ParquetFile("domains.parquet").to_pandas()
seen = {name: [None if one is None else list(one) for one in back[name]]
        for name in back}
print("fastparquet:", seen)
right = pyarrow.parquet.read_table("domains.parquet").to_pydict()
print("expected:   ", right)
sys.exit(None if seen == {"mx": [None] * 3, "texts": TEXTS}
         and right == {"mx": HOSTS, "texts": TEXTS}
         else "no longer as described")
PYTHON
cat >read.mjs <<'EOJ'
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";

const rows = await parquetReadObjects(
  { file: await asyncBufferFromFile("domains.parquet") });
const seen = JSON.stringify(rows.map((row) => row.mx));
console.log(`hyparquet:   ${seen}`);
if (seen !== '[[{"exchange":"a.example","preference":10}],[],null]') {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
node read.mjs
