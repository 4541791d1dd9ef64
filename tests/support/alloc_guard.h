// Counts what the calling thread allocates with operator new. A program that
// uses it links alloc_guard.cc, which replaces operator new and delete.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mxsweep::sim {

// Allocations of this thread while counting was on.
[[nodiscard]] std::uint64_t allocations_counted();

// Counting is on while an AllocCount lives and no AllocPause does.
class AllocCount {
 public:
  AllocCount();
  AllocCount(const AllocCount&) = delete;
  AllocCount& operator=(const AllocCount&) = delete;
  ~AllocCount();
};

class AllocPause {
 public:
  AllocPause();
  AllocPause(const AllocPause&) = delete;
  AllocPause& operator=(const AllocPause&) = delete;
  ~AllocPause();
};

}  // namespace mxsweep::sim
