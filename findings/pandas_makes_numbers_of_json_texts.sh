#!/bin/sh
# pandas makes the number 7 of the text "007" in JSON, quotation marks or not.
#
# Expected: RFC 8259 has texts and numbers apart: {"label": "007"} is a text. A
# CSV leaves that to the reader; JSON lines are what one takes so as not to have
# it guessed, and what to_json writes of texts read_json reads as texts.
# Seen: read_json of pandas 3.1.1 turns a column of texts into numbers if each
# of them can be one: "007" and "7" are both 7, "1_0" is 10 as in the source of
# Python, "inf" is a floating-point number, and two hashes of 20 digits become
# equal. One label such as "www" leaves the column as it is, so the type depends
# on which rows a file has: large tables are right, a shard or a day's changes
# are not, and joins between them find nothing or fail. Its documentation says
# of dtype "If True, infer dtypes", the default. Polars keeps the texts.
# Around it: dtype=False.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pandas==3.1.1 polars==2.1.0
"$work/venv/bin/python" - <<'PYTHON'
import io
import json
import sys

import pandas
import polars

print("pandas", pandas.__version__, "polars", polars.__version__)


def labels(table):
    return table["label"].tolist()


described = [
    (["007", "7"], [7, 7]),
    (["1_0", "10"], [10, 10]),
    (["inf"], [float("inf")]),
    (["12345678901234567890", "12345678901234567891"],
     [12345678901234567000.0, 12345678901234567000.0]),
    (["007", "www"], ["007", "www"]),
]
same = True
for texts, right in described:
    lines = "\n".join(json.dumps({"label": text}) for text in texts)
    seen = labels(pandas.read_json(io.StringIO(lines), lines=True))
    kept = labels(pandas.read_json(io.StringIO(lines), lines=True,
                                   dtype=False))
    other = polars.read_ndjson(io.StringIO(lines))["label"].to_list()
    written = labels(pandas.read_json(io.StringIO(
        pandas.DataFrame({"label": texts}).to_json())))
    print(f"expected {texts}, seen {seen}")
    same &= seen == right and kept == texts and other == texts
    same &= written == right
sys.exit(None if same else "no longer as described")
PYTHON
