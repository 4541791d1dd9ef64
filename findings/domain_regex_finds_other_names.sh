#!/bin/sh
# npm's domain-regex finds other domains in a text than those that stand there.
#
# Expected: its documentation wants names as A-labels, and "seeks to support all
# domains with TLDs listed" in the public suffix list, "including" IDN. xn--p1ai
# is one (Russia); a name is the same in capitals (RFC 4343); two hyphens may
# stand in a row (RFC 1123 section 2.1 has no rule against it).
# Seen: domain-regex 0.0.1 matches what is left of a name that it does not
# understand: xn--e1afmkfd.xn--p1ai is found as xn--e1afmkfd.xn, and
# my--shop.example.com as shop.example.com, names that may be somebody else's or
# nobody's; EXAMPLE.COM is not found. test() says true of the first two. And
# is-valid-domain 0.1.6 refuses what lies below xn--vermgensberatung-pwb, a
# top-level domain whose A-label has a hyphen within. validator's isFQDN takes
# all five.
# Around it: split at blanks, and ask isFQDN.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  domain-regex@0.0.1 is-valid-domain@0.1.6 validator@13.15.35
cat >names.cjs <<'EOJ'
const pattern = require("domain-regex")();
const isValidDomain = require("is-valid-domain");
const { isFQDN } = require("validator");

const described = [
  ["example.com", "example.com", true],
  ["xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn", true],
  ["my--shop.example.com", "shop.example.com", true],
  ["EXAMPLE.COM", undefined, true],
  ["example.xn--vermgensberatung-pwb", "example.xn", false],
];
let same = true;
for (const [name, part, valid] of described) {
  const found = `see ${name} there`.match(pattern)?.[0];
  const seen = isValidDomain(name);
  console.log(`${name}: domain-regex: ${found}, is-valid-domain: ${seen}`);
  same &&= found === part && seen === valid && isFQDN(name);
}
console.log("expected: the name itself, and true");
if (!same) {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/domain-regex/package.json \
  node_modules/is-valid-domain/package.json
node names.cjs
