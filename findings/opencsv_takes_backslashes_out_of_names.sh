#!/bin/sh
# Opencsv takes the backslashes out of names that stand in a CSV.
#
# Expected: RFC 4180 section 2 knows quotation marks and no backslash: a\.b is
# four characters. RFC 1035 section 5.1 writes a dot within a label so, and any
# other octet as \DDD; commons-csv reads what is there.
# Seen: CSVReader of opencsv 5.12.0, made without a parser, takes the backslash
# for an escape, in plain fields and in quoted ones: first\.last.example.com
# becomes first.last.example.com, another name with one label more, \000 becomes
# 000, and \\ a single one. No error. What its own CSVWriter writes is read back
# changed as well.
# Around it: CSVReaderBuilder with an RFC4180Parser.
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
      <groupId>com.opencsv</groupId>
      <artifactId>opencsv</artifactId>
      <version>5.12.0</version>
    </dependency>
    <dependency>
      <groupId>org.apache.commons</groupId>
      <artifactId>commons-csv</artifactId>
      <version>1.14.1</version>
    </dependency>
  </dependencies>
</project>
EOX
mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$work/m2" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/jars"
cat >Names.java <<'EOJ'
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.CSVWriter;
import com.opencsv.RFC4180Parser;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

class Names {
  static List<String> fields(CSVReader reader) throws Exception {
    return List.of(reader.readNext());
  }

  public static void main(String[] arguments) throws Exception {
    var names = List.of(
        "first\\.last.example.com", "\\000.example", "a\\\\b.example");
    var plain = String.join(",", names) + "\n";
    var written = new StringWriter();
    new CSVWriter(written).writeNext(names.toArray(new String[0]));
    var seen = new ArrayList<List<String>>();
    seen.add(fields(new CSVReader(new StringReader(plain))));
    seen.add(fields(new CSVReader(new StringReader(written.toString()))));
    seen.add(fields(new CSVReaderBuilder(new StringReader(plain))
        .withCSVParser(new RFC4180Parser()).build()));
    seen.add(CSVFormat.DEFAULT.parse(new StringReader(plain))
        .getRecords().get(0).toList());
    System.out.println("opencsv:                " + seen.get(0));
    System.out.println("opencsv of its writer:  " + seen.get(1));
    System.out.println("opencsv, RFC4180Parser: " + seen.get(2));
    System.out.println("commons-csv:            " + seen.get(3));
    System.out.println("expected:               " + names);
    var changed = List.of(
        "first.last.example.com", "000.example", "a\\b.example");
    if (!seen.equals(List.of(changed, changed, names, names))) {
      System.err.println("no longer as described");
      System.exit(1);
    }
  }
}
EOJ
ls jars | grep 'opencsv\|commons-csv'
java -cp "$work/jars/*" Names.java 2>"$work/java.log" || {
  cat "$work/java.log" >&2
  exit 1
}
