#include "scanner/results/partition_rows.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>

#include "io/base/number_text.h"
#include "io/table/record_source.h"

#include "scanner/run/manifest.h"

namespace mxsweep {
namespace {

using Json = nlohmann::json;

// That a run wrote with --partition-by; nothing: another one, or none.
std::optional<std::uint64_t> rows_of_run(const std::string& manifest) {
  constexpr bool kThrows = false;
  const Json parsed = Json::parse(manifest, nullptr, kThrows);
  if (!parsed.is_object()) {
    return std::nullopt;
  }
  const auto rows = parsed.find("rows");
  const bool is_partitioned =
      parsed.value("partition_by", Json()).is_string() &&
      parsed.value("partition_by", Json()) != Json("none");
  return is_partitioned && rows != parsed.end() && rows->is_number_unsigned()
             ? std::optional(rows->get<std::uint64_t>())
             : std::nullopt;
}

}  // namespace

std::string lost_rows(const std::vector<std::string>& files) {
  const std::string manifest =
      files.empty() ? std::string()
                    : io::parquet_metadata(files.front(), kManifestKey);
  const std::optional<std::uint64_t> wanted = rows_of_run(manifest);
  if (!wanted.has_value()) {
    return {};
  }
  std::uint64_t sum = 0;
  for (const std::string& file : files) {
    const std::optional<std::uint64_t> rows = io::parquet_rows(file);
    if (!rows.has_value() ||
        io::parquet_metadata(file, kManifestKey) != manifest) {
      return {};
    }
    sum += *rows;
  }
  return sum == *wanted ? std::string()
                        : "its files have " + io::with_commas(sum) +
                              " of the " + io::with_commas(*wanted) +
                              " rows that each says its run wrote: a partition "
                              "is gone, or "
                              "there is one too many";
}

}  // namespace mxsweep
