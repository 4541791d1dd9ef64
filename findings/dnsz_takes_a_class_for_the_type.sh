#!/bin/sh
# dnsz takes the class for the type where a TTL stands between them.
#
# Expected: RFC 1035 section 5.1 has two forms of a line: [TTL] [class] type and
# [class] [TTL] type, so "a IN 60 MX 10 mail" is an MX with the TTL 60, as
# dnspython reads it.
# Seen: parseZone of dnsz 4.5.2 gives a record of the type IN with the TTL of
# $TTL and the content "60 MX 10 mail", without an error. Who counts the MX of a
# zone does not see it. The other order is read well.
# Around it: pass the zone through named-compilezone -s full.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts dnsz@4.5.2
cat >zone <<'EOZ'
$ORIGIN example.com.
$TTL 3600
a IN 60 MX 10 mail.example.com.
b 60 IN MX 10 mail.example.com.
EOZ
cat >read.mjs <<'EOJ'
import { readFileSync } from "node:fs";
import { parseZone } from "dnsz";

for (const one of parseZone(readFileSync("zone", "utf8")).records) {
  console.log(one.name, one.ttl, one.class, one.type, one.content);
}
EOJ
node read.mjs >seen
venv/bin/python -c 'import dns.zone
zone = dns.zone.from_file("zone", relativize=False, check_origin=False)
for name, ttl, data in zone.iterate_rdatas():
    print(name.to_text(True), ttl, "IN MX", data)' >right
cat >described <<'EOT'
a.example.com 3600 IN IN 60 MX 10 mail.example.com.
b.example.com 60 IN MX 10 mail.example.com.
EOT
cat >standard <<'EOT'
a.example.com 60 IN MX 10 mail.example.com.
b.example.com 60 IN MX 10 mail.example.com.
EOT
grep -h '"version"' node_modules/dnsz/package.json
sed 's/^/dnsz:     /' seen
sed 's/^/expected: /' right
if ! cmp -s seen described || ! cmp -s right standard; then
  echo "no longer as described" >&2
  exit 1
fi
