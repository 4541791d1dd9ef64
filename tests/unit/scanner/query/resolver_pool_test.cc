// ResolverPool: taking turns, keeping away from silent resolvers, coming back.
#include "scanner/query/resolver_pool.h"

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
constexpr std::uint16_t kNobody = kNoResolver;
constexpr auto kDatagram = ResolverPool::Channel::kDatagram;
constexpr auto kStream = ResolverPool::Channel::kStream;
constexpr auto kControl = ResolverPool::Channel::kControl;

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
         AttemptResult outcome) {
  pool.on_result(pool.on_sent(resolver, kDatagram, now), outcome, now);
}

// All control questions that are due, and how each ended, at once. How many.
int answer_controls(ResolverPool& pool, Instant now, AttemptResult outcome) {
  int asked = 0;
  std::uint16_t resolver = pool.next_control(now);
  for (; resolver != kNobody && asked < 100; ++asked) {
    pool.on_result(pool.on_sent(resolver, kControl, now), outcome, now);
    resolver = pool.next_control(now);
  }
  return asked;
}

// A question and the control questions that follow from it stay unanswered.
void silence(ResolverPool& pool, std::uint16_t resolver, Instant now) {
  ask(pool, resolver, now, AttemptResult::kSilence);
  EXPECT_EQ(answer_controls(pool, now, AttemptResult::kSilence), 3);
  EXPECT_TRUE(pool.is_out(resolver));
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
      static_cast<void>(pool.on_sent(resolver, kDatagram, now));
    }
  }
  return out;
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
  std::map<std::uint16_t, std::deque<Attempt>> under_way;
  Turns got;
  Instant now = kNow;
  for (int i = 0; i < 4000; ++i) {
    now = now + Duration::microseconds(10);
    const std::uint16_t resolver = pool.pick(now, kNobody);
    ++got[resolver];
    under_way[resolver].push_back(pool.on_sent(resolver, kDatagram, now));
    for (auto& [who, attempts] : under_way) {
      const Duration takes = Duration::milliseconds(who == 0 ? 1 : 3);
      while (!attempts.empty() && now - attempts.front().sent >= takes) {
        pool.on_result(attempts.front(), AttemptResult::kReply, now);
        attempts.pop_front();
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

TEST(ResolverPoolTest, OnlyResolverIsChosenThoughAvoided) {
  ResolverPool pool = pool_of(1);
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
  EXPECT_EQ(turns(pool, kNow, 300), (Turns{{kNobody, 300}}));
  pool.trust(1);
  EXPECT_EQ(turns(pool, kNow, 300), (Turns{{1, 300}}));
}

// It is not used, so there is nothing to keep it from.
TEST(ResolverPoolTest, DistrustedResolverMayFallSilentOrRefuse) {
  ResolverPool pool(endpoints_of(2), {}, kNow, {1});
  pool.allow_useless_doubt();
  ask(pool, 1, kNow, AttemptResult::kSilence);
  for (int i = 0; i < 100; ++i) {
    ask(pool, 1, kNow, AttemptResult::kFailure);
  }
  EXPECT_EQ(answer_controls(pool, kNow, AttemptResult::kSilence), 0);
  EXPECT_EQ(turns(pool, kNow, 100), (Turns{{0, 100}}));
  EXPECT_EQ(pool.counters(1).outages.get(), 0U);
  pool.trust(1);
  EXPECT_EQ(pool.usable(), 2U);
  EXPECT_EQ(turns(pool, kNow, 100).count(1), 1U);
}

// However many names fail, and whatever others have answered.
TEST(ResolverPoolTest, NamesThatFailKeepNobodyAway) {
  ResolverPool pool = pool_of(2);
  pool.allow_useless_doubt();
  int controls = 0;
  for (int i = 0; i < 3000; ++i) {
    ask(pool, 0, kNow,
        i % 2 == 0 ? AttemptResult::kFailure : AttemptResult::kSilence);
    controls += answer_controls(pool, kNow, AttemptResult::kReply);
    ASSERT_FALSE(pool.is_out(0)) << i;
  }
  EXPECT_GE(controls, 1);
  EXPECT_LE(controls, 10);
  EXPECT_EQ(pool.usable(), 2U);
  EXPECT_EQ(pool.counters(0).outages.get(), 0U);
}

TEST(ResolverPoolTest, OneThatIsSilentToControlQuestionsIsOut) {
  ResolverPool pool = pool_of(3);
  silence(pool, 1, kNow);
  const Turns got = turns(pool, kNow, 100);
  EXPECT_EQ(got.count(1), 0U);
  EXPECT_EQ(got.at(0) + got.at(2), 100);
  EXPECT_EQ(pool.counters(1).outages.get(), 1U);
  EXPECT_EQ(pool.counters(1).controls.get(), 3U);
}

TEST(ResolverPoolTest, OneThatRefusesControlQuestionsIsOut) {
  ResolverPool pool = pool_of(2);
  pool.allow_useless_doubt();
  for (int i = 0; i < 32; ++i) {
    EXPECT_EQ(answer_controls(pool, kNow, AttemptResult::kFailure), 0) << i;
    ask(pool, 0, kNow, AttemptResult::kFailure);
  }
  EXPECT_EQ(answer_controls(pool, kNow, AttemptResult::kFailure), 2);
  EXPECT_TRUE(pool.is_out(0));
  EXPECT_EQ(turns(pool, kNow, 10), (Turns{{1, 10}}));
}

// Nothing is known that it ought to answer.
TEST(ResolverPoolTest, WithoutAControlNameRefusalsSayNothing) {
  ResolverPool pool = pool_of(1);
  for (int i = 0; i < 1000; ++i) {
    ask(pool, 0, kNow, AttemptResult::kFailure);
  }
  EXPECT_EQ(answer_controls(pool, kNow, AttemptResult::kFailure), 0);
  EXPECT_FALSE(pool.is_out(0));
}

TEST(ResolverPoolTest, OneThatIsOutIsAskedAControlQuestionASecond) {
  ResolverPool pool = pool_of(2);
  silence(pool, 0, kNow);
  for (int second = 1; second <= 20; ++second) {
    const Instant due = kNow + Duration::seconds(second);
    EXPECT_EQ(pool.next_control(Instant{due.ns - 1}), kNobody) << second;
    EXPECT_EQ(answer_controls(pool, due, AttemptResult::kSilence), 1) << second;
  }
  EXPECT_EQ(turns(pool, kNow + Duration::seconds(20), 10), (Turns{{1, 10}}));
}

TEST(ResolverPoolTest, AnyReplyEndsSilence) {
  for (const AttemptResult reply :
       {AttemptResult::kReply, AttemptResult::kFailure}) {
    ResolverPool pool = pool_of(1);
    silence(pool, 0, kNow);
    EXPECT_EQ(pool.pick(kNow, kNobody), kNobody);
    const Instant later = kNow + Duration::seconds(1);
    EXPECT_EQ(answer_controls(pool, later, reply), 1);
    EXPECT_FALSE(pool.is_out(0));
    EXPECT_EQ(pool.pick(later, kNobody), 0);
  }
  ResolverPool pool = pool_of(1);
  silence(pool, 0, kNow);
  pool.late(pool.endpoint(0), kNow);
  EXPECT_EQ(pool.pick(kNow, kNobody), 0);
}

TEST(ResolverPoolTest, OneThatRefusedMustAnswerUsefullyToComeBack) {
  ResolverPool pool = pool_of(1);
  pool.allow_useless_doubt();
  for (int i = 0; i < 32; ++i) {
    ask(pool, 0, kNow, AttemptResult::kFailure);
  }
  EXPECT_EQ(answer_controls(pool, kNow, AttemptResult::kFailure), 2);
  Instant later = kNow + Duration::seconds(1);
  EXPECT_EQ(answer_controls(pool, later, AttemptResult::kFailure), 1);
  EXPECT_TRUE(pool.is_out(0));
  later = later + Duration::seconds(1);
  EXPECT_EQ(answer_controls(pool, later, AttemptResult::kReply), 1);
  EXPECT_FALSE(pool.is_out(0));
}

TEST(ResolverPoolTest, SilenceCountsWhereTheResolverHasRepliedSince) {
  ResolverPool pool = pool_of(1);
  const Attempt attempt = pool.on_sent(0, kDatagram, kNow);
  EXPECT_FALSE(pool.replied_since(attempt));
  EXPECT_EQ(pool.overdue(attempt, kNow + Duration::milliseconds(300)),
            ResolverPool::Overdue::kWait);
  EXPECT_EQ(answer_controls(pool, kNow + Duration::milliseconds(301),
                            AttemptResult::kReply),
            1);
  EXPECT_TRUE(pool.replied_since(attempt));
  EXPECT_EQ(pool.overdue(attempt, kNow + Duration::milliseconds(302)),
            ResolverPool::Overdue::kRelease);
}

TEST(ResolverPoolTest, WhatIsOnItsWayToOneThatIsOutIsGivenUp) {
  ResolverPool pool = pool_of(2);
  const Attempt attempt = pool.on_sent(0, kDatagram, kNow);
  silence(pool, 0, kNow);
  EXPECT_EQ(pool.overdue(attempt, kNow), ResolverPool::Overdue::kGiveUp);
}

TEST(ResolverPoolTest, OneThatFailedIsBetterThanOneThatIsOut) {
  ResolverPool pool = pool_of(2);
  EXPECT_EQ(pool.pick(kNow, 0), 1);
  silence(pool, 1, kNow);
  EXPECT_EQ(pool.usable(), 1U);
  EXPECT_EQ(pool.pick(kNow, 0), 0);
  EXPECT_EQ(pool.all_out_since(), Instant::never());
  const Instant later = kNow + Duration::milliseconds(500);
  silence(pool, 0, later);
  EXPECT_EQ(pool.usable(), 1U);
  EXPECT_EQ(pool.pick(later, 0), kNobody);
  EXPECT_EQ(pool.all_out_since(), later);
}

// Three in ten questions lost: a tenth of the turns of one that loses none.
TEST(ResolverPoolTest, TurnsFollowTheRecord) {
  ResolverPool pool = pool_of(4);
  Instant now = kNow;
  Turns got;
  for (int i = 0; i < 40'000; ++i) {
    now = now + Duration::microseconds(50);
    const std::uint16_t resolver = pool.pick(now, kNobody);
    ASSERT_NE(resolver, kNobody);
    got[resolver] += i < 10'000 ? 0 : 1;
    const bool lost = resolver < 2 && i % 10 < 3;
    const Attempt attempt = pool.on_sent(resolver, kDatagram, now);
    ask(pool, resolver, now, AttemptResult::kUnclear);
    pool.on_result(attempt,
                   lost ? AttemptResult::kFailure : AttemptResult::kReply, now);
  }
  EXPECT_LE(got[0] + got[1], 30'000 * 15 / 100);
  EXPECT_GE(got[0] + got[1], 30'000 / 100);
  const std::uint16_t best = pool.pick_best(now, kNobody);
  EXPECT_GE(best, 2);
  EXPECT_NE(pool.pick_best(now, best), best);
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
  static_cast<void>(pool.on_sent(0, kStream, kNow));
  static_cast<void>(pool.on_sent(0, kStream, kNow));
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
    const Attempt attempt = pool.on_sent(0, kDatagram, now);
    now = now + Duration::milliseconds(20);
    pool.on_result(attempt, AttemptResult::kReply, now);
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
  ask(pool, 0, kNow, AttemptResult::kReply);
  const Attempt attempt = pool.on_sent(0, kDatagram, kNow);
  pool.on_result(attempt, AttemptResult::kReply,
                 kNow + Duration::milliseconds(20));
  EXPECT_EQ(pool.wait(0, 0, false, most), Duration::milliseconds(400));
  for (int i = 0; i < 35; ++i) {
    pool.late(pool.endpoint(0), kNow);
  }
  EXPECT_EQ(pool.counters(0).late.get(), 35U);
  EXPECT_GT(pool.wait(0, 0, false, most), Duration::milliseconds(790));
  for (int i = 0; i < 1000; ++i) {
    pool.late(pool.endpoint(0), kNow);
  }
  EXPECT_EQ(pool.wait(0, 0, false, most), most);
  pool.late(*io::parse_endpoint("203.0.113.1", 53), kNow);  // nobody's
}

TEST(ResolverPoolTest, CountsBehaviour) {
  ResolverPool pool = pool_of(2);
  ask(pool, 1, kNow, AttemptResult::kReply);
  ask(pool, 1, kNow, AttemptResult::kFailure);
  ask(pool, 1, kNow, AttemptResult::kSilence);
  ask(pool, 1, kNow, AttemptResult::kUnclear);
  EXPECT_EQ(pool.counters(1).sent.get(), 4U);
  EXPECT_EQ(pool.counters(1).replies.get(), 2U);
  EXPECT_EQ(pool.counters(1).failures.get(), 1U);
  EXPECT_EQ(pool.counters(1).without_reply.get(), 1U);
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
