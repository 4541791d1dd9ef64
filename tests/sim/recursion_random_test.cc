// What an iteration finds in a random hierarchy of zones is what a perfect
// resolver says that has all their records in one flat zone.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "tests/sim/random_hierarchy.h"
#include "tests/sim/seeds.h"

namespace mxsweep::sim {
namespace {

using Rows = std::vector<std::vector<std::string>>;

void add_names(const Hierarchy& world, EngineRig& rig) {
  for (const std::string& name : world.names()) {
    rig.add_line(name);
  }
}

Rows stable(const RigReport& report) {
  Rows rows;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (const char* column :
         {"seq", "domain", "status", "mail_kind", "mx_owner", "preference",
          "exchange", "exchange_status", "a_status", "aaaa_status",
          "exchange_cname", "address"}) {
      cells.push_back(report.cell(row, column));
    }
    if (cells[2] == "CNAME_LOOP") {
      cells[4] = "-";  // where in the circle that is noticed
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// A run over all names, from the root on.
RigReport run_of(const Hierarchy& world, RigOptions options) {
  SimNetwork network(7, kSimStart);
  world.open(network, options, false);
  EngineRig rig(options, network);
  add_names(world, rig);
  RigReport report = rig.run();
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(rig.leaks(), "");
  return report;
}

Rows rows_of(const Hierarchy& world, std::uint16_t shards) {
  RigOptions options;
  options.shards = shards;
  return stable(run_of(world, options));
}

// The same through a perfect resolver.
Rows perfect_rows_of(const Hierarchy& world) {
  SimNetwork network(7, kSimStart);
  RigOptions options;
  world.open(network, options, true);
  EngineRig rig(options, network);
  add_names(world, rig);
  const RigReport report = rig.run();
  EXPECT_EQ(report.failure, "");
  EXPECT_EQ(rig.leaks(), "");
  return stable(report);
}

// A run that is stopped after so many steps, and a second time later.
void stop_after(const Hierarchy& world, int steps, int more_steps) {
  SimNetwork network(7, kSimStart);
  std::atomic<bool> stop{false};
  std::atomic<bool> stop_now{false};
  RigOptions options;
  options.stop = &stop;
  options.stop_now = &stop_now;
  world.open(network, options, false);
  EngineRig rig(options, network);
  add_names(world, rig);
  rig.end_input();
  int step = 0;
  while (rig.step()) {
    ++step;
    stop = step >= steps;
    stop_now = step >= steps + more_steps;
  }
  const RigReport report = rig.conclude();
  EXPECT_EQ(report.failure, "") << steps << '+' << more_steps;
  EXPECT_EQ(rig.leaks(), "") << steps << '+' << more_steps;
  EXPECT_EQ(report.records, world.names().size());
}

TEST(RecursionRandomTest, FindsWhatAPerfectResolverFinds) {
  for (std::uint64_t i = 0; i < seeds(40); ++i) {
    const std::uint64_t seed = first_seed() + i;
    const Hierarchy world(seed);
    const auto expected = perfect_rows_of(world);
    ASSERT_FALSE(expected.empty());
    ASSERT_EQ(rows_of(world, 1), expected) << replay(seed);
    ASSERT_EQ(rows_of(world, 2), expected) << replay(seed);
  }
}

// The same rows, by more questions; where packets get lost not in every world.
TEST(RecursionRandomTest, R10MinimisedQuestionsFindTheSame) {
  std::uint64_t asked_whole = 0;
  std::uint64_t asked_minimised = 0;
  for (std::uint64_t i = 0; i < seeds(40); ++i) {
    const std::uint64_t seed = first_seed() + i;
    const Hierarchy world(seed);
    RigOptions options;
    const RigReport whole = run_of(world, options);
    options.recursion.minimises = true;
    const RigReport minimised = run_of(world, options);
    ASSERT_EQ(stable(minimised), stable(whole)) << replay(seed);
    asked_whole += whole.totals.queries_zone;
    asked_minimised += minimised.totals.queries_zone;
    options.shards = 2;
    ASSERT_EQ(stable(run_of(world, options)), stable(whole)) << replay(seed);
  }
  EXPECT_GT(asked_minimised, asked_whole);
}

// However far the walks are, all end and nothing is left of them.
TEST(RecursionRandomTest, EndsInOrderWhenItIsStopped) {
  for (std::uint64_t i = 0; i < seeds(10); ++i) {
    const Hierarchy world(first_seed() + i);
    for (const int steps : {1, 2, 5, 10, 20, 40, 80, 160, 320}) {
      stop_after(world, steps, 100'000);
      stop_after(world, steps, 3);
    }
  }
}

}  // namespace
}  // namespace mxsweep::sim
