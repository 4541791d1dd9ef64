// Lists as the world has them: some names fail at every resolver, spread over
// the list or thousands in a row, with SERVFAIL, REFUSED or silence. A scan of
// such a list answers every other name, as fast as if the broken ones were
// not there, and ends at most one name's schedule after it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

using io::Duration;

constexpr int kGood = 10'000;
constexpr int kClump = 5'000;

// From the first attempt to the last: SERVFAIL waits 1.1, 1.1 and 3.1 s;
// silence is waited for, at most 2 s at first (and no less than 400 ms), then
// twice and four times as long, and 8 s the last time.
constexpr double kFailureSchedule_s = 5.3;
constexpr double kSilenceSchedule_s = 22;

enum class Pace { kAuto, kFixed, kNone };

struct World {
  std::string kind;   // of the broken names: servfail, refused, silent, mixed
  std::string where;  // spread, first, middle, last
  int per_cent = 0;   // of all names, when spread; else kClump names
  int resolvers = 1;
  Pace pace = Pace::kNone;
  int good = kGood;              // names
  double capacity_qps = 20'000;  // of all resolvers, for a pace to be found
};

std::string text(Pace pace) {
  switch (pace) {
    case Pace::kAuto:
      return "auto";
    case Pace::kFixed:
      return "fixed";
    case Pace::kNone:
      break;
  }
  return "none";
}

std::ostream& operator<<(std::ostream& out, const World& world) {
  return out << world.kind << ' ' << world.where << ' ' << world.per_cent
             << "% " << world.resolvers << " resolvers, pace "
             << text(world.pace);
}

std::string broken_name(const World& world, int n) {
  static const std::vector<std::string> kKinds = {"servfail", "refused",
                                                  "silent"};
  const std::string& kind = world.kind == "mixed"
                                ? kKinds[static_cast<std::size_t>(n) % 3]
                                : world.kind;
  return "b" + std::to_string(n) + "." + kind + ".test";
}

std::string good_name(int n) {
  return "g" + std::to_string(n) + ".good.test";
}

// How many are broken of a list with kGood good ones.
int broken_count(const World& world) {
  if (world.where != "spread") {
    return kClump;
  }
  return world.good * world.per_cent / (100 - world.per_cent);
}

std::vector<std::string> list_of(const World& world) {
  const int broken = broken_count(world);
  const int first = world.where == "middle" ? world.good / 2
                    : world.where == "last" ? world.good
                                            : 0;
  std::vector<std::string> list;
  int next = 0;
  for (int good = 0; good <= world.good; ++good) {
    const int due =
        world.where == "spread"
            ? static_cast<int>(std::int64_t{broken} * good / world.good)
        : good >= first ? broken
                        : 0;
    for (; next < due; ++next) {
      list.push_back(broken_name(world, next));
    }
    if (good < world.good) {
      list.push_back(good_name(good));
    }
  }
  return list;
}

Rule rule_of(const std::string& line) {
  Rule rule;
  EXPECT_EQ(parse_rule(line, rule), "");
  return rule;
}

struct Result {
  double wall_s = 0;
  double good_s = 0;  // when the last good name was answered
  std::map<std::pair<std::string, std::string>, int> statuses;
  std::uint64_t queries = 0;
  std::uint64_t controls = 0;
};

// Since the start, of a time in microseconds.
double seconds_of(const std::string& time_us) {
  return std::stod(time_us) * 1e-6 - static_cast<double>(kSimStart.ns) * 1e-9;
}

Result scan(const World& world) {
  const Zone zone;  // what it does not know does not exist: an answer
  SimNetwork network(11, kSimStart);
  network.keep_records = false;
  for (int i = 1; i <= world.resolvers; ++i) {
    FakeResolver resolver(
        *io::parse_endpoint("192.0.2." + std::to_string(i), 53), zone);
    resolver.rules = {rule_of("*.servfail.test * -> rcode SERVFAIL"),
                      rule_of("*.refused.test * -> rcode REFUSED"),
                      rule_of("*.silent.test * -> silence")};
    LinkProfile link;
    link.latency = Duration::milliseconds(5);
    link.sigma = 0.3;
    network.add_resolver(std::move(resolver), link);
    Capacity capacity;
    capacity.qps =
        world.pace == Pace::kAuto ? world.capacity_qps / world.resolvers : 0;
    network.set_capacity(static_cast<std::size_t>(i - 1), capacity);
  }
  RigOptions options;
  options.seed = 5;
  options.engine.mail.addresses = AddressMode::kNone;
  options.engine.query.pace.adaptive = world.pace == Pace::kAuto;
  options.engine.query.rate_pps = world.pace == Pace::kFixed ? 5'000 : 0;
  options.time_max = Duration::seconds(600);
  EngineRig rig(options, network);
  for (const std::string& name : list_of(world)) {
    rig.add_line(name);
  }
  const RigReport report = rig.run();
  EXPECT_EQ(report.failure, "");
  Result result;
  result.wall_s = report.elapsed.to_seconds();
  result.queries = report.totals.queries();
  result.controls = report.totals.queries_control;
  const std::size_t domain = report.column("domain");
  const std::size_t status = report.column("status");
  const std::size_t at = report.column("answered_at");
  for (const std::vector<std::string>& row : report.rows) {
    const std::string kind = row[domain].substr(row[domain].find('.') + 1);
    ++result.statuses[{kind, row[status]}];
    if (kind == "good.test" && row[status] == "NXDOMAIN") {
      result.good_s = std::max(result.good_s, seconds_of(row[at]));
    }
  }
  return result;
}

