// LeafEncoder: the values of one leaf of a table as pages of the Parquet
// format, uncompressed and without their headers. The encoding follows from
// the column: labels are a dictionary that is known beforehand; what repeats
// gets a dictionary that grows from page to page of a row group; times and
// 64-bit integers that hardly repeat are kept as differences; all else is
// plain. All pages of a row group have one encoding, since there are readers
// that lose values where they differ: is_full() says when it is time for
// another group. Keeps what is said of the values of a page and of a row
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
#include "io/table/parquet/value_summary.h"
#include "io/table/schema.h"
#include "io/table/text_format.h"

namespace mxsweep::io {

class LeafEncoder {
 public:
  enum class Encoding : std::uint8_t { kPlain, kDictionary, kDelta };

  struct Dictionary {
    std::string_view bytes;  // valid until the next call
    std::size_t size = 0;
  };

  // Of the last page, or of the row group so far: the smallest and the largest
  // value as plain ones without length. None when they are unusually long, or
  // all are NULL.
  struct Summary {
    std::size_t nulls = 0;
    bool all_null = false;
    std::optional<std::string> min;
    std::optional<std::string> max;
  };

  explicit LeafEncoder(const Column& column);

  [[nodiscard]] const Column& column() const { return column_; }

  [[nodiscard]] Encoding encoding() const { return encoding_; }

  // Levels and values of a page; valid until the next call.
  [[nodiscard]] std::string_view encode(const Leaf& leaf);

  // Of all pages of this row group. REQUIRES: the encoding wants one
  [[nodiscard]] Dictionary dictionary();

  // Those of the row group, each once. REQUIRES: the encoding wants a
  // dictionary, and the column holds no labels
  [[nodiscard]] const ValueDictionary& values() const { return dictionary_; }

  // The dictionary has become as large as it should.
  [[nodiscard]] bool is_full() const;

  [[nodiscard]] Summary page_summary() const { return plain(page_values_); }

  [[nodiscard]] Summary group_summary() const { return plain(group_values_); }

  // The next page belongs to another row group.
  void start_group();

 private:
  void append_levels(const std::vector<std::uint8_t>& levels, unsigned max);
  void append_values(const Leaf& leaf);
  void append_differences(const Leaf& leaf);
  void append_plain(const Leaf& leaf);
  void append_codes(const Leaf& leaf);
  void take_codes(const Leaf& leaf);
  void note_codes();
  [[nodiscard]] Summary plain(const ValueSummary& values) const;

  [[nodiscard]] std::size_t dictionary_size() const;

  const Column& column_;
  const Encoding encoding_;
  ValueDictionary dictionary_;
  ValueSummary page_values_;
  ValueSummary group_values_;
  TextBuffer page_;
  TextBuffer levels_;
  std::vector<std::uint32_t> codes_;
  std::vector<std::uint8_t> code_seen_;  // in the page, by code
  std::vector<std::uint8_t> flags_;
  std::vector<std::int64_t> ints_;
};

}  // namespace mxsweep::io
