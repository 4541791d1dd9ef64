#!/bin/sh
# The new dns module of Go takes a name apart at a dot behind a backslash.
#
# Expected: RFC 1035 sections 5.1 and 8: the contact first.last@example.com of a
# SOA is first\.last.example.com, whose first label has a dot in it. RFC 3597
# section 5: records of unknown types are written as \#, length and octets.
# Seen: codeberg.org/miekg/dns 0.6.0, which follows the widely used module of
# the same author, reads such a zone file without an error and sends the labels
# "first\" and "last", so a contact at last.example.com. Its page says that
# escapes in names are not supported, not that they make other names. An unknown
# record that it got is written as "TYPE0 2 0102", which neither it nor others
# read zone. dnspython sends the zone as it is written.
# Around it: the old module where names come from zone files.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
export GOPATH="$work/go" GOCACHE="$work/cache"
export GOFLAGS="-modcacherw -mod=mod"
cat >go.mod <<'EOG'
module finding

go 1.26

require codeberg.org/miekg/dns v0.6.0
EOG
cat >zone <<'EOZ'
example.com. 60 IN SOA ns.example.com. first\.last.example.com. 1 2 3 4 5
example.com. 60 IN MX 10 mail.example.com.
example.com. 60 IN TYPE65534 \# 2 0102
EOZ
cat >main.go <<'EOG'
package main

import (
  "fmt"
  "os"
  "strings"

  "codeberg.org/miekg/dns"
)

func check(err error) {
  if err != nil {
    panic(err)
  }
}

func main() {
  text, err := os.ReadFile("zone")
  check(err)
  sent := new(dns.Msg)
  zone := dns.NewZoneParser(strings.NewReader(string(text)), ".", "zone")
  for one, ok := zone.Next(); ok; one, ok = zone.Next() {
    sent.Answer = append(sent.Answer, one)
  }
  check(zone.Err())
  check(sent.Pack())
  check(os.WriteFile("sent", sent.Data, 0o600))
  received := new(dns.Msg)
  received.Data = sent.Data
  check(received.Unpack())
  fmt.Println(received.Answer[2])
}
EOG
cat >read.py <<'EOP'
import dns.message
import dns.rrset

with open("sent", "rb") as file, open("sent.text", "w") as seen:
    for one in dns.message.from_wire(file.read()).answer:
        print(one, file=seen)
with open("zone") as lines, open("right.text", "w") as right:
    for line in lines:
        print(dns.rrset.from_text(*line.split(maxsplit=4)), file=right)
EOP
go run . 2>go.log | tr -s '\t' ' ' >text || { cat go.log >&2; exit 1; }
venv/bin/python read.py
echo "expected:"
cat right.text
echo "sent by codeberg.org/miekg/dns 0.6.0:"
cat sent.text
echo "and written: $(cat text)"
sed 's/first\\/first\\\\/' zone >described
if ! cmp -s right.text zone || ! cmp -s sent.text described ||
  ! grep -q 'TYPE0 2 0102$' text; then
  echo "no longer as described" >&2
  exit 1
fi
