#include "io/table/read/records.h"

#include <string_view>
#include <utility>

#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

constexpr std::string_view kParquetBegins = "PAR1";
constexpr std::string_view kArrowBegins = "\xFF\xFF\xFF\xFF";

constexpr std::size_t kPeeked = 8;

// What is said of a text that is none of ours; else empty.
std::string other_kind(std::string_view text) {
  const bool has_nul = text.size() >= 2 && (text[0] == '\0' || text[1] == '\0');
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || has_nul) {
    return " is in UTF-16, which is not read back; save it as UTF-8";
  }
  return without_byte_order_marks(text).starts_with('[')
             ? " is one JSON array, which is not read back; write JSON lines, "
               "an object each (jq -c '.[]')"
             : "";
}

}  // namespace

Result<std::unique_ptr<RecordSource>> open_records(
    const std::string& path, std::span<const WantedColumn> wanted) {
  Result<std::unique_ptr<TextLines>> lines = TextLines::open(path);
  if (!lines.ok()) {
    return lines.error();
  }
  // What cannot be read says so again when it begins.
  const Result<std::string_view> begin = lines.value()->peek(kPeeked);
  const std::string_view text = begin.ok() ? begin.value() : std::string_view();
  const std::string_view octets = text.substr(0, kParquetBegins.size());
  const std::string other = other_kind(text);
  if (!other.empty()) {
    return Error{ErrorCode::kInput, 0, lines.value()->name() + other};
  }
  if (octets == kParquetBegins && path != "-") {
    return open_parquet_records(path, wanted);
  }
  if (octets == kParquetBegins || octets == kArrowBegins) {
    return Error{ErrorCode::kInput, 0,
                 lines.value()->name() + " is " +
                     (octets == kArrowBegins
                          ? "an Arrow stream, which is not read back; write "
                            "CSV, JSON lines or Parquet"
                          : "Parquet, which is read from a file only")};
  }
  return without_byte_order_marks(text).starts_with('{')
             ? open_jsonl_records(lines.take(), wanted)
             : open_csv_records(lines.take(), wanted);
}

}  // namespace mxsweep::io
