#!/bin/sh
# npm's spf-check says TempError where a host of the policy has no AAAA record.
#
# Expected: RFC 7208 section 4.6.4: a question without answer, NODATA or
# NXDOMAIN, is a void lookup, after which the evaluation goes on; two are
# allowed. Section 4.5: the version may end the record. Section 4.6.4: ten terms
# that ask the DNS are allowed, and ten MX for "mx".
# Seen: spf-check 0.4.3 takes each void lookup for a failure of the DNS: "a" or
# "mx" of a host without AAAA is TempError to all senders of IPv6, even if the
# next term names them, and a host that is gone is to all. A record that is
# "v=spf1" alone is none, ten MX are PermError, and so are ten includes, since
# the record itself is counted. mailauth has all of these as the RFC.
# Around it: mailauth.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  spf-check@0.4.3 mailauth@4.13.3 dns-packet@5.6.1
cat >check.cjs <<'EOJ'
const dgram = require("dgram");
const dns = require("dns");
const packet = require("dns-packet");
const { spf } = require("mailauth/lib/spf");
const check = require("spf-check");

const zone = {
  "v6.example TXT": ["v=spf1 a ip6:2001:db8::/32 -all"],
  "v6.example A": ["192.0.2.1"],
  "gone.example TXT": ["v=spf1 a:not-there.example ip4:192.0.2.0/24 -all"],
  "bare.example TXT": ["v=spf1"],
  "mx.example TXT": ["v=spf1 mx -all"],
  "mx.example MX": [],
  "terms.example TXT": ["v=spf1"],
};
for (let n = 0; n < 10; n++) {
  zone["mx.example MX"].push({ preference: n, exchange: `mx${n}.example` });
  zone[`mx${n}.example A`] = [`192.0.2.${n}`];
  zone["terms.example TXT"][0] += ` include:i${n}.example`;
  zone[`i${n}.example TXT`] = [`v=spf1 ip4:192.0.2.${n} -all`];
}

const server = dgram.createSocket("udp4");
server.on("message", (message, peer) => {
  const query = packet.decode(message);
  const { name, type } = query.questions[0];
  const known = Object.keys(zone).some((key) => key.startsWith(`${name} `));
  server.send(packet.encode({
    type: "response",
    id: query.id,
    flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE
      | (known ? 0 : 3),
    questions: query.questions,
    answers: (zone[`${name} ${type}`] ?? []).map(
      (data) => ({ name, type, ttl: 60, data })),
  }), peer.port, peer.address);
});
server.bind(0, "127.0.0.1", async () => {
  dns.setServers([`127.0.0.1:${server.address().port}`]);
  const seen = [];
  for (const [ip, domain] of [
    ["2001:db8::1", "v6.example"], ["192.0.2.1", "v6.example"],
    ["192.0.2.1", "gone.example"], ["192.0.2.1", "bare.example"],
    ["192.0.2.9", "mx.example"], ["192.0.2.9", "terms.example"],
  ]) {
    const sender = `a@${domain}`;
    const result = await check(ip, domain, sender);
    const { status } = await spf({ ip, sender, helo: domain, mta: "mx.test",
      resolver: dns.promises.resolve.bind(dns.promises) });
    console.log(`${ip} ${domain}: ${result}, mailauth: ${status.result}`);
    seen.push(`${result} ${status.result}`);
  }
  server.close();
  console.log("expected: what mailauth says");
  if (seen.join() !== ["TempError pass", "Pass pass", "TempError pass",
    "None neutral", "PermError pass", "PermError pass"].join()) {
    console.error("no longer as described");
    process.exit(1);
  }
});
EOJ
grep -h '"version"' node_modules/spf-check/package.json \
  node_modules/mailauth/package.json
node --no-deprecation check.cjs
