// Resolvers that really are ill, beside healthy ones or alone: dead, slow,
// refusing everything, lossy, silent for a while, restarted. No name is lost
// that another resolver, or the same one later, could answer; the healthy ones
// are used; one that comes back is in use again within two seconds.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

using io::Duration;

struct Resolver {
  std::vector<std::string> rules;
  Duration latency = Duration::milliseconds(20);
  double loss = 0;
};

struct Result {
  RigReport report;
  std::uint64_t answered = 0;
  std::vector<std::uint64_t> taken;  // by each resolver
  std::vector<SentQuery> sent;

  [[nodiscard]] double share(std::size_t resolver) const {
    double all = 0;
    for (const std::uint64_t each : taken) {
      all += static_cast<double>(each);
    }
    return static_cast<double>(taken[resolver]) / all;
  }

  // Packets to a resolver in a stretch of time.
  [[nodiscard]] std::size_t asked(std::uint16_t resolver, Duration from,
                                  Duration until) const {
    std::size_t count = 0;
    for (const SentQuery& each : sent) {
      const Duration at = each.at - kSimStart;
      count += each.peer == resolver && at >= from && at < until ? 1 : 0;
    }
    return count;
  }
};

struct Setup {
  int names = 20'000;
  std::uint64_t rate_pps = 2'000;
  bool paced = false;
  std::uint32_t retries = 3;
  std::uint16_t shards = 1;
};

