#include "io/table/read/records.h"

#include <string_view>
#include <utility>

namespace mxsweep::io {
namespace {

constexpr std::string_view kParquetBegins = "PAR1";
constexpr std::string_view kArrowBegins = "\xFF\xFF\xFF\xFF";

}  // namespace

Result<std::unique_ptr<RecordSource>> open_records(
    const std::string& path, std::span<const WantedColumn> wanted) {
  Result<std::unique_ptr<TextLines>> lines = TextLines::open(path);
  if (!lines.ok()) {
    return lines.error();
  }
  // What cannot be read says so again when it begins.
  const Result<std::string_view> begin =
      lines.value()->peek(kParquetBegins.size());
  const std::string_view octets =
      begin.ok() ? begin.value() : std::string_view();
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
  return octets.starts_with('{') ? open_jsonl_records(lines.take(), wanted)
                                 : open_csv_records(lines.take(), wanted);
}

}  // namespace mxsweep::io
