#!/bin/sh
# dnsjava gives texts as a zone file has them, with backslashes and numbers.
#
# Expected: the strings of a TXT record are octets (RFC 1035 section 3.3.14),
# and a method of its own, toString or rdataToString, is there for the form of
# zone files. dnspython hands out the octets.
# Seen: TXTRecord.getStrings() of dnsjava 3.6.3, "the text strings" by its
# documentation, has a backslash before each quotation mark and each backslash,
# and \195\188 for a letter of UTF-8, but no marks around the text, so it is
# neither. The JSON that services put into a TXT cannot be parsed, and the
# length is not that of the record. getValue() of a CAARecord does the same.
# Most policies have none of these characters, so it comes late.
# Around it: getStringsAsByteArrays().
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
    <groupId>dnsjava</groupId><artifactId>dnsjava</artifactId>
    <version>3.6.3</version>
  </dependency></dependencies>
</project>
EOF
mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$work/m2" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/jars"
venv/bin/python - <<'EOF'
import dns.message
import dns.name
import dns.rrset

answer = dns.message.make_response(
    dns.message.make_query("example.com", "TXT"))
for name, kind, data in (("a.", "TXT", r'"{\"k\":1}"'),
                         ("b.", "TXT", r'"a\\b"'),
                         ("c.", "TXT", r'"z\195\188rich"'),
                         ("d.", "CAA", r'0 issue "ca.example; k=\"1\""')):
    answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, data))
with open("message", "wb") as file:
    file.write(answer.to_wire())
with open("right", "w", encoding="utf-8") as file:
    for one in answer.answer:
        print((one[0].value if one.name == dns.name.from_text("d.")
               else one[0].strings[0]).decode(), file=file)
EOF
cat >Read.java <<'EOF'
import java.nio.file.Files;
import java.nio.file.Path;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class Read {
  public static void main(String[] arguments) throws Exception {
    var message = new Message(Files.readAllBytes(Path.of("message")));
    for (var one : message.getSection(Section.ANSWER)) {
      if (one instanceof CAARecord) {
        System.out.println(((CAARecord) one).getValue());
      } else {
        System.out.println(((TXTRecord) one).getStrings().get(0));
      }
    }
  }
}
EOF
java -cp 'jars/*' Read.java 2>java.log >seen
echo "dnsjava 3.6.3:"
cat seen
echo "expected:"
cat right
cat >described <<'EOF'
{\"k\":1}
a\\b
z\195\188rich
ca.example; k=\"1\"
EOF
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
