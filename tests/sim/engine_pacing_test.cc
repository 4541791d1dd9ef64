// --rate auto on five kinds of network, in virtual time: whatever a resolver
// takes and however it says that it is enough, the engine finds its capacity
// within ten seconds, stays there with little loss, and follows when it
// doubles, halves or falls to a small part.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

using io::Duration;

constexpr double kCapacityQps = 20'000;
constexpr double kShareLeast = 0.90;
constexpr double kLossMost = 0.01;

struct Profile {
  std::string name;
  LinkProfile link;
  Capacity capacity;
};

std::ostream& operator<<(std::ostream& out, const Profile& profile) {
  return out << profile.name;
}

LinkProfile link_of(Duration latency, double sigma, double loss) {
  LinkProfile link;
  link.latency = latency;
  link.sigma = sigma;
  link.loss_out = loss;
  link.loss_in = loss;
  return link;
}

Capacity capacity_of(double qps) {
  Capacity capacity;
  capacity.qps = qps;
  return capacity;
}

std::vector<Profile> profiles() {
  std::vector<Profile> all = {
      {"near", link_of(Duration::milliseconds(1), 0.1, 0),
       capacity_of(kCapacityQps)},
      {"far_and_lossy", link_of(Duration::milliseconds(90), 0.2, 0.01),
       capacity_of(kCapacityQps)},
      {"slow_names", link_of(Duration::milliseconds(25), 1.2, 0.002),
       capacity_of(kCapacityQps)},
      {"queues", link_of(Duration::milliseconds(20), 0.1, 0),
       capacity_of(kCapacityQps)},
      {"refuses", link_of(Duration::milliseconds(20), 0.3, 0),
       capacity_of(kCapacityQps)}};
  all[3].capacity.queues = true;
  all[3].capacity.backlog_max = Duration::milliseconds(300);
  all[4].capacity.rcode = kRcodeRefused;
  return all;
}

struct Setup {
  std::uint64_t seed = 3;
  std::uint16_t shards = 1;
  std::uint32_t concurrency = 20'000;
  std::vector<Period> stalls{};
};

// A run with as much input as the engine wants.
class Endless {
 public:
  explicit Endless(const Profile& profile, const Setup& setup = {})
      : network_(setup.seed, kSimStart),
        capacity_(profile.capacity),
        rig_(options(setup), prepared(profile)) {}

  void run_until(Duration since_start) {
    while (rig_.now() < kSimStart + since_start) {
      while (names_ - rig_.report().written.count() < 30'000) {
        rig_.add_line("d" + std::to_string(names_) + ".test");
        ++names_;
      }
      if (!rig_.step()) {
        FAIL() << rig_.report().failure;
      }
    }
  }

  void set_capacity(double qps) {
    capacity_.qps = qps;
    network_.set_capacity(0, capacity_);
  }

  // What comes next counts from here.
  void mark() {
    marked_ = network_.load(0);
    marked_at_ = rig_.now();
  }

  [[nodiscard]] double share() {
    const auto taken =
        static_cast<double>(network_.load(0).taken - marked_.taken);
    return taken / (rig_.now() - marked_at_).to_seconds() / capacity_.qps;
  }

  [[nodiscard]] double loss() const {
    const auto taken =
        static_cast<double>(network_.load(0).taken - marked_.taken);
    const auto away =
        static_cast<double>(network_.load(0).turned_away - marked_.turned_away);
    return away / (away + taken);
  }

 private:
  static RigOptions options(const Setup& setup) {
    RigOptions options;
    options.seed = setup.seed;
    options.shards = setup.shards;
    options.engine.query.concurrency = setup.concurrency;
    options.stalls = setup.stalls;
    options.engine.query.pace.adaptive = true;
    options.engine.mail.addresses = AddressMode::kNone;
    options.keep_rows = false;
    options.steps_max = ~std::uint64_t{0};
    return options;
  }

  SimNetwork& prepared(const Profile& profile) {
    network_.keep_records = false;
    network_.add_resolver(
        FakeResolver(*io::parse_endpoint("192.0.2.1", 53), zone_),
        profile.link);
    network_.set_capacity(0, capacity_);
    return network_;
  }

  Zone zone_;
  SimNetwork network_;
  Capacity capacity_;
  EngineRig rig_;
  PeerLoad marked_;
  io::Instant marked_at_ = kSimStart;
  std::uint64_t names_ = 0;
};

