#!/bin/sh
# commons-net finds 192.0.2.1 not in range of 192.0.2.1/32.
#
# Expected: RFC 4632 section 3.1: a prefix of 32 bits is that one address, and
# one of 24 bits is 256 of them; RFC 3021 uses both addresses of a 31. Which of
# them has a mail host is up to the network's holder: .0 and .255 of a /24 that
# is part of something larger are hosts as any other.
# Seen: SubnetUtils of commons-net 3.11.1 leaves the first and the last address
# of each network out, unless setInclusiveHostCount(true) is called: isInRange()
# says false for all of a /32 and a /31, and for .0 and .255 of a /24. Its
# documentation says so; its name says something else. A table of networks of an
# operator, single addresses among them, finds none of these.
# Around it: setInclusiveHostCount(true), or the package ipaddress.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'EOX'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>0</version>
  <dependencies>
    <dependency>
      <groupId>commons-net</groupId>
      <artifactId>commons-net</artifactId>
      <version>3.11.1</version>
    </dependency>
    <dependency>
      <groupId>com.github.seancfoley</groupId>
      <artifactId>ipaddress</artifactId>
      <version>5.5.1</version>
    </dependency>
  </dependencies>
</project>
EOX
mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$work/m2" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/jars"
cat >Ranges.java <<'EOJ'
import inet.ipaddr.IPAddressString;
import org.apache.commons.net.util.SubnetUtils;

class Ranges {
  public static void main(String[] arguments) throws Exception {
    String[][] described = {
        {"192.0.2.1/32", "192.0.2.1", "false"},
        {"192.0.2.0/31", "192.0.2.1", "false"},
        {"192.0.2.0/24", "192.0.2.0", "false"},
        {"192.0.2.0/24", "192.0.2.255", "false"},
        {"192.0.2.0/24", "192.0.2.5", "true"},
    };
    boolean same = true;
    for (String[] line : described) {
      var subnet = new SubnetUtils(line[0]);
      boolean seen = subnet.getInfo().isInRange(line[1]);
      subnet.setInclusiveHostCount(true);
      boolean inclusive = subnet.getInfo().isInRange(line[1]);
      boolean right = new IPAddressString(line[0]).getAddress()
          .toPrefixBlock().contains(new IPAddressString(line[1]).getAddress());
      System.out.println(line[1] + " in " + line[0] + ": " + seen
          + ", inclusive: " + inclusive + ", expected: " + right);
      same &= seen == Boolean.parseBoolean(line[2]) && inclusive && right;
    }
    if (!same) {
      System.err.println("no longer as described");
      System.exit(1);
    }
  }
}
EOJ
ls jars
java -cp "$work/jars/*" Ranges.java 2>"$work/java.log" || {
  cat "$work/java.log" >&2
  exit 1
}
