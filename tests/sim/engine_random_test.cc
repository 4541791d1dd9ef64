// Many small random worlds (random_world.h): the invariants hold in each, and
// each run repeats itself octet by octet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/sim/random_world.h"
#include "tests/sim/seeds.h"

namespace mxsweep::sim {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kSeeds = 200;

TEST(EngineRandomTest, EveryResultIsTheTruthOrAnHonestFailure) {
  std::uint64_t answered = 0;
  std::uint64_t records = 0;
  for (std::uint64_t i = 0; i < seeds(kSeeds); ++i) {
    const std::uint64_t seed = first_seed() + i;
    const World world = make_world(seed);
    const WorldRun run = run_world(world);
    ASSERT_EQ(check_world(world, run), "") << replay(seed);
    records += run.report.records;
    for (std::size_t status = 0; status < 3; ++status) {
      answered += run.report.totals.by_status[status];
    }
  }
  // Were everything a failure, the check above would prove nothing.
  if (seeds(kSeeds) >= 100) {
    EXPECT_GT(answered, records / 2);
    EXPECT_LT(answered, records);
  }
}

TEST(EngineRandomTest, EqualSeedsGiveEqualRowsAndPackets) {
  for (std::uint64_t i = 0; i < seeds(kSeeds) / 4 + 1; ++i) {
    const std::uint64_t seed = first_seed() + i;
    const World world = make_world(seed);
    const WorldRun one = run_world(world);
    const WorldRun two = run_world(make_world(seed));
    ASSERT_EQ(one.trace, two.trace) << replay(seed);
    ASSERT_EQ(one.report.rows, two.report.rows) << replay(seed);
    ASSERT_EQ(one.report.steps, two.report.steps) << replay(seed);
  }
}

// Each tampering is one that a broken engine could do.
TEST(EngineRandomTest, TheInvariantsSeeWhatIsWrong) {
  World world = make_world(first_seed());
  world.rig.engine.rows = RowPlan(Shape::kFlat);
  const WorldRun good = run_world(world);
  ASSERT_EQ(check_world(world, good), "");
  const auto seen = [&world, &good](std::string_view column,
                                    const std::string& from,
                                    const std::string& to) {
    WorldRun bad = good;
    const std::size_t at = bad.report.column(column);
    for (auto& cells : bad.report.rows) {
      if (cells[at] == from || (from == "*" && cells[at] != "-")) {
        cells[at] = to;
        return check_world(world, bad);
      }
    }
    return std::string("nothing to tamper with");
  };
  EXPECT_THAT(seen("exchange", "*", "forged.evil"), HasSubstr("forged"));
  EXPECT_THAT(seen("exchange", "*", "mx99.host.test"),
              HasSubstr("wrong exchanges"));
  EXPECT_THAT(seen("preference", "10", "11"), HasSubstr("wrong exchanges"));
  EXPECT_THAT(seen("address", "*", "8.8.8.8"), HasSubstr("wrong addresses"));
  EXPECT_THAT(seen("status", "NOERROR", "NXDOMAIN"), HasSubstr("wrong status"));
  EXPECT_THAT(seen("status", "NXDOMAIN", "TIMEOUT"), HasSubstr("(S5)"));
  EXPECT_THAT(seen("seq", "3", "4"), HasSubstr("the name of another"));
  WorldRun lost = good;
  lost.report.rows.pop_back();
  EXPECT_THAT(check_world(world, lost), HasSubstr("rows counted"));
  WorldRun busy = good;
  busy.report.steps += 10'000'000;
  EXPECT_THAT(check_world(world, busy), HasSubstr("busy"));
  WorldRun eager = good;
  const Totals& totals = good.report.totals;
  eager.sent.insert(eager.sent.end(),
                    20 + totals.queries_control + totals.unproven,
                    eager.sent.front());
  EXPECT_THAT(check_world(world, eager), HasSubstr("times, allowed"));
}

TEST(EngineRandomTest, OtherSeedsGiveOtherPackets) {
  World world = make_world(first_seed());
  const WorldRun one = run_world(world);
  ++world.rig.seed;
  EXPECT_NE(one.trace, run_world(world).trace);
}

}  // namespace
}  // namespace mxsweep::sim
