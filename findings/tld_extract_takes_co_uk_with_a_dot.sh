#!/bin/sh
# npm's tld-extract takes "co.uk." for the domain of a name with a final dot.
#
# Expected: the final dot of a name in a zone file, or in what dig prints, is
# the root (RFC 1034 section 3.1), and changes nothing about the domain, which
# is example.co.uk; tldts, psl and tldjs have it so.
# Seen: tld-extract 2.1.0 counts the dot as a label, a top-level domain of its
# own: the domain of mail.example.co.uk. is "co.uk." and that of
# www.example.com. is "com.". No error, although it refuses co.uk itself. A list
# that is grouped by domain falls into one group for each suffix.
# Around it: take the dot away before.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  tld-extract@2.1.0 tldts@7.6.0
cat >names.cjs <<'EOJ'
const extract = require("tld-extract");
const { getDomain } = require("tldts");

const names = ["mail.example.co.uk", "mail.example.co.uk.",
  "www.example.com.", "example.com."];
const seen = names.map((name) => extract(`http://${name}`).domain);
const right = names.map((name) => getDomain(name));
names.forEach((name, at) => console.log(
  `${name}: ${seen[at]}, expected ${right[at]}`));
if (seen.join() !== "example.co.uk,co.uk.,com.,com."
    || right.join() !== "example.co.uk,example.co.uk,example.com,example.com") {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/tld-extract/package.json \
  node_modules/tldts/package.json
node names.cjs
