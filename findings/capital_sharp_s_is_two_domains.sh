#!/bin/sh
# A name with a capital sharp s is one domain in new packages, another in old.
#
# Expected: FUẞ.example, typed in capitals, leads where fuß.example leads:
# UTS 46 section 4 maps letters to lower case first, and the other letters of a
# name in capitals find their way so.
# Seen: the crate idna 1.1.0 and idna 3.20 of Python give xn--fu-hia.example for
# both. idn2 2.3.3 and Net::IDN::Encode 2.500 have the table of UTS 46 from
# before Unicode 15.1, which makes ss of the capital letter: fuss.example, a
# domain of somebody else, while they have xn--fu-hia.example for the small one.
# No error. A list in capitals that is scanned has other mail hosts by the year
# of the package that converted it.
# Around it: names in lower case before they are converted.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial" "$work/src"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  idn2=2.3.3-1+b1 libidn2-0=2.3.3-1+b1 libnet-idn-encode-perl=2.500-3+b1 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check idna==3.20
export CARGO_HOME="$work/cargo"
cd "$work"
cat >Cargo.toml <<'EOR'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
idna = "=1.1.0"
EOR
cat >src/main.rs <<'EOR'
fn main() {
    for name in std::env::args().skip(1) {
        println!("{}", idna::domain_to_ascii(&name).unwrap());
    }
}
EOR
export LC_ALL=C.UTF-8
names="FUẞ.example fuß.example"
crate=$(cargo run --quiet -- $names | paste -s -d' ')
python=$("$work/venv/bin/python" -c 'import sys, idna
print(*(idna.encode(name, uts46=True).decode() for name in sys.argv[1:]))' \
  $names)
idn2=$(LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)" \
  "$work/tree/usr/bin/idn2" $names | paste -s -d' ')
perl=$(perl -CSA -I"$(echo "$work"/tree/usr/lib/*-linux-gnu/perl5/5.36)" \
  -MNet::IDN::Encode=domain_to_ascii \
  -e 'print join " ", map { domain_to_ascii($_) } @ARGV' $names)
echo "names:            $names"
echo "idna of Rust:     $crate"
echo "idna of Python:   $python"
echo "idn2:             $idn2"
echo "Net::IDN::Encode: $perl"
echo "expected:         the same twice from each"
new="xn--fu-hia.example xn--fu-hia.example"
old="fuss.example xn--fu-hia.example"
if [ "$crate" != "$new" ] || [ "$python" != "$new" ] ||
  [ "$idn2" != "$old" ] || [ "$perl" != "$old" ]; then
  echo "no longer as described" >&2
  exit 1
fi
