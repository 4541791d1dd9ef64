// Pacer and RttEstimate: the arithmetic of one resolver's pace. What it does
// on whole networks is in tests/sim/engine_pacing_test.cc.
#include "scanner/query/pacer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>

#include "scanner/query/rtt_estimate.h"

namespace mxsweep {
namespace {

using io::Duration;
using io::Instant;

constexpr Instant kStart{1'000'000'000};
constexpr Duration kRtt = Duration::milliseconds(10);
constexpr Duration kMost = Duration::seconds(2);

// A resolver that answers everything it takes after kRtt.
class Answering {
 public:
  // Silence is noticed after `patience`, or when the pacer says.
  Answering(const PacerOptions& options, double capacity_qps,
            Duration patience = {})
      : pacer(options, kStart),
        capacity_qps_(capacity_qps),
        patience_(patience) {}

  void set_capacity(double qps) { capacity_qps_ = qps; }

  // Sends as much as may be sent for so long, in steps of a millisecond.
  std::uint64_t run(Duration length) {
    const Instant end = now + length;
    std::uint64_t sent = 0;
    while (now < end) {
      finish();
      std::uint32_t room = pacer.room(now);
      for (; room > 0 && pacer.in_flight() < places; --room) {
        send();
        ++sent;
      }
      now = now + Duration::milliseconds(1);
    }
    return sent;
  }

  std::uint32_t places = ~0U;  // for questions on their way
  bool refuses = false;        // what it does not take; else it is silent
  bool caches = false;         // control questions cost it nothing
  std::uint32_t broken = 0;    // so many of a hundred names fail at any rate
  Pacer pacer;
  Instant now = kStart;

 private:
  // Of a resolver that refuses every 25th question is a control question.
  static constexpr std::uint64_t kControlEvery = 25;

  struct Sent {
    std::uint32_t cohort;
    bool taken;
    bool control;
    Instant at;
  };

  void send() {
    credit_ = std::min(
        credit_ + (now - earned_at_).to_seconds() * capacity_qps_, 100.0);
    earned_at_ = now;
    const bool taken = credit_ >= 1;
    credit_ -= taken ? 1 : 0;
    ++names_;
    const bool control = refuses && names_ % kControlEvery == 0;
    // 37 and 100 have no divisor in common.
    const bool fails = !control && names_ * 37 % 100 < broken;
    if (!taken && !fails && caches) {
      again_.push_back(now + kAgainAfter);
    }
    const bool useful = (taken || (control && caches)) && !fails;
    (taken || refuses ? answers_ : losses_)
        .push_back({pacer.sent(now), useful, control, now});
  }

  void finish() {
    for (; !again_.empty() && again_.front() <= now; again_.pop_front()) {
      pacer.recovered();
    }
    while (!answers_.empty() && now - answers_.front().at >= kRtt) {
      pacer.ended(answers_.front().cohort,
                  answers_.front().taken ? AttemptResult::kReply
                                         : AttemptResult::kFailure,
                  kRtt, now);
      if (answers_.front().control) {
        pacer.take_control(answers_.front().cohort, answers_.front().taken,
                           now);
      }
      answers_.pop_front();
    }
    while (!losses_.empty() &&
           now - losses_.front().at >=
               std::max(patience_, pacer.first_wait(kMost))) {
      pacer.ended(losses_.front().cohort, AttemptResult::kSilence, {}, now);
      losses_.pop_front();
    }
  }

  double capacity_qps_;
  Duration patience_;
  static constexpr Duration kAgainAfter = Duration::milliseconds(1100);

  std::deque<Instant> again_;
  double credit_ = 0;
  std::uint64_t names_ = 0;
  Instant earned_at_ = kStart;
  std::deque<Sent> answers_;
  std::deque<Sent> losses_;
};

// Answers after `rtt` with `outcome`; as much as may be sent, for `length`.
void flow(Pacer& pacer, Instant& now, Duration length, AttemptResult outcome,
          Duration rtt = kRtt) {
  std::deque<std::pair<Instant, std::uint32_t>> sent;
  for (const Instant end = now + length; now < end;
       now = now + Duration::milliseconds(1)) {
    for (; !sent.empty() && now - sent.front().first >= rtt; sent.pop_front()) {
      pacer.ended(sent.front().second, outcome, rtt, now);
    }
    for (std::uint32_t room = pacer.room(now); room > 0; --room) {
      sent.emplace_back(now, pacer.sent(now));
    }
  }
  for (; !sent.empty(); sent.pop_front()) {
    pacer.ended(sent.front().second, outcome, rtt, now);
  }
}

TEST(RttEstimateTest, FirstSampleIsTheEstimate) {
  RttEstimate rtt;
  EXPECT_FALSE(rtt.known());
  rtt.add(Duration::milliseconds(20), 0);
  EXPECT_TRUE(rtt.known());
  EXPECT_EQ(rtt.smoothed(), Duration::milliseconds(20));
  EXPECT_EQ(rtt.overdue(), Duration::milliseconds(60));  // R + 4 * R/2
}

TEST(RttEstimateTest, GainsAreThoseOfRfc6298WithOneInFlight) {
  RttEstimate rtt;
  rtt.add(Duration::milliseconds(80), 1);
  rtt.add(Duration::milliseconds(160), 1);
  EXPECT_EQ(rtt.smoothed(), Duration::milliseconds(90));  // + 80 / 8
  EXPECT_EQ(rtt.overdue(), Duration::milliseconds(290));  // 90 + 4 * 50
}

// RFC 7323 appendix G: as many samples in one round trip count as one.
TEST(RttEstimateTest, ManySamplesInOneRoundTripCountLess) {
  RttEstimate rtt;
  rtt.add(Duration::milliseconds(80), 0);
  rtt.add(Duration::milliseconds(160), 200);
  EXPECT_EQ(rtt.smoothed(), Duration::microseconds(80'100));
}

TEST(PacerTest, FixedRateHasNoWindow) {
  Pacer pacer({.max_pps = 1000}, kStart);
  EXPECT_EQ(pacer.room(kStart), 1U);
  for (int i = 0; i < 1000; ++i) {
    static_cast<void>(pacer.sent(kStart));
  }
  EXPECT_EQ(pacer.room(kStart + Duration::milliseconds(900)), 0U);
  EXPECT_EQ(pacer.room(kStart + Duration::milliseconds(1005)), 6U);
  EXPECT_EQ(pacer.rate_pps(), 1000U);
}

TEST(PacerTest, WithoutALimitThereIsAlwaysRoom) {
  Pacer pacer({}, kStart);
  for (int i = 0; i < 100'000; ++i) {
    static_cast<void>(pacer.sent(kStart));
  }
  EXPECT_GT(pacer.room(kStart), 1'000'000U);
  EXPECT_EQ(pacer.rate_pps(), 0U);
}

TEST(PacerTest, StartsLowAndDoubles) {
  Answering run({.adaptive = true, .start_pps = 500}, 1e9);
  EXPECT_NEAR(static_cast<double>(run.run(Duration::milliseconds(100))), 50, 3);
  static_cast<void>(run.run(Duration::milliseconds(700)));
  EXPECT_GE(run.pacer.rate_pps(), 1000U);
  EXPECT_LE(run.pacer.rate_pps(), 4000U);
  static_cast<void>(run.run(Duration::milliseconds(1700)));
  EXPECT_GE(run.pacer.rate_pps(), 16'000U);
}

TEST(PacerTest, NeverAboveItsMost) {
  Answering run({.adaptive = true, .start_pps = 500, .max_pps = 3000}, 1e9);
  static_cast<void>(run.run(Duration::seconds(3)));
  EXPECT_EQ(run.pacer.rate_pps(), 3000U);
  EXPECT_LE(run.run(Duration::seconds(1)), 3020U);
  Pacer small({.adaptive = true, .start_pps = 500, .max_pps = 3}, kStart);
  EXPECT_EQ(small.rate_pps(), 3U);
}

TEST(PacerTest, SettlesBelowTheCapacity) {
  Answering run({.adaptive = true}, 5000);
  static_cast<void>(run.run(Duration::seconds(8)));
  EXPECT_GE(run.pacer.rate_pps(), 4500U);
  EXPECT_LE(run.pacer.rate_pps(), 5100U);
}

// The start's rate may be too fast; what is lost then is no loss of the path.
TEST(PacerTest, SettlesBelowACapacityThatIsLessThanTheStart) {
  for (const double capacity_qps : {100.0, 300.0}) {
    Answering run({.adaptive = true, .start_pps = 500}, capacity_qps);
    static_cast<void>(run.run(Duration::milliseconds(1500)));
    EXPECT_LE(run.pacer.rate_pps(), capacity_qps * 1.2);
    static_cast<void>(run.run(Duration::seconds(10)));
    EXPECT_GE(run.pacer.rate_pps(), capacity_qps * 0.9);
    EXPECT_LE(run.pacer.rate_pps(), capacity_qps * 1.1);
  }
}

// A step that is too large for what is left is not tried again and again.
TEST(PacerTest, FindsWhatARefusingResolverTakesAfterItHasBecomeFaster) {
  for (const double faster_qps : {3'000.0, 4'000.0, 5'000.0}) {
    Answering run({.adaptive = true, .start_pps = 500}, 2000);
    run.refuses = true;
    static_cast<void>(run.run(Duration::seconds(6)));
    ASSERT_LE(run.pacer.rate_pps(), 2060U);
    run.set_capacity(faster_qps);
    static_cast<void>(run.run(Duration::seconds(20)));
    EXPECT_GE(run.pacer.rate_pps(), faster_qps * 0.9);
    EXPECT_LE(run.pacer.rate_pps(), faster_qps * 1.1);
  }
}

// Names that fail at any rate are no sign of too high a rate, and hide none.
TEST(PacerTest, BrokenNamesAreToldFromThoseThatAreTurnedAway) {
  for (const std::uint32_t broken : {0U, 5U, 10U, 30U, 60U}) {
    Answering run({.adaptive = true, .start_pps = 500}, 3000);
    run.refuses = true;
    run.broken = broken;
    static_cast<void>(run.run(Duration::seconds(10)));
    EXPECT_GE(run.pacer.rate_pps(), 2700U) << broken;
    EXPECT_LE(run.pacer.rate_pps(), 3150U) << broken;
  }
}

// Thousands of them in a row, while the resolver is asked as much as it takes.
TEST(PacerTest, ARunOfBrokenNamesIsNoLoss) {
  Answering run({.adaptive = true, .start_pps = 500}, 3000);
  run.refuses = true;
  static_cast<void>(run.run(Duration::seconds(8)));
  ASSERT_GE(run.pacer.rate_pps(), 2700U);
  run.broken = 100;
  for (int i = 0; i < 10; ++i) {
    static_cast<void>(run.run(Duration::milliseconds(200)));
    EXPECT_GE(run.pacer.rate_pps(), 2500U) << i;
  }
  run.broken = 0;
  static_cast<void>(run.run(Duration::seconds(4)));
  EXPECT_GE(run.pacer.rate_pps(), 2700U);
  EXPECT_LE(run.pacer.rate_pps(), 3150U);
}

// Control questions are answered from a cache.
TEST(PacerTest, MoreUselessRepliesThanUsualEndTheTrials) {
  for (const std::uint32_t broken : {0U, 10U, 30U}) {
    Answering run({.adaptive = true, .start_pps = 500}, 4000);
    run.refuses = true;
    run.caches = true;
    run.broken = broken;
    static_cast<void>(run.run(Duration::seconds(12)));
    EXPECT_GE(run.pacer.rate_pps(), 3600U) << broken;
    EXPECT_LE(run.pacer.rate_pps(), 4400U) << broken;
  }
}

TEST(PacerTest, WithoutInputTheRateDoesNotGrow) {
  Pacer pacer({.adaptive = true, .start_pps = 500}, kStart);
  Instant now = kStart;
  for (int i = 0; i < 2000; ++i) {  // 100 a second
    ASSERT_GT(pacer.room(now), 0U);
    const std::uint32_t cohort = pacer.sent(now);
    now = now + kRtt;
    pacer.ended(cohort, AttemptResult::kReply, kRtt, now);
  }
  EXPECT_EQ(pacer.rate_pps(), 500U);
}

TEST(PacerTest, SilenceStopsTheFlow) {
  Answering run({.adaptive = true}, 1e9);
  static_cast<void>(run.run(Duration::seconds(2)));
  // From now on nothing comes back.
  Instant now = run.now;
  std::uint64_t sent = 0;
  for (int ms = 0; ms < 300; ++ms) {
    now = now + Duration::milliseconds(1);
    for (std::uint32_t room = run.pacer.room(now); room > 0; --room) {
      static_cast<void>(run.pacer.sent(now));
      ++sent;
    }
  }
  // What is on its way in twice the time that an answer takes, and no more.
  EXPECT_LE(sent, 64 + 2 * run.pacer.rate_pps() * 3 / 100);
  EXPECT_EQ(run.pacer.next_room(now), Instant::never());
}

TEST(PacerTest, OneThatRefusesFromTheStartIsNotAskedMore) {
  Pacer pacer({.adaptive = true, .start_pps = 500, .max_pps = 20'000}, kStart);
  Instant now = kStart;
  flow(pacer, now, Duration::seconds(4), AttemptResult::kFailure);
  EXPECT_LE(pacer.rate_pps(), 2000U);  // perhaps only the names are broken
  flow(pacer, now, Duration::seconds(4), AttemptResult::kReply);
  EXPECT_GE(pacer.rate_pps(), 5000U);
}

TEST(PacerTest, ALongerWayIsNoQueue) {
  Pacer pacer({.adaptive = true, .start_pps = 500, .max_pps = 5000}, kStart);
  Instant now = kStart;
  flow(pacer, now, Duration::seconds(4), AttemptResult::kReply);
  ASSERT_EQ(pacer.rate_pps(), 5000U);
  flow(pacer, now, Duration::seconds(20), AttemptResult::kReply, kRtt * 6);
  EXPECT_GE(pacer.rate_pps(), 4900U);
}

TEST(PacerTest, AnOutageTeachesNothingAboutLoss) {
  Answering run({.adaptive = true}, 2000);
  static_cast<void>(run.run(Duration::seconds(6)));
  ASSERT_GE(run.pacer.rate_pps(), 1800U);
  run.set_capacity(0);
  static_cast<void>(run.run(Duration::seconds(8)));
  run.set_capacity(2000);
  static_cast<void>(run.run(Duration::seconds(12)));
  EXPECT_GE(run.pacer.rate_pps(), 1700U);
  EXPECT_LE(run.pacer.rate_pps(), 2060U);
}

// Without retries silence is noticed only after the whole timeout.
TEST(PacerTest, LossIsSeenThoughNobodyRetries) {
  Answering run({.adaptive = true}, 2000, kMost);
  static_cast<void>(run.run(Duration::seconds(10)));
  EXPECT_GE(run.pacer.rate_pps(), 1700U);
  EXPECT_LE(run.pacer.rate_pps(), 2100U);
}

// Lost ones keep their places, so that fewer leave than the pace allows.
TEST(PacerTest, SlowsDownThoughLostOnesHoldBackTheRest) {
  Answering run({.adaptive = true}, 40'000);
  run.places = 800;
  static_cast<void>(run.run(Duration::seconds(6)));
  ASSERT_GE(run.pacer.rate_pps(), 36'000U);
  run.set_capacity(10'000);
  static_cast<void>(run.run(Duration::seconds(3)));
  EXPECT_GE(run.pacer.rate_pps(), 9'000U);
  EXPECT_LE(run.pacer.rate_pps(), 10'500U);
}

// Among 50 replies there may be no quick one by chance.
TEST(PacerTest, AFewSlowRepliesAreNoQueue) {
  Pacer pacer({.adaptive = true, .start_pps = 500, .max_pps = 500}, kStart);
  Instant now = kStart;
  for (int i = 0; i < 20; ++i) {
    flow(pacer, now, Duration::milliseconds(250), AttemptResult::kReply);
    flow(pacer, now, Duration::milliseconds(250), AttemptResult::kReply,
         kRtt * 3);
  }
  EXPECT_GE(pacer.rate_pps(), 490U);
}

TEST(PacerTest, UnclearEndsSayNothing) {
  Pacer pacer({.adaptive = true}, kStart);
  Instant now = kStart;
  for (int i = 0; i < 500; ++i) {
    const std::uint32_t cohort = pacer.sent(now);
    pacer.ended(cohort, AttemptResult::kUnclear, {}, now);
    now = now + Duration::milliseconds(2);
  }
  EXPECT_EQ(pacer.in_flight(), 0U);
  EXPECT_FALSE(pacer.rtt().known());
  EXPECT_EQ(pacer.rate_pps(), 500U);
}

}  // namespace
}  // namespace mxsweep
