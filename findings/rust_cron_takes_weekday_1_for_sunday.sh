#!/bin/sh
# Rust's cron takes weekday 1 for Sunday, and wants both days to match.
#
# Expected: crontab(5): 0 and 7 are Sunday and 1 is Monday, so "1-5" is Monday
# to Friday, and a job that names a day of the month and a weekday runs on
# either. croner, another crate for the same, has it so.
# Seen: cron 0.15.0, which takes a field of seconds in front, counts as Quartz
# does, from Sunday as 1: "1-5" is Sunday to Thursday, 7 is Saturday, and 0 is
# refused. Given both, a day has to be both: "1 * 1" waits for a first that is a
# Sunday, one to three times a year instead of about sixty. A line taken over
# from a crontab runs on other days, without an error.
# Around it: names of days (MON-FRI), which both crates read alike; or croner.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_HOME="$work/cargo"
mkdir -p "$work/src"
cd "$work"
cat >Cargo.toml <<'EOR'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
chrono = { version = "=0.4.45", default-features = false }
cron = "=0.15.0"
croner = "=3.0.1"
EOR
cat >src/main.rs <<'EOR'
use chrono::{DateTime, TimeZone, Utc};

fn days(runs: impl Iterator<Item = DateTime<Utc>>) -> String {
    let runs = runs.take(5).map(|run| run.format("%a %-d %b").to_string());
    runs.collect::<Vec<_>>().join(", ")
}

fn main() {
    let start = Utc.with_ymd_and_hms(2026, 10, 24, 12, 0, 0).unwrap();
    let described = [
        ("0 6 * * 1-5", "Sun 25 Oct, Mon 26 Oct, Tue 27 Oct, Wed 28 Oct, \
          Thu 29 Oct", "Mon 26 Oct, Tue 27 Oct, Wed 28 Oct, Thu 29 Oct, \
          Fri 30 Oct"),
        ("0 6 * * 7", "Sat 31 Oct, Sat 7 Nov, Sat 14 Nov, Sat 21 Nov, \
          Sat 28 Nov", "Sun 25 Oct, Sun 1 Nov, Sun 8 Nov, Sun 15 Nov, \
          Sun 22 Nov"),
        ("0 6 1 * 1", "Sun 1 Nov, Sun 1 Aug, Sun 1 Oct, Sun 1 Apr, Sun 1 Jul",
         "Mon 26 Oct, Sun 1 Nov, Mon 2 Nov, Mon 9 Nov, Mon 16 Nov"),
        ("0 6 * * MON-FRI", "Mon 26 Oct, Tue 27 Oct, Wed 28 Oct, Thu 29 Oct, \
          Fri 30 Oct", "Mon 26 Oct, Tue 27 Oct, Wed 28 Oct, Thu 29 Oct, \
          Fri 30 Oct"),
    ];
    let mut same = true;
    for (line, seen, right) in described {
        let cron: cron::Schedule = format!("0 {line}").parse().unwrap();
        let croner: croner::Cron = line.parse().unwrap();
        let by_cron = days(cron.after(&start));
        let by_croner = days(croner.iter_after(start));
        println!("{line}:\n  cron:   {by_cron}\n  croner: {by_croner}");
        same &= by_cron == seen && by_croner == right;
    }
    println!("expected: the days of croner from both");
    if !same {
        eprintln!("no longer as described");
        std::process::exit(1);
    }
}
EOR
grep -h '^cron' Cargo.toml
cargo run --quiet
