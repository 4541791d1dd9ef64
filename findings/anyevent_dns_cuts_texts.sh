#!/bin/sh
# AnyEvent::DNS gives the first string of a text only, so half an SPF policy.
#
# Expected: RFC 1035 section 3.3.14: a TXT record holds one string or more. RFC
# 7208 section 3.3 joins those of an SPF policy without spaces, since one string
# ends at 255 octets, and long policies are cut anywhere.
# Seen: AnyEvent::DNS::txt of AnyEvent 7.17 passes on the first string of each
# record: "v=spf1 ip4:192.0.2.0/2" "4 -all" is a policy of a quarter of all
# addresses, without its -all, and a DKIM key of 2,048 bits ends in its middle.
# No error. dig shows both strings.
# Around it: ask with resolve(), whose records have all strings, and join them.
set -eu
work=$(mktemp -d)
servers=
trap 'kill $servers 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libanyevent-perl=7.170-2+b3 libcommon-sense-perl=3.75-3 \
  bind9-dnsutils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
# AnyEvent::DNS knows port 53 only.
address=127.53.33.14
cat >"$work/server.py" <<'EOP'
# Answers each question with one TXT record of two strings.
import socket
import sys

import dns.flags
import dns.message
import dns.rrset

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((sys.argv[1], 53))
while True:
    data, peer = sock.recvfrom(4096)
    query = dns.message.from_wire(data)
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    reply.answer.append(dns.rrset.from_text(
        query.question[0].name, 300, "IN", "TXT",
        '"v=spf1 ip4:192.0.2.0/2" "4 -all"'))
    sock.sendto(reply.to_wire(), peer)
EOP
"$work/venv/bin/python" "$work/server.py" "$address" &
servers=$!
whole=
for _ in $(seq 50); do # it may not listen yet
  whole=$(LD_LIBRARY_PATH="$(echo "$work"/tree/usr/lib/*-linux-gnu)" \
    "$work/tree/usr/bin/dig" "@$address" example.com TXT +short) && break
  sleep 0.1
done
perl=$(echo "$work"/tree/usr/lib/*-linux-gnu/perl5/*)
cat >"$work/ask.pl" <<'EOP'
use AnyEvent;
use AnyEvent::DNS;

print STDERR "AnyEvent $AnyEvent::VERSION\n";
my $resolver = AnyEvent::DNS->new(
    server => [pack "C4", split /[.]/, $ARGV[0]]);
$AnyEvent::DNS::RESOLVER = $resolver;
my $text = AE::cv;
AnyEvent::DNS::txt "example.com", $text;
my $records = AE::cv;
$resolver->resolve("example.com", "txt", $records);
my ($record) = $records->recv;
print join("|", $text->recv), "\n", join("", @$record[4 .. $#$record]), "\n";
EOP
seen=$(perl -I"$perl" -I"$work/tree/usr/share/perl5" "$work/ask.pl" "$address")
echo "dig:           $whole"
echo "AnyEvent::DNS: $seen" | head -n 1
if [ "$whole" != '"v=spf1 ip4:192.0.2.0/2" "4 -all"' ] ||
  [ "$seen" != 'v=spf1 ip4:192.0.2.0/2
v=spf1 ip4:192.0.2.0/24 -all' ]; then
  echo "no longer as described: $seen" >&2
  exit 1
fi
