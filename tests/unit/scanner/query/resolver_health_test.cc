// ResolverHealth: what puts a resolver in doubt, what shows that it is out, and
// what brings it back.
#include "scanner/query/resolver_health.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

using io::Duration;
using io::Instant;
using State = ResolverHealth::State;

constexpr Instant kNow{1'000'000'000};
constexpr bool kUseful = true;
constexpr bool kUseless = false;

Instant after_ms(std::int64_t ms) {
  return kNow + Duration::milliseconds(ms);
}

void control(ResolverHealth& health, ControlEnd end, Instant now) {
  ASSERT_LE(health.control_due(), now);
  health.control_sent(now);
  EXPECT_EQ(health.control_due(), Instant::never());
  health.control_ended(end, now);
}

void replies(ResolverHealth& health, bool useful, int count) {
  for (int i = 0; i < count; ++i) {
    health.take_reply(useful, true, kNow);
  }
}

TEST(ResolverHealthTest, OverdueQuestionsDoubtOnlyWhereNothingWasAnswered) {
  ResolverHealth health;
  health.take_reply(kUseful, false, after_ms(10));
  health.take_overdue(after_ms(9), after_ms(50));
  health.take_overdue(after_ms(10), after_ms(50));
  EXPECT_EQ(health.state(), State::kWell);
  health.take_overdue(after_ms(11), after_ms(50));
  EXPECT_EQ(health.state(), State::kInDoubt);
  EXPECT_TRUE(health.silent());
  EXPECT_EQ(health.control_due(), after_ms(50));
}

TEST(ResolverHealthTest, AnyReplyEndsTheDoubtOfSilence) {
  for (const bool useful : {kUseful, kUseless}) {
    ResolverHealth health;
    health.take_overdue(kNow, after_ms(50));
    health.take_reply(useful, true, after_ms(51));
    EXPECT_EQ(health.state(), State::kWell);
    EXPECT_EQ(health.control_due(), Instant::never());
  }
}

TEST(ResolverHealthTest, ThreeSilentControlsInARowAreNeeded) {
  ResolverHealth health;
  health.take_overdue(kNow, after_ms(50));
  control(health, ControlEnd::kSilence, after_ms(50));
  control(health, ControlEnd::kSilence, after_ms(150));
  EXPECT_EQ(health.state(), State::kInDoubt);
  control(health, ControlEnd::kUnclear, after_ms(200));  // says nothing
  EXPECT_EQ(health.state(), State::kInDoubt);
  control(health, ControlEnd::kSilence, after_ms(250));
  EXPECT_EQ(health.state(), State::kOut);
  EXPECT_EQ(health.control_due(), after_ms(1250));
  control(health, ControlEnd::kUseless, after_ms(1250));
  EXPECT_EQ(health.state(), State::kWell);
}

TEST(ResolverHealthTest, AfterHalfAMinuteItIsAskedEverMoreSeldom) {
  ResolverHealth health;
  health.take_overdue(kNow, kNow);
  for (int i = 0; i < 3; ++i) {
    control(health, ControlEnd::kSilence, kNow);
  }
  Instant before = kNow;
  int asked = 0;
  while (health.control_due() < kNow + Duration::seconds(30)) {
    before = health.control_due();
    control(health, ControlEnd::kSilence, before);
    ++asked;
  }
  EXPECT_EQ(asked, 29);
  for (const int seconds : {1, 1, 2, 4, 8, 16, 32, 32, 32}) {
    EXPECT_EQ(health.control_due() - before, Duration::seconds(seconds));
    before = health.control_due();
    control(health, ControlEnd::kSilence, before);
  }
}

TEST(ResolverHealthTest, UselessRepliesDoubtEachTimeTwiceAsLate) {
  ResolverHealth health;
  for (const int count : {32, 64, 128, 256, 512, 1024, 1024}) {
    replies(health, kUseless, count - 1);
    ASSERT_EQ(health.state(), State::kWell) << count;
    replies(health, kUseless, 1);
    ASSERT_EQ(health.state(), State::kInDoubt) << count;
    EXPECT_FALSE(health.silent());
    control(health, ControlEnd::kUseful, kNow);
  }
  replies(health, kUseful, 1);
  replies(health, kUseless, 32);
  EXPECT_EQ(health.state(), State::kInDoubt);
}

TEST(ResolverHealthTest, TwoUselessControlsShowThatItIsOut) {
  ResolverHealth health;
  replies(health, kUseless, 32);
  control(health, ControlEnd::kUseless, kNow);
  control(health, ControlEnd::kSilence, kNow);  // it did reply just now
  EXPECT_EQ(health.state(), State::kInDoubt);
  control(health, ControlEnd::kUseless, kNow);
  EXPECT_EQ(health.state(), State::kOut);
  replies(health, kUseless, 1);
  EXPECT_EQ(health.state(), State::kOut);
  replies(health, kUseful, 1);
  EXPECT_EQ(health.state(), State::kWell);
}

TEST(ResolverHealthTest, OneThatRefusedAndThenFallsSilentIsFoundOutToo) {
  ResolverHealth health;
  replies(health, kUseless, 32);
  for (int i = 0; i < 3; ++i) {
    control(health, ControlEnd::kSilence, after_ms(100 * (i + 1)));
  }
  EXPECT_EQ(health.state(), State::kOut);
  EXPECT_TRUE(health.silent());
}

TEST(ResolverHealthTest, SuspicionWaitsForTheNextPackets) {
  ResolverHealth health;
  const Duration interval = Duration::milliseconds(10);
  health.suspect_replies(interval, after_ms(14), after_ms(11));
  EXPECT_EQ(health.control_due(), after_ms(14));
  EXPECT_EQ(health.state(), State::kWell);
}

TEST(ResolverHealthTest, SuspicionAsksNoMoreOftenThanItMay) {
  ResolverHealth health;
  const Duration interval = Duration::milliseconds(10);
  int asked = 0;
  for (int ms = 1; ms <= 1000; ++ms) {
    health.suspect_replies(interval, after_ms(ms), after_ms(ms));
    if (health.control_due() <= after_ms(ms)) {
      control(health, ControlEnd::kUseful, after_ms(ms));
      ++asked;
    }
  }
  EXPECT_NEAR(asked, 100, 1);
}

}  // namespace
}  // namespace mxsweep
