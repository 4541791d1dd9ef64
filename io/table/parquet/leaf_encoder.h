// LeafEncoder: the values of one leaf of a table as pages of the Parquet
// format, uncompressed and without their headers. Levels and values are
// encoded by Arrow's library; which way follows from the column: labels are a
// dictionary that is known beforehand; what repeats gets a dictionary that
// grows from page to page of a row group, until that is too large; times and
// 64-bit integers that hardly repeat are kept as differences; all else is
// plain. Keeps what is said of the values of a row group. Owns its buffers,
// borrows the column and its descriptor. One thread; what Arrow throws comes
// out. Why the pages are our own: docs/decisions/009.
// https://parquet.apache.org/docs/file-format/
#pragma once

#include <parquet/schema.h>
#include <parquet/statistics.h>
#include <parquet/types.h>

#include <cstdint>
#include <memory>
#include <span>

#include "io/table/parquet/leaf_levels.h"
#include "io/table/schema.h"

namespace mxsweep::io {

class LeafEncoder {
 public:
  struct Page {
    std::span<const std::uint8_t> bytes;  // valid until the next call
    parquet::Encoding::type encoding = parquet::Encoding::PLAIN;
  };

  struct Dictionary {
    std::span<const std::uint8_t> bytes;  // valid until the next call
    std::int32_t size = 0;
  };

  [[nodiscard]] static std::unique_ptr<LeafEncoder> make(
      const Column& column, const parquet::ColumnDescriptor& descriptor);

  LeafEncoder() = default;
  LeafEncoder(const LeafEncoder&) = delete;
  LeafEncoder& operator=(const LeafEncoder&) = delete;
  virtual ~LeafEncoder() = default;

  [[nodiscard]] virtual Page encode(const Leaf& leaf) = 0;

  // For the pages of this row group that need one.
  [[nodiscard]] virtual Dictionary dictionary() = 0;

  // Of the row group so far. With the smallest and the largest value where a
  // reader may skip row groups by them (times, and what hardly repeats).
  [[nodiscard]] virtual parquet::EncodedStatistics statistics() = 0;

  // The next page belongs to another row group.
  virtual void start_group() = 0;
};

}  // namespace mxsweep::io
