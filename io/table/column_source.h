// ColumnSource: the values of one column of a file of columns as texts, in
// batches; the way back from TableWriter, for whoever wants one column only.
// Reads in bounded memory, a page at a time. One thread. Errors are
// ErrorCode::kInput with the name of the file and the reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/base/result.h"

namespace mxsweep::io {

struct SourceColumn {
  std::string name;       // with those of what it is nested in: host.name
  bool is_text = false;   // strings, one for each row
  bool is_value = false;  // these, or numbers or truth values
  bool is_nested = false;
};

class ColumnSource {
 public:
  ColumnSource() = default;
  ColumnSource(const ColumnSource&) = delete;
  ColumnSource& operator=(const ColumnSource&) = delete;
  virtual ~ColumnSource() = default;

  [[nodiscard]] virtual std::span<const SourceColumn> columns() const = 0;

  [[nodiscard]] virtual std::uint64_t rows() const = 0;

  // next() begins with the first row of it. REQUIRES: its is_value
  virtual void choose(std::size_t column) = 0;

  // A batch of rows; NULL is an empty text whose data() is null. None: there
  // are no more. Views end with the next call. REQUIRES: choose() was called
  [[nodiscard]] virtual Result<std::span<const std::string_view>> next() = 0;
};

// Of a Parquet file, which cannot be a pipe: its end is read first; "-" is
// standard input. Error where the build knows no Parquet.
[[nodiscard]] Result<std::unique_ptr<ColumnSource>> open_parquet_columns(
    const std::string& path);

}  // namespace mxsweep::io
