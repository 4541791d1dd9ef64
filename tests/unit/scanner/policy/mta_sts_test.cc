// MTA-STS records (P1).
#include <gtest/gtest.h>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

std::string_view status_of(std::string_view text) {
  return test::status_of(Policy::kMtaSts, text);
}

std::string id_of(std::string_view text) {
  const PolicyReport report = test::report_of(Policy::kMtaSts, {text});
  const auto* const policy = report.get<MtaStsPolicy>();
  return policy == nullptr ? "(none)" : std::string(policy->id());
}

TEST(MtaStsTest, P1IdIsRead) {
  EXPECT_EQ(id_of("v=STSv1; id=20160831085700Z;"), "20160831085700Z");
  EXPECT_EQ(id_of("v=STSv1;id=1"), "1");
  EXPECT_EQ(id_of("v=STSv1 ; id=1 ; x.y-z=a,b ;"), "1");
  EXPECT_EQ(id_of("v=STSv1; id=" + std::string(32, 'a')), std::string(32, 'a'));
}

TEST(MtaStsTest, P1OtherVersionsAreNoRecord) {
  EXPECT_EQ(status_of("v=STSv2; id=1"), "absent");
  EXPECT_EQ(status_of("v=STSv1a; id=1"), "absent");
  EXPECT_EQ(status_of("v=stsv1; id=1"), "absent");
  EXPECT_EQ(status_of("V=STSv1; id=1"), "absent");
  EXPECT_EQ(status_of("id=1; v=STSv1"), "absent");
}

TEST(MtaStsTest, P1WhatTheGrammarForbidsIsInvalid) {
  for (const std::string& text :
       {std::string("v=STSv1"), std::string("v=STSv1;"),
        std::string("v=STSv1; id="), std::string("v=STSv1; id = 1"),
        std::string("v=STSv1; id=a-b"), std::string("v=STSv1; id=1; id=2"),
        std::string("v=STSv1; id=1; x="), std::string("v=STSv1; id=1; =x"),
        std::string("v=STSv1; id=1; x=a=b"), std::string("v=STSv1; id=1;; x=y"),
        std::string("v=STSv1; id=1;;"), std::string("v=STSv1; id=1; ;"),
        std::string("v=STSv1; id=1; -x=y"), std::string("v=STSv1; ID=1"),
        "v=STSv1; id=" + std::string(33, 'a'),
        "v=STSv1; id=1; " + std::string(33, 'x') + "=y"}) {
    EXPECT_EQ(status_of(text), "invalid") << text;
  }
}

TEST(MtaStsTest, P1SeveralRecordsAreNone) {
  EXPECT_EQ(
      test::report_of(Policy::kMtaSts, {"v=STSv1; id=1;", "v=STSv1; id=2;"})
          .status,
      PolicyStatus::kMultiple);
  EXPECT_EQ(test::report_of(Policy::kMtaSts, {"v=STSv1; id=1;", "other"}).count,
            1);
}

TEST(MtaStsTest, P1OfSeveralThoseThatBeginOtherwiseAreDiscarded) {
  const PolicyReport one = test::report_of(
      Policy::kMtaSts, {"v=STSv1", "v=STSv1; id=1", "v=STSv1 ; id=2"});
  EXPECT_EQ(one.status, PolicyStatus::kValid);
  EXPECT_EQ(one.count, 1);
  EXPECT_EQ(one.record, "v=STSv1; id=1");
  EXPECT_EQ(test::report_of(Policy::kMtaSts, {"v=STSv1", "v=STSv1;"}).status,
            PolicyStatus::kInvalid);
  EXPECT_EQ(test::report_of(Policy::kMtaSts, {"v=STSv1", "v=STSv1 "}).status,
            PolicyStatus::kMultiple);
}

TEST(MtaStsTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(test::why_of(Policy::kMtaSts, "v=STSv1; id=1;"), "");
  EXPECT_EQ(test::why_of(Policy::kMtaSts, "v=STSv1;"), "it has no id");
  EXPECT_EQ(test::why_of(Policy::kMtaSts, "v=STSv1; id=1; id=2;"),
            "3: id stands there twice");
  EXPECT_EQ(test::why_of(Policy::kMtaSts, "v=STSv1; id=2026-01;"),
            "2: id wants 1 to 32 letters and digits");
  EXPECT_EQ(test::why_of(Policy::kMtaSts, "v=STSv1; id=1; -=x"),
            "3: a field is not written as extensions are");
  EXPECT_EQ(test::why_of(Policy::kMtaSts, "v=STSv1; id=1;;"),
            "3: a field is not NAME=VALUE");
  EXPECT_EQ(test::why_of(Policy::kMtaSts, "v=STSv1; id"),
            "2: a field is not NAME=VALUE");
}

}  // namespace
}  // namespace mxsweep
