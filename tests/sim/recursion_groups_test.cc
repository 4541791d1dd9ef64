// Authoritative servers whose rates hold questions back: what waits for them
// leaves together, so that one wake-up serves many servers, and none is asked
// more than its rate allows.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "tests/sim/random_hierarchy.h"

namespace mxsweep::sim {
namespace {

using io::Duration;

constexpr Duration kGroup = Duration::milliseconds(5);

// What may come at once after a rest.
constexpr std::size_t kBurst = 5;

std::size_t most_within(const std::vector<io::Instant>& times, Duration span) {
  std::size_t most = 0;
  std::size_t from = 0;
  for (std::size_t to = 0; to < times.size(); ++to) {
    while (times[to] - times[from] >= span) {
      ++from;
    }
    most = std::max(most, to - from + 1);
  }
  return most;
}

TEST(RecursionGroupsTest, WhatWaitsForServersLeavesTogether) {
  constexpr double kRate = 20;
  const Hierarchy world(3, {3, 10, 400});
  RigOptions options;
  options.recursion.limits.pps_max = kRate;
  SimNetwork network(7, kSimStart);
  world.open(network, options, false);
  EngineRig rig(options, network);
  for (const std::string& name : world.names()) {
    rig.add_line(name);
  }
  EXPECT_EQ(rig.run().failure, "");
  std::size_t grouped = 0;
  std::map<std::uint16_t, std::vector<io::Instant>> times;
  for (const SentQuery& sent : network.sent()) {
    times[sent.peer].push_back(sent.at);
    grouped += sent.at.ns % kGroup.ns == 0 ? 1 : 0;
  }
  ASSERT_GT(network.sent().size(), 1000U);
  EXPECT_GE(grouped, network.sent().size() * 3 / 4);
  for (const auto& [peer, at] : times) {
    // Registries have twice the rate.
    EXPECT_LE(most_within(at, Duration::seconds(1)), 2 * kRate + kBurst)
        << io::to_text(network.endpoints()[peer]);
  }
}

}  // namespace
}  // namespace mxsweep::sim
