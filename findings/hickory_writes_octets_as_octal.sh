#!/bin/sh
# Hickory DNS writes the octets of names in octal, and texts without marks.
#
# Expected: RFC 1035 section 5.1: \DDD is the octet of that decimal number, and
# a backslash stands before what has a meaning of its own. What one program
# writes is what the next one reads.
# Seen: hickory-proto 0.26.3 writes Second\040Floor for "Second Floor", as
# services of DNS-SD are called; dnspython reads it as "Second(Floor", and "u"
# with an umlaut, \303\274, is above 255 and refused. Strings of a TXT are put
# together without quotation marks or backslashes: "one;" "two" is one;two, of
# which a reader has "one" left. The backslash of a NAPTR, \\1, is written as
# \1, which is the octet 1 or an error. A list that is made with Hickory is not
# fit to be loaded.
# Around it: write from the octets: Name::iter, TXT::txt_data.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
mkdir src
cat >Cargo.toml <<'EOF'
[package]
name = "records"
version = "0.0.0"
edition = "2021"
[dependencies]
hickory-proto = "=0.26.3"
EOF
cat >src/main.rs <<'EOF'
use hickory_proto::op::Message;

fn main() {
    let message = Message::from_vec(&std::fs::read("wire").unwrap()).unwrap();
    for record in message.answers.iter() {
        println!("{}", record);
    }
}
EOF
cat >zone <<'EOF'
_ipp._tcp.example. 60 IN PTR Second\032Floor._ipp._tcp.example.
umlaut.example. 60 IN MX 10 b\195\188ro.example.
text.example. 60 IN TXT "one;" "two"
number.example. 60 IN NAPTR 1 1 "u" "E2U+sip" "!^(.*)$!sip:\\1@example!" .
EOF
cat >write.py <<'EOF'
import dns.message
import dns.zonefile

message = dns.message.make_response(dns.message.make_query(".", "ANY"))
with open("zone") as lines:
    message.answer += dns.zonefile.read_rrsets(lines, rdclass=None)
with open("wire", "wb") as file:
    file.write(message.to_wire())
EOF
cat >read.py <<'EOF'
import sys

import dns.exception
import dns.zonefile

with open(sys.argv[1]) as lines:
    for line in lines:
        try:
            for one in dns.zonefile.read_rrsets(line, rdclass=None):
                print(one)
        except dns.exception.DNSException:
            print(line.split()[0], "refused")
EOF
venv/bin/python write.py
CARGO_HOME=$work/cargo cargo run -q >written 2>cargo.log ||
  { cat cargo.log >&2; exit 1; }
grep -A 1 'name = "hickory-proto"' Cargo.lock
echo "given:"
venv/bin/python read.py zone | tee given
echo "written:"
cat written
echo "read again:"
venv/bin/python read.py written | tee seen
cat >described <<'EOF'
_ipp._tcp.example. 60 IN PTR Second\(Floor._ipp._tcp.example.
umlaut.example. refused
text.example. 60 IN TXT "one"
number.example. refused
EOF
if ! cmp -s seen described || ! cmp -s given zone; then
  echo "no longer as described" >&2
  exit 1
fi
