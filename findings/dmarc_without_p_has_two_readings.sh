#!/bin/sh
# A DMARC record without p is a policy to one library and none to another.
#
# Expected: RFC 7489 section 6.6.3 step 6: a record without a valid p, but with
# a rua that holds an address, is taken as if it said p=none. Section 6.3: other
# syntax errors behind v and p should be discarded in favour of the defaults, so
# "p=reject; aspf=x" is a reject.
# Seen: Mail::DMARC 1.20211209 reads "v=DMARC1; rua=mailto:..." as p=none and
# "p=reject; aspf=x" as a reject, though it keeps the x. libopendmarc 1.4.2
# says of the first one that p is lacking, and refuses the second one as a whole
# for a bad value: it has the policy of neither. A table of policies made with
# one has rows that the other one lacks, and some of them say reject.
# Around it: none for libopendmarc but to read such records oneself.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  libmail-dmarc-perl=1.20211209-4 libopendmarc2=1.4.2-2+b1 \
  libspf2-2=1.2.10-7.2+b1 libregexp-common-perl=2017060201-3 \
  liburi-perl=5.17-1 >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
tree=$work/tree/usr
cat >"$work/records" <<'EOF'
v=DMARC1; p=reject; rua=mailto:a@example.com
v=DMARC1; rua=mailto:a@example.com
v=DMARC1; p=reject; aspf=x
EOF
cat >"$work/dmarc.pl" <<'EOP'
use strict;
use warnings;
use Mail::DMARC::Policy;

while (my $record = <STDIN>) {
  chomp $record;
  my $policy = Mail::DMARC::Policy->new->parse($record);
  print $policy->is_valid ? $policy->p : "invalid", "\n";
}
EOP
perl5=$tree/share/perl5:$(echo "$tree"/lib/*-linux-gnu/perl5/5.36)
PERL5LIB=$perl5 perl "$work/dmarc.pl" <"$work/records" >"$work/perl"
export LD_LIBRARY_PATH="$(echo "$tree"/lib/*-linux-gnu):$tree/lib"
python3 - "$work" <<'PYTHON'
import ctypes
import sys

library = ctypes.CDLL("libopendmarc.so.2")
start = library.opendmarc_policy_connect_init
start.restype = ctypes.c_void_p
parse = library.opendmarc_policy_parse_dmarc
parse.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
told = library.opendmarc_policy_status_to_str
told.restype = ctypes.c_char_p

with open(f"{sys.argv[1]}/records") as file:
    records = file.read().splitlines()
with open(f"{sys.argv[1]}/perl") as file:
    perl = file.read().split()
seen = []
for record, policy in zip(records, perl):
    status = parse(start(b"192.0.2.1", 0), b"example.com", record.encode())
    seen.append(told(status).decode())
    print(f"{record}\n  Mail::DMARC 1.20211209: {policy}")
    print(f"  libopendmarc 1.4.2: {seen[-1]}")
print("expected: reject, none and reject by both, without an error")
same = perl == ["reject", "none", "reject"] and seen == [
    "Success. No Errors",
    "Found DMARC record lacked a required p= entry",
    "Found DMARC record contained a bad token value",
]
sys.exit(None if same else "no longer as described")
PYTHON
