#!/bin/sh
# Python's ndjson puts a comma in place of a line separator within a text.
#
# Expected: a line of NDJSON ends with a line feed, and RFC 8259 section 7 lets
# every character from U+0020 on, but the quotation mark and the backslash,
# stand in a string as it is: U+2028, U+2029 and U+0085 do, and are data.
# jsonlines reads them so, and so does the reader() of ndjson itself.
# Seen: load() and loads() of ndjson 0.3.1 cut the text wherever Python's
# splitlines() does and join the parts with commas, so that a company's name
# with U+2028 in it comes back with a comma there. No error, no line is missing,
# and dumps() and loads() do not come to the same. Columns that were passed
# through from somebody's list, or texts from the DNS, hold such characters.
# Around it: ndjson.reader(), or json.loads() for each line of the file.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  ndjson==0.3.1 jsonlines==4.0.0
"$work/venv/bin/python" - <<'PYTHON'
import io
import sys
from importlib.metadata import version

import jsonlines
import ndjson

print("ndjson", version("ndjson"), "jsonlines", version("jsonlines"))
rows = [{"in_company": f"Mail{mark}Ltd"}
        for mark in ("\u2028", "\u2029", "\u0085")]
text = ndjson.dumps(rows, ensure_ascii=False)
seen = {"ndjson.loads": ndjson.loads(text),
        "ndjson.load": ndjson.load(io.StringIO(text)),
        "ndjson.reader": list(ndjson.reader(io.StringIO(text))),
        "jsonlines": list(jsonlines.Reader(io.StringIO(text)))}
for name, read in seen.items():
    print(f"{name + ':':15}", *(ascii(row["in_company"]) for row in read))
print("expected:      ", *(ascii(row["in_company"]) for row in rows))
commas = [{"in_company": "Mail,Ltd"}] * 3
same = list(seen.values()) == [commas, commas, rows, rows]
sys.exit(None if same else "no longer as described")
PYTHON
