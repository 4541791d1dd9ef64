#!/bin/sh
# Prints what docs/changelog.md says of a version: release_notes.sh [VERSION]
# (without one: of what is not released yet). Fails if it says nothing.
set -eu
cd "$(dirname "$0")/.."
awk -v wanted="${1:-Unreleased}" '
  /^## / { inside = ($2 == wanted); next }
  inside { text = text $0 "\n" }
  END {
    gsub(/^\n+|\n+$/, "", text)
    if (text == "") { exit 1 }
    print text
  }' docs/changelog.md || {
  echo "release_notes: docs/changelog.md says nothing of ${1:-Unreleased}" >&2
  exit 1
}
