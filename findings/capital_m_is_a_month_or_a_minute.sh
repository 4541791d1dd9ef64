#!/bin/sh
# 3M is three months to one parser of durations and three minutes to the next.
#
# Expected: systemd.time(7) and humantime of Rust tell m, a minute, from M, a
# month; a parser that has no such month says that it does not know the unit, as
# durationpy does. P3M is three months in ISO 8601.
# Seen: pytimeparse 1.1.10, pytimeparse2 1.7.1, humanfriendly 10.0, npm's ms
# 2.1.3 and parse-duration 2.1.9 do not look at the case: 3M is 180 seconds, an
# answer that nothing marks. humantime 2.4.0 and timelength 3.0.4 give 91 days.
# parse-duration reads the P3M of ISO 8601 as three minutes, too, since it
# passes over the P. How long a result counts as fresh, moved from a systemd
# unit to a script, changes by a factor of 43,000.
# Around it: days.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_HOME="$work/cargo"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pytimeparse==1.1.10 pytimeparse2==1.7.1 humanfriendly==10.0 \
  durationpy==0.11 timelength==3.0.4
mkdir "$work/src"
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
  ms@2.1.3 parse-duration@2.1.9
cat >Cargo.toml <<'EOR'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
humantime = "=2.4.0"
EOR
cat >src/main.rs <<'EOR'
fn main() {
    let months = humantime::parse_duration("3M").unwrap();
    println!("humantime 3M {}", months.as_secs());
}
EOR
cat >months.mjs <<'EOJ'
import ms from "ms";
import parse from "parse-duration";

console.log(`ms 3M ${ms("3M") / 1000}`);
console.log(`parse-duration 3M ${parse("3M", "s")}`);
console.log(`parse-duration P3M ${parse("P3M", "s")}`);
EOJ
cat >months.py <<'PYTHON'
import durationpy
import humanfriendly
import pytimeparse
import pytimeparse2
from timelength import TimeLength

print("pytimeparse 3M", pytimeparse.parse("3M"))
print("pytimeparse2 3M", pytimeparse2.parse("3M"))
print("humanfriendly 3M", int(humanfriendly.parse_timespan("3M")))
print("timelength 3M", int(TimeLength("3M").result.seconds))
try:
    print("durationpy 3M", durationpy.from_str("3M").total_seconds())
except durationpy.DurationError:
    print("durationpy 3M refused")
PYTHON
{
  cargo run --quiet
  "$work/venv/bin/python" months.py
  node months.mjs
} >seen
cat >described <<'EOD'
humantime 3M 7890048
pytimeparse 3M 180
pytimeparse2 3M 180
humanfriendly 3M 180
timelength 3M 7905600
durationpy 3M refused
ms 3M 180
parse-duration 3M 180
parse-duration P3M 180
EOD
sed 's/$/ seconds/; s/refused seconds/refused/' seen
echo "expected: about 7900000 seconds, or refused"
cmp -s seen described || {
  echo "no longer as described" >&2
  exit 1
}
