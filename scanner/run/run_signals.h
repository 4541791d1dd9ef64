// RunSignals: what the threads of a run tell each other besides their queues.
// Any thread reads them.
#pragma once

#include <atomic>
#include <cstdint>

namespace mxsweep {

struct RunSignals {
  // Shards that still have names; whoever counts the last one off notifies
  // the main thread, which ends the run.
  std::atomic<std::uint32_t> shards_left{0};
  // Threads end at once, whatever is left.
  std::atomic<bool> abort{false};
  // The user's stop, or trouble: no more names are read or asked.
  std::atomic<bool> end_input{false};
  // Queries in flight are ended without waiting.
  std::atomic<bool> end_now{false};
};

}  // namespace mxsweep
