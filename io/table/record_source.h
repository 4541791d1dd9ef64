// RecordSource: the rows of a table that somebody wrote before, one after the
// other, with the values of the columns that are wanted as texts: the way back
// from TableWriter. Memory is bounded by the longest row. What is read is
// hostile. One thread. Errors are ErrorCode::kInput with the name of the file,
// the place and the reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep::io {

struct WantedColumn {
  std::string_view name;
  bool is_list = false;
  // Of the structs that the elements of the list are; empty: they are none.
  std::string_view field{};
};

// NULL is an empty text whose data() is null.
using FieldTexts = std::span<const std::string_view>;

class RecordSource {
 public:
  RecordSource() = default;
  RecordSource(const RecordSource&) = delete;
  RecordSource& operator=(const RecordSource&) = delete;
  virtual ~RecordSource() = default;

  // Finds out which columns there are; once, before anything else. A file
  // without an octet, or without a row where rows alone tell, is an Error.
  [[nodiscard]] virtual Status begin() = 0;

  // Whether the table has the column, by its place among those wanted.
  [[nodiscard]] virtual bool has(std::size_t wanted) const = 0;

  // Of a column that is there and cannot be read as what is wanted: what it is,
  // such as "a text"; empty where it can, or is not there.
  [[nodiscard]] virtual std::string other_type(std::size_t /*wanted*/) const {
    return {};
  }

  // Rows tell which columns there are, as those of JSON lines do, in which a
  // key may be left out that is NULL: has() is about the rows so far.
  [[nodiscard]] virtual bool rows_tell_columns() const { return false; }

  // Moves on to the next row; false when there is none.
  [[nodiscard]] virtual Result<bool> next() = 0;

  // After an error: the file ends too early, or what is packed in it can be
  // unpacked no further. The rows before that were handed out.
  [[nodiscard]] virtual bool is_cut() const { return false; }

  // Of the row at hand: the elements of a list, also of one that is spelt as a
  // text (list_text.h), or one value; none where the table has no such column.
  // Views end with the next call of next(). REQUIRES: next() said true
  [[nodiscard]] virtual FieldTexts values(std::size_t wanted) const = 0;

  // Where that row is: "FILE, line 7".
  [[nodiscard]] virtual std::string place() const = 0;
};

// Of a Parquet file. The wanted columns outlive the source. Error where the
// build knows no Parquet.
[[nodiscard]] Result<std::unique_ptr<RecordSource>> open_parquet_records(
    const std::string& path, std::span<const WantedColumn> wanted);

// How many rows a Parquet file has by its end; nothing where the file is none,
// or the build knows none.
[[nodiscard]] std::optional<std::uint64_t> parquet_rows(
    const std::string& path);

// What the writer of a Parquet file said of it under that key; empty where it
// said nothing, where the file is none, or the build knows none.
[[nodiscard]] std::string parquet_metadata(const std::string& path,
                                           std::string_view key);

}  // namespace mxsweep::io
