#!/bin/sh
# Rust's csv and serde_json make null of the labels inf and nan.
#
# Expected: a record of a CSV read into a map of serde_json::Value, to be
# written as a line of JSON, keeps what its cells say: inf, nan and 007 are
# first labels like www, and RFC 8259 section 6 has no number for the first two.
# Seen: csv 1.4.0 guesses the type of each cell when the target may be anything.
# inf, infinity and nan become floating-point numbers, which serde_json 1.0.154
# holds as null; 007 becomes 7, 1e5 100000.0 and true a boolean. An empty cell
# is "", so that null does not even stand for "no value". No error: in a table
# of names those labels are gone, and 007 and 7 are one.
# Around it: a struct with String fields, or a map of String to String.
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
csv = "=1.4.0"
serde_json = "=1.0.154"
EOR
cat >src/main.rs <<'EOR'
use std::collections::BTreeMap;

fn main() {
    let labels = ["www", "inf", "Infinity", "nan", "007", "1e5", "true", ""];
    let described = [r#""www""#, "null", "null", "null", "7", "100000.0",
                     "true", r#""""#];
    let text = format!("label,n\n{},1\n", labels.join(",1\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut seen = Vec::new();
    for row in reader.deserialize::<BTreeMap<String, serde_json::Value>>() {
        let row = row.unwrap();
        seen.push(serde_json::to_string(&row["label"]).unwrap());
    }
    for (label, value) in labels.iter().zip(&seen) {
        println!("{label}: {value}, expected \"{label}\"");
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let as_text: Vec<String> = reader
        .deserialize::<BTreeMap<String, String>>()
        .map(|row| row.unwrap()["label"].clone())
        .collect();
    if seen != described || as_text != labels {
        eprintln!("no longer as described");
        std::process::exit(1);
    }
}
EOR
grep -h '^csv\|^serde_json' Cargo.toml
cargo run --quiet
