// Random hierarchies of zones: what an iteration finds in one is what a perfect
// resolver says that has all their records in one flat zone. Name servers are
// missing, lame, silent, far away or of one family; delegations are glueless;
// packets get lost; each zone has one server that is well.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/seeds.h"
#include "tests/support/engine_rig.h"

namespace mxsweep::sim {
namespace {

constexpr int kTops = 3;
constexpr int kOperators = 6;
constexpr int kZones = 40;

constexpr io::Duration kFar = io::Duration::milliseconds(150);

struct Machine {
  io::Endpoint endpoint;
  LinkProfile link;
  std::vector<const AuthZone*> served;
  bool silent = false;
};

// A name server by name, and where it is.
struct NameServer {
  std::string name;
  std::string address;
  std::size_t machine = 0;
};

struct Operator {
  NameServer good;
  NameServer other;  // well, silent, lame or not there
};

class Hierarchy {
 public:
  explicit Hierarchy(std::uint64_t seed) : prng_(seed) {
    add_root();
    for (int i = 0; i < kOperators; ++i) {
      add_operator(i);
    }
    for (int i = 0; i < kZones; ++i) {
      add_zone(i);
    }
    for (int i = 0; i < kZones; ++i) {
      add_records(i);
    }
  }

  // Rows of all names, by the way `through_resolver` or from the root on.
  std::vector<std::vector<std::string>> rows(bool through_resolver,
                                             std::uint16_t shards) {
    SimNetwork network(7, kSimStart);
    RigOptions options;
    options.shards = shards;
    open(network, options, through_resolver);
    EngineRig rig(options, network);
    add_names(rig);
    const RigReport report = rig.run();
    EXPECT_EQ(report.failure, "");
    EXPECT_EQ(rig.leaks(), "");
    return stable(report);
  }

  // A run that is stopped after so many steps, and a second time later.
  void stop_after(int steps, int more_steps) {
    SimNetwork network(7, kSimStart);
    std::atomic<bool> stop{false};
    std::atomic<bool> stop_now{false};
    RigOptions options;
    options.stop = &stop;
    options.stop_now = &stop_now;
    open(network, options, false);
    EngineRig rig(options, network);
    add_names(rig);
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
    EXPECT_EQ(report.records, names_.size());
  }

 private:
  void add_names(EngineRig& rig) const {
    for (const std::string& name : names_) {
      rig.add_line(name);
    }
  }

  void open(SimNetwork& network, RigOptions& options, bool through_resolver) {
    options.recursion.retries = 5;  // no packet is lost so often
    if (through_resolver) {
      network.add_resolver(
          FakeResolver(*io::parse_endpoint("22.9.9.9", 53), flat_), {});
    } else {
      for (const Machine& machine : machines_) {
        FakeResolver server(machine.endpoint, flat_);
        server.served = machine.served;
        if (machine.silent) {
          server.rules.emplace_back().act = Act::kSilence;
        }
        network.add_resolver(std::move(server), machine.link);
      }
      RootHints::Server& root = options.recursion.hints.servers.emplace_back();
      EXPECT_EQ(Name::from_text("a.root", root.name), NameProblem::kNone);
      root.addresses.push_back(machines_.front().endpoint);
    }
  }

