// Columns of a table: name, type, whether NULL may occur, and for lists and
// structs the columns inside. A Schema is a span of static Columns: nothing
// here is owned, so schemas are constants in the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mxsweep::io {

enum class ColumnType : std::uint8_t {
  kInt32,
  kInt64,
  kBool,
  kTimestampUs,  // microseconds since 1970-01-01T00:00:00Z
  kString,       // UTF-8
  kEnum,         // one of `labels`, kept as its index
  kList,         // children: exactly one, named "element"
  kStruct,       // children: the fields; never NULL itself
};

struct Column {
  std::string_view name;
  ColumnType type = ColumnType::kString;
  bool nullable = false;
  std::span<const std::string_view> labels{};  // kEnum
  std::span<const Column> children{};          // kList, kStruct
  // A hint for columnar formats: values hardly repeat, so a dictionary
  // would only cost.
  bool distinct = false;
  // A hint for columnar formats: single values are looked for (kString only),
  // so that a filter which knows those that are there is worth its room.
  bool searched = false;
};

using Schema = std::span<const Column>;

// The place of the column of that name; nothing when there is none.
[[nodiscard]] constexpr std::optional<std::size_t> find_column(
    Schema schema, std::string_view name) {
  for (std::size_t at = 0; at < schema.size(); ++at) {
    if (schema[at].name == name) {
      return at;
    }
  }
  return std::nullopt;
}

}  // namespace mxsweep::io
