#!/bin/sh
# Java's naming service puts quotation marks and blanks into TXT records.
#
# Expected: the strings of a TXT record are what the wire has: RFC 7208 section
# 3.3 and RFC 6376 section 3.6.2.2 put several together without anything in
# between. dnspython hands out the strings.
# Seen: the provider com.sun.jndi.dns of OpenJDK 17 writes a string that holds a
# blank in quotation marks, one without blank plain, and a blank between two of
# them, all in one text: an SPF policy begins with a quotation mark instead of
# v=spf1, a policy cut at a blank has two pairs of them, and a DKIM key of two
# strings has a blank in the middle. Who compares with "v=spf1" finds none.
# Around it: read the text as a zone file would be read; or dnsjava.
set -eu
work=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || :; wait; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dnspython==2.9.2
cd "$work"
cat >server.py <<'EOP'
import socket

import dns.message
import dns.rrset

TEXTS = {
    "spf": '"v=spf1 a -all"',
    "two": '"v=spf1 a" " mx -all"',
    "key": '"AAAA" "BBBB"',
    "one": '"v=DMARC1;p=none"',
}
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        query, client = server.recvfrom(4096)
        reply = dns.message.make_response(dns.message.from_wire(query))
        name = reply.question[0].name
        reply.answer.append(dns.rrset.from_text(
            name, 60, "IN", "TXT", TEXTS[name.labels[0].decode()]))
        server.sendto(reply.to_wire(), client)
EOP
cat >Texts.java <<'EOJ'
import java.util.Hashtable;
import javax.naming.directory.InitialDirContext;

class Texts {
  public static void main(String[] arguments) throws Exception {
    var settings = new Hashtable<String, String>();
    settings.put("java.naming.factory.initial",
        "com.sun.jndi.dns.DnsContextFactory");
    settings.put("java.naming.provider.url",
        "dns://127.0.0.1:" + arguments[0]);
    var context = new InitialDirContext(settings);
    for (var name : new String[] {"spf", "two", "key", "one"}) {
      System.out.println(context.getAttributes(name + ".example.com",
          new String[] {"TXT"}).get("TXT").get());
    }
  }
}
EOJ
"$work/venv/bin/python" server.py >port &
server=$!
while [ ! -s port ]; do sleep 0.1; done
java -version 2>&1 | head -n 1
java Texts.java "$(cat port)" >seen
cat >described <<'EOT'
"v=spf1 a -all"
"v=spf1 a" " mx -all"
AAAA BBBB
v=DMARC1;p=none
EOT
cat >right <<'EOT'
v=spf1 a -all
v=spf1 a mx -all
AAAABBBB
v=DMARC1;p=none
EOT
paste seen right | sed 's/\t/   expected: /'
if ! cmp -s seen described; then
  echo "no longer as described" >&2
  exit 1
fi