// From now until then the capacity is used and little lost.
void expect_steady(Endless& run, Duration until) {
  run.mark();
  run.run_until(until);
  EXPECT_GE(run.share(), kShareLeast);
  EXPECT_LE(run.loss(), kLossMost);
}

class EnginePacingTest : public ::testing::TestWithParam<Profile> {};

TEST_P(EnginePacingTest, FindsTheCapacityAndFollowsIt) {
  Endless run(GetParam());
  // Nobody who is asked for the first time is flooded.
  run.run_until(Duration::milliseconds(100));
  EXPECT_LT(run.share() * kCapacityQps, 1100);

  struct Phase {
    double qps;
    int settle_s;
    int measure_s;
  };

  int seconds = 0;
  for (const Phase phase :
       {Phase{kCapacityQps, 10, 4}, Phase{2 * kCapacityQps, 10, 3},
        Phase{kCapacityQps, 6, 4}}) {
    run.set_capacity(phase.qps);
    seconds += phase.settle_s;
    run.run_until(Duration::seconds(seconds));
    run.mark();
    seconds += phase.measure_s;
    run.run_until(Duration::seconds(seconds));
    EXPECT_GE(run.share(), kShareLeast) << seconds << " s";
    EXPECT_LE(run.loss(), kLossMost) << seconds << " s";
    RecordProperty("share_at_" + std::to_string(seconds),
                   std::to_string(run.share()));
    RecordProperty("loss_at_" + std::to_string(seconds),
                   std::to_string(run.loss()));
  }
}

struct Cut {
  double from_qps;
  double to_qps;
  std::uint32_t concurrency;
};

// Lost questions hold the places of others, so what leaves falls at once,
// though the pace does not; and soon most are retries, which wait for longer.
TEST_P(EnginePacingTest, LittleIsLostAfterADeepCut) {
  for (const Cut& cut :
       {Cut{12'000, 3'000, 1000}, Cut{12'000, 1'000, 10'000}}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", to " +
                   std::to_string(cut.to_qps));
      Endless run(GetParam(), {.seed = seed, .concurrency = cut.concurrency});
      run.set_capacity(cut.from_qps);
      run.run_until(Duration::seconds(7));
      run.set_capacity(cut.to_qps);
      run.run_until(Duration::seconds(17));
      expect_steady(run, Duration::seconds(27));
    }
  }
}

// Loss that is the path's does not slow anybody down.
TEST(EnginePacingLossTest, LossOfThePathIsNoLimit) {
  for (const double loss : {0.01, 0.05}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", " +
                   std::to_string(loss));
      Profile profile{"lossy", link_of(Duration::milliseconds(20), 0.1, loss),
                      capacity_of(5'000)};
      profile.link.loss_in = 0;
      Endless run(profile, {.seed = seed});
      run.run_until(Duration::seconds(10));
      expect_steady(run, Duration::seconds(16));
    }
  }
}

// A pause of our own (a suspended laptop, a busy machine) says nothing about
// the resolver: its replies lie here and have yet to be read.
TEST_P(EnginePacingTest, APauseOfOursIsNotLaidToTheResolver) {
  for (const int pause_ms : {300, 1500}) {
    SCOPED_TRACE(std::to_string(pause_ms) + " ms");
    const Duration pause = Duration::milliseconds(pause_ms);
    const Duration from = Duration::seconds(10);
    Endless run(GetParam(), {.stalls = {{from, pause}}});
    run.run_until(from + pause + Duration::milliseconds(500));
    run.mark();
    run.run_until(from + pause + Duration::milliseconds(2000));
    EXPECT_GE(run.share(), 0.8);
    RecordProperty("share_after_" + std::to_string(pause_ms),
                   std::to_string(run.share()));
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, EnginePacingTest,
                         ::testing::ValuesIn(profiles()),
                         [](const auto& tested) { return tested.param.name; });

// Each shard finds its own part of what the resolver takes.
TEST(EnginePacingShardsTest, TwoShardsShareAResolver) {
  Endless run(profiles().front(), {.shards = 2});
  run.run_until(Duration::seconds(10));
  expect_steady(run, Duration::seconds(14));
}

}  // namespace
}  // namespace mxsweep::sim
