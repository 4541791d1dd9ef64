// Scenario: one *.scn file as data. README.md in this folder documents the
// format; parse_scenario() reads it, run_scenario() (run.h) plays it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {

struct ResolverSpec {
  io::Endpoint endpoint;
  LinkProfile link;
  std::vector<Rule> rules;
  Whims whims;
  bool rewriting = false;
  std::vector<std::string> serves;  // apexes; none: it is a resolver
};

enum class Relation : std::uint8_t {
  kEqual,
  kAtMost,
  kAtLeast,
  kLess,
  kMore,
};

// "asked s1.test MX = 1": what is measured, and what must hold.
struct Bound {
  std::vector<std::string> measure;
  Relation relation = Relation::kEqual;
  std::int64_t value = 0;  // durations in nanoseconds
  std::size_t line = 0;    // in the file
  std::string text;        // as written
};

struct Scenario {
  std::string title;
  std::vector<std::string> rules;
  RigOptions rig;
  Blocklist blocklist;  // of servers, and of names that are followed
  Zone zone;
  std::map<std::string, AuthZone> zones;  // of authoritative servers, by apex
  std::vector<ResolverSpec> resolvers;
  std::vector<std::string> input;
  std::vector<std::string> columns;            // to be compared
  std::vector<std::vector<std::string>> rows;  // expected cells
  std::vector<Bound> bounds;
};

// Empty on success, else "line 7: what is wrong".
[[nodiscard]] std::string parse_scenario(std::string_view text, Scenario& out);

}  // namespace mxsweep::sim
