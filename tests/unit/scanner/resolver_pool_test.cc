// ResolverPool: taking turns, keeping away from silent resolvers, coming back.
#include "scanner/engine/resolver_pool.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace mxsweep {
namespace {

using io::Duration;
using io::Instant;

constexpr Instant kNow{1'000'000'000};
constexpr std::uint16_t kNobody = ResolverPool::kNone;
constexpr int kSilencesToAside = 16;
constexpr int kFailuresToAside = 32;

std::vector<io::Endpoint> endpoints_of(int count) {
  std::vector<io::Endpoint> endpoints;
  for (int i = 1; i <= count; ++i) {
    endpoints.push_back(
        *io::parse_endpoint("192.0.2." + std::to_string(i), 53));
  }
  return endpoints;
}

ResolverPool pool_of(int count, const PacerOptions& pace = {}) {
  return ResolverPool(endpoints_of(count), pace, kNow);
}

// One question and how it ended, at once.
void ask(ResolverPool& pool, std::uint16_t resolver, Instant now,
         Outcome outcome) {
  pool.arrive(pool.depart(resolver, false, now), outcome, now);
}

void silence(ResolverPool& pool, std::uint16_t resolver, Instant now,
             int times = kSilencesToAside) {
  for (int i = 0; i < times; ++i) {
    ask(pool, resolver, now, Outcome::kSilence);
  }
}

using Turns = std::map<std::uint16_t, int>;

// Questions that stay on their way.
Turns turns(ResolverPool& pool, Instant now, int count,
            std::uint16_t avoid = kNobody) {
  Turns out;
  for (int i = 0; i < count; ++i) {
    const std::uint16_t resolver = pool.pick(now, avoid);
    ++out[resolver];
    if (resolver != kNobody) {
      static_cast<void>(pool.depart(resolver, false, now));
    }
  }
  return out;
}

// How long the resolver stays aside from `now` on, to a millisecond.
std::int64_t aside_ms(const ResolverPool& pool, std::uint16_t resolver,
                      Instant now) {
  std::int64_t ms = 0;
  while (pool.set_aside(resolver, now + Duration::milliseconds(ms))) {
    ++ms;
  }
  return ms;
}

TEST(ResolverPoolTest, HealthyResolversTakeEvenTurns) {
  ResolverPool pool = pool_of(4);
  for (const auto& [resolver, times] : turns(pool, kNow, 4000)) {
    EXPECT_NEAR(times, 1000, 32) << resolver;
  }
}

// What is on its way is even, so the faster one gets more.
TEST(ResolverPoolTest, TheFasterResolverGetsMore) {
  ResolverPool pool = pool_of(2);
  std::map<std::uint16_t, std::deque<Visit>> under_way;
  Turns got;
  Instant now = kNow;
  for (int i = 0; i < 4000; ++i) {
    now = now + Duration::microseconds(10);
    const std::uint16_t resolver = pool.pick(now, kNobody);
    ++got[resolver];
    under_way[resolver].push_back(pool.depart(resolver, false, now));
    for (auto& [who, visits] : under_way) {
      const Duration takes = Duration::milliseconds(who == 0 ? 1 : 3);
      while (!visits.empty() && now - visits.front().sent >= takes) {
        pool.arrive(visits.front(), Outcome::kReply, now);
        visits.pop_front();
      }
    }
  }
  EXPECT_NEAR(got[0], 3 * got[1], 400);
}

TEST(ResolverPoolTest, AvoidedResolverIsNotChosen) {
  ResolverPool pool = pool_of(3);
  const Turns got = turns(pool, kNow, 3000, 1);
  EXPECT_EQ(got.count(1), 0U);
  EXPECT_NEAR(got.at(0), 1500, 32);
}

TEST(ResolverPoolTest, OnlyResolverIsChosenThoughAvoidedOrSilent) {
  ResolverPool pool = pool_of(1);
  EXPECT_EQ(pool.pick(kNow, kNobody), 0);
  EXPECT_EQ(pool.pick(kNow, 0), 0);
  silence(pool, 0, kNow);
  EXPECT_TRUE(pool.set_aside(0, kNow));
  EXPECT_EQ(pool.pick(kNow, kNobody), 0);
  EXPECT_EQ(pool.pick(kNow, 0), 0);
}

TEST(ResolverPoolTest, DistrustedResolverIsNeverChosenUntilItIsTrusted) {
  ResolverPool pool(endpoints_of(3), {}, kNow, {1});
  EXPECT_FALSE(pool.trusted(1));
  EXPECT_EQ(pool.trusted_count(), 2U);
  EXPECT_EQ(pool.usable(), 2U);
  EXPECT_EQ(turns(pool, kNow, 300).count(1), 0U);
  silence(pool, 0, kNow);
  EXPECT_EQ(turns(pool, kNow, 300, 2), (Turns{{2, 300}}));
  silence(pool, 2, kNow);
  EXPECT_EQ(turns(pool, kNow, 300).count(1), 0U);
  pool.trust(1);
  EXPECT_EQ(turns(pool, kNow, 300), (Turns{{1, 300}}));
}

TEST(ResolverPoolTest, OnlyTrustedResolverIsChosenThoughAvoidedOrSilent) {
  ResolverPool pool(endpoints_of(2), {}, kNow, {1});
  EXPECT_EQ(pool.pick(kNow, 0), 0);
  silence(pool, 0, kNow);
  EXPECT_EQ(pool.pick(kNow, 0), 0);
  EXPECT_EQ(pool.usable(), 1U);
}

// It is not used, so there is nothing to set it aside from.
TEST(ResolverPoolTest, DistrustedResolverMayFallSilentOrRefuse) {
  ResolverPool pool(endpoints_of(2), {}, kNow, {1});
  silence(pool, 1, kNow, 2 * kSilencesToAside);
  for (int i = 0; i < 2 * kFailuresToAside; ++i) {
    ask(pool, 1, kNow, Outcome::kFailure);
  }
  ask(pool, 1, kNow, Outcome::kReply);
  EXPECT_EQ(turns(pool, kNow, 100), (Turns{{0, 100}}));
  EXPECT_EQ(pool.counters(1).spells.get(), 0U);
  pool.trust(1);
  EXPECT_EQ(pool.usable(), 2U);
  EXPECT_EQ(turns(pool, kNow, 100).count(1), 1U);
}

TEST(ResolverPoolTest, SixteenSilencesInARowSetAside) {
  ResolverPool pool = pool_of(3);
  silence(pool, 1, kNow, kSilencesToAside - 1);
  EXPECT_FALSE(pool.set_aside(1, kNow));
  silence(pool, 1, kNow, 1);
  EXPECT_TRUE(pool.set_aside(1, kNow));
  const Turns got = turns(pool, kNow, 100);
  EXPECT_EQ(got.count(1), 0U);
  EXPECT_EQ(got.at(0) + got.at(2), 100);
}

TEST(ResolverPoolTest, RefusingEverythingSetsAside) {
  ResolverPool pool = pool_of(2);
  for (int i = 0; i < kFailuresToAside; ++i) {
    EXPECT_FALSE(pool.set_aside(0, kNow)) << i;
    ask(pool, 0, kNow, Outcome::kFailure);
  }
  EXPECT_TRUE(pool.set_aside(0, kNow));
  EXPECT_EQ(turns(pool, kNow, 10), (Turns{{1, 10}}));
  // Back after a second to be tried; one more failure is enough then.
  const Instant later = kNow + Duration::seconds(1);
  EXPECT_EQ(turns(pool, later, 20).count(0), 1U);
  ask(pool, 0, later, Outcome::kFailure);
  EXPECT_EQ(aside_ms(pool, 0, later), 2000);
  ask(pool, 0, later, Outcome::kReply);
  EXPECT_FALSE(pool.set_aside(0, later));
}

TEST(ResolverPoolTest, LossBetweenRepliesIsNotSilence) {
  ResolverPool pool = pool_of(2);
  for (int i = 0; i < 200; ++i) {
    const Instant sent = kNow + Duration::milliseconds(i);
    const Visit lost = pool.depart(0, false, sent);
    const Visit other = pool.depart(0, false, sent);
    pool.arrive(other, Outcome::kReply, sent + Duration::microseconds(100));
    pool.arrive(lost, Outcome::kSilence, sent + Duration::microseconds(900));
  }
  EXPECT_FALSE(pool.set_aside(0, kNow + Duration::milliseconds(200)));
  EXPECT_EQ(pool.counters(0).timeouts.get(), 200U);
}

TEST(ResolverPoolTest, OneThatFailedIsBetterThanOneThatIsDead) {
  ResolverPool pool = pool_of(2);
  EXPECT_EQ(pool.usable(), 2U);
  EXPECT_EQ(pool.pick(kNow, 0), 1);
  silence(pool, 1, kNow);
  EXPECT_EQ(pool.usable(), 1U);
  EXPECT_EQ(pool.pick(kNow, 0), 0);
  silence(pool, 0, kNow);
  EXPECT_EQ(pool.usable(), 1U);
}

TEST(ResolverPoolTest, AReplyBetweenStartsTheCountAgain) {
  for (const Outcome reply : {Outcome::kReply, Outcome::kFailure}) {
    ResolverPool pool = pool_of(2);
    silence(pool, 0, kNow, kSilencesToAside - 1);
    ask(pool, 0, kNow, reply);
    const Instant later = kNow + Duration::microseconds(1);
    silence(pool, 0, later, kSilencesToAside - 1);
    EXPECT_FALSE(pool.set_aside(0, later));
    silence(pool, 0, later, 1);
    EXPECT_TRUE(pool.set_aside(0, later));
  }
}

TEST(ResolverPoolTest, SpellsDoubleFromOneSecondTo32) {
  ResolverPool pool = pool_of(2);
  Instant now = kNow;
  silence(pool, 0, now);
  for (const std::int64_t seconds : {1, 2, 4, 8, 16, 32, 32, 32}) {
    ASSERT_EQ(aside_ms(pool, 0, now), seconds * 1000);
    // More silence from before does not make the spell longer.
    silence(pool, 0, now, 1);
    ASSERT_EQ(aside_ms(pool, 0, now), seconds * 1000);
    now = now + Duration::seconds(seconds);
    ASSERT_FALSE(pool.set_aside(0, now));
    static_cast<void>(pool.pick(now, 1));
    silence(pool, 0, now, 1);  // one trial question was enough
  }
}

TEST(ResolverPoolTest, EightTrialQuestionsGoThroughAfterASpell) {
  ResolverPool pool = pool_of(2);
  silence(pool, 0, kNow);
  EXPECT_EQ(turns(pool, kNow + Duration::milliseconds(999), 10),
            (Turns{{1, 10}}));
  const Turns got = turns(pool, kNow + Duration::seconds(1), 200);
  EXPECT_EQ(got.at(0), 8);
}

TEST(ResolverPoolTest, OneReplyBringsItBackAndForgetsTheSpells) {
  ResolverPool pool = pool_of(2);
  Instant now = kNow;
  silence(pool, 0, now);
  now = now + Duration::seconds(1);
  static_cast<void>(pool.pick(now, 1));
  silence(pool, 0, now, 1);
  ASSERT_TRUE(pool.set_aside(0, now));
  ask(pool, 0, now, Outcome::kReply);
  EXPECT_FALSE(pool.set_aside(0, now));
  EXPECT_EQ(pool.pick(now, 1), 0);
  silence(pool, 0, now + Duration::microseconds(1));
  EXPECT_EQ(aside_ms(pool, 0, now + Duration::microseconds(1)), 1000);
}

TEST(ResolverPoolTest, AllAsideTheLongestAsideIsAsked) {
  ResolverPool pool = pool_of(3);
  silence(pool, 2, kNow);
  silence(pool, 0, kNow + Duration::milliseconds(10));
  silence(pool, 1, kNow + Duration::milliseconds(20));
  const Instant now = kNow + Duration::milliseconds(30);
  EXPECT_EQ(turns(pool, now, 10), (Turns{{2, 10}}));
  EXPECT_EQ(turns(pool, now, 10, 2), (Turns{{0, 10}}));
}

TEST(ResolverPoolTest, EachHasALimitOfItsOwn) {
  ResolverPool pool = pool_of(3, {.max_pps = 1000});
  Turns sum;
  for (int ms = 0; ms < 1000; ++ms) {
    for (const auto& [who, times] :
         turns(pool, kNow + Duration::milliseconds(ms), 20)) {
      sum[who] += times;
    }
  }
  for (std::uint16_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(sum[i], 1000, 6) << i;
  }
}

// A retry that shall not go to the same one waits for another one's turn
// rather than break its limit.
TEST(ResolverPoolTest, WhoAvoidsOneWaitsForTheOther) {
  ResolverPool pool = pool_of(2, {.max_pps = 10});
  EXPECT_EQ(turns(pool, kNow, 1, 0), (Turns{{1, 1}}));
  EXPECT_EQ(pool.pick(kNow, 0), kNobody);
  EXPECT_EQ(pool.pick(kNow, kNobody), 0);
  const Instant later = kNow + Duration::milliseconds(100);
  EXPECT_EQ(pool.pick(later, 0), 1);
}

TEST(ResolverPoolTest, SaysWhenSomeoneHasRoomAgain) {
  ResolverPool pool = pool_of(2, {.max_pps = 10});
  EXPECT_EQ(turns(pool, kNow, 3), (Turns{{0, 1}, {1, 1}, {kNobody, 1}}));
  EXPECT_EQ(pool.next_pick(kNow), kNow + Duration::milliseconds(100));
}

TEST(ResolverPoolTest, WhatMustBeAskedAgainIsOwed) {
  ResolverPool pool = pool_of(1, {.max_pps = 10});
  static_cast<void>(pool.depart(0, true, kNow));
  static_cast<void>(pool.depart(0, true, kNow));
  EXPECT_EQ(pool.pick(kNow + Duration::milliseconds(150), kNobody), kNobody);
  EXPECT_EQ(pool.pick(kNow + Duration::milliseconds(200), kNobody), 0);
}

TEST(ResolverPoolTest, ManyResolversShareEvenly) {
  ResolverPool pool = pool_of(250, {.max_pps = 100});
  Turns sum;
  for (int ms = 0; ms < 2000; ++ms) {
    for (const auto& [who, times] :
         turns(pool, kNow + Duration::milliseconds(ms), 40)) {
      sum[who] += times;
    }
  }
  for (std::uint16_t i = 0; i < 250; ++i) {
    EXPECT_NEAR(sum[i], 200, 2) << i;
  }
}

TEST(ResolverPoolTest, WaitsAdaptAndDoubleUpToFourTimes) {
  ResolverPool pool = pool_of(1);
  const Duration most = Duration::milliseconds(1500);
  const auto wait = [&](std::uint32_t used, bool last) {
    return pool.wait(0, used, last, most).ns / 1'000'000;
  };
  // Nothing is known: the whole time.
  EXPECT_EQ(wait(0, false), 1500);
  EXPECT_EQ(wait(1, false), 3000);
  EXPECT_EQ(wait(2, false), 6000);
  EXPECT_EQ(wait(100, false), 6000);
  Instant now = kNow;
  for (int i = 0; i < 100; ++i) {
    const Visit visit = pool.depart(0, false, now);
    now = now + Duration::milliseconds(20);
    pool.arrive(visit, Outcome::kReply, now);
  }
  EXPECT_EQ(wait(0, false), 400);
  EXPECT_EQ(wait(1, false), 800);
  EXPECT_EQ(wait(3, false), 1600);
  EXPECT_EQ(wait(3, true), 6000);
  EXPECT_EQ(wait(0, true), 1500);
}

TEST(ResolverPoolTest, LateRepliesAskForPatience) {
  ResolverPool pool = pool_of(1);
  const Duration most = Duration::seconds(2);
  ask(pool, 0, kNow, Outcome::kReply);
  const Visit visit = pool.depart(0, false, kNow);
  pool.arrive(visit, Outcome::kReply, kNow + Duration::milliseconds(20));
  EXPECT_EQ(pool.wait(0, 0, false, most), Duration::milliseconds(400));
  for (int i = 0; i < 35; ++i) {
    pool.late(pool.endpoint(0));
  }
  EXPECT_EQ(pool.counters(0).late.get(), 35U);
  EXPECT_GT(pool.wait(0, 0, false, most), Duration::milliseconds(790));
  for (int i = 0; i < 1000; ++i) {
    pool.late(pool.endpoint(0));
  }
  EXPECT_EQ(pool.wait(0, 0, false, most), most);
  pool.late(*io::parse_endpoint("203.0.113.1", 53));  // nobody's
}

TEST(ResolverPoolTest, CountsBehaviour) {
  ResolverPool pool = pool_of(2);
  ask(pool, 1, kNow, Outcome::kReply);
  ask(pool, 1, kNow, Outcome::kFailure);
  ask(pool, 1, kNow, Outcome::kSilence);
  ask(pool, 1, kNow, Outcome::kUnclear);
  EXPECT_EQ(pool.counters(1).sent.get(), 4U);
  EXPECT_EQ(pool.counters(1).replies.get(), 2U);
  EXPECT_EQ(pool.counters(1).failures.get(), 1U);
  EXPECT_EQ(pool.counters(1).timeouts.get(), 1U);
  EXPECT_EQ(pool.counters(0).sent.get(), 0U);
  EXPECT_EQ(pool.pacer(1).in_flight(), 0U);
}

TEST(ResolverPoolTest, LabelsAreEndpointsWithPorts) {
  const ResolverPool pool({*io::parse_endpoint("192.0.2.1", 53),
                           *io::parse_endpoint("[2001:db8::1]:5353", 53)},
                          {}, kNow);
  EXPECT_EQ(pool.size(), 2U);
  EXPECT_EQ(pool.label(0), "192.0.2.1:53");
  EXPECT_EQ(pool.label(1), "[2001:db8::1]:5353");
}

TEST(ResolverPoolTest, T6SeedsTellEndpointsApart) {
  std::set<std::uint64_t> seeds;
  const std::vector<std::string> texts = {
      "192.0.2.1",        "192.0.2.1:5353",     "192.0.2.2",
      "[2001:db8::1]:53", "[2001:db8::1]:5353", "[2001:db8::2]:53"};
  for (const std::string& text : texts) {
    const io::Endpoint endpoint = *io::parse_endpoint(text, 53);
    EXPECT_TRUE(seeds.insert(endpoint_seed(endpoint)).second) << text;
    EXPECT_EQ(endpoint_seed(endpoint),
              endpoint_seed(*io::parse_endpoint(text, 53)));
  }
  // The same sixteen octets in both families, and another interface.
  io::Endpoint endpoint = *io::parse_endpoint("192.0.2.1", 53);
  endpoint.family = 6;
  EXPECT_TRUE(seeds.insert(endpoint_seed(endpoint)).second);
  endpoint.scope = 3;
  EXPECT_TRUE(seeds.insert(endpoint_seed(endpoint)).second);
}

}  // namespace
}  // namespace mxsweep
