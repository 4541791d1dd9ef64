#!/bin/sh
# Two packages for the public suffix list know no suffix in U-labels.
#
# Expected: the list has its rules in U-labels, and its algorithm puts rules and
# names into one form before it compares them. 公司.cn is a rule, so the
# registrable domain of mail.食狮.公司.cn is 食狮.公司.cn, as it is in A-labels
# (xn--85x722f.xn--55qx5d.cn). psl of libpsl reads both forms.
# Seen: golang.org/x/net/publicsuffix 0.62.0 and Domain::PublicSuffix 0.19 find
# the rule for A-labels only and fall back to cn, so all domains below 公司.cn
# are one, 公司.cn, which is the suffix itself. No error. Results that are
# written in U-labels are grouped by suffixes instead of owners.
# Around it: A-labels, as they stand in the DNS.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libclass-accessor-perl=0.51-2 libdomain-publicsuffix-perl=0.19-2 \
  libnet-idn-encode-perl=2.500-3+b1 libpsl5=0.21.2-1 psl=0.21.2-1 \
  publicsuffix=20230209.2326-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
tree=$work/tree/usr
cd "$work"
export LC_ALL=C.UTF-8 GOPATH="$work/go" GOCACHE="$work/cache"
export GOFLAGS="-modcacherw -mod=mod"
cat >go.mod <<'EOG'
module finding

go 1.26

require golang.org/x/net v0.62.0
EOG
cat >main.go <<'EOG'
package main

import (
  "fmt"
  "os"

  "golang.org/x/net/publicsuffix"
)

func main() {
  for _, name := range os.Args[1:] {
    domain, err := publicsuffix.EffectiveTLDPlusOne(name)
    if err != nil {
      domain = "none"
    }
    fmt.Println(domain)
  }
}
EOG
cat >domain.pl <<'EOP'
use strict;
use warnings;
use Domain::PublicSuffix;

my $list = Domain::PublicSuffix->new({ data_file => shift @ARGV });
print $list->get_root_domain($_) // "none", "\n" for @ARGV;
EOP
names="mail.食狮.公司.cn mail.xn--85x722f.xn--55qx5d.cn"
psl=$(LD_LIBRARY_PATH="$(echo "$tree"/lib/*-linux-gnu)" "$tree/bin/psl" \
  --use-builtin-data --print-reg-domain --batch $names | paste -s -d' ')
go=$(go run . $names | paste -s -d' ')
perl5=$tree/share/perl5:$(echo "$tree"/lib/*-linux-gnu/perl5/5.36)
perl=$(PERL5LIB=$perl5 perl domain.pl \
  "$tree/share/publicsuffix/public_suffix_list.dat" $names | paste -s -d' ')
grep -h '^require' go.mod
echo "names:                         $names"
echo "golang.org/x/net/publicsuffix: $go"
echo "Domain::PublicSuffix 0.19:     $perl"
echo "psl 0.21.2:                    $psl"
echo "expected:                      what psl prints"
a_label=xn--85x722f.xn--55qx5d.cn
if [ "$go" != "公司.cn $a_label" ] || [ "$perl" != "公司.cn $a_label" ] ||
  [ "$psl" != "食狮.公司.cn $a_label" ]; then
  echo "no longer as described" >&2
  exit 1
fi
