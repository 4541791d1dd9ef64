// RowBatcher: encoded rows to a TableWriter, some hundred at a time. Borrows
// both; the batch is empty before and afterwards. One thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "io/table/sort/row_codec.h"
#include "io/table/writer.h"

namespace mxsweep::io {

class RowBatcher {
 public:
  RowBatcher(RowBatch& rows, TableWriter& table) : rows_(rows), table_(table) {}

  [[nodiscard]] Status add(std::string_view row) {
    decode_row(row, rows_);
    bytes_ += row.size();
    return rows_.rows() < kRows && bytes_ < kBytes ? Status() : flush();
  }

  [[nodiscard]] Status flush() {
    bytes_ = 0;
    if (rows_.rows() == 0) {
      return {};
    }
    Status written = table_.write(rows_);
    rows_.clear();
    return written;
  }

 private:
  // So few that they stay in the cache.
  static constexpr std::size_t kRows = 256;
  static constexpr std::size_t kBytes = std::size_t{1} << 20U;

  RowBatch& rows_;
  TableWriter& table_;
  std::size_t bytes_ = 0;  // of the rows at hand, encoded
};

}  // namespace mxsweep::io
