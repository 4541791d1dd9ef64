#!/bin/sh
# at_once.sh PARTS PROGRAM: a GoogleTest program whose cases wait longer than
# they work, as so many processes at a time, each with a part of the cases.
# Prints what each said, one after the other; fails when one did.
set -u
parts=$1
shift
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
for part in $(seq 0 $((parts - 1))); do
  GTEST_TOTAL_SHARDS=$parts GTEST_SHARD_INDEX=$part "$@" \
    >"$said/$part" 2>&1 &
  eval "process_$part=\$!"
done
status=0
for part in $(seq 0 $((parts - 1))); do
  eval "wait \$process_$part" || status=1
  cat "$said/$part"
done
exit "$status"
