#!/bin/sh
# Go's idna.ToASCII and npm's punycode make another domain of capital letters.
#
# Expected: BÜCHER.example is bücher.example: RFC 5895 section 2 and UTS 46
# section 4 map letters to lower case, as they map the dots and the wide letters
# of East Asia, before Punycode is applied. idna.Lookup.ToASCII of Go does.
# Seen: the function idna.ToASCII of golang.org/x/net 0.62.0 and toASCII of
# punycode 2.3.1 map nothing: xn--BCHER-2pa, which is no A-label that anyone
# can register, instead of xn--bcher-kva; for a wide letter an A-label again,
# where the name is plain ASCII. Both say so in a line of their documentation.
# No error: a scan finds NXDOMAIN for each such name.
# Around it: idna.Lookup.ToASCII, and domainToASCII of node:url.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GOPATH="$work/go" GOCACHE="$work/cache"
export GOFLAGS="-modcacherw -mod=mod"
npm install --silent --no-audit --no-fund --ignore-scripts punycode@2.3.1
cat >go.mod <<'EOG'
module finding

go 1.26

require golang.org/x/net v0.62.0
EOG
cat >main.go <<'EOG'
package main

import (
  "fmt"
  "os"

  "golang.org/x/net/idna"
)

func main() {
  for _, name := range os.Args[1:] {
    plain, _ := idna.ToASCII(name)
    lookup, _ := idna.Lookup.ToASCII(name)
    fmt.Println(plain, lookup)
  }
}
EOG
cat >names.mjs <<'EOJ'
import { domainToASCII } from "node:url";
import punycode from "punycode/punycode.js";

for (const name of process.argv.slice(2)) {
  console.log(punycode.toASCII(name), domainToASCII(name));
}
EOJ
names="BÜCHER.example ｍail.example bücher.example"
go run main.go $names >by_go
node names.mjs $names >by_node
cat >described <<'EOT'
xn--BCHER-2pa.example xn--bcher-kva.example
xn--ail-086s.example mail.example
xn--bcher-kva.example xn--bcher-kva.example
EOT
echo "golang.org/x/net v0.62.0"
grep -h '"version"' node_modules/punycode/package.json
echo "names: $names"
sed 's/ /   expected: /; s/^/Go:  /' by_go
sed 's/ /   expected: /; s/^/npm: /' by_node
if ! cmp -s described by_go || ! cmp -s described by_node; then
  echo "no longer as described" >&2
  exit 1
fi
