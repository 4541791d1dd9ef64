// When nobody answers, and what is not silence, on times that are given.
#include "scanner/run/silence_watch.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

constexpr io::Duration kLook = io::Duration::milliseconds(200);
constexpr io::Duration kLimit = io::Duration::seconds(30);

class SilenceWatchTest : public ::testing::Test {
 protected:
  // Looks until `span` is over or the watch says that it is enough; how long
  // that was.
  double look_for(double span) {
    const io::Instant start = now_;
    while ((now_ - start).to_seconds() < span - 0.1) {
      now_ = now_ + kLook;
      if (watch_.too_long(totals_, now_)) {
        said_ = true;
        break;
      }
    }
    return (now_ - start).to_seconds();
  }

  io::Instant now_ = io::Instant{} + io::Duration::seconds(1000);
  SilenceWatch watch_{kLimit, now_};
  Totals totals_;
  bool said_ = false;
};

TEST_F(SilenceWatchTest, QuestionsWithoutAnyReplyForTheLimit) {
  totals_.queries_mx = 10;
  totals_.unheard = 10;
  EXPECT_NEAR(look_for(60), 30, 0.21);
  EXPECT_TRUE(said_);
}

TEST_F(SilenceWatchTest, EachReplyBeginsAnew) {
  totals_.queries_mx = 10;
  totals_.unheard = 10;
  look_for(29);
  ++totals_.replies;
  look_for(29);
  ++totals_.replies_late;  // a sign of life, too
  EXPECT_NEAR(look_for(60), 30, 0.41);
  EXPECT_TRUE(said_);
}

// One trial question a second while the resolver is set aside.
TEST_F(SilenceWatchTest, NothingInFlightBetweenAttemptsIsNoPause) {
  double sum = 0;
  while (!said_ && sum < 60) {
    ++totals_.queries_retried;
    sum += look_for(1);
  }
  EXPECT_NEAR(sum, 30, 1.1);
}

// The input stalls on a pipe, or the output does.
TEST_F(SilenceWatchTest, NothingAskedIsNoSilence) {
  look_for(100);
  totals_.queries_mx = 100;
  totals_.replies = 100;
  look_for(600);
  EXPECT_FALSE(said_);
  totals_.queries_mx = 101;
  totals_.unheard = 1;
  EXPECT_NEAR(look_for(60), 30, 0.21);
  EXPECT_TRUE(said_);
}

// --rate 1: each question is answered, the next one comes a second later.
TEST_F(SilenceWatchTest, SlowLimiterIsNoSilence) {
  for (int i = 0; i < 100; ++i) {
    ++totals_.queries_mx;
    totals_.unheard = 1;
    look_for(0.2);
    ++totals_.replies;
    totals_.unheard = 0;
    look_for(0.8);
  }
  EXPECT_FALSE(said_);
}

// A machine that slept, or a process that was stopped.
TEST_F(SilenceWatchTest, TimeInWhichNobodyLookedCountsLittle) {
  totals_.queries_mx = 10;
  totals_.unheard = 10;
  look_for(10);
  now_ = now_ + io::Duration::seconds(3600);
  EXPECT_FALSE(watch_.too_long(totals_, now_));
  EXPECT_NEAR(look_for(60), 19, 0.21);
  EXPECT_TRUE(said_);
}

TEST(AllSilentTest, OnlyWhereSomethingWasAsked) {
  Totals totals;
  EXPECT_FALSE(all_silent(totals));
  totals.queries_mx = 1;
  totals.network_errors = 1;
  EXPECT_TRUE(all_silent(totals));
  totals.replies_late = 1;
  EXPECT_FALSE(all_silent(totals));
  totals.replies_late = 0;
  totals.replies = 1;
  EXPECT_FALSE(all_silent(totals));
}

TEST(SilenceErrorTest, NamesTheResolverAndTheTime) {
  const io::Endpoint one = *io::parse_endpoint("192.0.2.1", 53);
  EXPECT_EQ(silence_error(nobody_of({one}), io::Duration::seconds(30)).what,
            "the resolver 192.0.2.1:53 has not answered anything for 30 s");
  EXPECT_EQ(
      silence_error(nobody_of({one, one}), io::Duration::milliseconds(1500))
          .what,
      "none of the 2 resolvers has answered anything for 1.5 s");
  EXPECT_EQ(silence_error("the private unbound has not", {}).what,
            "the private unbound has not answered anything");
  EXPECT_EQ(silence_error("", {}).code, io::ErrorCode::kSilence);
}

class FailureWatchTest : public ::testing::Test {
 protected:
  [[nodiscard]] bool look_after(double seconds) {
    return watch_.too_long(
        counts_,
        start_ + io::Duration{static_cast<std::int64_t>(seconds * 1e9)});
  }

  const io::Instant start_ = io::Instant{} + io::Duration::seconds(1000);
  FailureWatch watch_{kLimit, start_};
  ResolverCounts<std::uint64_t> counts_;
};

TEST_F(FailureWatchTest, AllRepliesFailuresForTheLimit) {
  counts_.replies = 500;
  counts_.failures = 500;
  EXPECT_FALSE(look_after(29.9));
  EXPECT_TRUE(look_after(30));
  EXPECT_FALSE(look_after(60)) << "a second time";
}

TEST_F(FailureWatchTest, SilenceIsNoFailure) {
  EXPECT_FALSE(look_after(31));
  counts_.replies = 1;
  counts_.failures = 1;
  EXPECT_TRUE(look_after(31.2));
}

TEST_F(FailureWatchTest, OneAnswerIsEnoughForEver) {
  counts_.replies = 500;
  counts_.failures = 499;
  EXPECT_FALSE(look_after(1));
  counts_.replies = 100'000;
  counts_.failures = 100'000;
  EXPECT_FALSE(look_after(100));
}

}  // namespace
}  // namespace mxsweep
