// What is learned about servers of each kind, by playing one.
#include "io/net/stream_limit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace mxsweep::io {
namespace {

// A server that closes after so many answers, or when more are outstanding.
struct Server {
  std::uint32_t answers_max = StreamLimit::kNoQuota;
  std::uint32_t outstanding_max = StreamLimit::kNoQuota;
};

struct Outcome {
  std::uint32_t connections = 0;
  std::uint32_t cuts = 0;
  std::uint32_t repeated = 0;  // messages that a cut left unanswered
};

// Keeps the stream as full as the limit allows until `total` are answered.
Outcome ask(const Server& server, std::uint32_t total, StreamLimit& limit) {
  Outcome out;
  std::uint32_t done = 0;
  while (done < total) {
    std::uint32_t sent = 0;
    std::uint32_t answered = 0;
    ++out.connections;
    while (done < total) {
      const std::uint32_t outstanding = sent - answered;
      const std::uint32_t room =
          std::min({limit.window() - std::min(limit.window(), outstanding),
                    limit.quota() - std::min(limit.quota(), sent),
                    total - done - outstanding});
      sent += room;
      if (sent == answered) {
        limit.filled();
        break;
      }
      if (sent - answered > server.outstanding_max ||
          answered == server.answers_max) {
        static_cast<void>(limit.cut(answered, sent - answered));
        ++out.cuts;
        out.repeated += sent - answered;
        break;
      }
      ++answered;
      ++done;
      limit.answered();
    }
  }
  return out;
}

TEST(StreamLimit, BeginsSmallAndRisesWhileAllIsAnswered) {
  StreamLimit limit;
  EXPECT_EQ(limit.window(), StreamLimit::kWindowStart);
  EXPECT_EQ(limit.quota(), StreamLimit::kNoQuota);
  const Outcome out = ask({}, 10'000, limit);
  EXPECT_EQ(out.connections, 1U);
  EXPECT_EQ(limit.window(), StreamLimit::kWindowMax);
}

TEST(StreamLimit, AServerThatCountsAnswersIsMetAtItsCount) {
  for (const std::uint32_t most : {1U, 2U, 10U, 50U, 100U, 500U}) {
    StreamLimit limit;
    static_cast<void>(ask({most}, 3 * most, limit));
    const Outcome out = ask({most}, 100 * most, limit);
    EXPECT_LE(out.cuts, 8U) << most;
    EXPECT_LE(out.repeated, 100 * most / 5) << most;
    EXPECT_LE(out.connections, 110U) << most;
  }
}

TEST(StreamLimit, AServerThatBearsFewOutstandingIsMetBelow) {
  for (const std::uint32_t most : {1U, 2U, 5U, 12U, 30U, 60U, 120U}) {
    StreamLimit limit;
    static_cast<void>(ask({StreamLimit::kNoQuota, most}, 500, limit));
    EXPECT_LE(limit.window(), most + 1) << most;
    const Outcome out = ask({StreamLimit::kNoQuota, most}, 20'000, limit);
    EXPECT_LE(out.repeated, 20'000U / 5) << most;
    EXPECT_GE(limit.window(), std::max(most / 4, 1U)) << most;
  }
}

// Each question that is one too many ends a connection.
TEST(StreamLimit, OneThatBearsASingleQuestionIsSeldomAskedTwo) {
  StreamLimit limit;
  static_cast<void>(ask({StreamLimit::kNoQuota, 1}, 100, limit));
  const Outcome out = ask({StreamLimit::kNoQuota, 1}, 10'000, limit);
  EXPECT_LE(out.cuts, 16U);
  EXPECT_LE(out.repeated, 32U);
}

TEST(StreamLimit, AQuotaIsForgottenWhenTheServerNoLongerHasIt) {
  StreamLimit limit;
  static_cast<void>(ask({100}, 1000, limit));
  EXPECT_EQ(limit.quota(), 100U);
  static_cast<void>(ask({}, 100'000, limit));
  EXPECT_GT(limit.quota(), 1000U);
}

TEST(StreamLimit, OneThatAnswersNothingLeavesOneAtATime) {
  StreamLimit limit;
  int less = 0;
  for (int i = 0; i < 10; ++i) {
    const std::uint32_t before = limit.window();
    const bool is_less = limit.cut(0, before);
    EXPECT_EQ(is_less, limit.window() < before);
    EXPECT_GE(limit.window(), 1U);
    less += is_less ? 1 : 0;
  }
  EXPECT_EQ(less, 4);  // 8, 4, 2, 1
  EXPECT_EQ(limit.window(), 1U);
  EXPECT_EQ(limit.quota(), StreamLimit::kNoQuota);
}

}  // namespace
}  // namespace mxsweep::io
