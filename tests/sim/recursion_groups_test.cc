// Authoritative servers whose rates hold questions back: what waits for them
// leaves together, so that one wake-up serves many servers, and none is asked
// more than its rate allows.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
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

// Questions to one server in a second, of the server that got most.
std::size_t most_to_one(const SimNetwork& network) {
  std::map<std::uint16_t, std::vector<io::Instant>> times;
  for (const SentQuery& sent : network.sent()) {
    times[sent.peer].push_back(sent.at);
  }
  std::size_t most = 0;
  for (const auto& [peer, at] : times) {
    most = std::max(most, most_within(at, Duration::seconds(1)));
  }
  return most;
}

std::size_t grouped(const SimNetwork& network) {
  return static_cast<std::size_t>(std::count_if(
      network.sent().begin(), network.sent().end(),
      [](const SentQuery& sent) { return sent.at.ns % kGroup.ns == 0; }));
}

// The failure, if there was one.
std::string scan(const Hierarchy& world, double rate, SimNetwork& network) {
  RigOptions options;
  options.recursion.limits.pps_max = rate;
  world.open(network, options, false);
  EngineRig rig(options, network);
  for (const std::string& name : world.names()) {
    rig.add_line(name);
  }
  return rig.run().failure;
}

TEST(RecursionGroupsTest, WhatWaitsForServersLeavesTogether) {
  constexpr double kRate = 20;
  SimNetwork network(7, kSimStart);
  EXPECT_EQ(scan(Hierarchy(3, {3, 10, 400}), kRate, network), "");
  ASSERT_GT(network.sent().size(), 1000U);
  EXPECT_GE(grouped(network), network.sent().size() * 3 / 4);
  // Registries have twice the rate.
  EXPECT_LE(most_to_one(network), 2 * kRate + kBurst);
}

}  // namespace
}  // namespace mxsweep::sim
