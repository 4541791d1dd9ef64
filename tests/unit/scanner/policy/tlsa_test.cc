// TLSA records of mail hosts (P4).
#include <gtest/gtest.h>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

std::vector<std::uint8_t> tlsa(std::uint8_t usage, std::uint8_t selector,
                               std::uint8_t matching, std::size_t octets) {
  std::vector<std::uint8_t> rdata = {usage, selector, matching};
  rdata.resize(rdata.size() + octets, 0xAB);
  return rdata;
}

PolicyReport report_of(const std::vector<std::vector<std::uint8_t>>& all) {
  return test::report_of(Policy::kTlsa, test::answer_of(kTypeTlsa, all));
}

TEST(TlsaTest, P4RecordsThatMailServersCanUseAreCounted) {
  const PolicyReport report = report_of({tlsa(3, 1, 1, 32), tlsa(2, 0, 2, 64),
                                         tlsa(1, 1, 1, 32), tlsa(3, 0, 0, 9)});
  EXPECT_EQ(report.status, PolicyStatus::kValid);
  EXPECT_EQ(report.count, 4);
  EXPECT_EQ(report.get<TlsaPolicy>()->usable, 3);
}

TEST(TlsaTest, P4NoneThatCanBeUsedIsInvalid) {
  EXPECT_EQ(report_of({tlsa(0, 0, 1, 32), tlsa(1, 1, 1, 32)}).status,
            PolicyStatus::kInvalid);
  for (const auto& bad :
       {tlsa(3, 2, 1, 32), tlsa(3, 1, 1, 31), tlsa(3, 1, 2, 32),
        tlsa(3, 1, 3, 32), tlsa(3, 1, 0, 0), tlsa(255, 1, 1, 32)}) {
    EXPECT_EQ(report_of({bad}).status, PolicyStatus::kInvalid);
  }
}

TEST(TlsaTest, WhyTheFirstCannotBeUsedIsSaid) {
  const auto why = [](const std::vector<std::vector<std::uint8_t>>& all) {
    return std::string(report_of(all).fault.why);
  };
  EXPECT_EQ(why({tlsa(3, 1, 1, 32)}), "");
  EXPECT_EQ(why({tlsa(0, 0, 1, 32), tlsa(3, 1, 1, 32)}), "");
  EXPECT_EQ(why({tlsa(1, 1, 1, 32), tlsa(3, 9, 1, 32)}),
            "usage 0 and 1 hang on certificate authorities, of which mail "
            "servers share no list");
  EXPECT_EQ(why({tlsa(4, 1, 1, 32)}), "there is no such usage");
  EXPECT_EQ(why({tlsa(3, 2, 1, 32)}), "there is no such selector");
  EXPECT_EQ(why({tlsa(3, 1, 3, 32)}), "there is no such matching type");
  EXPECT_EQ(why({tlsa(3, 1, 1, 31)}),
            "its data have not the size that the matching type wants");
}

TEST(TlsaTest, NoRecordsAreAbsent) {
  EXPECT_EQ(report_of({}).status, PolicyStatus::kAbsent);
}

}  // namespace
}  // namespace mxsweep
