// See cell_text.h.
#include "tests/support/cell_text.h"

namespace mxsweep::sim {
namespace {

// Lists of structs of lists: as deep as result tables go.
constexpr int kDepthMax = 4;

std::string cell_at(const io::ColumnData& column, std::size_t row, int depth);

std::string list_at(const io::ColumnData& column, std::size_t row, int depth) {
  const auto offsets = column.offsets();
  std::string text;
  for (auto i = offsets[row]; i < offsets[row + 1]; ++i) {
    text += i == offsets[row] ? "" : ";";
    text += cell_at(column.child(0), static_cast<std::size_t>(i), depth + 1);
  }
  return text.empty() ? "-" : text;
}

std::string struct_at(const io::ColumnData& column, std::size_t row,
                      int depth) {
  std::string text = "(";
  for (std::size_t i = 0; i < column.child_count(); ++i) {
    text += i == 0 ? "" : ",";
    text += cell_at(column.child(i), row, depth + 1);
  }
  return text + ")";
}

// NOLINTNEXTLINE(misc-no-recursion): depth is bounded
std::string cell_at(const io::ColumnData& column, std::size_t row, int depth) {
  if (depth > kDepthMax || column.is_null(row)) {
    return "-";
  }
  switch (column.column().type) {
    case io::ColumnType::kInt32:
    case io::ColumnType::kInt64:
    case io::ColumnType::kTimestampUs:
      return std::to_string(column.int_at(row));
    case io::ColumnType::kBool:
      return column.codes()[row] != 0 ? "true" : "false";
    case io::ColumnType::kString:
      return std::string(column.string_at(row));
    case io::ColumnType::kEnum:
      return std::string(column.label_at(row));
    case io::ColumnType::kList:
      return list_at(column, row, depth);
    case io::ColumnType::kStruct:
      break;
  }
  return struct_at(column, row, depth);
}

}  // namespace

std::string cell_text(const io::ColumnData& column, std::size_t row) {
  return cell_at(column, row, 0);
}

}  // namespace mxsweep::sim
