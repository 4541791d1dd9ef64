#!/bin/sh
# later runs a job of weekday 7 on Saturday.
#
# Expected: crontab(5): in the field for the day of the week both 0 and 7 are
# Sunday, so that "0 6 * * 5-7" is Friday to Sunday. cron-parser has it so.
# Seen: later 1.2.0 reads 0 as Sunday and 7 as Saturday, the seventh of its own
# weekdays, which count from 1. "0 6 * * 7" runs on Saturday, and "5-7" leaves
# Sunday out, without an error. A weekly scan comes a day early, and two
# programs with the same line do not agree on the day.
# Around it: 0 or SUN for Sunday, and 5,6,0 instead of 5-7.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  cron-parser@5.10.6 later@1.2.0
cat >weekdays.js <<'EOJ'
const { CronExpressionParser } = require("cron-parser");
const later = require("later");

const start = new Date("2026-01-01T00:00:00Z");
const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
later.date.UTC();

function week(times) {
  return times.map((time) => days[time.getUTCDay()]).join(" ");
}

const described = {
  "0 6 * * 0": "Sun Sun Sun",
  "0 6 * * SUN": "Sun Sun Sun",
  "0 6 * * 7": "Sat Sat Sat",
  "0 6 * * 5-7": "Fri Sat Fri",
};
const right = ["Sun Sun Sun", "Sun Sun Sun", "Sun Sun Sun", "Fri Sat Sun"];
let same = true;
for (const [number, line] of Object.keys(described).entries()) {
  const parsed = CronExpressionParser.parse(line,
    { currentDate: start, tz: "UTC" });
  const expected = week(Array.from({ length: 3 },
    () => parsed.next().toDate()));
  const seen = week(later.schedule(later.parse.cron(line)).next(3, start));
  console.log(`${line}: ${seen}, expected ${expected}`);
  same &&= seen === described[line] && expected === right[number];
}
if (!same) {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/later/package.json \
  node_modules/cron-parser/package.json
node weekdays.js
