// WakeReason: why a thread of the program wakes another one. The threads meet
// only at bounded single-producer single-consumer rings; whoever puts something
// into a ring notifies the thread at its other end.
#pragma once

#include "io/base/wake_up.h"

namespace mxsweep {

struct WakeReason {
  // Of a shard.
  static constexpr io::WakeUp::Reasons kJobs = 1;
  static constexpr io::WakeUp::Reasons kEmptyBatch = 2;
  static constexpr io::WakeUp::Reasons kHosts = 4;      // from another shard
  static constexpr io::WakeUp::Reasons kHostsRoom = 8;  // another one read ours
  // Of the reader: an empty batch of jobs. Of the writer: rows.
  static constexpr io::WakeUp::Reasons kBatch = 16;
  // Of anybody: the run ends or is stopped.
  static constexpr io::WakeUp::Reasons kEnd = 32;
};

// Where nobody sleeps there need be no WakeUp.
inline void notify(io::WakeUp* sleeper, io::WakeUp::Reasons reasons) {
  if (sleeper != nullptr) {
    sleeper->notify(reasons);
  }
}

}  // namespace mxsweep
