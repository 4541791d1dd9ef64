// ResultQueue: rows on their way from one shard to the writer thread. The
// batches go round: the writer sends a batch that it has written back empty.
// Each ring holds all batches that go round in it, so that a push never fails.
#pragma once

#include <cstddef>
#include <cstdint>

#include "io/base/spsc_ring.h"
#include "io/base/wake_up.h"
#include "io/table/row_batch.h"

namespace mxsweep {

// Rows of whole lookups. `records` counts the lookups, so that the writer can
// check the rows against it.
struct ResultBatch {
  explicit ResultBatch(io::Schema schema) : rows(schema) {}

  io::RowBatch rows;
  std::uint64_t records = 0;

  void clear() {
    rows.clear();
    records = 0;
  }
};

struct ResultQueue {
  explicit ResultQueue(std::size_t capacity)
      : full(capacity), empty(capacity) {}

  io::SpscRing<ResultBatch*> full;   // shard -> writer
  io::SpscRing<ResultBatch*> empty;  // writer -> shard

  // Those who sleep at its ends; null: never asleep.
  io::WakeUp* shard = nullptr;
  io::WakeUp* writer = nullptr;
};

}  // namespace mxsweep
