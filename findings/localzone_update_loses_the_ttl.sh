#!/bin/sh
# localzone gives a record whose data is changed the TTL of the zone.
#
# Expected: "update_record(hashid, content)" says of itself that it updates the
# content of a record; its owner, type and TTL stay as they are.
# Seen: localzone 0.9.8 takes the record out and puts one in with the TTL of
# $TTL: an MX that had 60 seconds for the days of a move has 3600 after the
# move, so that the next correction is seen an hour later. Each save does the
# same to the SOA, whose serial it raises: its TTL of 7200 becomes 3600, too.
# Where the set has a second record, the TTL stays, so few notice.
# Around it: remove_record, and add_record with ttl=.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check localzone==0.9.8 \
  dnspython==2.9.2
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ 7200 IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
one 60 IN MX 10 old
two 60 IN MX 10 old
two 60 IN MX 20 other
EOF
venv/bin/python - <<'PYTHON' | tee seen
import localzone

with localzone.manage("zone", "example.com.", autosave=True) as zone:
    for name in ("one", "two"):
        record = zone.find_record("MX", name, "10 old")[0]
        zone.update_record(record.hashid, "10 new")
with open("zone") as lines:
    for line in sorted(lines):
        name, ttl, _, rdtype, data = line.split(maxsplit=4)
        if rdtype in ("MX", "SOA"):
            print(name, ttl, rdtype, *data.split()[:2])
PYTHON
echo "expected with localzone 0.9.8: TTLs of 7200, 60, 60 and 60"
cat >described <<'EOF'
@ 3600 SOA ns hostmaster
one 3600 MX 10 new
two 60 MX 10 new
two 60 MX 20 other
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
