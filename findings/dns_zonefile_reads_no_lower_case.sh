#!/bin/sh
# dns-zonefile reads a zone in lower case as one without records.
#
# Expected: RFC 1035 section 2.3.3: the case of letters does not matter, and the
# zone files that registries hand out write "in ns". zone-file, another package
# for the same, reads them.
# Seen: dns-zonefile 0.3.2 makes {} of such a file, and of a file that has both
# only the records in upper case, without an error. A list of names made from it
# is empty or short.
# Around it: pass the zone through named-compilezone, which writes upper case.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  dns-zonefile@0.3.2 zone-file@1.0.0
cat >names.mjs <<'EOJ'
import other from "zone-file";
import zonefile from "dns-zonefile";

const lower = `example. 86400 in soa ns.example. h.example. 1 2 3 4 5
a.example. 3600 in ns ns.a.example.
b.example. 3600 in ns ns.b.example.
`;
const mixed = lower.replace("in ns ns.b", "IN NS ns.b");
const upper = lower.toUpperCase();

function names(parse, zone) {
  return (parse(zone).ns ?? []).map((record) => record.name.toLowerCase());
}

const seen = [
  names(zonefile.parse, upper), names(zonefile.parse, mixed),
  names(zonefile.parse, lower), names(other.parseZoneFile, lower),
].map((found) => JSON.stringify(found));
const both = JSON.stringify(["a.example.", "b.example."]);
console.log(`dns-zonefile, upper case: ${seen[0]}`);
console.log(`dns-zonefile, both:       ${seen[1]}`);
console.log(`dns-zonefile, lower case: ${seen[2]}`);
console.log(`zone-file, lower case:    ${seen[3]}`);
console.log(`expected:                 ${both} each time`);
if (JSON.stringify(seen)
    !== JSON.stringify([both, '["b.example."]', "[]", both])) {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/dns-zonefile/package.json \
  node_modules/zone-file/package.json
node names.mjs
