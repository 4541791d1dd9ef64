#!/bin/sh
# human-interval reads "half an hour" as 0, and timestring 1h30 as one hour.
#
# Expected: a text that a parser of durations does not know is an error, as
# timestring has it for other texts; 1h30 is 90 minutes, as parse-duration reads
# it, or no duration, if the 30 has to have a unit.
# Seen: human-interval 2.0.1 passes over the words that it does not know: "half
# an hour" and "an hour and a half" are 0 milliseconds, no delay at all, while
# "two hours" is right. timestring 7.0.0 takes 1h30 for 3600 seconds and -1h for
# an hour that is to come. No error.
# Around it: a number and one unit only, "90 minutes".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  human-interval@2.0.1 parse-duration@2.1.9 timestring@7.0.0
cat >times.mjs <<'EOJ'
import human from "human-interval";
import duration from "parse-duration";
import timestring from "timestring";

const seen = {
  "human-interval, half an hour": human("half an hour") / 1000,
  "human-interval, an hour and a half": human("an hour and a half") / 1000,
  "human-interval, two hours": human("two hours") / 1000,
  "timestring, 1h30": timestring("1h30"),
  "timestring, -1h": timestring("-1h"),
  "parse-duration, 1h30": duration("1h30") / 1000,
  "parse-duration, -1h": duration("-1h") / 1000,
};
const right = [1800, 5400, 7200, 5400, -3600, 5400, -3600];
Object.entries(seen).forEach(([what, seconds], at) => {
  console.log(`${what}: ${seconds}   expected: ${right[at]}`);
});
if (`${Object.values(seen)}` !== "0,0,7200,3600,3600,5400,-3600") {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/human-interval/package.json \
  node_modules/parse-duration/package.json node_modules/timestring/package.json
node times.mjs
