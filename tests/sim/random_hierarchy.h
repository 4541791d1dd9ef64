// Random hierarchies of zones: a root, top-level domains, operators with two
// name servers each, zones of their customers. Name servers are missing, lame,
// silent, far away or of one family; delegations are glueless; packets get
// lost; each zone has one server that is well, which its parent names, but
// perhaps not the zone itself. All records stand in one flat zone, too, for a
// perfect resolver. Everything follows from the seed. One thread.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {

struct HierarchySize {
  std::uint32_t tops = 3;
  std::uint32_t operators = 6;
  std::uint32_t zones = 40;
};

class Hierarchy {
 public:
  explicit Hierarchy(std::uint64_t seed, const HierarchySize& size = {})
      : prng_(seed), size_(size) {
    add_root();
    for (std::uint32_t i = 0; i < size.operators; ++i) {
      add_operator(i);
    }
    for (std::uint32_t i = 0; i < size.zones; ++i) {
      add_zone(i);
    }
    for (std::uint32_t i = 0; i < size.zones; ++i) {
      add_records(i);
    }
  }

  // Puts its servers into the network, for a rig that asks from the root on, or
  // a resolver.
  void open(SimNetwork& network, RigOptions& options,
            bool through_resolver) const {
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

  // Of zones and hosts, there or not.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  [[nodiscard]] std::size_t servers() const { return machines_.size(); }

 private:
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

  static constexpr io::Duration kFar = io::Duration::milliseconds(150);

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

  static std::string in_two_octets(std::uint32_t number) {
    return std::to_string(number / 256) + '.' + std::to_string(number % 256);
  }

  std::string next_address() {
    ++addresses_;
    return chance(0.2) ? "2d00::" + std::to_string(addresses_)
                       : "22.0." + in_two_octets(addresses_);
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

  std::string top() { return "t" + std::to_string(prng_.below(size_.tops)); }

  void add_root() {
    AuthZone& root = zone(".");
    machines_[machine("22.1.0.1")].served.push_back(&root);
    for (std::uint32_t i = 0; i < size_.tops; ++i) {
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

  void add_operator(std::uint32_t number) {
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
  void add_zone(std::uint32_t number) {
    std::string above = top();
    if (number > 5 && chance(0.3)) {
      above = apexes_[prng_.below(static_cast<std::uint32_t>(apexes_.size()))];
    }
    const bool gap = chance(0.2);  // a label without a zone cut between
    const std::string name =
        "z" + std::to_string(number) + (gap ? ".gap." : ".") + above;
    AuthZone& added = zone(name);
    const Operator& by = operators_[prng_.below(size_.operators)];
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
    if (chance(0.5)) {
      name_own_servers(added, by);
    }
    apexes_.push_back(name);
    add(added, name + " TXT zone");
  }

  // Not always those of the parent, nor only those that are of use.
  void name_own_servers(AuthZone& zone, const Operator& by) {
    for (const std::string& server :
         {by.good.name, by.other.name, "gone." + top()}) {
      if (chance(0.5)) {
        delegate(zone, zone.apex, server);
      }
    }
  }

  std::string some_name() {
    return "h" + std::to_string(prng_.below(3)) + "." +
           apexes_[prng_.below(static_cast<std::uint32_t>(apexes_.size()))];
  }

  void add_records(std::uint32_t number) {
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
        add(into, name + " A 22.2." + in_two_octets(number));
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
  const HierarchySize size_;
  std::deque<AuthZone> zones_;  // so that none ever moves
  std::map<std::string, AuthZone*> by_apex_;
  AuthZone unrelated_{"unrelated", {}};
  Zone flat_;
  std::vector<Machine> machines_;
  std::vector<Operator> operators_;
  std::vector<std::string> apexes_;
  std::vector<std::string> names_;
  std::uint32_t addresses_ = 0;
};

}  // namespace mxsweep::sim
