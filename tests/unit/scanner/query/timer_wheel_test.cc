// TimerWheel against a std::multimap, and its promises one by one.
#include "scanner/query/timer_wheel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep {
namespace {

using io::Duration;
using io::Instant;

constexpr std::int64_t kTickNs = std::int64_t{1} << 20U;
constexpr Instant kStart{5'000'000'000};
constexpr Duration kTurn{4096 * kTickNs};

std::vector<std::uint32_t> expire_all(TimerWheel& wheel, Instant now) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t timer = wheel.pop_expired(now); timer != TimerWheel::kNone;
       timer = wheel.pop_expired(now)) {
    out.push_back(timer);
  }
  return out;
}

using Timers = std::vector<std::uint32_t>;

TEST(TimerWheelTest, ExpiresAtTheDeadlineNotBefore) {
  TimerWheel wheel(4, kStart);
  const Instant deadline = kStart + Duration::milliseconds(700);
  wheel.set(2, deadline);
  EXPECT_EQ(expire_all(wheel, kStart), Timers{});
  EXPECT_EQ(expire_all(wheel, deadline - Duration{1}), Timers{});
  EXPECT_EQ(expire_all(wheel, deadline), Timers{2});
  EXPECT_EQ(expire_all(wheel, deadline + kTurn * 3), Timers{});
}

TEST(TimerWheelTest, EmptyWheelNeverWakes) {
  TimerWheel wheel(4, kStart);
  EXPECT_EQ(wheel.next_deadline(), Instant::never());
  wheel.set(0, kStart + Duration::seconds(1));
  EXPECT_NE(wheel.next_deadline(), Instant::never());
  wheel.cancel(0);
  EXPECT_EQ(wheel.next_deadline(), Instant::never());
  EXPECT_EQ(expire_all(wheel, kStart + Duration::seconds(100)), Timers{});
}

TEST(TimerWheelTest, NextDeadlineIsTheEndOfTheFirstTick) {
  TimerWheel wheel(4, kStart);
  const Instant deadline = kStart + Duration::milliseconds(1234);
  wheel.set(0, deadline + Duration::seconds(1));
  wheel.set(1, deadline);
  const Instant wake = wheel.next_deadline();
  EXPECT_GT(wake, deadline);
  EXPECT_LE(wake.ns, deadline.ns + kTickNs);
  EXPECT_EQ(expire_all(wheel, wake), Timers{1});
}

TEST(TimerWheelTest, CancelOfAnUnsetTimerDoesNothing) {
  TimerWheel wheel(4, kStart);
  wheel.cancel(3);
  wheel.set(3, kStart);
  EXPECT_EQ(expire_all(wheel, kStart), Timers{3});
  wheel.cancel(3);
  wheel.set(3, kStart);
  EXPECT_EQ(expire_all(wheel, kStart), Timers{3});
}

TEST(TimerWheelTest, OrderOfTicksIsKept) {
  TimerWheel wheel(64, kStart);
  io::Prng prng(7);
  std::vector<std::int64_t> ticks(64);
  for (std::uint32_t timer = 0; timer < 64; ++timer) {
    const Instant deadline{kStart.ns + prng.below(2'000'000'000)};
    ticks[timer] = deadline.ns >> 20U;
    wheel.set(timer, deadline);
  }
  const Timers order = expire_all(wheel, kStart + Duration::seconds(3));
  ASSERT_EQ(order.size(), 64U);
  for (std::size_t i = 1; i < order.size(); ++i) {
    EXPECT_LE(ticks[order[i - 1]], ticks[order[i]]);
  }
}

TEST(TimerWheelTest, DeadlineBeyondATurnWaitsForItsTurn) {
  TimerWheel wheel(2, kStart);
  const Instant deadline = kStart + kTurn * 3 + Duration::milliseconds(100);
  wheel.set(0, deadline);
  // The same bucket comes round three times before.
  for (Instant now = kStart; now < deadline;
       now = now + Duration::milliseconds(10)) {
    ASSERT_EQ(expire_all(wheel, now), Timers{}) << now.ns;
  }
  EXPECT_EQ(expire_all(wheel, deadline), Timers{0});
}

TEST(TimerWheelTest, PauseLongerThanATurnLosesNothing) {
  TimerWheel wheel(8192, kStart);
  for (std::uint32_t timer = 0; timer < 8192; ++timer) {
    wheel.set(timer, kStart + Duration{std::int64_t{timer} * kTickNs});
  }
  Timers all = expire_all(wheel, kStart + kTurn * 5);
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), 8192U);
  EXPECT_EQ(all.back(), 8191U);
  EXPECT_EQ(wheel.next_deadline(), Instant::never());
}

TEST(TimerWheelTest, CancelDuringExpiryIsRespected) {
  TimerWheel wheel(8, kStart);
  for (std::uint32_t timer = 0; timer < 8; ++timer) {
    wheel.set(timer, kStart);  // all in one bucket
  }
  std::set<std::uint32_t> left = {0, 1, 2, 3, 4, 5, 6, 7};
  while (!left.empty()) {
    const std::uint32_t popped = wheel.pop_expired(kStart);
    ASSERT_EQ(left.erase(popped), 1U);
    if (!left.empty()) {
      // Both ends in turn, so the next one to come is among them.
      const std::uint32_t victim =
          left.size() % 2 == 0 ? *left.begin() : *left.rbegin();
      wheel.cancel(victim);
      left.erase(victim);
    }
  }
  EXPECT_EQ(wheel.pop_expired(kStart), TimerWheel::kNone);
}

