#!/bin/sh
# The crate domain reads an @ in the data of a record as a label.
#
# Expected: RFC 1035 section 5.1: "A free standing @ is used to denote the
# current origin", in an owner and wherever else a domain name stands. So
# "MX 10 @" of example.com is the host example.com, as dnspython reads it.
# Seen: the zone file reader of domain 0.12.3 takes an owner @ for the origin
# and makes the host @.example.com of the same sign in the data of MX, SRV and
# CNAME, without an error. Such a host does not exist, so that mail for the
# domain is lost, and who counts mail hosts counts one that nobody runs.
# YADIFA refuses such a zone; here it becomes another one.
# Around it: pass the zone through named-compilezone -s full.
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
domain = { version = "=0.12.3", features = ["bytes", "zonefile"] }
EOF
cat >src/main.rs <<'EOF'
use domain::zonefile::inplace::{Entry, Zonefile};

// Owner, type and data of each record but the SOA.
fn main() {
    let mut file = std::fs::File::open("zone").unwrap();
    let mut zone = Zonefile::load(&mut file).unwrap();
    while let Some(entry) = zone.next_entry().unwrap() {
        if let Entry::Record(record) = entry {
            if record.rtype().to_string() != "SOA" {
                let data = record.data().to_string();
                println!("{} {} {}", record.owner(), record.rtype(),
                         data.trim_end_matches('.'));
            }
        }
    }
}
EOF
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN MX 10 @
a IN MX 10 mail
_imap._tcp IN SRV 0 0 143 @
www IN CNAME @
EOF
CARGO_HOME=$work/cargo cargo run -q >seen 2>cargo.log ||
  { cat cargo.log >&2; exit 1; }
grep -A 1 'name = "domain"' Cargo.lock
cat seen
echo "expected:"
venv/bin/python - <<'PYTHON' | tee right
import dns.rdatatype
import dns.zone

zone = dns.zone.from_file("zone", relativize=False, check_origin=False)
for name, _, data in zone.iterate_rdatas():
    if data.rdtype != dns.rdatatype.SOA:
        print(name.to_text(True), dns.rdatatype.to_text(data.rdtype),
              data.to_text().rstrip("."))
PYTHON
cat >described <<'EOF'
example.com MX 10 @.example.com
a.example.com MX 10 mail.example.com
_imap._tcp.example.com SRV 0 0 143 @.example.com
www.example.com CNAME @.example.com
EOF
sed 's/@\.//' described >meant
if ! cmp -s seen described || ! cmp -s right meant; then
  echo "no longer as described" >&2
  exit 1
fi
