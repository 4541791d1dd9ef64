// A random world (random_world.h) whose disk is ill as well: the whole engine
// on the simulated network writes a dataset, the disk fails or the process is
// killed at some operation, and another session goes on with what is there, a
// few times, until one is left in peace. Half of the disks are simulated and
// forget what was not synced; the other half are real folders below calls that
// are short, interrupted and fail. Everything follows from the seed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/random_world.h"
#include "tests/support/hang_watch.h"

namespace mxsweep::sim {

// What came of the sessions of one world, summed up over worlds.
struct FaultTally {
  std::uint64_t sessions = 0;
  std::uint64_t failed = 0;   // ended with a message
  std::uint64_t crashed = 0;  // killed, or without power
  std::uint64_t resumed = 0;  // found records that earlier ones had done
  std::uint64_t short_writes = 0;
  std::uint64_t interrupted = 0;
};

// Empty when all is as it should be. In worlds with an even half of the seed
// the network is calm, and rows are those of a run that nothing disturbs.
[[nodiscard]] std::string run_fault_world(std::uint64_t seed,
                                          test::HangWatch& watch,
                                          FaultTally& tally);

}  // namespace mxsweep::sim
