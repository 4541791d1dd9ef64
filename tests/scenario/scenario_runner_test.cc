// The runner of scenarios itself: that a wrong expectation fails with a text
// that shows the difference, and that a bad file is refused with its line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/scenario/run.h"

namespace mxsweep::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kGood = R"(title a name with two mail hosts
rules S1
[zone]
a.test. MX 10 m.a.test.
a.test. MX 20 n.a.test.
[options]
addresses none
[input]
a.test
[expect]
columns seq domain preference exchange
row 0 | a.test | 10 | m.a.test
row 0 | a.test | 20 | n.a.test
asked a.test MX = 1
counter queries_mx = 1
sent = 1
)";

std::string played(const std::string& text) {
  Scenario scenario;
  const std::string problem = parse_scenario(text, scenario);
  return problem.empty() ? run_scenario(scenario) : "parse: " + problem;
}

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ScenarioRunner, TheRightExpectationPasses) {
  EXPECT_EQ(played(kGood), "");
}

TEST(ScenarioRunner, AWrongCellIsShownBesideTheRightOne) {
  const std::string text =
      played(replaced(kGood, "20 | n.a.test", "20 | x.a.test"));
  EXPECT_THAT(text, HasSubstr("    seq | domain | preference | exchange\n"
                              "    0 | a.test | 10 | m.a.test\n"
                              "  - 0 | a.test | 20 | x.a.test\n"
                              "  + 0 | a.test | 20 | n.a.test\n"));
  EXPECT_THAT(text, HasSubstr("192.0.2.1:53"));
}

TEST(ScenarioRunner, AMissingRowFails) {
  const std::string text =
      played(replaced(kGood, "row 0 | a.test | 20 | n.a.test\n", ""));
  EXPECT_THAT(text, HasSubstr("  + 0 | a.test | 20 | n.a.test\n"));
  EXPECT_THAT(text, Not(HasSubstr("  - ")));
}

TEST(ScenarioRunner, ARowTooManyFails) {
  const std::string row = "row 0 | a.test | 20 | n.a.test\n";
  const std::string text = played(replaced(kGood, row, row + row));
  EXPECT_THAT(text, HasSubstr("  - 0 | a.test | 20 | n.a.test\n"));
  EXPECT_THAT(text, Not(HasSubstr("  + ")));
}

TEST(ScenarioRunner, RowsInTheWrongOrderFail) {
  const std::string text =
      played(replaced(replaced(kGood, "10 | m.a.test", "20 | n.a.test"),
                      "row 0 | a.test | 20 | n.a.test\nasked",
                      "row 0 | a.test | 10 | "
                      "m.a.test\nasked"));
  EXPECT_THAT(text, HasSubstr("  - "));
}

TEST(ScenarioRunner, ABoundThatDoesNotHoldIsNamedWithItsLine) {
  EXPECT_THAT(played(replaced(kGood, "sent = 1", "sent >= 2")),
              HasSubstr("line 16: expected sent >= 2, got 1"));
  EXPECT_THAT(
      played(replaced(kGood, "asked a.test MX = 1", "asked a.test MX < 1")),
      HasSubstr("expected asked a.test MX < 1, got 1"));
}

TEST(ScenarioRunner, AMeasureThatDoesNotExistFails) {
  EXPECT_THAT(played(replaced(kGood, "queries_mx", "queries_ax")),
              HasSubstr("nothing to measure: counter queries_ax"));
  EXPECT_THAT(played(replaced(kGood, "sent = 1", "gap a.test MX 1 = 1s")),
              HasSubstr("nothing to measure"));
}

TEST(ScenarioRunner, AnUnknownColumnFails) {
  EXPECT_THAT(played(replaced(kGood, "preference exchange", "pref exchange")),
              HasSubstr("there is no column 'pref'"));
}

TEST(ScenarioRunner, ARunThatNeverEndsFailsWithItsSeed) {
  const std::string text =
      played(replaced(kGood, "addresses none",
                      "time-max 1s\nseed 77\n[resolver 192.0.2.1]\n"
                      "on * * -> silence"));
  EXPECT_THAT(text, HasSubstr("not drained in time (seed 77"));
}

TEST(ScenarioRunner, BadFilesAreRefusedWithTheLine) {
  EXPECT_EQ(played(replaced(kGood, "[zone]", "[zones]")),
            "parse: line 3: unknown section [zones]");
  EXPECT_EQ(played(replaced(kGood, "MX 10 m", "MX m")),
            "parse: line 4: MX needs a preference and an exchange");
  EXPECT_EQ(played(replaced(kGood, "addresses none", "addresses nine")),
            "parse: line 7: bad option 'addresses'");
  EXPECT_EQ(played(replaced(kGood, "| 10 | m.a.test", "| m.a.test")),
            "parse: line 12: a row has 3 cells but there are 4 columns");
  EXPECT_EQ(played("title x\nrules S1\n[input]\na.test\n"),
            "parse: nothing is expected");
  EXPECT_EQ(played(replaced(kGood, "rules S1", "")),
            "parse: title or rules missing");
}

TEST(ScenarioRunner, BadRulesAreRefused) {
  Rule rule;
  EXPECT_EQ(parse_rule("a.test MX -> answer", rule), "");
  EXPECT_EQ(parse_rule("a.test MX answer", rule), "a rule needs '->'");
  EXPECT_EQ(parse_rule("a.test MX -> anwser", rule), "unknown action 'anwser'");
  EXPECT_EQ(parse_rule("a.test XX -> answer", rule), "unknown type 'XX'");
  EXPECT_EQ(parse_rule("a.test MX try=x -> answer", rule),
            "unknown condition 'try=x'");
  EXPECT_EQ(parse_rule("a.test MX -> answer forge=luck", rule),
            "unknown detail 'forge=luck'");
  EXPECT_EQ(parse_rule("a.test MX -> rcode", rule),
            "'rcode' needs a response code");
  EXPECT_EQ(parse_rule("a.test MX -> tail 1,0 00", rule),
            "'tail' needs counts like 1,0,0 and octets");
  EXPECT_EQ(parse_rule("a.test MX -> hex 0", rule), "bad hexadecimal octets");
}

}  // namespace
}  // namespace mxsweep::sim
