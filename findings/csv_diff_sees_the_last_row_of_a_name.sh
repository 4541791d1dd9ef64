#!/bin/sh
# csv-diff and csvdiff compare the last row of each key only.
#
# Expected: a key that is not unique is an error, or all of its rows are
# compared: a domain with two mail hosts has two rows, and that one of them is
# another one today is a difference. diff of the sorted files has it.
# Seen: csv-diff 1.2 ("column to use as a unique ID") and csvdiff 0.3.3 put the
# rows into a table by key, where each row replaces the one before it. That the
# first mail host of a name has changed, or is gone, is not seen: no difference,
# exit code 0, no warning.
# Around it: a key of all columns that tell rows apart, as csvdiff takes it; or
# a table with one row a name.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  csv-diff==1.2 csvdiff==0.3.3
cd "$work"
cat >old.csv <<'EOC'
domain,exchange
a.example,mx1.a.example
a.example,mx2.a.example
b.example,mx1.b.example
b.example,mx2.b.example
EOC
cat >new.csv <<'EOC'
domain,exchange
a.example,mx9.elsewhere.example
a.example,mx2.a.example
b.example,mx2.b.example
EOC
"$work/venv/bin/pip" list 2>/dev/null | grep 'csv-\?diff'
first=$("$work/venv/bin/csv-diff" old.csv new.csv --key domain --json |
  tr -d ' \n')
second=$("$work/venv/bin/csvdiff" domain old.csv new.csv | tr -d ' \n')
sort old.csv >old
sort new.csv >new
right=$(diff old new | grep -c '^[<>]' || true)
keys=$("$work/venv/bin/csvdiff" domain,exchange old.csv new.csv |
  grep -o 'mx[0-9.a-z]*' | sort -u | paste -s -d ' ')
echo "csv-diff:  $first"
echo "csvdiff:   $second"
echo "csvdiff with both columns as key: $keys"
echo "expected:  $right lines that differ, as diff has them"
if [ "$first" != '{"added":[],"removed":[],"changed":[],"columns_added":[],'\
'"columns_removed":[]}' ] || [ "$right" != 3 ] ||
  [ "$second" != '{"_index":["domain"],"added":[],"changed":[],"removed":[]}' ]
then
  echo "no longer as described" >&2
  exit 1
fi
