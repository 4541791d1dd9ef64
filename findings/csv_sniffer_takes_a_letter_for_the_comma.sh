#!/bin/sh
# Python's csv.Sniffer takes a letter of the names for the delimiter.
#
# Expected: RFC 4180 section 2: a table of one column has no delimiter at all;
# each line is a field. A list of domains is such a table.
# Seen: csv.Sniffer of Python 3.11 looks for a character that is as
# often in each line, and a letter is as good as a comma: of example.com,
# example.net and example.org it makes x the delimiter, and csv.reader gives the
# rows "e" and "ample.com". No error. Other lists raise "Could not determine
# delimiter", so that a program that was tried out with one fails or cuts names
# with the next one.
# Around it: sniff(text, delimiters=",;\t") and a comma where that raises.
set -eu
python3 - <<'PYTHON'
import csv
import sys

LISTS = {
    "three names": "example.com\nexample.net\nexample.org\n",
    "a header": "name\nexample.com\nmail.example.net\nwww.example.org\n",
    "two columns": "a.example,m.example\nb.example,n.example\n",
}


def sniffed(text, delimiters=None):
    try:
        dialect = csv.Sniffer().sniff(text, delimiters)
    except csv.Error as error:
        return str(error)
    return next(csv.reader(text.splitlines(), dialect))


print("Python", sys.version.split()[0])
seen = [sniffed(text) for text in LISTS.values()]
seen.append(sniffed(LISTS["three names"], ",;\t"))
for name, row in zip([*LISTS, "three names, delimiters given"], seen):
    print(f"{name}: {row}")
print("expected: ['example.com'], ['name'], ['a.example', 'm.example']")
NONE = "Could not determine delimiter"
sys.exit(None if seen == [
    ["e", "ample.com"], NONE, ["a.example", "m.example"], NONE,
] else "no longer as described")
PYTHON
