// A random world for the engine: zone, input, resolvers with their faults, and
// options, all from one seed. check_world() then holds what the engine wrote
// against the zone. Invariants, whatever the network did: every record has
// exactly one result; a result is the zone's truth or an honest failure, never
// anything else; nothing forged is ever believed; no mail host is asked more
// often than its retries allow.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/engine_rig.h"

namespace mxsweep::sim {

struct RandomResolver {
  io::Endpoint endpoint;
  LinkProfile link;
  Whims whims;
};

struct World {
  RigOptions rig;
  Zone zone;
  std::vector<std::string> input;  // plain names, in lower case
  std::vector<RandomResolver> resolvers;
};

[[nodiscard]] World make_world(std::uint64_t seed);

struct WorldRun {
  RigReport report;
  std::string trace;
  std::vector<SentQuery> sent;
  std::size_t outstanding_max = 0;
};

[[nodiscard]] WorldRun run_world(const World& world);

// Empty when every invariant holds, else the first few that do not.
[[nodiscard]] std::string check_world(const World& world, const WorldRun& run);

// The same of rows of the flat shape only, wherever they were written.
[[nodiscard]] std::string check_truth(const World& world,
                                      const RigReport& report);

}  // namespace mxsweep::sim
