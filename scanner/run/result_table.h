// ResultTable: where the writer thread puts results: one file, or a dataset
// that can go on after a crash. Used by the writer thread while the run lasts;
// by the main thread before and after.
#pragma once

#include "io/base/result.h"
#include "io/base/time.h"

#include "scanner/rows/result_queue.h"

namespace mxsweep {

class ResultTable {
 public:
  ResultTable() = default;
  ResultTable(const ResultTable&) = delete;
  ResultTable& operator=(const ResultTable&) = delete;
  virtual ~ResultTable() = default;

  // Errors (ErrorCode::kOutput) are final: nothing more may be written.
  [[nodiscard]] virtual io::Status write(const ResultBatch& batch) = 0;

  // To be called now and then, also when there is nothing to write: at least
  // once a second.
  [[nodiscard]] virtual io::Status look_at_time() = 0;
};

}  // namespace mxsweep
