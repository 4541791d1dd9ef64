#!/bin/sh
# The crate prometheus-parse cuts labels at commas and loses whole samples.
#
# Expected: Prometheus' text format: the value of a label may be any text, with
# backslash, quotation mark and line feed behind a backslash, so commas, braces
# and equals signs stand in it as they are; a pair of braces without labels is
# allowed. The parser of Prometheus' own client for Python reads it so.
# Seen: prometheus-parse 0.2.5 makes zone="a,b" to zone="a", leaves the label
# out for "a=b", so that different series are one, keeps the backslashes of
# \"hi\" and loses a quotation mark, and passes over the samples with "x}y" and
# with empty braces. parse() is Ok each time.
# Around it: labels without these characters, or another parser.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  prometheus-client==0.26.0
cd "$work"
mkdir src
cat >Cargo.toml <<'EOF'
[package]
name = "samples"
version = "0.0.0"
edition = "2021"
[dependencies]
prometheus-parse = "=0.2.5"
EOF
cat >src/main.rs <<'EOF'
fn main() {
    let text = std::fs::read_to_string("samples.prom").unwrap();
    let lines = text.lines().map(|line| Ok(line.to_owned()));
    for one in prometheus_parse::Scrape::parse(lines).unwrap().samples {
        let labels: Vec<String> = one.labels.iter()
            .map(|(name, value)| format!("{name} is {value}")).collect();
        println!("{} {:?}", labels.join(", "), one.value);
    }
}
EOF
cat >samples.prom <<'EOF'
# TYPE questions_total counter
questions_total{zone="plain"} 1
questions_total{zone="a,b"} 2
questions_total{zone="a=b"} 3
questions_total{zone="say \"hi\""} 4
questions_total{zone="x}y"} 5
questions_total{} 6
EOF
CARGO_HOME=$work/cargo cargo run -q >seen 2>cargo.log ||
  { cat cargo.log >&2; exit 1; }
grep -A 1 'name = "prometheus-parse"' Cargo.lock
cat seen
echo "expected:"
venv/bin/python - <<'PYTHON' | tee right
from prometheus_client.parser import text_string_to_metric_families

with open("samples.prom", encoding="ascii") as text:
    for family in text_string_to_metric_families(text.read()):
        for one in family.samples:
            labels = [f"{name} is {value}"
                      for name, value in one.labels.items()]
            print(", ".join(labels),
                  f"Counter({float(one.value)})")
PYTHON
cat >described <<'EOF'
zone is plain Counter(1.0)
zone is a Counter(2.0)
 Counter(3.0)
zone is say \"hi\ Counter(4.0)
EOF
if ! cmp -s seen described || [ "$(wc -l <right)" -ne 6 ] ||
  ! grep -q 'zone is a,b Counter(2.0)' right; then
  echo "no longer as described" >&2
  exit 1
fi
