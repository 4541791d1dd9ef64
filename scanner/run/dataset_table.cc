#include "scanner/run/dataset_table.h"

#include <utility>

namespace mxsweep {

io::Status DatasetTable::begin_part() {
  name_ = part_name(number_ + 1, deps_.writer.extension);
  io::Result<std::unique_ptr<io::OutputSink>> sink = deps_.folder.create(name_);
  if (!sink.ok()) {
    return sink.error();
  }
  sink_ = sink.take();
  io::Result<std::unique_ptr<io::TableWriter>> table =
      deps_.writer.open(deps_.schema, *sink_);
  if (!table.ok()) {
    return table.error();
  }
  table_ = table.take();
  ++number_;
  since_ = deps_.clock.now();
  rows_ = 0;
  seqs_.clear();
  return {};
}

io::Status DatasetTable::write(const ResultBatch& batch) {
  if (table_ == nullptr) {
    io::Status begun = begin_part();
    if (!begun.ok()) {
      return begun;
    }
  }
  io::Status status = table_->write(batch.rows);
  if (!status.ok()) {
    return status;
  }
  rows_ += batch.rows.rows();
  for (const RecordRows& record : batch.records) {
    if (record.rows != 0) {
      seqs_.add(record.seq);
    }
  }
  return seqs_.count() >= limits_.records ? end_part() : look_at_time();
}

io::Status DatasetTable::look_at_time() {
  const bool due =
      table_ != nullptr && deps_.clock.now() - since_ >= limits_.open_for;
  return due ? end_part() : io::Status();
}

// The journal last: what it says is there.
io::Status DatasetTable::end_part() {
  if (table_ == nullptr) {
    return {};
  }
  // Read before the records of the part are looked at: it may be behind them,
  // and is then a mark that the list has passed.
  const InputMark input = deps_.input.mark();
  io::Status status = table_->close({});
  table_.reset();
  if (status.ok() && seqs_.count() != 0) {
    const std::uint64_t octets = sink_->position();
    status = sink_->commit();
    if (status.ok()) {
      status = deps_.folder.append(
          kJournalName, journal_line({name_, octets, rows_, seqs_.count(),
                                      seqs_.ranges(), input}));
    }
  }
  sink_.reset();
  return status;
}

}  // namespace mxsweep
