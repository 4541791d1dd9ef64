// Sleepers: what the threads of a run sleep by, one WakeUp for each: the
// reader, the writer, the shards and the main thread, which watches. Opened
// before anything else, for each needs a descriptor. Any thread may notify one;
// only its own may sleep by it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "io/base/result.h"
#include "io/base/wake_up.h"

#include "scanner/input/job_queue.h"
#include "scanner/mail/host_queues.h"
#include "scanner/query/wake_reason.h"
#include "scanner/rows/result_queue.h"

namespace mxsweep {

class Sleepers {
 public:
  // `watch` is the main thread's where it has one already; it outlives this.
  [[nodiscard]] static io::Result<Sleepers> open(std::uint32_t shards,
                                                 io::WakeUp* watch);

  [[nodiscard]] io::WakeUp& reader() { return *own_[kReader]; }

  [[nodiscard]] io::WakeUp& writer() { return *own_[kWriter]; }

  [[nodiscard]] io::WakeUp& watch() { return *watch_; }

  [[nodiscard]] io::WakeUp& shard(std::uint16_t shard) {
    return *own_[kFirstShard + shard];
  }

  // Says who sleeps at the ends of a shard's rings.
  void connect(std::uint16_t shard, JobQueue& jobs, ResultQueue& results,
               HostQueues* hosts);

  // The run ends or is stopped: all but the main thread shall see it.
  void wake_all();

 private:
  enum Place : std::size_t { kReader, kWriter, kWatch, kFirstShard };

  std::vector<std::unique_ptr<io::WakeUp>> own_;
  io::WakeUp* watch_ = nullptr;
};

}  // namespace mxsweep