// The same names without the broken ones.
const Result& clean(int resolvers, Pace pace) {
  static std::map<std::pair<int, Pace>, Result> known;
  const auto key = std::make_pair(resolvers, pace);
  if (known.count(key) == 0) {
    known[key] = scan({"servfail", "spread", 0, resolvers, pace});
  }
  return known[key];
}

// Which broken names, through how many resolvers, at which pace.
struct Group {
  std::string kind;
  int resolvers;
  Pace pace;
};

std::ostream& operator<<(std::ostream& out, const Group& group) {
  return out << group.kind << ' ' << group.resolvers << " resolvers, pace "
             << text(group.pace);
}

std::vector<Group> groups() {
  std::vector<Group> all;
  for (const int resolvers : {1, 4}) {
    for (const Pace pace : {Pace::kAuto, Pace::kFixed, Pace::kNone}) {
      for (const char* kind : {"servfail", "refused", "silent", "mixed"}) {
        all.push_back({kind, resolvers, pace});
      }
    }
  }
  return all;
}

void expect_nobody_held_up(const World& world) {
  const Result& without = clean(world.resolvers, world.pace);
  const Result with = scan(world);
  const auto count = [&with](const std::string& kind,
                             const std::string& status) {
    const auto found = with.statuses.find({kind + ".test", status});
    return found == with.statuses.end() ? 0 : found->second;
  };
  // While a pace is being found, all attempts of a name may be lost: of four
  // names in the worst of seven seeds.
  const bool may_lose = world.pace == Pace::kAuto;
  EXPECT_GE(count("good", "NXDOMAIN"), may_lose ? kGood - 10 : kGood);
  int broken = 0;
  for (const auto& [what, names] : with.statuses) {
    broken += what.first == "good.test" ? 0 : names;
  }
  EXPECT_EQ(broken, broken_count(world));
  EXPECT_GE(count("servfail", "SERVFAIL") + count("refused", "REFUSED") +
                count("silent", "TIMEOUT"),
            broken * (may_lose ? 0.85 : 1));
  // A broken name takes its first question from the others, and four in all
  // where the rate is what limits a scan.
  const double firsts =
      static_cast<double>(kGood + broken_count(world)) / kGood;
  const double all = firsts + 3 * (firsts - 1);
  const bool limited = world.pace != Pace::kNone;
  const bool silent = world.kind == "silent" || world.kind == "mixed";
  const double schedule =
      silent || may_lose ? kSilenceSchedule_s : kFailureSchedule_s;
  // Each verdict on a pace waits until silence is certain.
  EXPECT_LE(with.good_s, without.good_s * firsts / 0.9 +
                             (may_lose ? (silent ? 12 : 2) : 0.9));
  EXPECT_LE(with.wall_s,
            without.wall_s * (limited ? all : firsts) + schedule + 0.5);
  if (std::getenv("MXSWEEP_SHOW") != nullptr) {
    std::printf(
        "%-8s %-6s %2d %% x%d %-5s good %6.2f s (clean %5.2f) wall "
        "%6.2f s queries %6llu controls %llu\n",
        world.kind.c_str(), world.where.c_str(), world.per_cent,
        world.resolvers, text(world.pace).c_str(), with.good_s, without.good_s,
        with.wall_s, static_cast<unsigned long long>(with.queries),
        static_cast<unsigned long long>(with.controls));
  }
}

class EngineFailingNamesTest : public ::testing::TestWithParam<Group> {};

TEST_P(EngineFailingNamesTest, HoldNobodyUp) {
  const auto& [kind, resolvers, pace] = GetParam();
  std::vector<World> worlds;
  for (const int per_cent : {1, 5, 13, 30, 60}) {
    worlds.push_back({kind, "spread", per_cent, resolvers, pace});
  }
  for (const char* where : {"first", "middle", "last"}) {
    worlds.push_back({kind, where, 0, resolvers, pace});
  }
  for (const World& world : worlds) {
    std::ostringstream trace;
    trace << world;
    SCOPED_TRACE(trace.str());
    expect_nobody_held_up(world);
  }
}

// A list that is half over before the first verdict on a pace, and resolvers
// that take less than the pace of the start.
TEST(EngineShortListTest, LosesHardlyANameBeforeASlowResolver) {
  for (const int resolvers : {1, 4}) {
    for (const double qps : {150.0, 300.0, 480.0}) {
      for (const int good : {200, 600, 2'000}) {
        World world{"servfail", "spread", 0, resolvers, Pace::kAuto};
        world.good = good;
        world.capacity_qps = qps * resolvers;
        const Result result = scan(world);
        const auto answered = result.statuses.find({"good.test", "NXDOMAIN"});
        ASSERT_NE(answered, result.statuses.end());
        EXPECT_GE(answered->second, good - 1)
            << world << ", " << qps << " a second each";
        EXPECT_LE(result.wall_s, good / world.capacity_qps * 1.5 + 4) << good;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Groups, EngineFailingNamesTest,
                         ::testing::ValuesIn(groups()), [](const auto& tested) {
                           const Group& group = tested.param;
                           return group.kind + "_x" +
                                  std::to_string(group.resolvers) + "_" +
                                  text(group.pace);
                         });

}  // namespace
}  // namespace mxsweep::sim
