#include "scanner/run/row_keys.h"

#include <optional>

#include "io/base/check.h"

namespace mxsweep {
namespace {

using Kind = io::RowKeyPart::Kind;

void add_part(io::Schema schema, std::string_view name, Kind kind,
              io::RowKey& key) {
  const std::optional<std::size_t> column = io::find_column(schema, name);
  MXSWEEP_CHECK(column.has_value());
  key.push_back({*column, kind});
}

}  // namespace

io::SortOptions sort_options(const ScanPlan& plan, io::Schema schema) {
  io::SortOptions options;
  options.memory_bytes = plan.sort_memory_mib << 20U;
  if (plan.partition == PartitionBy::kTld) {
    add_part(schema, "domain", Kind::kTextTail, options.key);
  }
  if (plan.sort == SortOrder::kDomain) {
    add_part(schema, "domain", Kind::kText, options.key);
  }
  // Records of the same name stand one behind the other.
  const bool has_seq = io::find_column(schema, "seq").has_value();
  if (plan.sort == SortOrder::kSeq ||
      (plan.sort == SortOrder::kDomain && has_seq)) {
    add_part(schema, "seq", Kind::kNumber, options.key);
  }
  return options;
}

}  // namespace mxsweep
