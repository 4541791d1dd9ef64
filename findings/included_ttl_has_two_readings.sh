#!/bin/sh
# $TTL in an included file holds for the rest of the zone, or does not.
#
# Expected: RFC 1035 section 5.1 has the origin of the parent file restored
# behind $INCLUDE, whatever the included one did; RFC 2308 section 4 has $TTL
# hold for "all resource records appearing after the directive". What is said of
# neither file is read alike by all.
# Seen: after the included file, b has its 60 seconds in BIND 9.18.49, NSD 4.6.1
# and PowerDNS 4.7.3, and the 86400 of the parent in dnspython 2.9.2, Net::DNS
# 1.36 and dnsjava 3.6.3. A tool that checks or moves a zone thus has other TTLs
# than the server that serves it, and none of the six says a word.
# Around it: $TTL again behind each $INCLUDE.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/deb/partial"
apt-get install -qq -y --no-install-recommends --reinstall --download-only \
  -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
  -o Dir::Cache::archives="$work/deb" \
  bind9-utils=1:9.18.49-1~deb12u3 bind9-libs=1:9.18.49-1~deb12u3 \
  libnet-dns-perl=1.36-1+deb12u1 nsd=4.6.1-1 pdns-server=4.7.3-2 \
  >"$work/apt.log"
for package in "$work"/deb/*.deb; do dpkg -x "$package" "$work/tree"; done
libraries=$(echo "$work"/tree/usr/lib/*-linux-gnu)
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
cat >pom.xml <<'EOF'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId>
  <version>1</version>
  <dependencies><dependency>
    <groupId>dnsjava</groupId><artifactId>dnsjava</artifactId>
    <version>3.6.3</version>
  </dependency></dependencies>
</project>
EOF
mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$work/m2" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/jars"
cat >zone <<'EOF'
$ORIGIN example.com.
$TTL 86400
@ IN SOA ns hostmaster 1 7200 3600 86400 300
@ IN NS ns
ns IN A 127.0.0.1
$INCLUDE part
b IN MX 10 mail
EOF
cat >part <<'EOF'
$TTL 60
a IN MX 10 mail
EOF
cat >Read.java <<'EOF'
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;

class Read {
  public static void main(String[] arguments) throws Exception {
    try (var zone = new Master("zone", Name.fromString("example.com."))) {
      for (var one = zone.nextRecord(); one != null; one = zone.nextRecord()) {
        System.out.println(one);
      }
    }
  }
}
EOF

show() {
  tr -s '\t ' ' ' | sed -n 's/^\([ab]\)[^ ]* \([0-9]*\) IN MX .*/\1 \2/p' |
    sort | xargs echo "$1"
}

LD_LIBRARY_PATH=$libraries tree/usr/bin/named-compilezone -q -s full -o - \
  example.com zone | show BIND >seen
LD_LIBRARY_PATH=$libraries tree/usr/sbin/nsd-checkzone -p example.com zone |
  show NSD >>seen
LD_LIBRARY_PATH=$libraries tree/usr/bin/zone2json --zone=zone \
  --zone-name=example.com 2>log >json
venv/bin/python - <<'EOF' | show PowerDNS >>seen
import json

for one in json.load(open("json"))["records"]:
    print(one["name"], one["ttl"], "IN", one["type"], "")
EOF
venv/bin/python - <<'EOF' | show dnspython >>seen
import dns.zone

zone = dns.zone.from_file("zone", relativize=False)
for name, ttl, data in zone.iterate_rdatas():
    print(name, ttl, "IN", data.rdtype.name, data)
EOF
perl -Itree/usr/share/perl5 -MNet::DNS::ZoneFile -e '
  my $zone = Net::DNS::ZoneFile->new("zone");
  while (my $record = $zone->read) { print $record->plain, "\n" }' |
  show Net::DNS >>seen
java -cp 'jars/*' Read.java 2>java.log | show dnsjava >>seen
cat seen
echo "expected: one TTL of b"
cat >described <<'EOF'
BIND a 60 b 60
NSD a 60 b 60
PowerDNS a 60 b 60
dnspython a 60 b 86400
Net::DNS a 60 b 86400
dnsjava a 60 b 86400
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
