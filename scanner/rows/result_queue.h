// ResultQueue: rows on their way from one shard to the writer thread. The
// batches go round: the writer sends a batch that it has written back empty.
// Each ring holds all batches that go round in it, so that a push never fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "io/base/spsc_ring.h"
#include "io/base/wake_up.h"
#include "io/table/row_batch.h"

namespace mxsweep {

// An input record and how many rows it has. None: it was not asked, and is left
// to a later run.
struct RecordRows {
  std::int64_t seq = 0;
  std::size_t rows = 0;
};

// Rows of whole lookups, and whose they are, in the same order: the rows
// themselves need not say so.
struct ResultBatch {
  explicit ResultBatch(io::Schema schema) : rows(schema) {}

  io::RowBatch rows;
  std::vector<RecordRows> records;

  void clear() {
    rows.clear();
    records.clear();
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
