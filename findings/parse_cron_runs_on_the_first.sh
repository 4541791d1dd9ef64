#!/bin/sh
# Ruby's parse-cron runs a job of the 31st on the first of shorter months too.
#
# Expected: crontab(5): a job runs when the fields match the time, so that
# "0 6 31 * *" runs in months of 31 days, seven times a year, and "0 6 29 2 *"
# in leap years. fugit has it so.
# Seen: parse-cron 0.1.4 goes on to the next month that matches and, if it has
# no such day, takes its first one: after 31 January comes 1 February, then 31
# March and 1 April, and 29 February of 2027 is the 1st. A monthly scan runs
# twice within two days then, and its table of February is one of January.
# Around it: fugit, or a day that each month has.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libruby3.1=3.1.7+really3.1.2-0+deb12u1 ruby-concurrent=1.1.6+dfsg-5 \
  ruby-et-orbi=1.2.2-1 ruby-fugit=1.5.2-1 ruby-parse-cron=0.1.4-1.1 \
  ruby-raabro=1.4.0-1 ruby-tzinfo=2.0.5-1 \
  ruby3.1=3.1.7+really3.1.2-0+deb12u1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
ruby=$work/tree/usr/lib/ruby
RUBYLIB=$ruby/vendor_ruby:$ruby/3.1.0
RUBYLIB=$RUBYLIB:$(echo "$work"/tree/usr/lib/*-linux-gnu/ruby/3.1.0)
gems=$work/tree/usr/share/rubygems-integration/all/gems
for folder in "$gems"/*/lib "$gems"/concurrent-ruby-[0-9]*/lib/*; do
  RUBYLIB=$RUBYLIB:$folder
done
export RUBYLIB TZ=UTC
LD_LIBRARY_PATH=$(echo "$work"/tree/usr/lib/*-linux-gnu) \
  "$work/tree/usr/bin/ruby3.1" --disable-gems - <<'RUBY'
require "fugit"
require "parse-cron"

puts "parse-cron 0.1.4-1.1, fugit #{Fugit::VERSION}"
def runs(after)
  Array.new(4) do
    after = yield(after)
    after.strftime("%Y-%m-%d")
  end
end

described = {
  "0 6 15 * *" => %w[2026-01-15 2026-02-15 2026-03-15 2026-04-15],
  "0 6 31 * *" => %w[2026-01-31 2026-02-01 2026-03-31 2026-04-01],
  "0 6 29 2 *" => %w[2027-02-01 2028-02-29 2029-02-01 2030-02-01],
}
right = {
  "0 6 15 * *" => %w[2026-01-15 2026-02-15 2026-03-15 2026-04-15],
  "0 6 31 * *" => %w[2026-01-31 2026-03-31 2026-05-31 2026-07-31],
  "0 6 29 2 *" => %w[2028-02-29 2032-02-29 2036-02-29 2040-02-29],
}
start = Time.utc(2026, 1, 1)
same = described.all? do |line, days|
  parser = CronParser.new(line)
  other = Fugit::Cron.parse(line)
  seen = runs(start) { |time| parser.next(time) }
  expected = runs(start) { |time| other.next_time(time).to_utc_time }
  puts "#{line}: #{seen.join(" ")}", "expected:   #{expected.join(" ")}"
  seen == days && expected == right[line]
end
abort "no longer as described" unless same
RUBY
