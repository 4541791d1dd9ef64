// ColumnData: values of one column in contiguous buffers that keep their size
// when they are cleared. The elements of the lists of a RowBatch are kept so,
// at every depth. Owned by the batch; one thread at a time.
//
// A list takes its elements first (append to child(0)), then close(). A struct
// takes one value in every child, then close().
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "io/base/check.h"
#include "io/table/schema.h"

namespace mxsweep::io {

// Which values of the column of elements a list holds.
struct ElementRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class ColumnData {
 public:
  explicit ColumnData(const Column& column);

  void append_null();
  void append_int(std::int64_t value);  // kInt32, kInt64, kTimestampUs
  void append_bool(bool value);
  void append_enum(std::uint8_t code);
  void append_string(std::string_view text);

  // Ends the list or struct whose parts were appended to the children.
  void close();

  [[nodiscard]] const Column& column() const { return *column_; }

  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] bool is_null(std::size_t row) const {
    return column_->nullable && valid_[row] == 0;
  }

  // One byte per row, 1 = present; empty when the column is not nullable.
  [[nodiscard]] std::span<const std::uint8_t> validity() const {
    return valid_;
  }

  [[nodiscard]] std::span<const std::int32_t> ints32() const { return ints32_; }

  [[nodiscard]] std::span<const std::int64_t> ints64() const { return ints64_; }

  // kBool: 0 or 1. kEnum: index into labels.
  [[nodiscard]] std::span<const std::uint8_t> codes() const { return codes_; }

  // kString: size()+1 byte offsets into bytes(). kList: size()+1 offsets into
  // child(0). 32-bit signed, as columnar formats want them.
  [[nodiscard]] std::span<const std::int32_t> offsets() const {
    return offsets_;
  }

  [[nodiscard]] std::span<const char> bytes() const { return bytes_; }

  [[nodiscard]] std::string_view string_at(std::size_t row) const {
    return {bytes_.data() + offsets_[row],
            static_cast<std::size_t>(offsets_[row + 1] - offsets_[row])};
  }

  // kInt32, kInt64 and kTimestampUs alike.
  [[nodiscard]] std::int64_t int_at(std::size_t row) const;

  [[nodiscard]] bool bool_at(std::size_t row) const { return codes_[row] != 0; }

  [[nodiscard]] ElementRange list_at(std::size_t row) const {
    return {static_cast<std::uint32_t>(offsets_[row]),
            static_cast<std::uint32_t>(offsets_[row + 1])};
  }

  // The label of a kEnum value.
  [[nodiscard]] std::string_view label_at(std::size_t row) const {
    return column_->labels[codes_[row]];
  }

  [[nodiscard]] ColumnData& child(std::size_t index) {
    return children_[index];
  }

  [[nodiscard]] const ColumnData& child(std::size_t index) const {
    return children_[index];
  }

  [[nodiscard]] std::size_t child_count() const { return children_.size(); }

  void clear();

 private:
  void mark(bool present);

  const Column* column_;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> valid_;
  std::vector<std::int32_t> ints32_;
  std::vector<std::int64_t> ints64_;
  std::vector<std::uint8_t> codes_;
  std::vector<std::int32_t> offsets_;
  std::vector<char> bytes_;
  std::vector<ColumnData> children_;
};

// Offsets are 32 bits wide: a column of a batch holds less than 2 GiB.
[[nodiscard]] inline std::int32_t column_offset(std::size_t offset) {
  MXSWEEP_CHECK(offset <= std::numeric_limits<std::int32_t>::max());
  return static_cast<std::int32_t>(offset);
}

inline void ColumnData::mark(bool present) {
  if (column_->nullable) {
    valid_.push_back(present ? 1 : 0);
  }
  ++size_;
}

inline void ColumnData::append_int(std::int64_t value) {
  if (column_->type == ColumnType::kInt32) {
    MXSWEEP_DCHECK(value >= std::numeric_limits<std::int32_t>::min() &&
                   value <= std::numeric_limits<std::int32_t>::max());
    ints32_.push_back(static_cast<std::int32_t>(value));
  } else {
    MXSWEEP_DCHECK(column_->type == ColumnType::kInt64 ||
                   column_->type == ColumnType::kTimestampUs);
    ints64_.push_back(value);
  }
  mark(true);
}

inline void ColumnData::append_bool(bool value) {
  MXSWEEP_DCHECK(column_->type == ColumnType::kBool);
  codes_.push_back(value ? 1 : 0);
  mark(true);
}

inline void ColumnData::append_enum(std::uint8_t code) {
  MXSWEEP_DCHECK(column_->type == ColumnType::kEnum);
  MXSWEEP_CHECK(code < column_->labels.size());
  codes_.push_back(code);
  mark(true);
}

inline void ColumnData::append_string(std::string_view text) {
  MXSWEEP_DCHECK(column_->type == ColumnType::kString);
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  offsets_.push_back(column_offset(bytes_.size()));
  mark(true);
}

}  // namespace mxsweep::io
