// Many small worlds whose network and disk fail in every way we know of
// (fault_world.h): each ends with a complete dataset that says the truth about
// every record once, whatever sessions came to grief before, and none hangs.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "tests/sim/fault_world.h"
#include "tests/sim/seeds.h"

namespace mxsweep::sim {
namespace {

constexpr std::uint64_t kSeeds = 400;

// A world takes some ten milliseconds, under a sanitizer more.
constexpr io::Duration kPatience = io::Duration::seconds(60);

TEST(EngineFaultsTest, ResumedRunsEndAsIfNothingHadBeen) {
  test::HangWatch watch(kPatience);
  FaultTally tally;
  for (std::uint64_t i = 0; i < seeds(kSeeds); ++i) {
    const std::uint64_t seed = first_seed() + i;
    ASSERT_EQ(run_fault_world(seed, watch, tally), "") << replay(seed);
  }
  std::printf(
      "%llu sessions, %llu failed, %llu crashed, %llu resumed, "
      "%llu short writes, %llu interrupted\n",
      static_cast<unsigned long long>(tally.sessions),
      static_cast<unsigned long long>(tally.failed),
      static_cast<unsigned long long>(tally.crashed),
      static_cast<unsigned long long>(tally.resumed),
      static_cast<unsigned long long>(tally.short_writes),
      static_cast<unsigned long long>(tally.interrupted));
  // Were there no trouble, this would prove nothing.
  if (seeds(kSeeds) >= 100) {
    EXPECT_GT(tally.failed, seeds(kSeeds) / 2);
    EXPECT_GT(tally.crashed, seeds(kSeeds) / 4);
    EXPECT_GT(tally.resumed, seeds(kSeeds) / 4);
    EXPECT_GT(tally.short_writes, seeds(kSeeds));
    EXPECT_GT(tally.interrupted, seeds(kSeeds));
  }
}

TEST(EngineFaultsDeathTest, WhatHangsIsSaid) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto hang = [] {
    test::HangWatch watch(io::Duration::milliseconds(50));
    watch.at("seed 17, session 2: 3 in flight");
    watch.moved(io::Instant{12'345'678'000});
    std::this_thread::sleep_for(std::chrono::seconds(30));
  };
  EXPECT_EXIT(hang(), testing::ExitedWithCode(1),
              "seed 17, session 2: 3 in flight, virtual time 12.345678 s");
}

}  // namespace
}  // namespace mxsweep::sim
