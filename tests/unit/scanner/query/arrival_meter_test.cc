// ArrivalMeter: for how many replies, and for how long, it is worth waiting.
#include "scanner/query/arrival_meter.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

constexpr io::Duration kMs = io::Duration::milliseconds(1);

TEST(ArrivalMeterTest, BeforeANearGroupNobodyWakesUpForReplies) {
  const ArrivalMeter meter;
  const ArrivalMeter::Wait wait =
      meter.wait(true, io::Duration::microseconds(600), 10);
  EXPECT_EQ(wait.messages, io::kRxBatchMax);
  EXPECT_EQ(meter.wait(true, kMs * 3, 10).messages, 1U);
}

TEST(ArrivalMeterTest, RepliesThatSayWhenTheyCameWaitForTheNextGroup) {
  ArrivalMeter meter;
  meter.knows_arrivals(true);
  const ArrivalMeter::Wait wait = meter.wait(true, kMs * 5, 10);
  EXPECT_EQ(wait.messages, io::kRxBatchMax);
  EXPECT_EQ(wait.at_most, kMs * 5);
}

TEST(ArrivalMeterTest, NobodyWaitsForAGroupThatIsFarOrForNone) {
  ArrivalMeter meter;
  meter.knows_arrivals(true);
  EXPECT_LT(meter.wait(true, kMs * 20, 10).at_most, kMs * 5);
  EXPECT_LT(meter.wait(false, kMs * 5, 10).at_most, kMs * 5);
}

}  // namespace
}  // namespace mxsweep
