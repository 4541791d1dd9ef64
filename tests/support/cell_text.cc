// See cell_text.h.
#include "tests/support/cell_text.h"

namespace mxsweep::sim {
namespace {

// Lists of structs of lists: as deep as result tables go.
constexpr int kDepthMax = 4;

// Data: a column of a batch, or of the elements inside.
template <class Data>
std::string cell_at(const Data& column, std::size_t row, int depth);

template <class Data>
std::string list_at(const Data& column, std::size_t row, int depth) {
  const io::ElementRange range = column.list_at(row);
  std::string text;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    text += i == range.begin ? "" : ";";
    text += cell_at(column.child(0), i, depth + 1);
  }
  return text.empty() ? "-" : text;
}

template <class Data>
std::string struct_at(const Data& column, std::size_t row, int depth) {
  std::string text = "(";
  for (std::size_t i = 0; i < column.child_count(); ++i) {
    text += i == 0 ? "" : ",";
    text += cell_at(column.child(i), row, depth + 1);
  }
  return text + ")";
}

// NOLINTNEXTLINE(misc-no-recursion): depth is bounded
template <class Data>
std::string cell_at(const Data& column, std::size_t row, int depth) {
  if (depth > kDepthMax || column.is_null(row)) {
    return "-";
  }
  switch (column.column().type) {
    case io::ColumnType::kInt32:
    case io::ColumnType::kInt64:
    case io::ColumnType::kTimestampUs:
      return std::to_string(column.int_at(row));
    case io::ColumnType::kBool:
      return column.bool_at(row) ? "true" : "false";
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

std::string cell_text(const io::RowColumn& column, std::size_t row) {
  return cell_at(column, row, 0);
}

}  // namespace mxsweep::sim
