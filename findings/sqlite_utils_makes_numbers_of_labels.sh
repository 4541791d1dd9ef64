#!/bin/sh
# sqlite-utils stores the labels 007 and 010 as 7 and 10, and 1e5 as 100000.0.
#
# Expected: RFC 4180 knows texts only, and a label of a domain that is all
# digits is one: 007.example and 7.example are two names (RFC 1123 section 2.1).
# The shell of SQLite makes TEXT of the columns that .import creates.
# Seen: "sqlite-utils insert --csv" 4.2.1 looks for types without being told
# to: if all labels of a file look like whole numbers, the column is INTEGER and
# the zeros in front are gone; if they look like numbers, it is REAL, and 1e5
# and 100000 are one. The next part of the same list, with one word in it, keeps
# its texts, so the parts cannot be joined.
# Around it: --no-detect-types, or --type label text.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  sqlite-utils==4.2.1
cd "$work"

# stored OPTIONS < CSV: the labels as the table has them.
stored() {
  rm -f db
  venv/bin/sqlite-utils insert db names - --csv --silent "$@"
  python3 -c 'import sqlite3
print(*(row[0] for row in sqlite3.connect("db").execute(
    "select label from names order by rowid")))'
}
zeros=$(printf 'label,tld\n007,example\n010,example\n' | stored)
powers=$(printf 'label,tld\n1e5,example\n100000,example\n' | stored)
words=$(printf 'label,tld\n007,example\nmail,example\n' | stored)
told=$(printf 'label,tld\n007,example\n1e5,example\n' |
  stored --no-detect-types)
venv/bin/sqlite-utils --version
echo "007 010:    $zeros"
echo "1e5 100000: $powers"
echo "007 mail:   $words"
echo "007 1e5:    $told, with --no-detect-types"
echo "expected:   the labels as they are each time"
if [ "$zeros" != "7 10" ] || [ "$powers" != "100000.0 100000.0" ] ||
  [ "$words" != "007 mail" ] || [ "$told" != "007 1e5" ]; then
  echo "no longer as described" >&2
  exit 1
fi
