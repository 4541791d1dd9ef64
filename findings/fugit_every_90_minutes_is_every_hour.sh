#!/bin/sh
# fugit makes "every 90 minutes" a job of every hour.
#
# Expected: Fugit.parse takes words such as "every 45 minutes" and "every 36
# hours" for what they say, or refuses what a cron line cannot hold, as it does
# with "every 2 weeks".
# Seen: fugit 1.5.2, on which rufus-scheduler and sidekiq-cron are built,
# puts the number behind a slash: */90 of 60 minutes leaves minute 0, and */36
# of 24 hours midnight. 90 minutes become 60, 36 hours 24, 25 hours 24, and 45
# minutes 45 and 15 by turns. No error; a scan runs more often than it was meant
# to, and the next one meets one that is still running.
# Around it: a duration ("1h30m"), which rufus-scheduler takes for "every".
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libruby3.1=3.1.7+really3.1.2-0+deb12u1 ruby-concurrent=1.1.6+dfsg-5 \
  ruby-et-orbi=1.2.2-1 ruby-fugit=1.5.2-1 ruby-raabro=1.4.0-1 \
  ruby-tzinfo=2.0.5-1 ruby3.1=3.1.7+really3.1.2-0+deb12u1 >"$work/apt.log"
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

puts "fugit #{Fugit::VERSION}"
described = {
  "every 30 minutes" => [30] * 4,
  "every 90 minutes" => [60] * 4,
  "every 45 minutes" => [45, 15] * 2,
  "every 36 hours" => [24 * 60] * 4,
  "every 25 hours" => [24 * 60] * 4,
}
seen = described.keys.to_h do |words|
  cron = Fugit.parse(words)
  time = Time.utc(2026, 1, 1)
  times = [time] + Array.new(4) { time = cron.next_time(time).to_utc_time }
  minutes = times.each_cons(2).map { |one, two| (two - one).to_i / 60 }
  puts "#{words}: #{minutes.join(", ")} minutes apart"
  [words, minutes]
end
puts "every 2 weeks: #{Fugit.parse("every 2 weeks").inspect}"
puts "expected: as far apart as the words say, or nil"
abort "no longer as described" if seen != described ||
                                  !Fugit.parse("every 2 weeks").nil?
RUBY
