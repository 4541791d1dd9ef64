// DMARC records: which texts are one, and what each says (P7).
#include <gtest/gtest.h>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

DmarcPolicy values_of(std::string_view text) {
  const PolicyReport report = test::report_of(Policy::kDmarc, {text});
  EXPECT_EQ(report.status, PolicyStatus::kValid) << text;
  const auto* const policy = report.get<DmarcPolicy>();
  return policy == nullptr ? DmarcPolicy() : *policy;
}

std::string_view status_of(std::string_view text) {
  return test::status_of(Policy::kDmarc, text);
}

TEST(DmarcTest, P7VersionComesFirstAndIsExact) {
  EXPECT_EQ(status_of("v=DMARC1; p=none"), "valid");
  EXPECT_EQ(status_of("v = DMARC1 ;p=none;"), "valid");
  EXPECT_EQ(status_of("v=DMARC1;p=none"), "valid");
  EXPECT_EQ(status_of("v=dmarc1; p=none"), "absent");
  EXPECT_EQ(status_of("V=DMARC1; p=none"), "absent");
  EXPECT_EQ(status_of("v=DMARC12; p=none"), "absent");
  EXPECT_EQ(status_of("p=none; v=DMARC1"), "absent");
  EXPECT_EQ(status_of(" v=DMARC1; p=none"), "absent");
  EXPECT_EQ(status_of("v=spf1 -all"), "absent");
}

TEST(DmarcTest, P7EveryTagIsRead) {
  const DmarcPolicy policy = values_of(
      "v=DMARC1; p=Reject; sp=quarantine; np=none; pct=20; t=y; psd=n; "
      "rua=mailto:d@example.com!10m, https://example.com/d; adkim=s; x=y");
  EXPECT_EQ(policy.p, DmarcWish::kReject);
  EXPECT_EQ(policy.sp, DmarcWish::kQuarantine);
  EXPECT_EQ(policy.np, DmarcWish::kNone);
  EXPECT_EQ(policy.pct, 20);
  EXPECT_EQ(policy.t, true);
  EXPECT_TRUE(policy.rua);
  EXPECT_EQ(policy.role, DmarcRole::kOrganizational);
}

TEST(DmarcTest, WhatIsNotThereStaysOpen) {
  const DmarcPolicy policy = values_of("v=DMARC1; p=quarantine");
  EXPECT_EQ(policy.p, DmarcWish::kQuarantine);
  EXPECT_FALSE(policy.sp.has_value());
  EXPECT_FALSE(policy.np.has_value());
  EXPECT_FALSE(policy.pct.has_value());
  EXPECT_FALSE(policy.t.has_value());
  EXPECT_FALSE(policy.rua);
  EXPECT_EQ(policy.role, DmarcRole::kUnsaid);
}

TEST(DmarcTest, WithoutAUsablePolicyReportsAloneKeepTheRecordAlive) {
  for (const std::string_view bad :
       {"", "p=", "p=discard", "p=reject; sp=never", "p=reject; np=x"}) {
    const std::string text = "v=DMARC1; " + std::string(bad);
    EXPECT_EQ(status_of(text), "invalid") << text;
    EXPECT_EQ(status_of(text + "; rua=nobody"), "invalid") << text;
    const DmarcPolicy policy =
        values_of(text + "; rua=nobody,mailto:d@example.com");
    EXPECT_EQ(policy.p, DmarcWish::kNone) << text;
    EXPECT_FALSE(policy.sp.has_value()) << text;
    EXPECT_FALSE(policy.np.has_value()) << text;
  }
  EXPECT_EQ(status_of("v=DMARC1"), "invalid");
}

TEST(DmarcTest, OtherFaultsCountAsNotThere) {
  const DmarcPolicy policy =
      values_of("v=DMARC1; ; p=reject; pct=101; t=maybe; psd=u; rubbish; =x");
  EXPECT_EQ(policy.p, DmarcWish::kReject);
  EXPECT_FALSE(policy.pct.has_value());
  EXPECT_FALSE(policy.t.has_value());
  EXPECT_EQ(policy.role, DmarcRole::kUnsaid);
  EXPECT_FALSE(values_of("v=DMARC1; p=none; pct=-1").pct.has_value());
  EXPECT_FALSE(values_of("v=DMARC1; p=none; pct=5x").pct.has_value());
  EXPECT_EQ(values_of("v=DMARC1; p=none; pct=0").pct, 0);
}

TEST(DmarcTest, NamesOfTagsHaveTheirCase) {
  EXPECT_EQ(status_of("v=DMARC1; P=reject"), "invalid");
}

TEST(DmarcTest, NoTagStandsTwice) {
  EXPECT_EQ(status_of("v=DMARC1; p=none; p=none"), "invalid");
  EXPECT_EQ(status_of("v=DMARC1; p=none; rua=mailto:a@b.c; rua=mailto:d@b.c"),
            "invalid");
  EXPECT_EQ(status_of("v=DMARC1; p=none; x=1; x=2"), "valid");
}

TEST(DmarcTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(test::why_of(Policy::kDmarc, "v=DMARC1; p=none"), "");
  EXPECT_EQ(test::why_of(Policy::kDmarc, "v=DMARC1; p=none; p=none"),
            "3: the tag stands there twice");
  EXPECT_EQ(test::why_of(Policy::kDmarc, "v=DMARC1; rua=x"),
            "it has no p, and no rua that names somebody to report to");
  EXPECT_EQ(test::why_of(Policy::kDmarc, "v=DMARC1; p=discard"),
            "2: this wants none, quarantine or reject, and no rua names "
            "somebody to report to");
  EXPECT_EQ(test::why_of(Policy::kDmarc, "v=DMARC1; p=none; pct=5; np=x; sp=y")
                .substr(0, 8),
            "4: this ");
}

}  // namespace
}  // namespace mxsweep
