// ColumnGather: one column of many row batches, joined into the contiguous
// buffers that columnar formats begin with: validity, values, running offsets.
// TableGather: all columns of a table. They own their buffers, which keep their
// size from use to use. One thread.
//
// Texts come out as valid UTF-8 (readers refuse columns that are not);
// ill-formed parts become U+FFFD. Spans are valid until the next append() or
// clear(). No errors: offsets beyond 31 bits would be a mistake of ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "io/table/column_data.h"
#include "io/table/row_batch.h"
#include "io/table/schema.h"
#include "io/table/text_format.h"

namespace mxsweep::io {

class ColumnGather {
 public:
  // Some rows of a batch, the column that is taken next, and for each of the
  // rows its next cell. One that was taken has moved on.
  struct Source {
    const RowBatch& rows;
    std::size_t first_row = 0;
    std::span<const Cell*> cells;
    ColumnSet present = 0;  // in any of the rows
    std::size_t column = 0;

    [[nodiscard]] bool has(std::size_t row) const {
      return ((rows.row(first_row + row).present >> column) & 1U) != 0;
    }

    [[nodiscard]] bool has_any() const {
      return ((present >> column) & 1U) != 0;
    }
  };

  explicit ColumnGather(const Column& column);

  void append(const Source& source);
  void append(const ColumnData& data, ElementRange range);
  void clear();

  [[nodiscard]] const Column& column() const { return *column_; }

  [[nodiscard]] std::size_t size() const { return size_; }

  // One byte for each value, 1 = present; empty when the column is not
  // nullable.
  [[nodiscard]] std::span<const std::uint8_t> validity() const {
    return valid_;
  }

  [[nodiscard]] std::span<const std::int32_t> ints32() const { return ints32_; }

  [[nodiscard]] std::span<const std::int64_t> ints64() const { return ints64_; }

  // kInt32, kInt64 and kTimestampUs alike.
  [[nodiscard]] std::int64_t int_at(std::size_t index) const {
    return column_->type == ColumnType::kInt32 ? ints32_[index]
                                               : ints64_[index];
  }

  // kBool: 0 or 1. kEnum: index into labels. 0 where NULL.
  [[nodiscard]] std::span<const std::uint8_t> codes() const { return codes_; }

  // size()+1 of them, for kString and kList.
  [[nodiscard]] std::span<const std::int32_t> offsets() const {
    return offsets_;
  }

  [[nodiscard]] std::span<const char> bytes() const { return bytes_.view(); }

  [[nodiscard]] std::string_view string_at(std::size_t index) const {
    return {bytes_.view().data() + offsets_[index],
            static_cast<std::size_t>(offsets_[index + 1] - offsets_[index])};
  }

  [[nodiscard]] std::span<const ColumnGather> children() const {
    return children_;
  }

  // Of all values gathered, those of the children included.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  void append_texts(const Source& source);
  void append_lists(const Source& source);
  void append_text(std::string_view text);

  const Column* column_;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> valid_;
  std::vector<std::int32_t> ints32_;
  std::vector<std::int64_t> ints64_;
  std::vector<std::uint8_t> codes_;
  std::vector<std::int32_t> offsets_;
  TextBuffer bytes_;
  std::vector<ColumnGather> children_;
};

class TableGather {
 public:
  explicit TableGather(Schema schema);

  void append(const RowBatch& rows);
  void clear();

  [[nodiscard]] std::span<const ColumnGather> columns() const {
    return columns_;
  }

  [[nodiscard]] std::size_t rows() const { return columns_.front().size(); }

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  std::vector<ColumnGather> columns_;
  std::vector<const Cell*> cells_;  // scratch of append()
};

}  // namespace mxsweep::io
