#!/bin/sh
# octodns-bind moves a zone without its DNAME and URI, and loses backslashes.
#
# Expected: octoDNS 1.22.0 knows DNAME and URI, and refuses, as it comes, what a
# target cannot hold. A zone file that is read and written is the same zone; in
# a quoted string \\ is a backslash (RFC 1035 section 5.1).
# Seen: octodns-bind 1.1.0, as a source from zone files, leaves DNAME and URI
# out, so that all names below the DNAME are gone. Its page lists the types that
# it reads; the run has no word for those that it does not. In texts it writes
# one backslash where it has read \\: "c:\\new\\065" becomes "c:\new\065", which
# is "c:newA" to name servers.
# Around it: named-compilezone and a comparison before and after.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check octodns==1.22.0 \
  octodns-bind==1.1.0 dnspython==2.9.2
mkdir in out
cat >in/example.com.zone <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
old IN DNAME example.net.
site IN URI 10 1 "https://example.net/"
text IN TXT "c:\\new\\065"
EOF
cat >move.yaml <<'EOF'
providers:
  in:
    class: octodns_bind.ZoneFileSource
    directory: in
    file_extension: .zone
  out:
    class: octodns_bind.ZoneFileProvider
    directory: out
    file_extension: .zone
zones:
  example.com.:
    sources: [in]
    targets: [out]
EOF
venv/bin/octodns-sync --config-file move.yaml --doit --quiet 2>plan
cat >read.py <<'EOF'
import sys

import dns.rdatatype
import dns.zone

zone = dns.zone.from_file(sys.argv[1], "example.com.", relativize=False)
for name, _, data in zone.iterate_rdatas():
    if data.rdtype != dns.rdatatype.SOA:
        print(name, dns.rdatatype.to_text(data.rdtype), data)
EOF
venv/bin/python read.py in/example.com.zone >read
venv/bin/python read.py out/example.com.zone >seen
venv/bin/pip list --disable-pip-version-check | grep octodns
echo "read:"
cat read
echo "written:"
cat seen
cat >meant <<'EOF'
example.com. NS ns.example.com.
ns.example.com. A 127.0.0.1
old.example.com. DNAME example.net.
site.example.com. URI 10 1 "https://example.net/"
text.example.com. TXT "c:\\new\\065"
EOF
cat >described <<'EOF'
example.com. NS ns.example.com.
ns.example.com. A 127.0.0.1
text.example.com. TXT "c:newA"
EOF
if ! cmp -s read meant || ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
