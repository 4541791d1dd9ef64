#!/bin/sh
# MiniDNS puts " / " between the strings of a text.
#
# Expected: RFC 7208 section 3.3 and RFC 6376 section 3.6.2.2: the strings of a
# TXT record are put together without anything in between.
# Seen: getText() of MiniDNS 1.1.1 gives one text, with a blank, a slash and a
# blank between the strings: the policy "v=spf1 ip4:192.0.2" ".1 -all" is
# "v=spf1 ip4:192.0.2 / .1 -all", which is none, and a DKIM key of two strings,
# as all of 2048 bits are, cannot be decoded. A text of one string is well, so
# short examples pass. Nothing in its documentation says so.
# Around it: getCharacterStrings(), or getBlob() for octets, and join them.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check dnspython==2.9.2
cat >pom.xml <<'EOF'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId>
  <version>1</version>
  <dependencies><dependency>
    <groupId>org.minidns</groupId><artifactId>minidns-core</artifactId>
    <version>1.1.1</version>
  </dependency></dependencies>
</project>
EOF
mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$work/m2" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/jars"
venv/bin/python - <<'EOF'
import dns.message
import dns.rrset

answer = dns.message.make_response(
    dns.message.make_query("example.com", "TXT"))
for name, text in (("two", '"v=spf1 ip4:192.0.2" ".1 -all"'),
                   ("one", '"v=spf1 -all"')):
    answer.answer.append(dns.rrset.from_text(name + ".", 60, "IN", "TXT", text))
with open("message", "wb") as file:
    file.write(answer.to_wire())
EOF
cat >Read.java <<'EOF'
import java.nio.file.Files;
import java.nio.file.Path;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.record.TXT;

class Read {
  public static void main(String[] arguments) throws Exception {
    var message = new DnsMessage(Files.readAllBytes(Path.of("message")));
    for (var one : message.answerSection) {
      var text = (TXT) one.payloadData;
      System.out.println("getText: " + text.getText());
      System.out.println("joined:  " +
          String.join("", text.getCharacterStrings()));
    }
  }
}
EOF
java -cp 'jars/*' Read.java | tee seen
echo "expected: twice the same"
cat >described <<'EOF'
getText: v=spf1 ip4:192.0.2 / .1 -all
joined:  v=spf1 ip4:192.0.2.1 -all
getText: v=spf1 -all
joined:  v=spf1 -all
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
