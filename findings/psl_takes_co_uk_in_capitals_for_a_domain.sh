#!/bin/sh
# Two tools for the public suffix list take CO.UK for a registrable domain.
#
# Expected: RFC 4343 section 3: the case of letters in a name makes no
# difference, and the public suffix list has co.uk: the registrable domain of
# MAIL.EXAMPLE.CO.UK is EXAMPLE.CO.UK. So is that of a name with its final dot.
# Seen: psl 0.21.2, the command of libpsl, prints CO.UK, since no rule of the
# list is in capitals and a name without a rule falls to "*", the last label.
# The crate psl 2.1.247 of Rust, which addr is built on, does the same. With a
# final dot the command makes "co.uk." of example.co.uk., the crate
# example.co.uk. No error: all domains below co.uk that came in capitals are
# counted as one.
# Around it: names in lower case, without a dot at the end.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial" "$work/src"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  psl=0.21.2-1 libpsl5=0.21.2-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
export CARGO_HOME="$work/cargo"
cd "$work"
cat >Cargo.toml <<'EOR'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
psl = "=2.1.247"
EOR
cat >src/main.rs <<'EOR'
fn main() {
    for name in std::env::args().skip(1) {
        println!("{}", psl::domain_str(&name).unwrap_or("none"));
    }
}
EOR
names="mail.example.co.uk MAIL.EXAMPLE.CO.UK mail.example.co.uk."
command=$(LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)" \
  "$work/tree/usr/bin/psl" --use-builtin-data --print-reg-domain --batch \
  $names | paste -s -d' ')
crate=$(cargo run --quiet -- $names | paste -s -d' ')
echo "names:        $names"
echo "psl 0.21.2:   $command"
echo "psl of Rust:  $crate"
echo "expected:     example.co.uk of each"
if [ "$command" != "example.co.uk CO.UK co.uk." ] ||
  [ "$crate" != "example.co.uk CO.UK example.co.uk" ]; then
  echo "no longer as described" >&2
  exit 1
fi
