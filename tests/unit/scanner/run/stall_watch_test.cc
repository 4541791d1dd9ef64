// Which threads are taken for hung, and which are not.
#include "scanner/run/stall_watch.h"

#include <gtest/gtest.h>

#include <array>

namespace mxsweep {
namespace {

constexpr io::Duration kTick = io::Duration::milliseconds(200);

// Looks for a while at two threads; the second makes so many steps a tick.
class StallWatchTest : public testing::Test {
 protected:
  std::optional<std::size_t> watch(io::Duration length, std::uint64_t steps) {
    std::optional<std::size_t> found;
    for (const io::Instant end = now_ + length; now_ < end;
         now_ = now_ + kTick) {
      beats_[0].steps += 4;
      beats_[1].steps += steps;
      found = watch_.look(beats_, now_);
    }
    return found;
  }

  StallWatch watch_;
  std::array<ShardBeat, 2> beats_{{{0, 10}, {0, 10}}};
  io::Instant now_{5'000'000'000};
};

TEST_F(StallWatchTest, OneThatHangsIsNamedUntilItTurns) {
  EXPECT_EQ(watch(io::Duration::seconds(20), 1), std::nullopt);
  EXPECT_EQ(watch(io::Duration::seconds(9), 0), std::nullopt);
  EXPECT_EQ(watch(io::Duration::seconds(2), 0), 1U);
  EXPECT_EQ(watch(kTick, 1), std::nullopt);
}

TEST_F(StallWatchTest, NothingToDoIsNoHang) {
  beats_[1].in_flight = 0;
  EXPECT_EQ(watch(io::Duration::seconds(60), 0), std::nullopt);
}

TEST_F(StallWatchTest, AProcessThatWasStoppedBlamesNobody) {
  EXPECT_EQ(watch(io::Duration::seconds(5), 1), std::nullopt);
  now_ = now_ + io::Duration::seconds(3600);
  EXPECT_EQ(watch(io::Duration::seconds(9), 0), std::nullopt);
}

}  // namespace
}  // namespace mxsweep
