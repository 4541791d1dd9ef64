#!/bin/sh
# bind2samba makes each MX of a zone an MX of the domain itself.
#
# Expected: RFC 1035 section 5.1: the first field of a line is the owner of the
# record. The MX of dept.example.com is for mail to dept.example.com.
# Seen: bind2samba 1.0.3, which turns a zone file into calls of samba-tool,
# writes "dns add localhost example.com @ MX" for each MX, whatever its owner.
# The hosts of departments, and those of others to whom a name was delegated,
# get mail for the whole domain, by a lower preference even first; the names
# that had the MX have none. A line whose owner is @ is left out in silence.
# Around it: --filter A,AAAA,CNAME,PTR, and the MX by hand.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  bind2samba==1.0.3 dnspython==2.9.2
cd "$work"
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN MX 10 first
example.com. IN MX 20 second
dept IN MX 5 mail.dept
shop 3600 IN MX 5 mail.example.net.
EOF
venv/bin/bind2samba --dry-run --zone example.com zone >seen
venv/bin/python - <<'PYTHON' | tee right
import dns.zone

zone = dns.zone.from_file("zone", "example.com.", relativize=False,
                          check_origin=False)
for name, _, data in zone.iterate_rdatas("MX"):
    print("samba-tool dns add localhost example.com",
          name.relativize(zone.origin), "MX",
          data.exchange.to_text(True), data.preference)
PYTHON
echo "is expected, and seen with bind2samba 1.0.3:"
cat seen
cat >described <<'EOF'
samba-tool dns add localhost example.com @ MX second.example.com 20
samba-tool dns add localhost example.com @ MX mail.dept.example.com 5
samba-tool dns add localhost example.com @ MX mail.example.net 5
EOF
cat >meant <<'EOF'
samba-tool dns add localhost example.com @ MX first.example.com 10
samba-tool dns add localhost example.com @ MX second.example.com 20
samba-tool dns add localhost example.com dept MX mail.dept.example.com 5
samba-tool dns add localhost example.com shop MX mail.example.net 5
EOF
if ! cmp -s seen described || ! cmp -s right meant; then
  echo "no longer as described" >&2
  exit 1
fi
