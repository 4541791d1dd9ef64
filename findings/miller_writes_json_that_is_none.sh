#!/bin/sh
# Miller turns the label 0x0 of a CSV into JSON that nobody can read.
#
# Expected: mlr --icsv --ojsonl writes JSON: RFC 8259 section 6 knows decimal
# numbers only, and the cells of a CSV are text. The labels 007 and 1d come out
# in quotation marks.
# Seen: Miller 6.6.0 takes 0x0, 0b101 and 0o17 for numbers, keeps their spelling
# as it promises, and writes them without quotation marks: {"label": 0x0}. json
# of Python and JSON.parse of Node stop there, and so does a whole import,
# megabytes behind the start, at the first such label. And 1e5 comes out as a
# number: who reads it has the label 100000.
# Around it: mlr -S, which takes all cells for text.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  miller=6.6.0-2+b3 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
mlr=$work/tree/usr/bin/mlr
printf '%s\n' label 007 1d 1e5 0x0 0b101 0o17 >"$work/labels.csv"

cat >"$work/read.py" <<'PYTHON'
# Reads lines of JSON and prints the labels, or ! for a line that is none.
import json
import sys


def label(line):
    try:
        return json.loads(line)["label"]
    except json.JSONDecodeError:
        return "!"


print([label(line) for line in sys.stdin])
PYTHON
cat >"$work/read.js" <<'EOJ'
// Counts the lines that are no JSON.
const lines = require("fs").readFileSync(0, "utf8").trim().split("\n");
console.log(lines.filter((line) => {
  try {
    JSON.parse(line);
    return false;
  } catch {
    return true;
  }
}).length);
EOJ
"$mlr" --version
"$mlr" --icsv --ojsonl cat "$work/labels.csv" | tee "$work/inferred"
"$mlr" -S --icsv --ojsonl cat "$work/labels.csv" >"$work/text"
inferred=$(python3 "$work/read.py" <"$work/inferred")
text=$(python3 "$work/read.py" <"$work/text")
node=$(node "$work/read.js" <"$work/inferred")
echo "python:         $inferred"
echo "node:           $node lines are no JSON"
echo "python, mlr -S: $text"
echo "expected:       ['007', '1d', '1e5', '0x0', '0b101', '0o17'], and 0"
if [ "$inferred" != "['007', '1d', 100000.0, '!', '!', '!']" ] ||
  [ "$node" != 3 ] ||
  [ "$text" != "['007', '1d', '1e5', '0x0', '0b101', '0o17']" ]; then
  echo "no longer as described" >&2
  exit 1
fi
