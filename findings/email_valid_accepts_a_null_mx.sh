#!/bin/sh
# Email::Valid takes the addresses of a domain with a null MX for good ones.
#
# Expected: RFC 7505 section 3: a domain whose only MX is "0 ." accepts no mail,
# whatever its A record leads to. Email::Valid has a branch for that ("Check for
# RFC-7505 Null MX") and refuses such an address under -mxcheck.
# Seen: the branch waits for an exchange of length 0, but Net::DNS writes the
# root as ".", so it is never taken. What follows looks for any A record of the
# domain, and one with a web site has it: the address is returned as valid.
# Mail::CheckUser, when it makes no SMTP connections, accepts it too. A list of
# addresses that either has cleaned keeps those that nothing can be sent to.
# Around it: Net::DNS::mx, and the exchange compared with ".".
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libemail-valid-perl=1.203-1 libmail-checkuser-perl=1.24-2 \
  libnet-dns-perl=1.36-1+deb12u1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cat >"$work/server.py" <<'PYTHON'
# Answers for mail.test (MX and A), null.test (null MX and A) and none.test.
import pathlib
import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
pathlib.Path(sys.argv[1]).write_text(str(server.getsockname()[1]))
exchanges = {"mail": b"\0\12\4mail\4test\0", "null": b"\0\0\0"}
while True:
    query, peer = server.recvfrom(4096)
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
        at += 1 + query[at]
    rdtype = int.from_bytes(query[at + 1:at + 3], "big")
    known = labels[1:] == ["test"] and labels[0] in exchanges
    data = b""
    if known and rdtype in (1, 15):
        data = b"\300\0\2\1" if rdtype == 1 else exchanges[labels[0]]
    head = bytes((0x81, 0x80 if known else 0x83, 0, 1, 0, bool(data)))
    answer = bytes((0xc0, 12, 0, rdtype, 0, 1, 0, 0, 1, 44, 0, len(data)))
    server.sendto(query[:2] + head + bytes(4) + query[12:at + 5]
                  + (answer + data if data else b""), peer)
PYTHON
python3 "$work/server.py" "$work/port" &
server=$!
until [ -s "$work/port" ]; do sleep 0.1; done

PERL5LIB=$work/tree/usr/share/perl5:$(echo \
  "$work"/tree/usr/lib/*-linux-gnu/perl5/5.36) \
  perl - "$(cat "$work/port")" <<'PERL'
use strict;
use warnings;
use Email::Valid;
use Mail::CheckUser;
use Net::DNS;

print "Email::Valid $Email::Valid::VERSION, ",
  "Mail::CheckUser $Mail::CheckUser::VERSION, Net::DNS ", Net::DNS->version,
  "\n";
my $resolver = Net::DNS::Resolver->new(
  nameservers => ["127.0.0.1"], port => shift, recurse => 1, searchlist => [],
  udp_timeout => 5);
$Email::Valid::Resolver = $resolver;
$Mail::CheckUser::Net_DNS_Resolver = $resolver;
$Mail::CheckUser::Skip_SMTP_Checks = 1;
my $same = 1;
for my $case (["mail.test", 1], ["null.test", 1], ["none.test", 0]) {
  my ($domain, $described) = @$case;
  my $exchange = join " ", map { $_->preference . " " . $_->exchange }
    mx($resolver, $domain);
  my $valid = Email::Valid->address(-address => "a\@$domain", -mxcheck => 1);
  my $checked = Mail::CheckUser::check_email("a\@$domain");
  printf "%s, MX %s: Email::Valid %s, Mail::CheckUser %s\n", $domain,
    $exchange || "none", map { $_ ? "accepts" : "refuses" } $valid, $checked;
  $same &&= $described == !!$valid && $described == !!$checked;
}
print "expected: null.test and none.test are refused\n";
die "no longer as described\n" if !$same;
PERL
