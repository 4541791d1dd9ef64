#!/bin/sh
# The zone parser of Hickory DNS keeps quotation marks inside of parentheses.
#
# Expected: RFC 1035 section 5.1: parentheses let data cross a line end and mean
# nothing else, so TXT ( "v=DKIM1; " "p=MII" ) has two strings, as keys are
# written by opendkim-genkey; \DDD is the octet of that decimal number, and a
# backslash before a semicolon keeps it. dnspython reads the lines so.
# Seen: hickory-proto 0.25.2 takes no notice of quotation marks in parentheses:
# they become part of the data, and the first semicolon of a line begins a
# comment, so that "v=DKIM1 and "p=MII" are left, which no verifier takes.
# "\065\066", which is AB, is U+0605 U+0606, and the label n\065 is n5. A text
# without quotation marks ends at \;. Nothing is refused.
# Around it: a line for each record, and texts in quotation marks.
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
hickory-proto = { version = "=0.25.2", features = ["text-parsing"] }
EOF
cat >src/main.rs <<'EOF'
use hickory_proto::rr::{Name, RData};
use hickory_proto::serialize::txt::Parser;

// Owner and octets of each text.
fn main() {
    let text = std::fs::read_to_string("zone").unwrap();
    let origin = Name::from_ascii("example.com.").unwrap();
    let (_, sets) = Parser::new(text, None, Some(origin)).parse().unwrap();
    for record in sets.values().flat_map(|set| set.records_without_rrsigs()) {
        if let RData::TXT(text) = record.data() {
            let strings: Vec<String> = text.iter()
                .map(|octets| octets.escape_ascii().to_string()).collect();
            println!("{} {}", record.name(), strings.join("|"));
        }
    }
}
EOF
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 300
@ IN SOA ns hostmaster 1 7200 3600 86400 300
a IN TXT "v=DKIM1; " "p=MII"
b IN TXT ( "v=DKIM1; "
           "p=MII" )
c IN TXT "\065\066"
n\065 IN TXT "x"
s IN TXT v=DMARC1\;p=none
EOF
CARGO_HOME=$work/cargo cargo run -q >seen 2>cargo.log ||
  { cat cargo.log >&2; exit 1; }
grep -A 1 'name = "hickory-proto"' Cargo.lock
cat seen
echo "expected:"
venv/bin/python - <<'PYTHON' | tee right
import dns.zone

zone = dns.zone.from_file("zone", "example.com.", relativize=False,
                          check_origin=False)
for name, _, record in zone.iterate_rdatas("TXT"):
    print(name, b"|".join(record.strings).decode())
PYTHON
cat >described <<'EOF'
a.example.com. v=DKIM1; |p=MII
b.example.com. \"v=DKIM1|\"p=MII\"
c.example.com. \xd8\x85\xd8\x86
n5.example.com. x
s.example.com. v=DMARC1\\
EOF
cat >meant <<'EOF'
a.example.com. v=DKIM1; |p=MII
b.example.com. v=DKIM1; |p=MII
c.example.com. AB
nA.example.com. x
s.example.com. v=DMARC1;p=none
EOF
if ! cmp -s seen described || ! cmp -s right meant; then
  echo "no longer as described" >&2
  exit 1
fi
