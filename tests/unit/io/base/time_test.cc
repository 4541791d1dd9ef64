// Instant, Duration and the two clocks.

#include "io/base/time.h"

#include <gtest/gtest.h>

#include "io/base/clock.h"

namespace mxsweep::io {
namespace {

TEST(Time, UnitsAgree) {
  EXPECT_EQ(Duration::seconds(1), Duration::milliseconds(1000));
  EXPECT_EQ(Duration::milliseconds(1), Duration::microseconds(1000));
  EXPECT_EQ(Duration::microseconds(1), Duration::nanoseconds(1000));
  EXPECT_EQ(Duration::milliseconds(1500).to_us(), 1'500'000);
  EXPECT_DOUBLE_EQ(Duration::milliseconds(1500).to_seconds(), 1.5);
}

TEST(Time, ArithmeticOfPointsAndLengths) {
  const Instant start{100};
  const Instant later = start + Duration::seconds(2);
  EXPECT_GT(later, start);
  EXPECT_EQ(later - start, Duration::seconds(2));
  EXPECT_EQ(later - Duration::seconds(2), start);
  EXPECT_EQ(Duration::seconds(2) * 3, Duration::seconds(6));
  EXPECT_EQ(Duration::seconds(1) - Duration::seconds(3), Duration::seconds(-2));
  EXPECT_LT(later, Instant::never());
}

TEST(Time, SteadyClockNeverGoesBack) {
  const SteadyClock clock;
  Instant last = clock.now();
  for (int i = 0; i < 1000; ++i) {
    const Instant now = clock.now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(Time, WallTimeIsOfThisCentury) {
  constexpr std::int64_t kYear2020Us = 1'577'836'800'000'000;
  constexpr std::int64_t kYear2100Us = 4'102'444'800'000'000;
  EXPECT_GT(wall_time_us(), kYear2020Us);
  EXPECT_LT(wall_time_us(), kYear2100Us);
}

}  // namespace
}  // namespace mxsweep::io
