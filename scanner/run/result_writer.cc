#include "scanner/run/result_writer.h"

#include <utility>

#include "scanner/query/wake_reason.h"
#include "scanner/rows/column_layout.h"

namespace mxsweep {
namespace {

// Shards with rows and the end of a run wake this thread. Should they ever fail
// to, it looks after so long.
constexpr io::Duration kSleepMax = io::Duration::seconds(1);

constexpr std::size_t kSeqColumn = column_index(kSchema<Layout::kFlat>, "seq");

// The first column of a row, which is never NULL, has the first cell.
static_assert(kSeqColumn == 0 &&
              column_index(kSchema<Layout::kMx>, "seq") == kSeqColumn &&
              column_index(kSchema<Layout::kNested>, "seq") == kSeqColumn);

}  // namespace

ResultWriter::ResultWriter(Deps deps) : deps_(std::move(deps)) {
  for (ResultQueue* queue : deps_.queues) {
    MXSWEEP_CHECK(queue->writer != nullptr);
    for (std::size_t i = 0; i < kBatchesPerShard; ++i) {
      owned_.push_back(std::make_unique<ResultBatch>(deps_.schema));
      MXSWEEP_CHECK(queue->empty.try_push(owned_.back().get()));
    }
  }
}

void ResultWriter::run() {
  while (!deps_.abort.load(std::memory_order_relaxed)) {
    // Read before draining: what was pushed before the last shard left is
    // then certainly found.
    const bool last_round =
        deps_.shards_left.load(std::memory_order_acquire) == 0;
    const bool moved = drain();
    if (last_round) {
      return;
    }
    if (!moved) {
      deps_.queues.front()->writer->sleep(kSleepMax);
    }
  }
}

bool ResultWriter::drain() {
  bool moved = false;
  for (ResultQueue* queue : deps_.queues) {
    ResultBatch* batch = nullptr;
    while (!error_.has_value() && queue->full.try_pop(batch)) {
      write(*batch);
      batch->clear();
      MXSWEEP_CHECK(queue->empty.try_push(batch));
      notify(queue->shard, WakeReason::kEmptyBatch);
      moved = true;
    }
  }
  return moved;
}

void ResultWriter::write(const ResultBatch& batch) {
  const io::Status status = deps_.table.write(batch.rows);
  if (!status.ok()) {
    error_ = status.error();
    deps_.abort.store(true, std::memory_order_relaxed);
    notify(deps_.watch, WakeReason::kEnd);
    return;
  }
  enter_in_ledger(batch);
}

void ResultWriter::enter_in_ledger(const ResultBatch& batch) {
  std::uint64_t records = 0;
  std::int64_t last = 0;
  for (std::size_t index = 0; index < batch.rows.rows(); ++index) {
    const io::RowBatch::Row& row = batch.rows.row(index);
    if (row.same_until > kSeqColumn) {
      continue;  // another row of the same record
    }
    const std::int64_t seq = batch.rows.cells(row)[kSeqColumn].as_int();
    if (index == 0 || seq != last) {
      ledger_.add(seq);
      ++records;
    }
    last = seq;
  }
  consistent_ = consistent_ && records == batch.records;
}

}  // namespace mxsweep