Result scan(const std::vector<Resolver>& resolvers, const Setup& setup) {
  const Zone zone;  // what it does not know does not exist: an answer
  SimNetwork network(17, kSimStart);
  int number = 1;
  for (const Resolver& each : resolvers) {
    FakeResolver resolver(
        *io::parse_endpoint("192.0.2." + std::to_string(number++), 53), zone);
    for (const std::string& line : each.rules) {
      Rule rule;
      EXPECT_EQ(parse_rule(line, rule), "");
      resolver.rules.push_back(rule);
    }
    LinkProfile link;
    link.latency = each.latency;
    link.sigma = 0.2;
    link.loss_out = each.loss;
    network.add_resolver(std::move(resolver), link);
  }
  RigOptions options;
  options.seed = 3;
  options.engine.mail.addresses = AddressMode::kNone;
  options.engine.query.rate_pps = setup.paced ? 0 : setup.rate_pps;
  options.engine.query.pace.adaptive = setup.paced;
  options.engine.query.pace.max_pps =
      setup.paced ? setup.rate_pps / resolvers.size() : 0;
  options.engine.query.retries = setup.retries;
  options.shards = setup.shards;
  EngineRig rig(options, network);
  for (int i = 0; i < setup.names; ++i) {
    rig.add_line("n" + std::to_string(i) + ".test");
  }
  Result result;
  result.report = rig.run();
  EXPECT_EQ(result.report.failure, "");
  for (std::size_t i = 0; i < resolvers.size(); ++i) {
    result.taken.push_back(result.report.records == 0 ? 0
                                                      : network.load(i).taken);
  }
  result.sent = network.sent();
  for (std::size_t i = 0; i < result.taken.size(); ++i) {
    result.taken[i] = result.asked(static_cast<std::uint16_t>(i), {},
                                   Duration::seconds(100'000));
  }
  result.answered =
      result.report.totals
          .by_status[static_cast<std::size_t>(LookupStatus::kNxDomain)];
  if (std::getenv("MXSWEEP_SHOW") != nullptr) {
    std::printf("wall %.2f s, answered %llu of %d, packets",
                result.report.elapsed.to_seconds(),
                static_cast<unsigned long long>(result.answered), setup.names);
    for (const std::uint64_t each : result.taken) {
      std::printf(" %llu", static_cast<unsigned long long>(each));
    }
    std::printf("\n");
  }
  return result;
}

constexpr double kCleanWall_s = 10;  // 20,000 names at 2,000 a second

TEST(EngineIllResolversTest, OneOfFourIsDead) {
  for (const bool paced : {false, true}) {
    const Result got = scan({{}, {{"* * -> silence"}}, {}, {}},
                            {.rate_pps = 2'000, .paced = paced});
    EXPECT_EQ(got.answered, 20'000U);
    EXPECT_LE(got.asked(1, Duration::seconds(3), Duration::seconds(30)), 40U);
    EXPECT_LE(got.report.elapsed.to_seconds(),
              kCleanWall_s * (paced ? 4.0 / 3 : 1) + 3);
  }
}

TEST(EngineIllResolversTest, OneOfFourRefusesEverything) {
  for (const char* code : {"REFUSED", "SERVFAIL"}) {
    const Result got =
        scan({{}, {{std::string("* * -> rcode ") + code}}, {}, {}}, {});
    EXPECT_EQ(got.answered, 20'000U);
    EXPECT_LE(got.asked(1, Duration::seconds(1), Duration::seconds(30)), 40U);
    EXPECT_LE(got.report.elapsed.to_seconds(), kCleanWall_s + 1);
  }
}

TEST(EngineIllResolversTest, OneOfFourIsSlow) {
  const Result got =
      scan({{}, {{}, Duration::milliseconds(200)}, {}, {}}, {.rate_pps = 0});
  const Result clean = scan({{}, {}, {}, {}}, {.rate_pps = 0});
  EXPECT_EQ(got.answered, 20'000U);
  // The three others do at least nine tenths of what they did.
  EXPECT_LE(got.report.elapsed.to_seconds(),
            clean.report.elapsed.to_seconds() * 4 / 3 / 0.9 + 0.4);
}

// As many as a cluster may have: each sees little of each resolver.
TEST(EngineIllResolversTest, OneOfFourIsSlowForSixtyFourShards) {
  const Result got = scan({{}, {{}, Duration::milliseconds(400)}, {}, {}},
                          {.names = 10'000, .rate_pps = 4'000, .shards = 64});
  EXPECT_EQ(got.answered, 10'000U);
  EXPECT_LE(got.report.elapsed.to_seconds(), kCleanWall_s / 4 + 2);
  EXPECT_LE(static_cast<double>(got.sent.size()), 10'000 * 1.05);
}

TEST(EngineIllResolversTest, TwoOfFourLoseThreeInTen) {
  for (const std::uint64_t rate : {std::uint64_t{2'000}, std::uint64_t{0}}) {
    const Result got = scan({{},
                             {{}, Duration::milliseconds(20), 0.3},
                             {},
                             {{}, Duration::milliseconds(20), 0.3}},
                            {.names = 40'000, .rate_pps = rate});
    EXPECT_EQ(got.answered, 40'000U);
    EXPECT_LE(got.share(1) + got.share(3), rate == 0 ? 0.2 : 0.15);
    EXPECT_GE(got.share(1) + got.share(3), 0.01);
  }
}

TEST(EngineIllResolversTest, TheOnlyOneIsSilentForFifteenSeconds) {
  for (const bool paced : {false, true}) {
    const Result got = scan({{{"* * after=5s before=20s -> silence"}}},
                            {.names = 40'000, .paced = paced});
    EXPECT_EQ(got.answered, 40'000U);
    // One control question a second, and nothing else.
    EXPECT_LE(got.asked(0, Duration::seconds(8), Duration::seconds(20)), 13U);
    EXPECT_GE(got.asked(0, Duration::seconds(8), Duration::seconds(20)), 10U);
    EXPECT_GE(got.asked(0, Duration::seconds(22), Duration::seconds(24)),
              3'600U);
    EXPECT_LE(got.report.elapsed.to_seconds(), 20 + 15 + 3);
  }
}

// While the pace is still being found, too.
TEST(EngineIllResolversTest, TheOnlyOneFailsEarlyForAWhile) {
  for (const std::string code : {"SERVFAIL", "REFUSED"}) {
    for (const std::string from : {"500ms", "1200ms"}) {
      const Result got =
          scan({{{"* * after=" + from + " before=15s -> rcode " + code}}},
               {.names = 30'000, .rate_pps = 0, .paced = true});
      EXPECT_EQ(got.answered, 30'000U);
      EXPECT_LE(got.report.elapsed.to_seconds(), 15 + 3) << code << ' ' << from;
    }
  }
}

TEST(EngineIllResolversTest, TheOnlyOneIsRestarted) {
  const Result got =
      scan({{{"* * after=5s before=9s -> refuse"}}}, {.names = 30'000});
  EXPECT_EQ(got.answered, 30'000U);
  EXPECT_GE(got.asked(0, Duration::seconds(11), Duration::seconds(13)), 3'600U);
  EXPECT_LE(got.report.elapsed.to_seconds(), 15 + 4 + 3);
}

TEST(EngineIllResolversTest, OneOfTwoIsSilentForAWhileAndUsedAgain) {
  const Result got =
      scan({{}, {{"* * after=3s before=10s -> silence"}}}, {.names = 40'000});
  EXPECT_EQ(got.answered, 40'000U);
  EXPECT_LE(got.asked(1, Duration::seconds(5), Duration::seconds(10)), 8U);
  EXPECT_GE(got.asked(1, Duration::seconds(12), Duration::seconds(14)), 1'200U);
  EXPECT_LE(got.report.elapsed.to_seconds(), 20 + 1.5);
}

// Nobody is there from the first question on.
TEST(EngineIllResolversTest, ThatNobodyIsThereEndsAfterHalfAMinute) {
  const Result got = scan({{{"* * -> silence"}}}, {.names = 1'000});
  EXPECT_EQ(got.answered, 0U);
  EXPECT_EQ(got.report.records, 1'000U);
  EXPECT_EQ(got.report.totals.gave_up, 1U);
  EXPECT_LE(got.report.elapsed.to_seconds(), 34);
}

// One popular host whose questions were lost is asked again by the next.
TEST(EngineIllResolversTest, AHostThatFailedOnceSpoilsFewNames) {
  Zone zone;
  for (int i = 0; i < 20'000; ++i) {
    zone.add_mx("d" + std::to_string(i) + ".test", 10, "mx.shared.test");
  }
  zone.add_address("mx.shared.test", "8.8.8.8");
  SimNetwork network(5, kSimStart);
  network.keep_records = false;
  FakeResolver resolver(*io::parse_endpoint("192.0.2.1", 53), zone);
  Rule rule;
  ASSERT_EQ(parse_rule("mx.shared.test AAAA try=1-2 -> silence", rule), "");
  resolver.rules.push_back(rule);
  network.add_resolver(std::move(resolver), {});
  RigOptions options;
  options.engine.query.rate_pps = 2'000;
  options.engine.query.retries = 1;
  EngineRig rig(options, network);
  for (int i = 0; i < 20'000; ++i) {
    rig.add_line("d" + std::to_string(i) + ".test");
  }
  const RigReport report = rig.run();
  EXPECT_EQ(report.failure, "");
  int spoilt = 0;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    spoilt += report.cell(row, "aaaa_status") == "TIMEOUT" ? 1 : 0;
  }
  // Those that waited for it, 4.4 s, and those of a second and a half.
  EXPECT_LE(spoilt, 2'000 * 6);
  EXPECT_GE(spoilt, 1);
}

}  // namespace
}  // namespace mxsweep::sim
