#!/bin/sh
# A Go package for SPF reads a policy only up to the mechanism that matches.
#
# Expected: RFC 7208 section 4.6: syntax errors anywhere in a record make it a
# permerror at once, before anything is evaluated, for every address alike.
# Mail::SPF of Perl parses the whole record first.
# Seen: blitiri.com.ar/go/spf 1.6.0 reads term by term. "ipv4:" for "ip4:" or a
# prefix length of 33 behind a match is never seen: mail from the hosts before
# it passes, and the same policy is a permerror for all others. A check of
# policies with the domain's own mail hosts, as their addresses come out of a
# scan, calls records good that RFC 7208 does not.
# Around it: check with an address that no record names, such as 192.0.2.1.
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
cat >policies <<'EOP'
v=spf1 ip4:198.51.100.0/24 -all
v=spf1 ip4:198.51.100.0/24 ipv4:203.0.113.1 -all
v=spf1 ip4:198.51.100.0/24 ip4:203.0.113.0/33 -all
EOP
cat >policy.pl <<'EOP'
use strict;
use warnings;
use Mail::SPF;
use Mail::SPF::v1::Record;

print STDERR "Mail::SPF ", Mail::SPF->VERSION, "\n";
while (my $text = <STDIN>) {
  chomp $text;
  my $policy = eval { Mail::SPF::v1::Record->new_from_string($text) };
  die $@ if !$policy && !$@->isa("Mail::SPF::ESyntaxError");
  print $policy ? "valid" : "permerror", "\n";
}
EOP
tree=$work/tree/usr
mail=$(PERL5LIB="$tree/share/perl5:$(echo "$tree"/lib/*-linux-gnu/perl5/5.36)" \
  perl policy.pl <policies)
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
  "bufio"
  "context"
  "fmt"
  "net"
  "os"

  "blitiri.com.ar/go/spf"
)

// A resolver that knows one policy.
type resolver struct{ policy string }

func (r resolver) LookupTXT(
  _ context.Context, name string) ([]string, error) {
  if name != "sender.test" {
    return nil, nil
  }
  return []string{r.policy}, nil
}

func (r resolver) LookupMX(context.Context, string) ([]*net.MX, error) {
  return nil, nil
}

func (r resolver) LookupIPAddr(
  context.Context, string) ([]net.IPAddr, error) {
  return nil, nil
}

func (r resolver) LookupAddr(context.Context, string) ([]string, error) {
  return nil, nil
}

func main() {
  lines := bufio.NewScanner(os.Stdin)
  for lines.Scan() {
    for _, address := range []string{"198.51.100.1", "192.0.2.1"} {
      result, _ := spf.CheckHostWithSender(net.ParseIP(address), "here.test",
        "a@sender.test", spf.WithResolver(resolver{lines.Text()}))
      fmt.Print(result, " ")
    }
    fmt.Println()
  }
}
EOG
grep -h '^require' go.mod
go run . <policies | sed 's/ $//' >results
echo "$mail" | paste -d'|' policies results - |
  while IFS='|' read -r policy results right; do
    echo "$policy: $results (expected: $right)"
  done
if [ "$(cat results)" != "pass fail
pass permerror
pass permerror" ] || [ "$mail" != "valid
permerror
permerror" ]; then
  echo "no longer as described" >&2
  exit 1
fi
