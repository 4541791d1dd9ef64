#!/bin/sh
# csv-parse reads the labels 0x10 and 0b1 as the number 0.
#
# Expected: with cast a cell that is a number becomes one, and any other stays a
# text. 0x10 is 16 to JavaScript, if it is a number at all, and as the first
# label of a domain it is a text. d3-dsv gives 16, papaparse leaves the text.
# Seen: csv-parse 7.0.3 asks Number, which says that 0x10 is a number, and then
# takes parseFloat, which stops at the x: 0x10, 0xcafe and 0b1 are all 0, no
# error is raised, and three names of a scan have one label. With cast_date a
# label such as 3-1 is a day of the year 2001 besides.
# Around it: a function as cast that looks at the name of the column.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export TZ=UTC
npm install --silent --no-audit --no-fund --ignore-scripts \
  csv-parse@7.0.3 d3-dsv@3.0.2 papaparse@5.7.1
cat >labels.mjs <<'EOJ'
import { parse } from "csv-parse/sync";
import { autoType, csvParse } from "d3-dsv";
import papaparse from "papaparse";

const text = "label\n0x10\n0xcafe\n0b1\nmail\n3-1";
const show = (rows) => rows.map(
  (row) => row.label.toISOString?.() ?? row.label).join(" ");
const seen = [
  show(parse(text, { columns: true, cast: true })),
  show(parse(text, { columns: true, cast: true, cast_date: true })),
  show(papaparse.parse(text, { header: true, dynamicTyping: true }).data),
  show(csvParse(text, autoType)),
];
console.log(`csv-parse, cast: ${seen[0]}`);
console.log(`with cast_date:  ${seen[1]}`);
console.log(`papaparse:       ${seen[2]}`);
console.log(`d3-dsv:          ${seen[3]}`);
console.log("expected:        what papaparse or d3-dsv has");
if (seen.join() !== ["0 0 0 mail 3-1",
  "0 0 0 mail 2001-03-01T00:00:00.000Z",
  "0x10 0xcafe 0b1 mail 3-1", "16 51966 1 mail 3-1"].join()) {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/csv-parse/package.json \
  node_modules/papaparse/package.json node_modules/d3-dsv/package.json
node labels.mjs
