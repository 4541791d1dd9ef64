#!/bin/sh
# dnsruby reads $TTL 1h as 0, and adds no origin to the names of a SOA.
#
# Expected: $TTL 1h is 3600 in BIND's notation, which the reader of dnsruby has
# a function for ("3d4h12m") and Net::DNS reads. RFC 1035 section 5.1: names
# without a dot at the end have the origin appended, those of a SOA alike.
# Seen: dnsruby 1.61.5 compares a letter with its number (115 for "s"), as Ruby
# 1.8 had letters, so no unit is ever met and every TTL that has one is 0. Of
# "SOA ns hostmaster" both names stay as typed, while NS and MX are right. A
# table of TTLs or of contacts that is made from zone files is wrong throughout,
# without an error.
# Around it: pass the zone through named-compilezone -s full.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libnet-dns-perl=1.36-1+deb12u1 \
  libruby3.1=3.1.7+really3.1.2-0+deb12u1 ruby-dnsruby=1.61.5-3 \
  ruby3.1=3.1.7+really3.1.2-0+deb12u1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cat >"$work/zone" <<'EOF'
$TTL 1h
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
@ 1d IN MX 10 mail
a 600 IN MX 10 mail
EOF

ruby=$work/tree/usr/lib/ruby
RUBYLIB=$ruby/vendor_ruby:$ruby/3.1.0
RUBYLIB=$RUBYLIB:$(echo "$work"/tree/usr/lib/*-linux-gnu/ruby/3.1.0)
for folder in "$ruby"/gems/3.1.0/gems/*/lib \
  "$work"/tree/usr/share/rubygems-integration/all/gems/*/lib; do
  RUBYLIB=$RUBYLIB:$folder
done
export RUBYLIB
LD_LIBRARY_PATH=$(echo "$work"/tree/usr/lib/*-linux-gnu) \
  "$work/tree/usr/bin/ruby3.1" --disable-gems -e '
  require "dnsruby"
  STDERR.puts "dnsruby #{Dnsruby::VERSION}"
  reader = Dnsruby::ZoneReader.new("example.com.")
  reader.process_file(File.open(ARGV[0])).each do |record|
    puts record.to_s.split.join(" ")
  end' "$work/zone" >"$work/dnsruby"
PERL5LIB=$work/tree/usr/share/perl5 perl \
  -MNet::DNS -MNet::DNS::ZoneFile -e '
  print STDERR "Net::DNS ", Net::DNS->version, "\n";
  my $zone = Net::DNS::ZoneFile->new(shift, "example.com");
  while (my $record = $zone->read) { print $record->plain, "\n" }
  ' "$work/zone" >"$work/right"
cat >"$work/described" <<'EOF'
example.com. 0 IN SOA ns hostmaster 1 7200 3600 86400 300
example.com. 0 IN NS ns.example.com.
example.com. 0 IN MX 10 mail.example.com.
a.example.com. 600 IN MX 10 mail.example.com.
EOF
sed 's/^/dnsruby:  /' "$work/dnsruby"
sed 's/^/expected: /' "$work/right"
if ! cmp -s "$work/described" "$work/dnsruby" ||
  [ "$(cut -d' ' -f2 "$work/right" | tr '\n' ' ')" != \
    "3600 3600 86400 600 " ]; then
  echo "no longer as described" >&2
  exit 1
fi
