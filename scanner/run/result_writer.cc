#include "scanner/run/result_writer.h"

#include <utility>

#include "scanner/query/wake_reason.h"

namespace mxsweep {
namespace {

// Shards with rows and the end of a run wake this thread. Should they ever fail
// to, it looks after so long.
constexpr io::Duration kSleepMax = io::Duration::seconds(1);

}  // namespace

ResultWriter::ResultWriter(Deps deps)
    : deps_(std::move(deps)), ledger_(deps_.before) {
  while (seq_column_ < deps_.schema.size() &&
         deps_.schema[seq_column_].name != kSeqColumnName) {
    ++seq_column_;
  }
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
      look_at_time();
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
  take_error(deps_.table.write(batch));
  if (!error_.has_value()) {
    enter_in_ledger(batch);
  }
}

void ResultWriter::look_at_time() {
  if (!error_.has_value()) {
    take_error(deps_.table.look_at_time());
  }
}

void ResultWriter::take_error(const io::Status& status) {
  if (!status.ok()) {
    error_ = status.error();
    deps_.abort.store(true, std::memory_order_relaxed);
    notify(deps_.watch, WakeReason::kEnd);
  }
}

void ResultWriter::enter_in_ledger(const ResultBatch& batch) {
  std::size_t row = 0;
  for (const RecordRows& record : batch.records) {
    const std::size_t end = row + record.rows;
    const bool left = record.rows == 0 && deps_.may_leave;
    consistent_ =
        consistent_ && (record.rows != 0 || left) && end <= batch.rows.rows();
    for (; consistent_ && row < end; ++row) {
      consistent_ = may_be_of(batch.rows, row, record.seq);
    }
    (left ? left_ : ledger_).add(record.seq);
    row = end;
  }
  consistent_ = consistent_ && row == batch.rows.rows();
}

// Whether the row has that number, if it has one.
bool ResultWriter::may_be_of(const io::RowBatch& rows, std::size_t index,
                             std::int64_t seq) const {
  const io::RowBatch::Row& row = rows.row(index);
  if (seq_column_ == deps_.schema.size()) {
    return true;
  }
  const io::ColumnSet before = row.present & io::leading_columns(seq_column_);
  return rows.cells(row)[io::count_columns(before)].as_int() == seq;
}

}  // namespace mxsweep
