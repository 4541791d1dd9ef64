#!/bin/sh
# The crate zoneparser gives the record behind a $TTL the TTL of before.
#
# Expected: RFC 2308 section 4: the $TTL directive gives the TTL of all records
# that appear after it and have none of their own. So Net::DNS and dnspython
# read it.
# Seen: zoneparser 0.1.6, whose tools zonecount and zonediff are made for the
# zones of registries, gives it to the next record but one. The SOA behind a
# $TTL at the top has the TTL 0, and behind a second $TTL the first record keeps
# the old TTL. Where a file has a $TTL for each record, all TTLs are shifted by
# one. Texts lose their first parenthesis, too, though it is quoted.
# Around it: pass the zone through named-compilezone -s full, which writes the
# TTL into each line.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
cd "$work"
mkdir src
cat >Cargo.toml <<'EOF'
[package]
name = "zone"
version = "0.0.0"
edition = "2021"
[dependencies]
zoneparser = "=0.1.6"
EOF
cat >src/main.rs <<'EOF'
fn main() {
    let file = std::fs::File::open("zone").unwrap();
    for record in zoneparser::ZoneParser::new(&file, "example.com.") {
        println!("{}", record.unwrap());
    }
}
EOF
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns.example.com. host.example.com. 1 7200 3600 86400 300
a IN MX 10 mail.example.net.
$TTL 60
b IN MX 10 mail.example.net.
c IN MX 10 mail.example.net.
d IN TXT "one (two)"
EOF
CARGO_HOME=$work/cargo cargo run -q >lines 2>cargo.log ||
  { cat cargo.log >&2; exit 1; }
awk '{ $3 = ""; $1 = $1; gsub(/"/, ""); print }' lines | tr -s ' ' >seen
grep -A 1 'name = "zoneparser"' Cargo.lock
cat seen
echo "expected:"
venv/bin/python - <<'PYTHON' | tee right
import dns.rdatatype
import dns.zone

zone = dns.zone.from_file("zone", relativize=False, check_origin=False)
for name, ttl, data in zone.iterate_rdatas():
    print(name, ttl, dns.rdatatype.to_text(data.rdtype),
          data.to_text().replace('"', ""))
PYTHON
cat >described <<'EOF'
example.com. 0 SOA ns.example.com. host.example.com. 1 7200 3600 86400 300
a.example.com. 3600 MX 10 mail.example.net.
b.example.com. 3600 MX 10 mail.example.net.
c.example.com. 60 MX 10 mail.example.net.
d.example.com. 60 TXT one two)
EOF
cat >meant <<'EOF'
example.com. 3600 SOA ns.example.com. host.example.com. 1 7200 3600 86400 300
a.example.com. 3600 MX 10 mail.example.net.
b.example.com. 60 MX 10 mail.example.net.
c.example.com. 60 MX 10 mail.example.net.
d.example.com. 60 TXT one (two)
EOF
if ! cmp -s seen described || ! cmp -s right meant; then
  echo "no longer as described" >&2
  exit 1
fi
