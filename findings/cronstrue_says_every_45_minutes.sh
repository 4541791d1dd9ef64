#!/bin/sh
# cronstrue says "Every 45 minutes" of a job that runs after 45 and after 15.
#
# Expected: a description of a line of a crontab says when its job runs. To
# crontab(5) a step counts within the field: */45 is the minutes 0 and 45, and
# */5 of hours begins again at midnight.
# Seen: cronstrue 3.39.0, which puts such a line into words for people to check,
# says "Every 45 minutes" of */45, where pauses are 45 and 15 minutes by turns,
# "every 5 hours" of */5, where the last one is of 4 hours, and "every 5 months"
# of */5, which is January, June and November. The words for */15 are the same,
# so nothing tells which of them are true. Who chose the step after the longest
# run of a scan, 40 minutes, has the next one beside it.
# Around it: its option verbose, which names the minutes and hours besides, or
# the next runs as croner shows them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  cronstrue@3.39.0 croner@10.0.1
cat >describe.cjs <<'EOJ'
const { Cron } = require("croner");
const cronstrue = require("cronstrue");

const described = [
  ["*/15 * * * *", "Every 15 minutes", "15,15,15,15,15"],
  ["*/45 * * * *", "Every 45 minutes", "45,15,45,15,45"],
  ["0 */5 * * *", "On the hour, every 5 hours", "300,300,300,300,240"],
];
let same = true;
for (const [line, words, right] of described) {
  const job = new Cron(line, { timezone: "UTC", paused: true });
  const runs = job.nextRuns(6, "2026-10-29T23:59:00Z");
  const pauses = runs.slice(1).map((run, i) => (run - runs[i]) / 60000).join();
  const seen = cronstrue.toString(line);
  console.log(`${line}: ${seen}`);
  console.log(`  minutes between the runs: ${pauses}`);
  same &&= seen === words && pauses === right;
}
const months = cronstrue.toString("0 6 1 */5 *");
const runs = new Cron("0 6 1 */5 *", { timezone: "UTC", paused: true })
  .nextRuns(4, "2026-12-01T00:00:00Z").map((run) => run.getUTCMonth() + 1);
console.log(`0 6 1 */5 *: ${months}\n  months of the runs: ${runs}`);
console.log("expected: words that are true of all pauses");
if (!same || !months.endsWith("every 5 months") || `${runs}` !== "1,6,11,1") {
  console.error("no longer as described");
  process.exit(1);
}
EOJ
grep -h '"version"' node_modules/cronstrue/package.json \
  node_modules/croner/package.json
node describe.cjs
