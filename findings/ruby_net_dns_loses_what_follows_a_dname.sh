#!/bin/sh
# Ruby's net-dns finds no MX behind a DNAME, and puts blanks into texts.
#
# Expected: RFC 6672 section 3.1: the answer for a name below a DNAME has the
# DNAME, a CNAME made of it, and the records of the CNAME's target. RFC 3597
# section 2: a record of a type that is not known is passed over by its length.
# RFC 7208 section 3.3: the strings of a text are joined without spaces.
# Seen: net-dns 0.9.1 warns of an unsupported type, does not step over the
# record, and reads it again for each one that is left: with a DNAME first, mx()
# gives [] and the code is NoError, which is what a domain without MX looks
# like. Where the DNAME stands last, the MX are there. The strings of a TXT are
# joined with a blank behind each, so a DKIM key or "ip4:192.0.2" ".1" is
# another; to_s of a TXT or SRV ends before the data.
# Around it: Ruby's own resolv.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libruby3.1=3.1.7+really3.1.2-0+deb12u1 ruby-net-dns=0.9.1-2 \
  ruby3.1=3.1.7+really3.1.2-0+deb12u1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
cat >server.py <<'EOF'
import socket

import dns.message
import dns.rdatatype
import dns.rrset

listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener.bind(("127.0.0.1", 0))
with open("port.new", "w") as file:
    print(listener.getsockname()[1], file=file)
while True:
    wire, client = listener.recvfrom(4096)
    query = dns.message.from_wire(wire)
    answer = dns.message.make_response(query)
    name = query.question[0].name
    if query.question[0].rdtype == dns.rdatatype.TXT:
        records = [(name, "TXT", '"v=spf1 ip4:192.0.2" ".1 -all"')]
    else:
        records = [("old.example.", "DNAME", "new.example."),
                   (name, "CNAME", "a.new.example."),
                   ("a.new.example.", "MX", "10 mail.example.")]
        if name.labels[0] == b"last":
            records.append(records.pop(0))
    for owner, rdtype, data in records:
        answer.answer.append(
            dns.rrset.from_text(owner, 60, "IN", rdtype, data))
    listener.sendto(answer.to_wire(), client)
EOF
venv/bin/python server.py &
server=$!
until mv port.new port 2>/dev/null; do sleep 0.1; done
export LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)"
ruby=$work/tree/usr/lib/ruby
export RUBYLIB="$ruby/vendor_ruby:$ruby/3.1.0:$(echo \
  "$work"/tree/usr/lib/*-linux-gnu/ruby/3.1.0)"
"$work/tree/usr/bin/ruby3.1" --disable-gems - "$(cat port)" \
  2>warnings >seen <<'RUBY'
require 'net/dns'

resolver = Net::DNS::Resolver.new(
  nameservers: '127.0.0.1', port: ARGV[0].to_i, log_file: '/dev/null',
  config_file: '/dev/null'
)
%w[first last].each do |name|
  reply = resolver.query("#{name}.old.example.", Net::DNS::MX)
  found = resolver.mx("#{name}.old.example.").map(&:exchange)
  puts "#{name} #{reply.header.rCode.type} #{reply.header.anCount} #{found}"
end
text = resolver.query('text.example.', Net::DNS::TXT).answer[0]
puts "text <#{text.txt}>"
puts text.to_s.split.inspect
RUBY
echo "net-dns 0.9.1"
cat seen
sort -u warnings
echo 'expected: mail.example. for both, and ip4:192.0.2.1'
cat >described <<'EOF'
first NoError 3 []
last NoError 3 ["mail.example."]
text <v=spf1 ip4:192.0.2 .1 -all >
["text.example.", "60", "IN", "TXT"]
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
