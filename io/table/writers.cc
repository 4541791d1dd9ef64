// The array of table writers; a new one is one row here and one file.

#include <algorithm>
#include <array>

#include "io/table/open_writers.h"
#include "io/table/writer.h"

namespace mxsweep::io {
namespace {

constexpr std::array kKinds = {
    WriterKind{"csv", ".csv", "RFC 4180 text with a header line; empty is NULL",
               false, false, false, false, &open_csv_writer},
    WriterKind{"jsonl", ".jsonl", "one JSON object per line", true, false,
               false, false, &open_jsonl_writer},
#ifdef MXSWEEP_HAVE_PARQUET
    WriterKind{"parquet", ".parquet", "Apache Parquet, zstd-compressed", true,
               true, true, false, &open_parquet_writer},
    WriterKind{"arrow", ".arrows", "Apache Arrow IPC stream, as pipes want it",
               true, true, false, false, &open_arrow_writer},
#endif
    WriterKind{"text", ".text", "columns side by side, for people", false,
               false, false, true, &open_text_writer},
};

}  // namespace

std::span<const WriterKind> writer_kinds() {
  return kKinds;
}

const WriterKind* find_writer_kind(std::string_view name) {
  const auto* found = std::find_if(
      kKinds.begin(), kKinds.end(),
      [name](const WriterKind& kind) { return kind.name == name; });
  return found == kKinds.end() ? nullptr : found;
}

const WriterKind* find_writer_kind_for_path(std::string_view path) {
  const auto* found = std::find_if(
      kKinds.begin(), kKinds.end(),
      [path](const auto& kind) { return path.ends_with(kind.extension); });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace mxsweep::io
