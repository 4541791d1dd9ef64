#!/bin/sh
# @dsnp/parquetjs reads large unsigned numbers of a Parquet file as negative.
#
# Expected: Parquet's LogicalTypes.md: UINT_32 and UINT_64 are stored in INT32
# and INT64, whose bits a reader takes without a sign. TTLs, network numbers and
# hashes of 64 bits come so from DuckDB, Polars and pyarrow.
# Seen: 4294967295 becomes -1, the AS number 4200000000 becomes -94967296, and
# 2^63 + 1 becomes -(2^63 - 1). The schema that the reader itself shows has
# UINT_32 and UINT_64. Small numbers are right, so a test file does not tell.
# hyparquet reads all of them right.
# Around it: hyparquet, or signed columns of 64 bits.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pyarrow==26.0.1
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  @dsnp/parquetjs@1.8.8 hyparquet@1.33.0
"$work/venv/bin/python" - <<'PYTHON'
import pyarrow
import pyarrow.parquet

print("pyarrow", pyarrow.__version__)
pyarrow.parquet.write_table(pyarrow.table({
    "small": pyarrow.array([1], pyarrow.uint32()),
    "largest": pyarrow.array([2**32 - 1], pyarrow.uint32()),
    "network": pyarrow.array([4200000000], pyarrow.uint32()),
    "hash": pyarrow.array([2**63 + 1], pyarrow.uint64()),
}), "numbers.parquet")
PYTHON
cat >numbers.mjs <<'EOJ'
import parquet from "@dsnp/parquetjs";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";

const reader = await parquet.ParquetReader.openFile("numbers.parquet");
const types = Object.values(reader.getSchema().fields).map(
  (field) => field.originalType);
const one = await reader.getCursor().next();
await reader.close();
const [other] = await parquetReadObjects(
  { file: await asyncBufferFromFile("numbers.parquet") });
const seen = [one, other].map((row) => Object.values(row).map(String));
console.log(`types by @dsnp/parquetjs: ${types}`);
console.log(`@dsnp/parquetjs:          ${seen[0]}`);
console.log(`hyparquet:                ${seen[1]}`);
const right = "1,4294967295,4200000000,9223372036854775809";
console.log(`expected:                 ${right}`);
if (`${types}` !== "UINT_32,UINT_32,UINT_32,UINT_64"
    || `${seen[0]}` !== "1,-1,-94967296,-9223372036854775807"
    || `${seen[1]}` !== right) {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/@dsnp/parquetjs/package.json \
  node_modules/hyparquet/package.json
node numbers.mjs
