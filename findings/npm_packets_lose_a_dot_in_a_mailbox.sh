#!/bin/sh
# Two npm packages for DNS messages turn first.last@ into first@last.
#
# Expected: RFC 1035 section 8: the mailbox first.last@example.com stands in a
# SOA as first\.last.example.com, with the dot inside of the first label. A name
# given as text needs the backslash of section 5.1, or two names become one;
# dns-packet and Node's own dns module write it.
# Seen: native-dns-packet 0.1.1 and dns2 3.0.0 give first.last.example.com, and
# whoever makes an address of it by the rule writes to first@last.example.com. A
# scan for the contacts of domains loses all that have a dot, and cannot tell
# which ones they were.
# Around it: dns-packet 5.6.1, which does so for this field.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  dns-packet@5.6.1 native-dns-packet@0.1.1 dns2@3.0.0
cat >mailbox.js <<'EOJ'
const dgram = require("dgram");
const { Resolver } = require("dns").promises;

const dnsPacket = require("dns-packet");
const dns2 = require("dns2");
const native = require("native-dns-packet");

// The octets of a name, given as labels.
function octets(...labels) {
  return Buffer.concat([...labels.map((label) => Buffer.concat(
    [Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);
}

// A SOA whose mailbox is first.last@example.com, to a query.
function answer(query) {
  const end = query.indexOf(0, 12) + 5;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8580, 2);
  header.writeUInt16BE(1, 6);
  header.writeUInt32BE(0, 8);
  const data = Buffer.concat([
    octets("ns", "example", "com"), octets("first.last", "example", "com"),
    Buffer.from([1, 2, 3, 4, 5].flatMap((n) => [0, 0, 0, n]))]);
  const record = Buffer.from([0xc0, 12, 0, 6, 0, 1, 0, 0, 1, 44, 0,
    data.length]);
  return Buffer.concat([header, query.subarray(12, end), record, data]);
}

const query = dnsPacket.encode({
  type: "query", id: 1, questions: [{ type: "SOA", name: "example.com" }] });
const message = answer(query);
const server = dgram.createSocket("udp4");
server.on("message", (data, peer) =>
  server.send(answer(data), peer.port, peer.address));
server.bind(0, "127.0.0.1", async () => {
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  const found = {
    "dns-packet": dnsPacket.decode(message).answers[0].data.rname,
    "native-dns-packet": native.parse(message).answer[0].admin,
    dns2: dns2.Packet.parse(message).answers[0].admin,
    node: (await resolver.resolveSoa("example.com")).hostmaster,
  };
  server.close();
  for (const [reader, name] of Object.entries(found)) {
    console.log(`${reader}: ${name}`);
  }
  const dotted = "first.last.example.com";
  const kept = "first\\.last.example.com";
  console.log(`expected: ${kept}`);
  if (JSON.stringify(Object.values(found)) !== JSON.stringify(
    [kept, dotted, dotted, kept])) {
    console.error("no longer as described");
    process.exit(1);
  }
});
EOJ
node mailbox.js