TEST(TimerWheelTest, TimerSetDuringExpiryWithAPastDeadlineIsNotLost) {
  TimerWheel wheel(3, kStart);
  const Instant early = kStart + Duration{kTickNs};
  const Instant now = kStart + Duration{kTickNs * 100};
  wheel.set(0, early);
  wheel.set(1, now);
  ASSERT_EQ(wheel.pop_expired(now), 0U);
  wheel.set(2, early);  // its tick is the one just being handed out
  Timers rest = expire_all(wheel, now);
  std::sort(rest.begin(), rest.end());
  EXPECT_EQ(rest, (Timers{1, 2}));
}

TEST(TimerWheelTest, LeavingOffInTheMiddleLosesNothing) {
  TimerWheel wheel(3, kStart);
  // Two deadlines in one tick; the first expiry stops after one of them and
  // has passed by the one that was not due yet.
  const Instant tick{((kStart.ns >> 20U) + 5) << 20U};
  wheel.set(0, tick + Duration{10});
  wheel.set(1, tick + Duration{900'000});
  ASSERT_EQ(wheel.pop_expired(tick + Duration{10}), 0U);
  EXPECT_EQ(expire_all(wheel, tick + Duration{kTickNs * 3}), Timers{1});
}

TEST(TimerWheelTest, TimeThatStandsStillOrStepsBackExpiresNothingNew) {
  TimerWheel wheel(2, kStart);
  const Instant now = kStart + Duration::seconds(1);
  EXPECT_EQ(expire_all(wheel, now), Timers{});
  wheel.set(0, now + Duration{1});
  EXPECT_EQ(expire_all(wheel, now), Timers{});
  EXPECT_EQ(expire_all(wheel, kStart), Timers{});
  EXPECT_EQ(expire_all(wheel, now + Duration{1}), Timers{0});
}

class Reference {
 public:
  void set(std::uint32_t timer, Instant deadline) {
    where_[timer] = by_time_.emplace(deadline.ns, timer);
  }

  void cancel(std::uint32_t timer) {
    const auto found = where_.find(timer);
    if (found != where_.end()) {
      by_time_.erase(found->second);
      where_.erase(found);
    }
  }

  [[nodiscard]] bool is_set(std::uint32_t timer) const {
    return where_.count(timer) != 0;
  }

  [[nodiscard]] Instant deadline(std::uint32_t timer) const {
    return Instant{where_.at(timer)->first};
  }

  // The earliest deadline, or never.
  [[nodiscard]] Instant first() const {
    return by_time_.empty() ? Instant::never()
                            : Instant{by_time_.begin()->first};
  }

 private:
  std::multimap<std::int64_t, std::uint32_t> by_time_;
  std::map<std::uint32_t, std::multimap<std::int64_t, std::uint32_t>::iterator>
      where_;
};

Duration random_step(io::Prng& prng) {
  switch (prng.below(20)) {
    case 0:
      return kTurn + Duration{prng.below(2'000'000'000)};
    case 1:
      return kTurn * 7;
    case 2:
      return Duration{};
    case 3:
      return Duration{kTickNs};
    default:
      return Duration{prng.below(30'000'000)};
  }
}

Duration random_delay(io::Prng& prng) {
  switch (prng.below(8)) {
    case 0:
      return Duration{};
    case 1:
      return kTurn * (1 + prng.below(4));
    case 2:
      return kTurn + Duration{prng.below(3'000'000)} - Duration{1'500'000};
    default:
      return Duration{prng.below(3'000'000'000)};
  }
}

void run_randomised(std::uint64_t seed) {
  constexpr std::uint32_t kTimers = 200;
  io::Prng prng(seed);
  TimerWheel wheel(kTimers, kStart);
  Reference reference;
  Instant now = kStart;
  for (int round = 0; round < 4000; ++round) {
    for (std::uint32_t i = prng.below(8); i > 0; --i) {
      const std::uint32_t timer = prng.below(kTimers);
      if (reference.is_set(timer) || prng.below(4) == 0) {
        wheel.cancel(timer);
        reference.cancel(timer);
      } else {
        const Instant deadline = now + random_delay(prng);
        wheel.set(timer, deadline);
        reference.set(timer, deadline);
      }
    }
    const Instant wake = wheel.next_deadline();
    const Instant first = reference.first();
    ASSERT_EQ(wake == Instant::never(), first == Instant::never());
    if (first != Instant::never()) {
      const std::int64_t tick = std::max(first.ns, now.ns) >> 20U;
      ASSERT_LE(wake.ns, (tick + 1) << 20U) << "round " << round;
    }
    now = now + random_step(prng);
    while (true) {
      const std::uint32_t timer = wheel.pop_expired(now);
      if (timer == TimerWheel::kNone) {
        break;
      }
      ASSERT_TRUE(reference.is_set(timer)) << "round " << round;
      ASSERT_LE(reference.deadline(timer), now) << "round " << round;
      reference.cancel(timer);
      // What a caller does meanwhile: set it again, drop another one.
      if (prng.below(3) == 0) {
        const Instant deadline = now + random_delay(prng);
        wheel.set(timer, deadline);
        reference.set(timer, deadline);
      }
      if (prng.below(3) == 0) {
        const std::uint32_t other = prng.below(kTimers);
        wheel.cancel(other);
        reference.cancel(other);
      }
    }
    ASSERT_GT(reference.first(), now) << "overdue after round " << round;
  }
}

TEST(TimerWheelTest, RandomisedAgainstAReference) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    run_randomised(seed);
  }
}

}  // namespace
}  // namespace mxsweep
