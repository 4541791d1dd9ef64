// Which signals are new wishes, on times that are given; and that a process
// hears of them.
#include "io/proc/stop_signals.h"

#include <gtest/gtest.h>

#include <csignal>

namespace mxsweep::io {
namespace {

Instant at_ms(std::int64_t ms) {
  return Instant{} + Duration::seconds(1000) + Duration::milliseconds(ms);
}

TEST(StopWishes, EachSignalIsAWishOfItsOwn) {
  StopWishes wishes;
  EXPECT_EQ(wishes.take(at_ms(0)), 1);
  EXPECT_EQ(wishes.take(at_ms(1000)), 2);
  EXPECT_EQ(wishes.take(at_ms(2000)), 3);
}

// timeout(1) signals its child and then its group, of which that is a part.
TEST(StopWishes, TwoWithinHalfASecondAreOne) {
  StopWishes wishes;
  EXPECT_EQ(wishes.take(at_ms(0)), 1);
  EXPECT_EQ(wishes.take(at_ms(0)), 0);
  EXPECT_EQ(wishes.take(at_ms(499)), 0);
  EXPECT_EQ(wishes.take(at_ms(500)), 2);
  EXPECT_EQ(wishes.take(at_ms(999)), 0);
  EXPECT_EQ(wishes.take(at_ms(1000)), 3);
}

TEST(StopSignals, WishesWakeTheirThreadAndHangUpCounts) {
  auto woken = WakeUp::open();
  ASSERT_TRUE(woken.ok());
  {
    const StopSignals signals(*woken.value());
    EXPECT_FALSE(StopSignals::soon());
    ASSERT_EQ(std::raise(SIGHUP), 0);
    EXPECT_TRUE(StopSignals::soon());
    EXPECT_FALSE(StopSignals::now());
    woken.value()->sleep(Duration::seconds(1000));  // was notified
  }
  std::signal(SIGHUP, SIG_IGN);  // as nohup does
  const StopSignals signals(*woken.value());
  EXPECT_EQ(std::signal(SIGHUP, SIG_DFL), SIG_IGN);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace
}  // namespace mxsweep::io
