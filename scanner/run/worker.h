// Worker: one engine thread with all that belongs to it, and how many ports it
// uses. Made and read by the main thread, which starts the thread after all of
// it is there and joins the thread before it reads `busy`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "io/net/transport.h"

#include "scanner/input/name_reader.h"
#include "scanner/run/plan.h"
#include "scanner/run/result_writer.h"
#include "scanner/run/shard.h"

namespace mxsweep {

struct Worker {
  // Every ring must hold all batches that go round in it.
  static constexpr std::size_t kRingCells = 32;
  static_assert(kRingCells >= NameReader::kBatchesPerShard);
  static_assert(kRingCells >= ResultWriter::kBatchesPerShard);

  std::unique_ptr<io::Transport> transport;
  std::unique_ptr<JobQueue> jobs;
  std::unique_ptr<ResultQueue> results;
  std::unique_ptr<ShardCounters> counters;
  std::unique_ptr<Shard> shard;
  double busy = 0;  // share of its time, known when it has ended
};

// Enough sockets that an outsider has to guess the port as well (RFC 5452
// section 9.2), and that the answers in flight fit their receive buffers,
// which without privileges hold some two hundred each.
[[nodiscard]] inline std::uint16_t lanes_for(const ScanPlan& plan) {
  constexpr std::uint32_t kPortsPerRun = 960;  // if each query draws its own
  const std::uint32_t wanted = plan.concurrency / plan.threads / 64;
  return static_cast<std::uint16_t>(plan.port_per_query
                                        ? kPortsPerRun / plan.threads
                                        : std::clamp(wanted, 8U, 128U));
}

}  // namespace mxsweep
