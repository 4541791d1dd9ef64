#!/bin/sh
# parse-prometheus-text-format merges the histograms of all label sets into one.
#
# Expected: Prometheus' text format: a histogram may come once for each set of
# labels, as a counter may, and its _bucket, _sum and _count are one series of
# it. The package says that its output is like that of prom2json, which lists
# one metric for each set, with its labels.
# Seen: parse-prometheus-text-format 1.1.1 gives one metric without labels, sum
# or count, with the buckets of the set that stood last. Of the round-trip times
# by resolver, those of the last one are taken for all: 3 answers, not 103, and
# none within 0.1 s. Summaries fare alike, counters are right. No error.
# Around it: none; give a histogram no labels (its buckets and sum are kept).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  parse-prometheus-text-format@1.1.1
cat >histograms.js <<'EOJ'
const parse = require("parse-prometheus-text-format");

function series(resolver, fast, all) {
  const label = `resolver="${resolver}"`;
  return `rtt_seconds_bucket{${label},le="0.1"} ${fast}
rtt_seconds_bucket{${label},le="+Inf"} ${all}
rtt_seconds_sum{${label}} 7
rtt_seconds_count{${label}} ${all}
`;
}

const histograms = parse("# TYPE rtt_seconds histogram\n"
  + series("192.0.2.1", 90, 100) + series("192.0.2.2", 0, 3));
const summaries = parse(`# TYPE rtt_seconds summary
rtt_seconds{resolver="192.0.2.1",quantile="0.5"} 0.02
rtt_seconds{resolver="192.0.2.2",quantile="0.5"} 2.5
`);
const counters = parse(`# TYPE answers_total counter
answers_total{resolver="192.0.2.1"} 100
answers_total{resolver="192.0.2.2"} 3
`);
const seen = [histograms, summaries, counters].map(
  ([family]) => JSON.stringify(family.metrics));
console.log(`histogram: ${seen[0]}`);
console.log(`summary:   ${seen[1]}`);
console.log(`counter:   ${seen[2]}`);
console.log("expected:  two metrics in each line, with their labels");
if (JSON.stringify(seen) !== JSON.stringify([
  '[{"buckets":{"0.1":"0","+Inf":"3"}}]',
  '[{"quantiles":{"0.5":"2.5"}}]',
  '[{"value":"100","labels":{"resolver":"192.0.2.1"}},'
    + '{"value":"3","labels":{"resolver":"192.0.2.2"}}]',
])) {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/parse-prometheus-text-format/package.json
node histograms.js
