#!/bin/sh
# Ruby's maxminddb reads -5 in a MaxMind DB as 4294967291.
#
# Expected: the specification of the format (MaxMind DB 2.0, on signed integers
# of 32 bits): type 8 is in two's complement, and negative if all 4 bytes are
# there and the first bit is set. mmdblookup prints -5, as the Python and npm
# readers do.
# Seen: ruby-maxminddb 0.1.22 takes the bytes without a sign. A score or an
# offset of a time zone, joined to the addresses of mail hosts, is about four
# thousand millions wherever it is below 0; the others are right, so a sample
# need not show it, and a mean is nonsense.
# Around it: subtract 2^32 from what is 2^31 or more; or another reader.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libmaxminddb0=1.7.1-1 libruby3.1=3.1.7+really3.1.2-0+deb12u1 \
  mmdb-bin=1.7.1-1 ruby-maxminddb=0.1.22-2 \
  ruby3.1=3.1.7+really3.1.2-0+deb12u1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check mmdb-writer==0.2.7
"$work/venv/bin/python" - "$work/offsets.mmdb" <<'PYTHON'
import sys

import netaddr
from mmdb_writer import MMDBWriter

writer = MMDBWriter(ip_version=4, int_type="i32")
for network, offset in ("192.0.2.0/24", 2), ("198.51.100.0/24", -5):
    writer.insert_network(netaddr.IPSet([network]), {"offset": offset})
writer.to_db_file(sys.argv[1])
PYTHON

export LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)"
ruby=$work/tree/usr/lib/ruby
export RUBYLIB="$ruby/vendor_ruby:$ruby/3.1.0:$(echo \
  "$work"/tree/usr/lib/*-linux-gnu/ruby/3.1.0)"
right=
for address in 192.0.2.1 198.51.100.1; do
  number=$("$work/tree/usr/bin/mmdblookup" -f "$work/offsets.mmdb" \
    -i "$address" offset | tr -dc '0-9<a-z-' | cut -d'<' -f1)
  right="$right $number"
done
seen=$("$work/tree/usr/bin/ruby3.1" --disable-gems -e '
  require "maxminddb"
  STDERR.puts "maxminddb #{MaxMindDB::VERSION}"
  database = MaxMindDB.new(ARGV[0])
  puts %w[192.0.2.1 198.51.100.1].map { |address|
    " #{database.lookup(address).to_hash["offset"]}"
  }.join' "$work/offsets.mmdb")
"$work/tree/usr/bin/mmdblookup" --version 2>&1 | grep -m 1 mmdblookup || :
echo "maxminddb: $seen"
echo "expected:  $right"
if [ "$seen" != " 2 4294967291" ] || [ "$right" != " 2 -5" ]; then
  echo "no longer as described" >&2
  exit 1
fi
