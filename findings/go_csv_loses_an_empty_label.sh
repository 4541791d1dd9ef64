#!/bin/sh
# Go's encoding/csv writes an empty cell of a single column that it cannot read.
#
# Expected: what csv.Writer writes csv.Reader reads: a table of one column, such
# as the first labels of a list of names, has as many rows as were written.
# RFC 4180 section 2 has a record on each line, and an empty field may stand in
# quotation marks. Python's csv writes "" for such a cell.
# Seen: the writer of Go 1.26 writes an empty line, and the reader passes over
# empty lines, as its documentation says, so the row is gone. Columns that are
# written one to a file, to be put side by side again, do not fit any more:
# every row behind the first empty cell stands beside the wrong name. Python
# reads the line as a row without cells. Two columns, and all is right.
# Around it: a second column, or a word for the empty cell.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GOCACHE="$work/cache"
cat >main.go <<'EOG'
package main

import (
  "encoding/csv"
  "fmt"
  "os"
  "strings"
)

func written(rows [][]string) string {
  var text strings.Builder
  if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
    panic(err)
  }
  return text.String()
}

func read(text string) [][]string {
  rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
  if err != nil {
    panic(err)
  }
  return rows
}

func main() {
  rows := [][]string{{"www"}, {""}, {"mail"}}
  text := written(rows)
  seen := fmt.Sprintf("%q %q", text, read(text))
  fmt.Printf("written: %q\nread:    %q\n", text, read(text))
  fmt.Printf("from quotation marks: %q\n", read("www\n\"\"\nmail\n"))
  fmt.Printf("expected:             %q\n", rows)
  two := [][]string{{"www", "1"}, {"", "2"}}
  if seen != `"www\n\nmail\n" [["www"] ["mail"]]` ||
    fmt.Sprint(read("www\n\"\"\nmail\n")) != fmt.Sprint(rows) ||
    fmt.Sprint(read(written(two))) != fmt.Sprint(two) {
    fmt.Fprintln(os.Stderr, "no longer as described")
    os.Exit(1)
  }
}
EOG
go version
go run main.go
python=$(python3 -c 'import csv, io
text = io.StringIO()
csv.writer(text, lineterminator="\n").writerows([["www"], [""], ["mail"]])
print(text.getvalue().split("\n")[1])')
echo "Python writes: $python"
if [ "$python" != '""' ]; then
  echo "no longer as described" >&2
  exit 1
fi
