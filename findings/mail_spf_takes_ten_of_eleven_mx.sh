#!/bin/sh
# Mail::SPF looks at ten of eleven mail hosts, whichever come first.
#
# Expected: RFC 7208 section 4.6.4: if the mechanism mx meets more than ten MX
# records it must give permerror, whoever asks. blitiri.com.ar/go/spf does so.
# Seen: Mail::SPF 2.9.0 drops what is behind the tenth record of the answer, as
# it was in RFC 4408, and does not sort by preference before. The host of the
# eleventh record fails, and passes when the server gives the same set in
# another order, which many do with each answer. A domain that was checked with
# it looks right, on most days, and is an error to whoever follows the RFC.
# Around it: none but to count the MX records oneself.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libmail-spf-perl=2.9.0-5 libnet-dns-perl=1.36-1+deb12u1 \
  libnetaddr-ip-perl=4.079+dfsg-2+b1 liberror-perl=0.17029-2 \
  liburi-perl=5.17-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
cd "$work"
cat >mail.pl <<'EOP'
use strict;
use warnings;
use Mail::SPF;
use Net::DNS;

# A resolver that knows many.test: its policy, and 11 MX in the order given.
package Resolver;
sub new { my ($class, @order) = @_; return bless [@order], $class }
sub errorstring { return "" }

sub send {
  my ($order, $name, $type) = @_;
  my @data = $name eq "many.test" && $type eq "TXT" ? '"v=spf1 mx -all"'
    : $name eq "many.test" && $type eq "MX" ? map { "$_ m$_.test." } @$order
    : $name eq "m11.test" && $type eq "A" ? "192.0.2.1" : ();
  my $reply = Net::DNS::Packet->new($name, $type);
  $reply->push(answer =>
    map { Net::DNS::RR->new("$name. 300 IN $type $_") } @data);
  # The other mail hosts have an address too.
  $reply->push(answer => Net::DNS::RR->new("$name. 300 IN A 198.51.100.1"))
    if !@data && $type eq "A";
  return $reply;
}

package main;
print STDERR "Mail::SPF ", Mail::SPF->VERSION, "\n";
my $request = Mail::SPF::Request->new(scope => "mfrom",
  identity => 'a@many.test', ip_address => "192.0.2.1");
for my $order ([1 .. 11], [11, 1 .. 10]) {
  my $server = Mail::SPF::Server->new(dns_resolver => Resolver->new(@$order),
    hostname => "here.test");
  print $server->process($request)->code, "\n";
}
EOP
tree=$work/tree/usr
mail=$(PERL5LIB="$tree/share/perl5:$(echo "$tree"/lib/*-linux-gnu/perl5/5.36)" \
  perl mail.pl | paste -s -d' ')
export GOPATH="$work/go" GOCACHE="$work/cache"
export GOFLAGS="-modcacherw -mod=mod"
cat >go.mod <<'EOG'
module finding

go 1.26

require blitiri.com.ar/go/spf v1.6.0
EOG
cat >main.go <<'EOG'
package main

import (
  "context"
  "fmt"
  "net"

  "blitiri.com.ar/go/spf"
)

// A resolver that knows many.test.
type resolver struct{ order []int }

func (r resolver) LookupTXT(context.Context, string) ([]string, error) {
  return []string{"v=spf1 mx -all"}, nil
}

func (r resolver) LookupMX(context.Context, string) ([]*net.MX, error) {
  var hosts []*net.MX
  for _, i := range r.order {
    host := fmt.Sprintf("m%d.test.", i)
    hosts = append(hosts, &net.MX{Host: host, Pref: uint16(i)})
  }
  return hosts, nil
}

func (r resolver) LookupIPAddr(
  _ context.Context, host string) ([]net.IPAddr, error) {
  address := "198.51.100.1"
  if host == "m11.test." {
    address = "192.0.2.1"
  }
  return []net.IPAddr{{IP: net.ParseIP(address)}}, nil
}

func (r resolver) LookupAddr(context.Context, string) ([]string, error) {
  return nil, nil
}

func main() {
  for _, order := range [][]int{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
    {11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}} {
    result, _ := spf.CheckHostWithSender(net.ParseIP("192.0.2.1"), "here.test",
      "a@many.test", spf.WithResolver(resolver{order}))
    fmt.Println(result)
  }
}
EOG
grep -h '^require' go.mod
go=$(go run . | paste -s -d' ')
echo "orders:                    m11 last, m11 first"
echo "Mail::SPF of m11:          $mail"
echo "blitiri.com.ar/go/spf:     $go"
echo "expected:                  permerror both times"
if [ "$mail" != "fail pass" ] || [ "$go" != "permerror permerror" ]; then
  echo "no longer as described" >&2
  exit 1
fi
