#!/bin/sh
# csvkit writes the labels 24h, 1d and 1440m as one and the same duration.
#
# Expected: csvsort orders the lines of a file and csvjoin puts two files beside
# each other; the cells come out as they went in.
# Seen: csvkit 2.2.0 infers the type of a column before it sorts or joins, and a
# column of first labels like 24h and 1d is one of durations. It comes out as
# "1 day, 0:00:00", three names have become one, and csvjoin finds 24h equal to
# 1d. A column of sun, may and today becomes one of dates in the year 1. One
# label that is none anywhere in the column saves it, so small extracts break
# and big ones do not.
# Around it: -I, which turns inference off.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  csvkit==2.2.0 agate==1.14.2 pytimeparse==1.1.10 parsedatetime==2.6
cd "$work"
printf 'label,exchange\n24h,c\n1d,b\n1440m,a\n' >scan.csv
printf 'label,owner\n1d,someone\n' >owners.csv
printf 'label,exchange\nsun,c\nmay,b\ntoday,a\n' >words.csv

# labels COMMAND...: the first column of what it writes, on one line.
labels() {
  "$@" | venv/bin/python -c 'import csv, sys
print([row[0] for row in csv.reader(sys.stdin)][1:])'
}
venv/bin/csvsort --version
sorted=$(labels venv/bin/csvsort -c exchange scan.csv)
joined=$(labels venv/bin/csvjoin -c label scan.csv owners.csv)
words=$(labels venv/bin/csvsort -c exchange words.csv)
without=$(labels venv/bin/csvsort -I -c exchange scan.csv)
echo "csvsort:    $sorted"
echo "csvsort:    $words"
echo "csvjoin:    $joined (owners.csv has only 1d)"
echo "csvsort -I: $without"
echo "expected:   ['1440m', '1d', '24h'], the words, and ['1d']"
day="'1 day, 0:00:00'"
if [ "$sorted" != "[$day, $day, $day]" ] ||
  [ "$joined" != "[$day, $day, $day]" ] ||
  [ "${words%%-*}" != "['0001" ] ||
  [ "$without" != "['1440m', '1d', '24h']" ]; then
  echo "no longer as described" >&2
  exit 1
fi
