#include "scanner/input/record_sink.h"

#include <limits>

#include "scanner/input/list_record.h"

namespace mxsweep {

RecordSink::RecordSink(const InputOptions& options)
    : options_(options),
      room_(options.limit.value_or(std::numeric_limits<std::uint64_t>::max())) {
}

bool RecordSink::take_cells(std::span<const Cell> cells) {
  for (const Cell& cell : cells) {
    read_record(cell, options_, record_);
    take_next();
  }
  return wants_more_;
}

bool RecordSink::take_lines(std::span<const io::Line> lines) {
  for (const io::Line& line : lines) {
    if (read_record(line, options_, record_) == LineKind::kRecord) {
      take_next();
    }
  }
  return wants_more_;
}

void RecordSink::take_next() {
  if (!wants_more_) {
    return;  // the rest of what was handed over together
  }
  record_.blocklisted = false;
  wants_more_ = take_record(record_) && --room_ != 0;
}

}  // namespace mxsweep
