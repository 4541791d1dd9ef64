// BIMI records.
#include <gtest/gtest.h>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

std::string_view status_of(std::string_view text) {
  return test::status_of(Policy::kBimi, text);
}

// "l", "a", both or none.
std::string parts_of(std::string_view text) {
  const PolicyReport report = test::report_of(Policy::kBimi, {text});
  const auto* const policy = report.get<BimiPolicy>();
  return policy == nullptr
             ? "(none)"
             : std::string(policy->l ? "l" : "") + (policy->a ? "a" : "");
}

TEST(BimiTest, LogoAndEvidenceAreSeen) {
  EXPECT_EQ(parts_of("v=BIMI1; l=https://a.example/l.svg; "
                     "a=https://a.example/v.pem;"),
            "la");
  EXPECT_EQ(parts_of("v=BIMI1;l=https://a.example/l.svg;a="), "l");
  EXPECT_EQ(parts_of("v=BIMI1; l=https://a.example/l.svg; avp=brand"), "l");
}

TEST(BimiTest, DomainMayDeclineToShowOne) {
  EXPECT_EQ(parts_of("v=BIMI1; l=; a=;"), "");
  EXPECT_EQ(parts_of("v=BIMI1; l="), "");
}

TEST(BimiTest, WhatCannotBeUsedIsInvalid) {
  for (const std::string_view text :
       {"v=BIMI1", "v=BIMI1; a=https://a.example/v.pem",
        "v=BIMI1; l=http://a.example/l.svg", "v=BIMI1; l=/l.svg",
        "v=BIMI1; l=https://a.example/l.svg; a=http://a.example/v.pem",
        "v=BIMI1; l=; l=", "v=BIMI1; l=; rubbish"}) {
    EXPECT_EQ(status_of(text), "invalid") << text;
  }
}

TEST(BimiTest, OtherVersionsAreNoRecord) {
  EXPECT_EQ(status_of("v=BIMI2; l=https://a.example/l.svg"), "absent");
  EXPECT_EQ(status_of("l=https://a.example/l.svg; v=BIMI1"), "absent");
}

TEST(BimiTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(test::why_of(Policy::kBimi, "v=BIMI1; l="), "");
  EXPECT_EQ(test::why_of(Policy::kBimi, "v=BIMI1; l=; l="),
            "3: the tag stands there twice");
  EXPECT_EQ(test::why_of(Policy::kBimi, "v=BIMI1; x"),
            "2: a field is not NAME=VALUE");
  EXPECT_EQ(test::why_of(Policy::kBimi, "v=BIMI1; a="),
            "it has no l, where the logo is");
  EXPECT_EQ(test::why_of(Policy::kBimi, "v=BIMI1; l=http://a.example"),
            "l and a want an address that begins with https");
}

}  // namespace
}  // namespace mxsweep
