#!/bin/sh
# Ruby's resolv gives a failed look-up as an empty list of records.
#
# Expected: RFC 1035 section 4.1.1: SERVFAIL and REFUSED say that a server could
# not or would not answer, not that a name has no records (RFC 2308 section 2
# keeps NXDOMAIN and NODATA apart from that). A library tells them apart, or at
# least raises an error, as Node's dns module does.
# Seen: getresources of resolv, which comes with Ruby 3.1, returns [] for all
# four, and at once. A scan of domains with it counts every failure of a
# resolver as a domain without MX, and one that refuses all questions gives a
# clean table without mail hosts.
# Around it: another library, such as Node's dns module.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libruby3.1=3.1.7+really3.1.2-0+deb12u1 \
  ruby3.1=3.1.7+really3.1.2-0+deb12u1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cat >"$work/server.py" <<'PYTHON'
# Answers with the RCODE that the first label names.
import pathlib
import socket
import sys

RCODES = {"servfail": 2, "nxdomain": 3, "refused": 5}
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
pathlib.Path(sys.argv[1]).write_text(str(server.getsockname()[1]))
while True:
    query, peer = server.recvfrom(4096)
    first = query[13:13 + query[12]].decode().lower()
    end = query.index(0, 12) + 5
    good = first == "good"
    head = bytes((0x81, 0x80 + RCODES.get(first, 0), 0, 1, 0, good, 0, 0, 0, 0))
    answer = (b"\300\14\0\17\0\1\0\0\1\54\0\11\0\12\4mail\300\14"
              if good else b"")
    server.sendto(query[:2] + head + query[12:end] + answer, peer)
PYTHON
python3 "$work/server.py" "$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done

ruby=$work/tree/usr/lib/ruby/3.1.0
export LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)"
export RUBYLIB="$ruby:$(echo "$work"/tree/usr/lib/*-linux-gnu/ruby/3.1.0)"
"$work/tree/usr/bin/ruby3.1" --disable-gems - "$(cat "$work/port")" <<'RUBY'
require "resolv"

puts "Ruby #{RUBY_VERSION}"
resolver = Resolv::DNS.new(nameserver_port: [["127.0.0.1", ARGV[0].to_i]],
                           search: [], ndots: 1)
seen = %w[good nodata nxdomain servfail refused].map do |label|
  found = begin
    resolver.getresources("#{label}.example.com",
                          Resolv::DNS::Resource::IN::MX).map do |record|
      "#{record.preference} #{record.exchange}"
    end
  rescue StandardError => error
    error.class.to_s
  end
  puts "#{label}: #{found.inspect}"
  found
end
puts "expected: an error for servfail and refused"
described = [["10 mail.good.example.com"], [], [], [], []]
abort "no longer as described" if seen != described
RUBY
