// RecordSink: a CellSink for those who look at the records of a list and make
// no jobs of them: the same cells become the same records as in a run. Whoever
// derives from it is given each, up to the limit. Used by the thread that
// reads.
#pragma once

#include <cstdint>
#include <span>

#include "scanner/input/cell.h"
#include "scanner/input/list_reader.h"

namespace mxsweep {

class RecordSink : public CellSink {
 public:
  // Of the options, how records are read and how many.
  explicit RecordSink(const InputOptions& options);

  [[nodiscard]] bool take_cells(std::span<const Cell> cells) final;
  [[nodiscard]] bool take_lines(std::span<const io::Line> lines) final;

  void pause() final {}

 private:
  // False when no more are wanted.
  [[nodiscard]] virtual bool take_record(InputRecord& record) = 0;

  void take_next();

  const InputOptions options_;
  InputRecord record_;
  std::uint64_t room_;  // for further records
  bool wants_more_ = true;
};

}  // namespace mxsweep
