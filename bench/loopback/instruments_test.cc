// The instruments of the benchmarks against plain reckoning: what they show is
// what the project's claims about pace rest on.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "io/base/prng.h"

#include "bench/loopback/arrivals.h"
#include "bench/loopback/delay_line.h"
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

std::vector<std::uint8_t> ipv4_packet(std::uint8_t from, std::uint8_t to) {
  std::vector<std::uint8_t> packet(28);
  packet[0] = 0x45;
  packet[15] = from;
  packet[19] = to;
  return packet;
}

TEST(Distance, IsThatOfTheServerBothWays) {
  constexpr Distance kDistance{.least = io::Duration::milliseconds(10),
                               .most = io::Duration::milliseconds(20)};
  io::Duration least = kDistance.most;
  io::Duration most = kDistance.least;
  for (std::uint8_t server = 1; server < 200; ++server) {
    SCOPED_TRACE(int{server});
    const auto question = ipv4_packet(250, server);
    const auto reply = ipv4_packet(server, 250);
    const io::Duration there =
        kDistance.of(server_address(question, Towards::kServers));
    EXPECT_EQ(there, kDistance.of(server_address(reply, Towards::kClients)));
    least = std::min(least, there);
    most = std::max(most, there);
  }
  EXPECT_GE(least.ns, 10 * kMs);
  EXPECT_LT(least.ns, 11 * kMs);
  EXPECT_GT(most.ns, 19 * kMs);
  EXPECT_LE(most.ns, 20 * kMs);
}

TEST(Distance, NeedsAWholeHeader) {
  std::vector<std::uint8_t> packet = ipv4_packet(1, 2);
  packet.resize(19);
  EXPECT_TRUE(server_address(packet, Towards::kServers).empty());
  packet.assign(40, 0x60);
  EXPECT_EQ(server_address(packet, Towards::kServers).size(), 16U);
  packet.resize(39);
  EXPECT_TRUE(server_address(packet, Towards::kServers).empty());
  EXPECT_TRUE(server_address({}, Towards::kServers).empty());
}

TEST(DelayLine, GivesPacketsByTimeAndThenByOrder) {
  DelayLine line(8);
  constexpr std::int64_t kDue[] = {30, 10, 20, 10, 30, 10};
  for (std::uint8_t i = 0; i < 6; ++i) {
    line.push(ipv4_packet(i, 0), {kDue[i]});
  }
  constexpr std::uint8_t kWanted[] = {1, 3, 5, 2, 0, 4};
  for (const std::uint8_t wanted : kWanted) {
    EXPECT_EQ(line.next_due().ns, kDue[wanted]);
    ASSERT_EQ(line.front().size(), 28U);
    EXPECT_EQ(line.front()[15], wanted);
    line.pop();
  }
  EXPECT_EQ(line.next_due(), io::Instant::never());
}

TEST(DelayLine, DropsWhatFindsItFullAndTakesMoreAfterwards) {
  DelayLine line(2);
  for (std::uint8_t i = 0; i < 3; ++i) {
    line.push(ipv4_packet(i, 0), {i});
  }
  EXPECT_EQ(line.counts().taken, 2U);
  EXPECT_EQ(line.counts().dropped, 1U);
  EXPECT_EQ(line.counts().most_waiting, 2U);
  line.pop();
  line.push(ipv4_packet(7, 0), {9});
  EXPECT_EQ(line.front()[15], 1);
  line.pop();
  EXPECT_EQ(line.front()[15], 7);
  EXPECT_EQ(line.counts().dropped, 1U);
}

}  // namespace
}  // namespace mxsweep::bench
