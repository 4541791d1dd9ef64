// A resolver that says SERVFAIL or REFUSED to what is more than it can take,
// on lists of which some names fail at any pace: its capacity is found and
// used, and no other name ends unknown.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <string>
#include <vector>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

using io::Duration;

// A broken name is asked at once, and after 1.1, 2.2 and 5.3 s.
constexpr int kBrokenQuestions = 4;
constexpr double kSchedule_s = 5.3;

// The pace begins at 500 a second and has to be found.
constexpr double kStart_s = 2;

struct World {
  double qps = 0;
  std::uint16_t rcode = 0;
  int per_cent = 0;  // of the names are broken
  bool clumped = false;
  int resolvers = 1;
  bool caches = false;
  std::uint64_t seed = 1;

  [[nodiscard]] int names() const { return static_cast<int>(qps * 10); }

  [[nodiscard]] int broken() const { return names() * per_cent / 100; }

  [[nodiscard]] int good() const { return names() - broken(); }

  // What the capacity gives.
  [[nodiscard]] double wall_s() const {
    return (good() + broken() * kBrokenQuestions) / qps;
  }
};

std::ostream& operator<<(std::ostream& out, const World& world) {
  return out << world.qps << " a second, else rcode " << world.rcode << ", "
             << world.per_cent << " % broken"
             << (world.clumped ? " in a row" : "") << ", " << world.resolvers
             << (world.caches ? " caching" : "") << " resolvers, seed "
             << world.seed;
}

std::vector<std::string> list_of(const World& world) {
  std::vector<std::string> list;
  const std::int64_t names = world.names();
  const std::int64_t broken = world.broken();
  for (std::int64_t n = 0; n < names; ++n) {
    const std::int64_t first = (names - broken) / 2;
    const bool is_broken = world.clumped
                               ? n >= first && n < first + broken
                               : (n + 1) * broken / names != n * broken / names;
    list.push_back('n' + std::to_string(n) +
                   (is_broken ? ".broken.test" : ".test"));
  }
  return list;
}

// When the good names were answered, in seconds; and what else came.
struct Result {
  double wall_s = 0;
  std::vector<double> answered_s;
  int unknown = 0;  // good names

  // Answers a second between the first quarter of them and the last tenth.
  [[nodiscard]] double steady_qps() const {
    const std::size_t from = answered_s.size() / 4;
    const std::size_t to = answered_s.size() * 9 / 10;
    return static_cast<double>(to - from) / (answered_s[to] - answered_s[from]);
  }
};

Result scan(const World& world) {
  const Zone zone;  // what it does not know does not exist: an answer
  SimNetwork network(world.seed, kSimStart);
  network.keep_records = false;
  for (int i = 1; i <= world.resolvers; ++i) {
    FakeResolver resolver(
        *io::parse_endpoint("192.0.2." + std::to_string(i), 53), zone);
    Rule rule;
    EXPECT_EQ(parse_rule("*.broken.test * -> rcode SERVFAIL", rule), "");
    resolver.rules = {rule};
    LinkProfile link;
    link.latency = Duration::milliseconds(10);
    link.sigma = 0.3;
    network.add_resolver(std::move(resolver), link);
    Capacity capacity;
    capacity.qps = world.qps / world.resolvers;
    capacity.rcode = world.rcode;
    capacity.caches = world.caches;
    network.set_capacity(static_cast<std::size_t>(i - 1), capacity);
  }
  RigOptions options;
  options.seed = world.seed;
  options.engine.mail.addresses = AddressMode::kNone;
  options.engine.query.pace.adaptive = true;
  options.engine.query.concurrency = 20'000;
  options.time_max = Duration::seconds(1'000);
  options.steps_max = ~std::uint64_t{0};
  EngineRig rig(options, network);
  for (const std::string& name : list_of(world)) {
    rig.add_line(name);
  }
  const RigReport report = rig.run();
  EXPECT_EQ(report.failure, "");
  Result result;
  result.wall_s = report.elapsed.to_seconds();
  const std::size_t domain = report.column("domain");
  const std::size_t status = report.column("status");
  const std::size_t at = report.column("answered_at");
  for (const std::vector<std::string>& row : report.rows) {
    if (row[status] == "NXDOMAIN") {
      result.answered_s.push_back(std::stod(row[at]) * 1e-6 -
                                  static_cast<double>(kSimStart.ns) * 1e-9);
    } else {
      result.unknown += row[domain].find("broken") == std::string::npos ? 1 : 0;
    }
  }
  std::sort(result.answered_s.begin(), result.answered_s.end());
  return result;
}

void expect_capacity_used(const World& world) {
  const Result result = scan(world);
  const double share = result.steady_qps() * world.wall_s() / world.good();
  if (std::getenv("MXSWEEP_SHOW") != nullptr) {
    std::printf(
        "%6.0f/s rcode %u %2d %% %-6s x%d%s seed %llu: wall %6.2f s "
        "(%5.2f) share %.3f unknown %d\n",
        world.qps, world.rcode, world.per_cent,
        world.clumped ? "clump" : "spread", world.resolvers,
        world.caches ? " caches" : "",
        static_cast<unsigned long long>(world.seed), result.wall_s,
        world.wall_s(), share, result.unknown);
  }
  // One all of whose attempts fell into moments in which too much was asked.
  EXPECT_LE(result.unknown, world.good() / 5'000) << world;
  EXPECT_LE(result.wall_s, world.wall_s() * 1.3 + kStart_s + kSchedule_s)
      << world;
  // The rate of good names is not steady where the broken ones are in a row.
  if (!world.clumped) {
    EXPECT_GE(share, 0.9) << world;
  }
}

class EngineOverloadTest : public ::testing::TestWithParam<std::uint16_t> {};

TEST_P(EngineOverloadTest, BrokenNamesDoNotHideTheCapacity) {
  for (const double qps : {2'000.0, 10'000.0}) {
    for (const int per_cent : {0, 5, 10, 30}) {
      expect_capacity_used({qps, GetParam(), per_cent});
      if (per_cent > 0) {
        expect_capacity_used({qps, GetParam(), per_cent, true});
      }
    }
  }
}

TEST_P(EngineOverloadTest, NorDoesChance) {
  for (std::uint64_t seed = 2; seed <= 5; ++seed) {
    expect_capacity_used({2'000, GetParam(), 10, false, 1, false, seed});
    expect_capacity_used({2'000, GetParam(), 10, false, 4, false, seed});
  }
}

// Control questions are answered whatever it has to do.
TEST_P(EngineOverloadTest, NorDoesACache) {
  for (const int per_cent : {0, 10}) {
    expect_capacity_used({2'000, GetParam(), per_cent, false, 1, true});
  }
}

INSTANTIATE_TEST_SUITE_P(Codes, EngineOverloadTest,
                         ::testing::Values(kRcodeServFail, kRcodeRefused),
                         [](const auto& tested) {
                           return tested.param == kRcodeServFail ? "servfail"
                                                                 : "refused";
                         });

}  // namespace
}  // namespace mxsweep::sim
