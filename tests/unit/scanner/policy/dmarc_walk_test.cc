// The tree walk of RFC 9989 section 4.10 (P7): whose record applies.
#include "scanner/policy/dmarc_walk.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

// What stands at _dmarc of each name; "fails" is a failure.
using Records = std::map<std::string, std::string, std::less<>>;

struct Walked {
  std::string asked;  // the names, in order
  std::string found;
};

PolicyReport report_at(const Records& records, const std::string& name) {
  const auto record = records.find(name);
  if (record == records.end()) {
    return test::report_of(Policy::kDmarc, {});
  }
  if (record->second == "twice") {
    return test::report_of(Policy::kDmarc,
                           {"v=DMARC1; p=none", "v=DMARC1; p=reject"});
  }
  return record->second == "fails"
             ? PolicyReport()
             : test::report_of(Policy::kDmarc, {record->second});
}

Walked walk(std::string_view text, const Records& records) {
  Name name;
  EXPECT_EQ(Name::from_text(text, name), NameProblem::kNone);
  DmarcWalk walk(name.view());
  Walked out;
  std::string last;
  while (!walk.target().empty()) {
    const std::string target = to_text(walk.target());
    out.asked += out.asked.empty() ? target : " " + target;
    if (walk.take(report_at(records, target))) {
      last = target;
    }
  }
  out.found = walk.found().empty() ? "" : to_text(walk.found());
  EXPECT_EQ(out.found, last);
  return out;
}

constexpr std::string_view kPlain = "v=DMARC1; p=none";
constexpr std::string_view kSuffix = "v=DMARC1; p=reject; psd=y";
constexpr std::string_view kOrganization = "v=DMARC1; p=reject; psd=n";

TEST(DmarcWalkTest, P7AsksEachNameAboveUpToTheTopLevel) {
  const Walked walked = walk("a.mail.example.com", {});
  EXPECT_EQ(walked.asked, "mail.example.com example.com com");
  EXPECT_EQ(walked.found, "");
}

TEST(DmarcWalkTest, TopLevelAndRootHaveNothingAbove) {
  EXPECT_EQ(walk("com", {}).asked, "");
  EXPECT_EQ(walk(".", {}).asked, "");
}

TEST(DmarcWalkTest, P7LongNamesGoOnWithSevenLabels) {
  EXPECT_EQ(walk("a.b.c.d.e.f.g.h.i.j.mail.example.com", {}).asked,
            "g.h.i.j.mail.example.com h.i.j.mail.example.com "
            "i.j.mail.example.com j.mail.example.com mail.example.com "
            "example.com com");
  EXPECT_EQ(walk("1.2.3.4.5.6.7.8", {}).asked,
            "2.3.4.5.6.7.8 3.4.5.6.7.8 4.5.6.7.8 5.6.7.8 6.7.8 7.8 8");
  EXPECT_EQ(walk("2.3.4.5.6.7.8", {}).asked,
            "3.4.5.6.7.8 4.5.6.7.8 5.6.7.8 6.7.8 7.8 8");
}

TEST(DmarcWalkTest, P7RecordOfTheFewestLabelsApplies) {
  EXPECT_EQ(
      walk("a.mail.example.com", {{"mail.example.com", std::string(kPlain)},
                                  {"example.com", std::string(kPlain)}})
          .found,
      "example.com");
}

TEST(DmarcWalkTest, P7WalkEndsAtADomainThatSaysItIsTheOrganization) {
  const Walked walked = walk("a.b.mail.example.com",
                             {{"b.mail.example.com", std::string(kPlain)},
                              {"mail.example.com", std::string(kOrganization)},
                              {"example.com", std::string(kPlain)}});
  EXPECT_EQ(walked.asked, "b.mail.example.com mail.example.com");
  EXPECT_EQ(walked.found, "mail.example.com");
}

TEST(DmarcWalkTest, P7RecordBelowAPublicSuffixGoesBeforeThatOfTheSuffix) {
  const Walked walked = walk(
      "a.example.bank",
      {{"example.bank", std::string(kPlain)}, {"bank", std::string(kSuffix)}});
  EXPECT_EQ(walked.asked, "example.bank bank");
  EXPECT_EQ(walked.found, "example.bank");
}

TEST(DmarcWalkTest, P7PublicSuffixAppliesWhereTheOrganizationHasNoRecord) {
  EXPECT_EQ(walk("example.bank", {{"bank", std::string(kSuffix)}}).found,
            "bank");
  // A record further below is not that of the organization.
  EXPECT_EQ(walk("x.a.example.bank", {{"a.example.bank", std::string(kPlain)},
                                      {"bank", std::string(kSuffix)}})
                .found,
            "bank");
}

TEST(DmarcWalkTest, P7SuffixEndsTheWalk) {
  EXPECT_EQ(walk("a.b.co.test", {{"co.test", std::string(kSuffix)},
                                 {"test", std::string(kPlain)}})
                .asked,
            "b.co.test co.test");
}

TEST(DmarcWalkTest, SeveralRecordsAreDiscarded) {
  const Walked walked = walk("a.example.com", {{"example.com", "twice"},
                                               {"com", std::string(kPlain)}});
  EXPECT_EQ(walked.found, "com");
}

TEST(DmarcWalkTest, FailureEndsTheWalk) {
  const Walked walked = walk("a.b.example.com", {{"example.com", "fails"}});
  EXPECT_EQ(walked.asked, "b.example.com example.com");
}

}  // namespace
}  // namespace mxsweep
