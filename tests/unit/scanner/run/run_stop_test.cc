// When a run is stopped, by instants that the tests choose.
#include "scanner/run/run_stop.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

using Step = RunStop::Step;

constexpr io::Instant kStart{7'000'000'000};
constexpr io::Duration kSecond = io::Duration::seconds(1);
constexpr io::Instant kTimeOver = kStart + kSecond * 60;
constexpr io::Duration kPatience = kSecond * 4;

RunStop timed() {
  RunStop stop;
  stop.set_limits({kTimeOver, kPatience});
  return stop;
}

TEST(RunStop, NothingStopsARunThatNobodyLimits) {
  RunStop stop;
  EXPECT_EQ(stop.look({}, kStart + kSecond * 1'000'000), Step::kGoOn);
  EXPECT_EQ(stop.next(), io::Instant::never());
  EXPECT_EQ(stop.cause(), StopCause::kNone);
  EXPECT_FALSE(stop.time_left(kStart).has_value());
}

TEST(RunStop, TheTimeEndsTheInputAndThenTheRest) {
  RunStop stop = timed();
  EXPECT_EQ(stop.look({}, kTimeOver - io::Duration{1}), Step::kGoOn);
  EXPECT_EQ(stop.next(), kTimeOver);
  EXPECT_EQ(stop.look({}, kTimeOver), Step::kEndInput);
  EXPECT_EQ(stop.cause(), StopCause::kTime);
  EXPECT_EQ(stop.next(), kTimeOver + kPatience);
  EXPECT_EQ(stop.time_left(kTimeOver + kSecond), kSecond * 3);
  EXPECT_EQ(stop.look({}, kTimeOver + kSecond), Step::kEndInput);
  EXPECT_EQ(stop.look({}, kTimeOver + kPatience), Step::kEndNow);
  EXPECT_EQ(stop.next(), io::Instant::never());
  EXPECT_EQ(stop.time_left(kTimeOver + kPatience * 2), io::Duration{});
}

TEST(RunStop, TheUserIsWaitedForLikewise) {
  RunStop stop = timed();
  const io::Instant wish = kStart + kSecond;
  EXPECT_EQ(stop.look({.soon = true}, wish), Step::kEndInput);
  EXPECT_EQ(stop.cause(), StopCause::kUser);
  EXPECT_EQ(stop.look({.soon = true}, wish + kSecond), Step::kEndInput);
  EXPECT_EQ(stop.look({.soon = true, .at_once = true}, wish + kSecond * 2),
            Step::kEndNow);
  EXPECT_EQ(stop.look({.soon = true}, wish + kSecond * 3), Step::kEndNow);
}

TEST(RunStop, AnInterruptWhenTheTimeIsOverIsTheSecondWish) {
  RunStop stop = timed();
  EXPECT_EQ(stop.look({}, kTimeOver), Step::kEndInput);
  EXPECT_EQ(stop.look({.soon = true}, kTimeOver + kSecond), Step::kEndNow);
  EXPECT_EQ(stop.cause(), StopCause::kTime);
}

TEST(RunStop, TheTimeChangesNothingOnceTheUserStopsTheRun) {
  RunStop stop = timed();
  const io::Instant wish = kTimeOver - kSecond;
  EXPECT_EQ(stop.look({.soon = true}, wish), Step::kEndInput);
  EXPECT_EQ(stop.look({.soon = true}, kTimeOver + kSecond), Step::kEndInput);
  EXPECT_EQ(stop.next(), wish + kPatience);
}

}  // namespace
}  // namespace mxsweep
