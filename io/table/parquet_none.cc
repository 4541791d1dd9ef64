// In place of Parquet in a build without it.
#include "io/table/column_source.h"
#include "io/table/record_source.h"

namespace mxsweep::io {
namespace {

Error knows_none(const std::string& path) {
  return {ErrorCode::kInput, 0,
          "cannot read " + path +
              ": this build knows no Parquet (MXSWEEP_PARQUET)"};
}

}  // namespace

Result<std::unique_ptr<ColumnSource>> open_parquet_columns(
    const std::string& path) {
  return knows_none(path);
}

Result<std::unique_ptr<RecordSource>> open_parquet_records(
    const std::string& path, std::span<const WantedColumn> /*wanted*/) {
  return knows_none(path);
}

std::optional<std::uint64_t> parquet_rows(const std::string& /*path*/) {
  return std::nullopt;
}

std::string parquet_metadata(const std::string& /*path*/,
                             std::string_view /*key*/) {
  return {};
}

}  // namespace mxsweep::io
