#!/bin/sh
# Tries an installed program where nothing is known but the program: asks names
# through its private unbound, which has them as local data, so that no packet
# leaves the machine.
#
#   sh try_program.sh PROGRAM [FLAGS]    (unbound must be installed)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "try: $*" >&2
  exit 1
}

"$1" --version
cat >unbound.conf <<'CONF'
server:
  local-zone: "." static
  local-data: ". SOA a. b. 1 2 3 4 5"
  local-data: "one.example. MX 10 mx.one.example."
  local-data: "mx.one.example. A 192.0.2.1"
  local-data: "null.example. MX 0 ."
CONF
printf 'one.example\nnull.example\nnone.example\n' >names.txt
for end in csv jsonl.zst parquet arrows; do
  "$@" -q --allow-special --resolver-config unbound.conf -o "result.$end" \
    names.txt
  [ -s "result.$end" ] || fail "no result.$end"
done
grep -q '^0,one.example,.*,mx,.*mx.one.example.*192.0.2.1' result.csv ||
  fail "one.example is wrong: $(cat result.csv)"
grep -q '^1,null.example,.*,null_mx,' result.csv ||
  fail "null.example is wrong: $(cat result.csv)"
grep -q '^2,none.example,.*,NXDOMAIN,' result.csv ||
  fail "none.example is wrong: $(cat result.csv)"
[ "$(head -c 4 result.parquet)" = PAR1 ] || fail "no Parquet"
echo "try: three names in four formats are right"
