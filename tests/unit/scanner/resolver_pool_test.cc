// ResolverPool: taking turns, keeping away from silent resolvers, coming back.
#include "scanner/engine/resolver_pool.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace mxsweep {
namespace {

using io::Duration;
using io::Instant;
using Report = ResolverPool::Report;

constexpr Instant kNow{1'000'000'000};
constexpr std::uint16_t kNobody = ResolverPool::kNone;
constexpr int kSilencesToAside = 16;

ResolverPool pool_of(int count) {
  std::vector<io::Endpoint> endpoints;
  for (int i = 1; i <= count; ++i) {
    endpoints.push_back(
        *io::parse_endpoint("192.0.2." + std::to_string(i), 53));
  }
  return ResolverPool(endpoints);
}

void silence(ResolverPool& pool, std::uint16_t resolver, Instant now,
             int times = kSilencesToAside) {
  for (int i = 0; i < times; ++i) {
    pool.report(resolver, now, Report::kSilence);
  }
}

std::map<std::uint16_t, int> turns(ResolverPool& pool, Instant now, int count,
                                   std::uint16_t avoid = kNobody) {
  std::map<std::uint16_t, int> out;
  for (int i = 0; i < count; ++i) {
    ++out[pool.pick(now, avoid)];
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

using Turns = std::map<std::uint16_t, int>;

TEST(ResolverPoolTest, HealthyResolversTakeEvenTurns) {
  ResolverPool pool = pool_of(4);
  EXPECT_EQ(turns(pool, kNow, 400),
            (Turns{{0, 100}, {1, 100}, {2, 100}, {3, 100}}));
}

TEST(ResolverPoolTest, AvoidedResolverIsNotChosen) {
  ResolverPool pool = pool_of(3);
  const Turns got = turns(pool, kNow, 300, 1);
  EXPECT_EQ(got, (Turns{{0, 150}, {2, 150}}));
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

TEST(ResolverPoolTest, SixteenSilencesInARowSetAside) {
  ResolverPool pool = pool_of(3);
  silence(pool, 1, kNow, kSilencesToAside - 1);
  EXPECT_FALSE(pool.set_aside(1, kNow));
  pool.report(1, kNow, Report::kSilence);
  EXPECT_TRUE(pool.set_aside(1, kNow));
  EXPECT_EQ(turns(pool, kNow, 100), (Turns{{0, 50}, {2, 50}}));
}

TEST(ResolverPoolTest, OneThatFailedIsBetterThanOneThatIsDead) {
  ResolverPool pool = pool_of(2);
  EXPECT_EQ(pool.usable(kNow), 2U);
  EXPECT_EQ(pool.pick(kNow, 0), 1);
  silence(pool, 1, kNow);
  EXPECT_EQ(pool.usable(kNow), 1U);
  EXPECT_EQ(pool.pick(kNow, 0), 0);
  silence(pool, 0, kNow);
  EXPECT_EQ(pool.usable(kNow), 1U);
}

TEST(ResolverPoolTest, AReplyBetweenStartsTheCountAgain) {
  for (const Report reply : {Report::kReply, Report::kFailureReply}) {
    ResolverPool pool = pool_of(2);
    silence(pool, 0, kNow, kSilencesToAside - 1);
    pool.report(0, kNow, reply);
    silence(pool, 0, kNow, kSilencesToAside - 1);
    EXPECT_FALSE(pool.set_aside(0, kNow));
    pool.report(0, kNow, Report::kSilence);
    EXPECT_TRUE(pool.set_aside(0, kNow));
  }
}

TEST(ResolverPoolTest, SpellsDoubleFromOneSecondTo32) {
  ResolverPool pool = pool_of(2);
  Instant now = kNow;
  silence(pool, 0, now);
  for (const std::int64_t seconds : {1, 2, 4, 8, 16, 32, 32, 32}) {
    ASSERT_EQ(aside_ms(pool, 0, now), seconds * 1000);
    // More silence from before does not make the spell longer.
    pool.report(0, now, Report::kSilence);
    ASSERT_EQ(aside_ms(pool, 0, now), seconds * 1000);
    now = now + Duration::seconds(seconds);
    ASSERT_FALSE(pool.set_aside(0, now));
    pool.report(0, now, Report::kSilence);  // one trial question was enough
  }
}

TEST(ResolverPoolTest, TrialQuestionsGoThroughAfterASpell) {
  ResolverPool pool = pool_of(2);
  silence(pool, 0, kNow);
  EXPECT_EQ(turns(pool, kNow + Duration::milliseconds(999), 10),
            (Turns{{1, 10}}));
  EXPECT_EQ(turns(pool, kNow + Duration::seconds(1), 10),
            (Turns{{0, 5}, {1, 5}}));
}

TEST(ResolverPoolTest, OneReplyBringsItBackAndForgetsTheSpells) {
  ResolverPool pool = pool_of(2);
  Instant now = kNow;
  silence(pool, 0, now);
  now = now + Duration::seconds(1);
  pool.report(0, now, Report::kSilence);
  ASSERT_TRUE(pool.set_aside(0, now));
  pool.report(0, now, Report::kReply);
  EXPECT_FALSE(pool.set_aside(0, now));
  silence(pool, 0, now);
  EXPECT_EQ(aside_ms(pool, 0, now), 1000);
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

TEST(ResolverPoolTest, CountsBehaviour) {
  ResolverPool pool = pool_of(2);
  pool.count_sent(1);
  pool.count_sent(1);
  pool.count_sent(1);
  pool.report(1, kNow, Report::kReply);
  pool.report(1, kNow, Report::kFailureReply);
  pool.report(1, kNow, Report::kSilence);
  EXPECT_EQ(pool.counters(1).sent.get(), 3U);
  EXPECT_EQ(pool.counters(1).replies.get(), 2U);
  EXPECT_EQ(pool.counters(1).failures.get(), 1U);
  EXPECT_EQ(pool.counters(1).timeouts.get(), 1U);
  EXPECT_EQ(pool.counters(0).sent.get(), 0U);
}

TEST(ResolverPoolTest, LabelsAreEndpointsWithPorts) {
  const ResolverPool pool({*io::parse_endpoint("192.0.2.1", 53),
                           *io::parse_endpoint("[2001:db8::1]:5353", 53)});
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
