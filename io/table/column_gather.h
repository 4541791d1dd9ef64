// ColumnGather: one column of many row batches, joined into the contiguous
// buffers that columnar formats take as they are: bits for validity and for
// kBool, running offsets, labels of kEnum spelt out as text. Owns its
// buffers, which keep their size from use to use. One thread.
//
// Texts come out as valid UTF-8 (readers refuse columns that are not);
// ill-formed parts become U+FFFD. Spans are valid until the next append() or
// clear(). No errors: offsets beyond 31 bits would be a mistake of ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "io/table/row_batch.h"
#include "io/table/schema.h"

namespace mxsweep::io {

class ColumnGather {
 public:
  struct Bits {
    std::span<const std::uint8_t> bytes;  // lowest bit first
    std::size_t zeros = 0;
  };

  explicit ColumnGather(const Column& column);

  void append(const ColumnData& data);
  void clear();

  [[nodiscard]] const Column& column() const { return *column_; }

  [[nodiscard]] std::size_t size() const { return size_; }

  // 1 = present; no bytes and no zeros when the column is not nullable.
  [[nodiscard]] Bits validity_bits();
  [[nodiscard]] std::span<const std::uint8_t> bool_bits();

  [[nodiscard]] std::span<const std::int32_t> ints32() const { return ints32_; }

  [[nodiscard]] std::span<const std::int64_t> ints64() const { return ints64_; }

  // size()+1 of them, for kString, kEnum and kList.
  [[nodiscard]] std::span<const std::int32_t> offsets() const {
    return offsets_;
  }

  [[nodiscard]] std::span<const char> bytes() const { return bytes_; }

  [[nodiscard]] std::span<ColumnGather> children() { return children_; }

  // Of all values gathered, those of the children included.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  void append_offsets(std::span<const std::int32_t> offsets);
  void append_strings(const ColumnData& data);
  void append_repaired(const ColumnData& data);
  void append_labels(const ColumnData& data);

  const Column* column_;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> valid_;
  std::vector<std::uint8_t> valid_bits_;
  std::vector<std::int32_t> ints32_;
  std::vector<std::int64_t> ints64_;
  std::vector<std::uint8_t> bools_;
  std::vector<std::uint8_t> bool_bits_;
  std::vector<std::int32_t> offsets_;
  std::vector<char> bytes_;
  std::vector<ColumnGather> children_;
};

}  // namespace mxsweep::io
