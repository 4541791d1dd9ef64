// When a run has learnt too little to be a success, and what is said then.
#include "scanner/run/unknown_share.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

Totals totals_of(std::uint64_t asked, std::uint64_t failed,
                 std::uint64_t not_asked = 0) {
  Totals totals;
  const auto of = [&totals](LookupStatus status) -> std::uint64_t& {
    return totals.by_status[static_cast<std::size_t>(status)];
  };
  of(LookupStatus::kNoError) = asked - failed;
  of(LookupStatus::kServFail) = failed;
  of(LookupStatus::kInvalidName) = not_asked;
  totals.names_done = asked + not_asked;
  totals.names_failed = failed;
  totals.mail_unknown = failed + not_asked;
  return totals;
}

TEST(UnknownShareTest, MoreThanTheShareIsTooMuch) {
  EXPECT_FALSE(is_mostly_unknown(totals_of(20, 10), 50));
  EXPECT_TRUE(is_mostly_unknown(totals_of(20, 11), 50));
  EXPECT_TRUE(is_mostly_unknown(totals_of(20, 1), 0));
  EXPECT_FALSE(is_mostly_unknown(totals_of(20, 0), 0));
}

TEST(UnknownShareTest, OneNameOfOneIsAllOfThem) {
  EXPECT_TRUE(is_mostly_unknown(totals_of(1, 1), 50));
  EXPECT_FALSE(is_mostly_unknown(totals_of(2, 1), 50));
}

TEST(UnknownShareTest, AHundredIsNever) {
  EXPECT_FALSE(is_mostly_unknown(totals_of(20, 20), 100));
}

TEST(UnknownShareTest, NamesThatWereNotAskedDoNotCount) {
  EXPECT_FALSE(is_mostly_unknown(totals_of(0, 0, 1000), 50));
  EXPECT_FALSE(is_mostly_unknown(totals_of(10, 5, 1000), 50));
  EXPECT_TRUE(is_mostly_unknown(totals_of(10, 6, 1000), 50));
}

// That the addresses were not asked about is the user's choice.
TEST(UnknownShareTest, UnknownWithoutAFailureIsNoFailure) {
  Totals totals = totals_of(10, 0);
  totals.mail_unknown = 10;
  EXPECT_FALSE(is_mostly_unknown(totals, 0));
}

TEST(UnknownShareTest, TextSaysHowManyWhyAndWhereTheResultIs) {
  ScanPlan plan;
  plan.output_path = "out.csv";
  ScanReport report;
  report.totals = totals_of(2000, 1200, 7);
  report.output_path = "out.csv.partial";
  EXPECT_EQ(mostly_unknown_text(plan, report),
            "1,200 of 2,000 names asked are unknown (SERVFAIL 1,200), more "
            "than --max-unknown 50 per cent: the result is in out.csv.partial, "
            "not in out.csv");
  plan.output_path = "-";
  report.output_path = "standard output";
  plan.max_unknown_percent = 10;
  EXPECT_EQ(mostly_unknown_text(plan, report),
            "1,200 of 2,000 names asked are unknown (SERVFAIL 1,200), more "
            "than --max-unknown 10 per cent");
}

}  // namespace
}  // namespace mxsweep
