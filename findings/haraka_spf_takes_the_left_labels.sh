#!/bin/sh
# haraka-plugin-spf expands macros of SPF to other names than the RFC.
#
# Expected: RFC 7208 section 7.3: the digits of a macro count labels from the
# right, after any reversal, a delimiter splits by itself, and %{i} of IPv6 is
# written in nibbles with dots. Section 7.4 has the examples that are run here.
# Seen: haraka-plugin-spf 1.3.0 takes labels from the left, so %{d2} of
# email.example.com is email.example, leaves a delimiter alone unless there is a
# digit or r beside it, and writes an address of IPv6 with colons. A policy
# "exists:%{ir}._spf.%{d2} -all", of the kind that large senders use, is
# asked for under a domain of somebody else, and its own hosts fail.
# Around it: none for macros; pyspf and Mail::SPF expand them by the RFC.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  haraka-plugin-spf@1.3.0
cat >macros.js <<'EOJ'
const { SPF } = require("haraka-plugin-spf/lib/spf.js");

const sender = "strong-bad@email.example.com";
const nibbles = "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0"
  + ".0.2.ip6";

// The name that exists: is looked up as, and the result. One name exists.
async function look(text, right, address) {
  const spf = new SPF();
  const asked = [];
  const absent = Object.assign(new Error("none"), { code: "ENOTFOUND" });
  spf.log_debug = () => {};
  spf.resolver = {
    resolveTxt: async () => [[`v=spf1 exists:${text}.test -all`]],
    resolve: async (name) => {
      asked.push(name.replace(/\.test$/, ""));
      if (name !== `${right}.test`) throw absent;
      return ["127.0.0.2"];
    },
  };
  const result = spf.result(
    await spf.check_host(address, "email.example.com", sender));
  return [asked[0], result];
}

(async () => {
  const examples = [
    // Macro, expansion of the RFC, what is seen.
    ["%{d}", "email.example.com", "email.example.com"],
    ["%{dr}", "com.example.email", "com.example.email"],
    ["%{d2r}", "example.email", "example.email"],
    ["%{d2}", "example.com", "email.example"],
    ["%{d1}", "com", "email"],
    ["%{l-}", "strong.bad", "strong-bad"],
    ["%{lr-}", "bad.strong", "bad.strong"],
    ["%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com",
      "3.2.0.192.in-addr._spf.email.example"],
    ["%{ir}.%{v}", nibbles, "2001:db8::cb01.ip6", "2001:db8::cb01"],
  ];
  let same = true;
  for (const [macro, right, described, address] of examples) {
    const [seen, result] = await look(macro, right, address ?? "192.0.2.3");
    console.log(`${macro}: ${seen}, ${result}, expected ${right}, Pass`);
    same &&= seen === described
      && result === (described === right ? "Pass" : "Fail");
  }
  if (!same) {
    console.error("no longer as described");
    process.exit(1);
  }
})();
EOJ
grep -h '"version"' node_modules/haraka-plugin-spf/package.json
node macros.js
