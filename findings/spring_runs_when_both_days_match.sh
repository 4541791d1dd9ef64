#!/bin/sh
# Spring runs a job of the first and of Mondays when both are the same day.
#
# Expected: crontab(5): if day of month and day of week are both given, a job
# runs when either one matches, so "0 6 1 * 1" runs on each Monday and on each
# first; cron-utils, with its definition UNIX, has it so. Spring's documentation
# calls a CronExpression the representation of a crontab expression.
# Seen: CronExpression of Spring 7.0.10 wants both: a Monday that is the first,
# four times in 2027 to 2028 instead of about 120. No error and nothing in the
# log: a scan that was weekly, moved from a crontab to @Scheduled, is one in
# half a year.
# Around it: two schedules, one for each day.
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
      <groupId>org.springframework</groupId>
      <artifactId>spring-context</artifactId>
      <version>7.0.10</version>
    </dependency>
    <dependency>
      <groupId>com.cronutils</groupId>
      <artifactId>cron-utils</artifactId>
      <version>9.2.1</version>
    </dependency>
  </dependencies>
</project>
EOX
mvn -q -B -Dstyle.color=never -Dmaven.repo.local="$work/m2" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$work/jars"
cat >Days.java <<'EOJ'
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.scheduling.support.CronExpression;

class Days {
  static List<String> runs(UnaryOperator<ZonedDateTime> next) {
    var time = ZonedDateTime.of(2026, 11, 29, 12, 0, 0, 0, ZoneOffset.UTC);
    var days = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      time = next.apply(time);
      days.add(time.toLocalDate().toString());
    }
    return days;
  }

  public static void main(String[] arguments) {
    var spring = CronExpression.parse("0 0 6 1 * 1");
    var utils = ExecutionTime.forCron(new CronParser(
        CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
        .parse("0 6 1 * 1"));
    var seen = runs(spring::next);
    var right = runs(time -> utils.nextExecution(time).orElseThrow());
    System.out.println("Spring:     " + seen);
    System.out.println("cron-utils: " + right);
    System.out.println("expected:   the days of cron-utils from both");
    if (!seen.equals(List.of(
            "2027-02-01", "2027-03-01", "2027-11-01", "2028-05-01"))
        || !right.equals(List.of(
            "2026-11-30", "2026-12-01", "2026-12-07", "2026-12-14"))) {
      System.err.println("no longer as described");
      System.exit(1);
    }
  }
}
EOJ
ls jars | grep 'spring-context\|cron-utils'
java -cp "$work/jars/*" Days.java 2>"$work/java.log" || {
  cat "$work/java.log" >&2
  exit 1
}
