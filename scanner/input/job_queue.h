// JobQueue: jobs on their way from the reader thread to one shard. The batches
// go round: the shard sends a batch that it has consumed back empty. Each ring
// holds all batches that go round in it, so that a push never fails.
#pragma once

#include <cstddef>

#include "io/base/spsc_ring.h"
#include "io/base/wake_up.h"

#include "scanner/input/job.h"

namespace mxsweep {

struct JobQueue {
  explicit JobQueue(std::size_t capacity) : full(capacity), empty(capacity) {}

  io::SpscRing<JobBatch*> full;   // reader -> shard
  io::SpscRing<JobBatch*> empty;  // shard -> reader

  // Those who sleep at its ends; null: never asleep.
  io::WakeUp* reader = nullptr;
  io::WakeUp* shard = nullptr;
};

}  // namespace mxsweep
