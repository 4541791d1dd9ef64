// open_records(): a table in any format that is read back, told by its first
// octets and not by its name; packed or not where it is text. One thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/base/result.h"
#include "io/table/read/text_lines.h"
#include "io/table/record_source.h"

namespace mxsweep::io {

// CSV with a header line, JSON lines or Parquet; "-" is standard input, which
// is no Parquet. The wanted columns outlive the source, which has not begun.
[[nodiscard]] Result<std::unique_ptr<RecordSource>> open_records(
    const std::string& path, std::span<const WantedColumn> wanted);

// What is said behind the place at which a text ends too early, and that the
// last line is where it does.
inline constexpr std::string_view kCutOff = ": the file is cut off: ";
inline constexpr const char* kNoEnd = "its last line has no end";

// Of one format, for open_records() alone.
[[nodiscard]] std::unique_ptr<RecordSource> open_csv_records(
    std::unique_ptr<TextLines> lines, std::span<const WantedColumn> wanted);

[[nodiscard]] std::unique_ptr<RecordSource> open_jsonl_records(
    std::unique_ptr<TextLines> lines, std::span<const WantedColumn> wanted);

}  // namespace mxsweep::io
