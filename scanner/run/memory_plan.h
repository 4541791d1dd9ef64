// What a run takes of memory at most, by its plan, and what of it gives way
// where --memory sets a limit: mail hosts that are remembered, names that
// --unique has seen, rows that wait for --sort, servers and delegations of
// --recursive. The rest follows from what is
// asked for (format, threads, queries in flight) and was measured
// (docs/scale.md). The private unbound is a process of its own and not in it.
// Pure, main thread at start.
#pragma once

#include <cstdint>
#include <string>

#include "io/base/result.h"

#include "scanner/run/plan.h"

namespace mxsweep {

// Of --recursive: what a server that is remembered takes, in all that has a
// place for it (tests/sim/recursion_servers_test.cc).
inline constexpr std::uint64_t kServerBytes = 1536;

// Which of them the user gave a size of its own; they stay.
struct MemoryTyped {
  bool unique = false;
  bool sort = false;
};

// Makes what may shrink as small as plan.memory_mib wants. ErrorCode::kUsage
// with the least that is needed when that is not enough. Nothing to do without
// a limit.
[[nodiscard]] io::Status fit_memory(const MemoryTyped& typed, ScanPlan& plan);

// All together, MiB.
[[nodiscard]] std::uint64_t memory_mib_of(const ScanPlan& plan);

// "106 MiB at most: 24 for mail hosts, ..."
[[nodiscard]] std::string memory_text(const ScanPlan& plan);

}  // namespace mxsweep
