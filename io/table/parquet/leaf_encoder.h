// LeafEncoder: the values of one leaf of a table as pages of the Parquet
// format, uncompressed and without their headers. The encoding follows from
// the column: labels are a dictionary that is known beforehand; what repeats
// gets a dictionary that grows from page to page of a row group, until that is
// too large; times and 64-bit integers that hardly repeat are kept as
// differences; all else is plain. Keeps what is said of the values of a row
// group. Owns its buffers, borrows the column. One thread. Why these pages are
// our own: docs/decisions/009.
// https://parquet.apache.org/docs/file-format/
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/table/parquet/leaf_levels.h"
#include "io/table/parquet/value_dictionary.h"
#include "io/table/schema.h"
#include "io/table/text_format.h"

namespace mxsweep::io {

class LeafEncoder {
 public:
  enum class Encoding : std::uint8_t { kPlain, kDictionary, kDelta };

  struct Page {
    std::string_view bytes;  // levels and values; valid until the next call
    Encoding encoding = Encoding::kPlain;
  };

  struct Dictionary {
    std::string_view bytes;  // valid until the next call
    std::size_t size = 0;
  };

  // Of the row group so far. The smallest and the largest value where a reader
  // may skip row groups by them (times, and what hardly repeats), as plain
  // values without length.
  struct Summary {
    std::size_t nulls = 0;
    std::optional<std::string> min;
    std::optional<std::string> max;
  };

  explicit LeafEncoder(const Column& column);

  [[nodiscard]] const Column& column() const { return column_; }

  [[nodiscard]] Page encode(const Leaf& leaf);

  // For the pages of this row group that need one.
  [[nodiscard]] Dictionary dictionary();
  [[nodiscard]] Summary summary() const;

  // The next page belongs to another row group.
  void start_group();

 private:
  void append_levels(const std::vector<std::uint8_t>& levels, unsigned max);
  [[nodiscard]] Encoding append_values(const Leaf& leaf);
  void append_differences(const Leaf& leaf);
  void append_plain(const Leaf& leaf);
  void append_codes(const Leaf& leaf);
  void take_codes(const Leaf& leaf);
  void note(std::string_view text);

  [[nodiscard]] std::size_t dictionary_size() const;

  const Column& column_;
  const Encoding encoding_;
  ValueDictionary dictionary_;
  std::size_t nulls_ = 0;
  std::optional<std::int64_t> int_min_;
  std::optional<std::int64_t> int_max_;
  std::optional<std::string> text_min_;
  std::optional<std::string> text_max_;
  TextBuffer page_;
  TextBuffer levels_;
  std::vector<std::uint32_t> codes_;
  std::vector<std::uint8_t> flags_;
  std::vector<std::int64_t> ints_;
};

}  // namespace mxsweep::io
