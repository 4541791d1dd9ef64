// The instruments of the responder against plain reckoning: what they show is
// what the project's claims about pace rest on.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "io/base/prng.h"

#include "bench/loopback/arrivals.h"
#include "bench/loopback/policer.h"

namespace mxsweep::bench {
namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kSecond = 1000 * kMs;

// Packets in [begin, begin + 10 ms) for a window that begins at each packet:
// no other window holds more.
std::uint64_t fullest_window(const std::vector<std::int64_t>& times) {
  std::uint64_t most = 0;
  for (const std::int64_t begin : times) {
    const auto inside =
        std::count_if(times.begin(), times.end(), [begin](std::int64_t time) {
          return time >= begin && time < begin + Arrivals::kWindow.ns;
        });
    most = std::max(most, static_cast<std::uint64_t>(inside));
  }
  return most;
}

TEST(Arrivals, FindTheFullestWindowWhereverItBegins) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    io::Prng prng(seed);
    std::vector<std::int64_t> times;
    Arrivals arrivals;
    std::int64_t now = 7 * kSecond;
    for (int i = 0; i < 1000; ++i) {
      times.push_back(now);
      arrivals.add(now);
      now += prng.below(3) == 0 ? prng.below(20 * kMs) : prng.below(kMs / 10);
    }
    EXPECT_EQ(arrivals.worst(), fullest_window(times));
    EXPECT_EQ(arrivals.total(), times.size());
    EXPECT_EQ(arrivals.span_ns(), times.back() - times.front());
  }
}

TEST(Arrivals, TellBurstsAcrossTheClocksMultiplesFromAnEvenPace) {
  Arrivals even;
  Arrivals bursts;
  for (std::int64_t i = 0; i < 1000; ++i) {
    even.add(i * kMs);
    // Ten in a row around each multiple of 20 ms, half before and half after.
    bursts.add((i / 20 + 1) * 20 * kMs + (i % 20 - 10) * kMs / 10);
  }
  EXPECT_EQ(even.worst(), 10U);
  EXPECT_EQ(bursts.worst(), 20U);
}

TEST(Policer, TakesWhatItsPlanSaysAndCountsTheRest) {
  const auto plan = parse_capacity_plan("0:1000,2:3000,4:500");
  ASSERT_TRUE(plan.has_value());
  Policer policer(*plan);
  // 2000 a second come, evenly, for six seconds.
  for (std::int64_t i = 0; i < 12'000; ++i) {
    std::ignore = policer.take(50 * kSecond + i * kMs / 2);
  }
  const std::vector<Policer::Second>& seconds = policer.seconds();
  ASSERT_EQ(seconds.size(), 6U);
  constexpr std::int64_t kTaken[] = {1000, 1000, 2000, 2000, 500, 500};
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(seconds[i].received, 2000U);
    const auto taken =
        static_cast<std::int64_t>(seconds[i].received - seconds[i].dropped);
    EXPECT_NEAR(static_cast<double>(taken), static_cast<double>(kTaken[i]),
                15);  // what the burst holds
  }
}

TEST(Policer, SavesUpNoMoreThanABurst) {
  Policer policer({{0, 1000}});
  EXPECT_TRUE(policer.take(0));
  int taken = 0;
  for (int i = 0; i < 100; ++i) {
    taken += policer.take(10 * kSecond) ? 1 : 0;
  }
  EXPECT_EQ(taken, 5);  // 5 ms
  EXPECT_EQ(policer.seconds().size(), 11U);
}

TEST(Policer, WithoutAPlanEverythingIsTaken) {
  Policer policer({});
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(policer.take(kSecond));
  }
}

TEST(CapacityPlan, MustBeginAtZeroAndRise) {
  for (const char* text : {"", "1:5", "0:0", "0:5,", "0:5,0:6", "0:5,3:6,2:7",
                           "0:x", "0", "0:5 ,1:6", "-1:5"}) {
    EXPECT_FALSE(parse_capacity_plan(text).has_value()) << text;
  }
  EXPECT_EQ(parse_capacity_plan("0:5,3:6")->size(), 2U);
}

}  // namespace
}  // namespace mxsweep::bench
