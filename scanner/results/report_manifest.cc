#include "scanner/results/report_manifest.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "io/base/number_text.h"
#include "io/file/path_kind.h"
#include "io/file/small_file.h"
#include "io/table/record_source.h"

#include "scanner/run/dataset.h"
#include "scanner/run/manifest.h"

namespace mxsweep {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kResolversMax = 100;
constexpr std::uint64_t kUsPerSecond = 1'000'000;

std::optional<std::uint64_t> count_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned()
             ? std::optional(found->get<std::uint64_t>())
             : std::nullopt;
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string();
}

void add_fact(std::string name, std::string value, ReportTable& table) {
  if (!value.empty()) {
    table.rows.push_back({std::move(name), std::move(value)});
  }
}

ReportTable run_table(const Json& manifest) {
  ReportTable table{.id = "run",
                    .title = "The run",
                    .meaning = "As its manifest tells it.",
                    .columns = {"what", "value"}};
  add_fact("version", text_of(manifest, "version"), table);
  add_fact("input", text_of(manifest, "input"), table);
  add_fact("stopped by", text_of(manifest, "stopped_by"), table);
  const auto elapsed = count_of(manifest, "elapsed_us");
  if (elapsed.has_value()) {
    add_fact("seconds", io::with_commas(*elapsed / kUsPerSecond), table);
  }
  constexpr std::array<std::pair<const char*, const char*>, 3> kCounts = {{
      {"records_read", "records read"},
      {"records_written", "records written"},
      {"names_failed", "names that failed"},
  }};
  for (const auto& [key, name] : kCounts) {
    const auto count = count_of(manifest, key);
    if (count.has_value()) {
      add_fact(name, io::with_commas(*count), table);
    }
  }
  return table;
}

ReportTable resolver_table(const Json& resolvers) {
  ReportTable table{.id = "resolvers",
                    .title = "How the resolvers were",
                    .meaning =
                        "Queries to each, and how many of them brought "
                        "a reply; the share is that of its replies.",
                    .columns = {"resolver", "sent", "replies", "failures",
                                "late", "rtt_us", "share"}};
  for (const Json& one : resolvers) {
    if (table.rows.size() == kResolversMax) {
      break;
    }
    if (!one.is_object()) {
      continue;
    }
    std::vector<ReportValue> row;
    row.emplace_back(text_of(one, "resolver"));
    for (const char* key : {"sent", "replies", "failures", "late", "rtt_us"}) {
      row.emplace_back(count_of(one, key).value_or(0));
    }
    const auto sent = static_cast<double>(count_of(one, "sent").value_or(0));
    const auto replies =
        static_cast<double>(count_of(one, "replies").value_or(0));
    row.emplace_back(Share{sent < 1 ? 0 : std::min(replies / sent, 1.0)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::string find_manifest(const std::string& path) {
  if (path == "-") {
    return {};
  }
  if (io::path_kind(path) != io::PathKind::kFolder) {
    return io::parquet_metadata(path, kManifestKey);
  }
  const io::Result<std::string> text =
      io::read_small_file(io::without_final_slashes(path) + '/' +
                          std::string(kDatasetManifestName));
  return text.ok() ? text.value() : std::string();
}

void add_manifest(std::string_view manifest, ReportDocument& document) {
  constexpr bool kThrows = false;
  const Json parsed = Json::parse(manifest, nullptr, kThrows);
  if (!parsed.is_object()) {
    return;
  }
  document.tables.push_back(run_table(parsed));
  const auto resolvers = parsed.find("resolvers");
  if (resolvers != parsed.end() && resolvers->is_array() &&
      !resolvers->empty()) {
    document.tables.push_back(resolver_table(*resolvers));
  }
}

}  // namespace mxsweep
