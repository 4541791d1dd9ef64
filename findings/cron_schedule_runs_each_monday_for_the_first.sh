#!/bin/sh
# cron-schedule runs a job of the first Monday on every Monday.
#
# Expected: its documentation says that it takes what crontab(5) has, which
# knows no 1#1, 1L and 15W, so these are errors, as "L" alone is; or they mean
# what they mean to Quartz: the first Monday, the last one, and the working day
# next to the 15th. croner has it so.
# Seen: cron-schedule 6.0.0 reads the digits in front of a word and drops the
# rest. 1#1 and 1L are every Monday, 15W is the 15th, also when that is a
# Sunday, and 5/15 is the fifth minute only, not 5, 20, 35 and 50. No error: a
# monthly scan of all names becomes a weekly one.
# Around it: digits, names, commas, hyphens and steps behind a range only.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export TZ=UTC
npm install --silent --no-audit --no-fund --ignore-scripts \
  cron-schedule@6.0.0 croner@10.0.1
cat >days.mjs <<'EOJ'
import { parseCronExpression } from "cron-schedule";
import { Cron } from "croner";

const start = new Date("2026-10-24T12:00:00Z");
const show = (dates) => dates.map(
  (date) => date.toISOString().slice(5, 16)).join(" ");
const described = [
  ["0 6 * * 1#1", "10-26T06:00 11-02T06:00 11-09T06:00",
    "11-02T06:00 12-07T06:00 01-04T06:00"],
  ["0 6 * * 1L", "10-26T06:00 11-02T06:00 11-09T06:00",
    "10-26T06:00 11-30T06:00 12-28T06:00"],
  ["0 6 15W * *", "11-15T06:00 12-15T06:00 01-15T06:00",
    "11-16T06:00 12-15T06:00 01-15T06:00"],
  ["5/15 6 * * *", "10-25T06:05 10-26T06:05 10-27T06:05",
    "10-25T06:05 10-25T06:20 10-25T06:35"],
];
let same = true;
for (const [line, seen, right] of described) {
  const dates = show(parseCronExpression(line).getNextDates(3, start));
  const others = show(new Cron(line, { sloppyRanges: true })
    .nextRuns(3, start));
  console.log(`${line}\n  cron-schedule: ${dates}\n  croner:        ${others}`);
  same &&= dates === seen && others === right;
}
let refused = false;
try {
  parseCronExpression("0 6 L * *");
} catch (error) {
  refused = true;
}
console.log(`0 6 L * * is refused by cron-schedule: ${refused}`);
console.log("expected: an error, or the dates of croner");
if (!same || !refused) {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/cron-schedule/package.json \
  node_modules/croner/package.json
node days.mjs
