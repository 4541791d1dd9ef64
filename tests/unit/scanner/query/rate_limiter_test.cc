// RateLimiter in virtual time: rates from one packet a second to the most
// that is possible.
#include "scanner/query/rate_limiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>
#include <vector>

#include "io/base/prng.h"

namespace mxsweep {
namespace {

using io::Duration;
using io::Instant;

constexpr Instant kStart{1'000'000'000'000};
constexpr std::array<std::uint64_t, 9> kRates = {
    1, 3, 210, 333, 500, 1000, 20'000, 100'000, 1'000'000'000};
constexpr std::uint32_t kAny = ~std::uint32_t{0};

// What may have been saved up: 8 ms of the rate and one packet, within 10 ms;
// at least one packet.
std::uint64_t burst_of(std::uint64_t rate) {
  return std::max<std::uint64_t>(1, std::min(1 + rate / 125, rate / 100));
}

TEST(RateLimiterTest, UnlimitedGrantsWhatIsWanted) {
  RateLimiter limiter(0, kStart);
  EXPECT_TRUE(limiter.unlimited());
  EXPECT_EQ(limiter.grant(kStart, kAny), kAny);
  EXPECT_EQ(limiter.grant(kStart, kAny), kAny);
  EXPECT_EQ(limiter.next_grant(kStart), kStart);
}

TEST(RateLimiterTest, FirstPacketLeavesAtOnce) {
  for (const std::uint64_t rate : kRates) {
    RateLimiter limiter(rate, kStart);
    EXPECT_FALSE(limiter.unlimited());
    EXPECT_EQ(limiter.next_grant(kStart), kStart) << rate;
    EXPECT_EQ(limiter.grant(kStart, kAny), 1U) << rate;
    EXPECT_EQ(limiter.grant(kStart, kAny), 0U) << rate;
  }
}

TEST(RateLimiterTest, NeverGrantsMoreThanIsWanted) {
  RateLimiter limiter(1000, kStart);
  const Instant now = kStart + Duration::seconds(1);
  EXPECT_EQ(limiter.grant(now, 0), 0U);
  EXPECT_EQ(limiter.grant(now, 2), 2U);
  EXPECT_EQ(limiter.grant(now, kAny), 7U);  // the rest of the burst of 9
}

TEST(RateLimiterTest, AnHourOfIdlenessYieldsNoMoreThanABurst) {
  for (const std::uint64_t rate : kRates) {
    RateLimiter limiter(rate, kStart);
    Instant now = kStart;
    for (int hour = 0; hour < 3; ++hour) {
      now = now + Duration::seconds(3600);
      EXPECT_EQ(limiter.grant(now, kAny), burst_of(rate)) << rate;
      EXPECT_EQ(limiter.grant(now, kAny), 0U) << rate;
    }
  }
}

TEST(RateLimiterTest, ClockThatStepsBackEarnsNothing) {
  RateLimiter limiter(1000, kStart);
  const Instant later = kStart + Duration::seconds(1);
  ASSERT_EQ(limiter.grant(later, kAny), 9U);
  EXPECT_EQ(limiter.grant(kStart, kAny), 0U);
  EXPECT_EQ(limiter.grant(later, kAny), 0U);
  EXPECT_EQ(limiter.grant(later + Duration::milliseconds(5), kAny), 5U);
}

// Steps at random like those of a busy loop; at most 5 ms, so that nothing of
// the rate is lost.
std::uint64_t packets_in_ten_seconds(std::uint64_t rate, std::uint64_t seed) {
  io::Prng prng(seed);
  RateLimiter limiter(rate, kStart);
  const Instant end = kStart + Duration::seconds(10);
  std::uint64_t total = 0;
  for (Instant now = kStart; now < end;
       now = now + Duration{1 + prng.below(2'000'000)}) {
    total += limiter.grant(now, kAny);
  }
  return total;
}

TEST(RateLimiterTest, TenSecondsAchieveTheRateWithinOnePercent) {
  for (const std::uint64_t rate : kRates) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const std::uint64_t want = 10 * rate;
      const std::uint64_t off = std::max<std::uint64_t>(want / 100, 1);
      const std::uint64_t got = packets_in_ten_seconds(rate, seed);
      EXPECT_LE(got, want + off) << rate << " seed " << seed;
      EXPECT_GE(got, want - off) << rate << " seed " << seed;
    }
  }
}

// All packets of an instant are one entry.
struct Group {
  Instant at;
  std::uint64_t packets;
};

std::vector<Group> groups_at_the_suggested_times(
    std::uint64_t rate, Instant start,
    std::int64_t most = RateLimiter::kGroupPackets) {
  RateLimiter limiter(rate, start, 0, most);
  std::vector<Group> groups;
  for (Instant now = start; now <= start + Duration::seconds(10);
       now = limiter.next_grant(now)) {
    const std::uint32_t granted = limiter.grant(now, 1);
    if (groups.empty() || groups.back().at != now) {
      groups.push_back({now, 0});
    }
    groups.back().packets += granted;
  }
  return groups;
}

std::uint64_t packets_of(const std::vector<Group>& groups) {
  std::uint64_t sum = 0;
  for (const Group& group : groups) {
    sum += group.packets;
  }
  return sum;
}

// One packet at the start, and one for each interval since, but for what the
// last instant is rounded.
TEST(RateLimiterTest, GrantsAtTheSuggestedTimesAchieveTheRateExactly) {
  for (const std::uint64_t rate : {1U, 3U, 199U, 201U, 999U, 1000U, 7919U}) {
    const std::uint64_t sent =
        packets_of(groups_at_the_suggested_times(rate, kStart));
    EXPECT_GE(sent, 10 * rate) << rate;
    EXPECT_LE(sent, 10 * rate + 1) << rate;
  }
}

TEST(RateLimiterTest, PacketsLeaveInGroupsEveryFiveMilliseconds) {
  for (const std::uint64_t rate : {201U, 500U, 2000U, 5000U, 6400U}) {
    const std::vector<Group> groups =
        groups_at_the_suggested_times(rate, kStart);
    EXPECT_LE(groups.size(), 2001U) << rate;
    for (const Group& group : groups) {
      ASSERT_EQ((group.at - kStart).ns % 5'000'000, 0) << rate;
      ASSERT_LE(group.packets, rate / 200 + 1) << rate;
    }
  }
}

TEST(RateLimiterTest, AGroupIsNoFlood) {
  for (const std::uint64_t rate : {12'801U, 20'000U, 50'000U, 100'000U}) {
    const std::vector<Group> groups =
        groups_at_the_suggested_times(rate, kStart);
    EXPECT_LE(groups.size(), 10 * rate / 15) << rate;
    for (const Group& group : groups) {
      ASSERT_LE(group.packets, 33U) << rate;
    }
  }
}

TEST(RateLimiterTest, ARateThatSomebodyWantsLeavesInWideGroups) {
  for (const std::uint64_t rate : {6'401U, 20'000U, 25'600U}) {
    const std::vector<Group> groups = groups_at_the_suggested_times(
        rate, kStart, RateLimiter::kWideGroupPackets);
    EXPECT_LE(groups.size(), 2001U) << rate;
    EXPECT_NEAR(static_cast<double>(packets_of(groups)),
                10.0 * static_cast<double>(rate), 1.0);
  }
  for (const Group& group : groups_at_the_suggested_times(
           100'000U, kStart, RateLimiter::kWideGroupPackets)) {
    ASSERT_LE(group.packets, 129U);
  }
}

// Those of several resolvers, so that one wake-up is enough for all.
TEST(RateLimiterTest, GroupsOfAllLimitersLeaveTogether) {
  for (const std::uint64_t rate : {210U, 500U, 4711U}) {
    const Instant start =
        kStart + Duration::microseconds(7 * static_cast<std::int64_t>(rate));
    const std::vector<Group> groups =
        groups_at_the_suggested_times(rate, start);
    for (std::size_t i = 1; i < groups.size(); ++i) {
      ASSERT_EQ(groups[i].at.ns % 5'000'000, 0) << rate;
    }
  }
}

// Those of two shards do not meet at their resolver.
TEST(RateLimiterTest, PhasesTakeTurns) {
  for (const std::uint64_t rate : {500U, 4711U}) {
    RateLimiter limiter(rate, kStart, 0.5);
    Instant now = kStart;
    for (int i = 0; i < 100; ++i) {
      ASSERT_GE(limiter.grant(now, kAny), 1U) << rate;
      now = limiter.next_grant(now);
      ASSERT_EQ(now.ns % 5'000'000, 2'500'000) << rate;
    }
  }
}

TEST(RateLimiterTest, SlowRatesLeaveOneByOneAtTheirTime) {
  const std::vector<Group> groups = groups_at_the_suggested_times(100, kStart);
  ASSERT_EQ(groups.size(), 1001U);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    ASSERT_EQ(groups[i].at, kStart + Duration::milliseconds(10) *
                                         static_cast<std::int64_t>(i));
    ASSERT_EQ(groups[i].packets, 1U);
  }
}

TEST(RateLimiterTest, AnotherRateKeepsTheGroups) {
  RateLimiter limiter(500, kStart);
  ASSERT_EQ(limiter.grant(kStart, kAny), 1U);
  const Instant later = kStart + Duration::milliseconds(3);
  limiter.set_rate(later, 1000);
  EXPECT_EQ(limiter.next_grant(later), kStart + Duration::milliseconds(5));
  EXPECT_EQ(limiter.grant(later, kAny), 0U);
  // 3 ms at 500 and 2 ms at 1000 a second.
  EXPECT_EQ(limiter.grant(kStart + Duration::milliseconds(5), kAny), 3U);
}

// Every window of 10 ms, with demand that comes and goes.
void expect_windows_below_twice_the_share(std::uint64_t rate,
                                          std::uint64_t seed) {
  constexpr Duration kWindow = Duration::milliseconds(10);
  io::Prng prng(seed);
  RateLimiter limiter(rate, kStart);
  const std::uint64_t most = std::max<std::uint64_t>(1, 2 * rate / 100);
  std::deque<std::pair<Instant, std::uint64_t>> window;
  std::uint64_t inside = 0;
  Instant now = kStart;
  for (int step = 0; step < 20000; ++step) {
    now = now + Duration{prng.below(50) == 0 ? prng.below(100'000'000)
                                             : prng.below(400'000)};
    while (!window.empty() && now - window.front().first >= kWindow) {
      inside -= window.front().second;
      window.pop_front();
    }
    const std::uint32_t granted = limiter.grant(now, kAny);
    window.emplace_back(now, granted);
    inside += granted;
    ASSERT_LE(inside, most) << rate << " seed " << seed << " step " << step;
  }
}

TEST(RateLimiterTest, NoTenMillisecondsCarryMoreThanTwiceTheirShare) {
  std::vector<std::uint64_t> rates(kRates.begin(), kRates.end());
  for (std::uint64_t rate = 10; rate < 3000; rate += 37) {
    rates.push_back(rate);
  }
  for (const std::uint64_t rate : rates) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      expect_windows_below_twice_the_share(rate, seed);
    }
  }
}

TEST(RateLimiterTest, WhatIsGivenBackMayBeUsedAgain) {
  RateLimiter limiter(1000, kStart);
  const Instant now = kStart + Duration::seconds(1);
  ASSERT_EQ(limiter.grant(now, 9), 9U);
  limiter.give_back(3);
  EXPECT_EQ(limiter.next_grant(now), now);
  EXPECT_EQ(limiter.grant(now, kAny), 3U);
  EXPECT_EQ(limiter.grant(now, kAny), 0U);
}

TEST(RateLimiterTest, GivingBackNeverSavesMoreThanABurst) {
  for (const std::uint64_t rate : kRates) {
    RateLimiter limiter(rate, kStart);
    Instant now = kStart + Duration::seconds(1);
    const std::uint32_t granted = limiter.grant(now, kAny);
    now = now + Duration::seconds(1);
    EXPECT_EQ(limiter.grant(now, 0), 0U);
    limiter.give_back(granted);
    EXPECT_EQ(limiter.grant(now, kAny), burst_of(rate)) << rate;
  }
}

TEST(RateLimiterTest, GivingBackEverythingDoesNotChangeTheRate) {
  io::Prng prng(5);
  RateLimiter limiter(1000, kStart);
  std::uint64_t used = 0;
  for (Instant now = kStart; now < kStart + Duration::seconds(10);
       now = now + Duration::milliseconds(1)) {
    const std::uint32_t granted = limiter.grant(now, kAny);
    const std::uint32_t back = granted == 0 ? 0 : prng.below(granted + 1);
    limiter.give_back(back);
    used += granted - back;
  }
  EXPECT_LE(used, 10'001U);
  EXPECT_GE(used, 9'900U);
}

TEST(RateLimiterTest, NextGrantIsNeitherEarlyNorMoreThanANanosecondLate) {
  for (const std::uint64_t rate :
       {1U, 3U, 7U, 1000U, 99'991U, 100'000U, 999'999'937U, 1'000'000'000U}) {
    io::Prng prng(rate);
    RateLimiter limiter(rate, kStart);
    Instant now = kStart;
    for (int i = 0; i < 200; ++i) {
      now = now + Duration{prng.below(3'000'000)};
      static_cast<void>(limiter.grant(now, kAny));
      const Instant next = limiter.next_grant(now);
      ASSERT_GT(next, now) << rate;
      RateLimiter early = limiter;
      ASSERT_EQ(early.grant(next - Duration{1}, 1), 0U) << rate;
      RateLimiter exact = limiter;
      ASSERT_EQ(exact.grant(next, 1), 1U) << rate;
    }
  }
}

TEST(RateLimiterTest, SharesAddUpToTheRate) {
  for (const std::uint64_t rate : {7U, 8U, 100U, 1001U}) {
    std::uint64_t sum = 0;
    for (std::uint32_t part = 0; part < 7; ++part) {
      const std::uint64_t share = rate_share(rate, part, 7);
      EXPECT_GE(share, rate / 7);
      EXPECT_LE(share, rate / 7 + 1);
      sum += share;
    }
    EXPECT_EQ(sum, rate);
  }
  EXPECT_EQ(rate_share(0, 3, 7), 0U);
  EXPECT_EQ(rate_share(3, 6, 7), 1U);
}

TEST(RateLimiterTest, AbsurdRatesAreCutToOnePacketANanosecond) {
  RateLimiter limiter(~std::uint64_t{0}, kStart);
  EXPECT_FALSE(limiter.unlimited());
  const Instant now = kStart + Duration::seconds(5);
  EXPECT_EQ(limiter.grant(now, kAny), 8'000'001U);
}

}  // namespace
}  // namespace mxsweep