  static std::vector<std::vector<std::string>> stable(const RigReport& report) {
    std::vector<std::vector<std::string>> rows;
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

  bool chance(double probability) { return prng_.unit() < probability; }

  AuthZone& zone(const std::string& apex) {
    zones_.emplace_back();
    zones_.back().apex = apex;
    by_apex_[apex] = &zones_.back();
    return zones_.back();
  }

  std::size_t machine(const std::string& address) {
    Machine& added = machines_.emplace_back();
    added.endpoint = *io::parse_endpoint(address, 53);
    added.link.latency = chance(0.2) ? kFar : io::Duration::milliseconds(20);
    added.link.loss_in = chance(0.3) ? 0.02 : 0;
    return machines_.size() - 1;
  }

  std::string next_address() {
    ++addresses_;
    const std::string tail = std::to_string(addresses_);
    return chance(0.2) ? "2d00::" + tail : "22.0.0." + tail;
  }

  // A record that everybody may ask for is in the flat zone, too.
  void add(AuthZone& into, const std::string& line) {
    ASSERT_EQ(into.records.add_text(line), "") << line;
    ASSERT_EQ(flat_.add_text(line), "") << line;
  }

  static void delegate(AuthZone& parent, const std::string& child,
                       const std::string& server) {
    ASSERT_EQ(parent.records.add_text(child + " NS " + server), "");
  }

  static void glue(AuthZone& parent, const NameServer& server) {
    parent.records.add_address(server.name, server.address);
  }

  std::string top() { return "t" + std::to_string(prng_.below(kTops)); }

  void add_root() {
    AuthZone& root = zone(".");
    machines_[machine("22.1.0.1")].served.push_back(&root);
    for (int i = 0; i < kTops; ++i) {
      const std::string name = "t" + std::to_string(i);
      AuthZone& added = zone(name);
      NameServer server{"ns.nic." + name, next_address(), 0};
      server.machine = machine(server.address);
      machines_[server.machine].served.push_back(&added);
      delegate(root, name, server.name);
      glue(root, server);
      add(added,
          server.name +
              (server.address.find(':') == std::string::npos ? " A "
                                                             : " AAAA ") +
              server.address);
    }
  }

  void add_operator(int number) {
    const std::string above = top();
    const std::string name = "op" + std::to_string(number) + "." + above;
    AuthZone& added = zone(name);
    Operator one;
    one.good = {"ns1." + name, next_address(), 0};
    one.good.machine = machine(one.good.address);
    machines_[one.good.machine].served.push_back(&added);
    one.other = {"ns2." + name, next_address(), 0};
    one.other.machine = machine(one.other.address);
    Machine& other = machines_[one.other.machine];
    other.silent = chance(0.3);
    if (chance(0.6)) {
      other.served.push_back(&added);
    }
    other.served.push_back(&unrelated_);
    AuthZone& parent = *by_apex_[above];
    for (const NameServer& server : {one.good, one.other}) {
      delegate(parent, name, server.name);
      glue(parent, server);
      add(added,
          server.name +
              (server.address.find(':') == std::string::npos ? " A "
                                                             : " AAAA ") +
              server.address);
    }
    operators_.push_back(one);
  }

  // A zone of an operator, some of them below another zone.
  void add_zone(int number) {
    std::string above = top();
    if (number > 5 && chance(0.3)) {
      above = apexes_[prng_.below(static_cast<std::uint32_t>(apexes_.size()))];
    }
    const bool gap = chance(0.2);  // a label without a zone cut between
    const std::string name =
        "z" + std::to_string(number) + (gap ? ".gap." : ".") + above;
    AuthZone& added = zone(name);
    const Operator& by = operators_[prng_.below(kOperators)];
    AuthZone& parent = *by_apex_[above];
    delegate(parent, name, by.good.name);
    machines_[by.good.machine].served.push_back(&added);
    if (chance(0.5)) {
      delegate(parent, name, by.other.name);
    }
    if (chance(0.5)) {
      machines_[by.other.machine].served.push_back(&added);
    }
    if (chance(0.2)) {
      delegate(parent, name, "gone." + top());
    }
    apexes_.push_back(name);
    add(added, name + " TXT zone");
  }

  std::string some_name() {
    return "h" + std::to_string(prng_.below(3)) + "." +
           apexes_[prng_.below(static_cast<std::uint32_t>(apexes_.size()))];
  }

  void add_records(int number) {
    const std::string& apex = apexes_[static_cast<std::size_t>(number)];
    AuthZone& into = *by_apex_[apex];
    names_.push_back(apex);
    names_.push_back("gone." + apex);
    if (chance(0.7)) {
      add(into, apex + " MX 10 " + some_name());
    }
    for (int host = 0; host < 3; ++host) {
      const std::string name = "h" + std::to_string(host) + "." + apex;
      names_.push_back(name);
      const double kind = prng_.unit();
      if (kind < 0.5) {
        add(into, name + " A 22.2.0." + std::to_string(number));
      } else if (kind < 0.7) {
        add(into, name + " CNAME " + some_name());
      } else if (kind < 0.8) {
        add(into, name + " MX 5 " + some_name());
      } else if (kind < 0.9) {
        add(into, "below." + name + " AAAA 2d00::f" + std::to_string(number));
        names_.push_back("below." + name);
      }
    }
  }

  io::Prng prng_;
  std::deque<AuthZone> zones_;  // so that none ever moves
  std::map<std::string, AuthZone*> by_apex_;
  AuthZone unrelated_{"unrelated", {}};
  Zone flat_;
  std::vector<Machine> machines_;
  std::vector<Operator> operators_;
  std::vector<std::string> apexes_;
  std::vector<std::string> names_;
  int addresses_ = 0;
};

TEST(RecursionRandomTest, FindsWhatAPerfectResolverFinds) {
  for (std::uint64_t i = 0; i < seeds(40); ++i) {
    const std::uint64_t seed = first_seed() + i;
    Hierarchy world(seed);
    const auto expected = world.rows(true, 1);
    ASSERT_FALSE(expected.empty());
    ASSERT_EQ(world.rows(false, 1), expected) << replay(seed);
    ASSERT_EQ(world.rows(false, 2), expected) << replay(seed);
  }
}

// However far the walks are, all end and nothing is left of them.
TEST(RecursionRandomTest, EndsInOrderWhenItIsStopped) {
  Hierarchy world(3);
  for (const int steps : {1, 2, 5, 10, 20, 40, 80, 160, 320}) {
    world.stop_after(steps, 100'000);
    world.stop_after(steps, 3);
  }
}

}  // namespace
}  // namespace mxsweep::sim
