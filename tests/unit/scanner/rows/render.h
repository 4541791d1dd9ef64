// Values of a row batch as text, for tests that compare them.
#pragma once

#include <cstddef>
#include <string>

#include "io/table/row_batch.h"

namespace mxsweep::test {

// A value as text: NULL, lists in [], structs in {} without names.
// Data: a column of a batch, or of the elements inside.
template <class Data>
std::string render(const Data& column, std::size_t row) {
  if (column.is_null(row)) {
    return "NULL";
  }
  std::string out;
  switch (column.column().type) {
    case io::ColumnType::kInt32:
    case io::ColumnType::kInt64:
    case io::ColumnType::kTimestampUs:
      return std::to_string(column.int_at(row));
    case io::ColumnType::kBool:
      return column.bool_at(row) ? "true" : "false";
    case io::ColumnType::kEnum:
      return std::string(column.label_at(row));
    case io::ColumnType::kString:
      return std::string(column.string_at(row));
    case io::ColumnType::kList:
      for (std::size_t at = column.list_at(row).begin;
           at < column.list_at(row).end; ++at) {
        out += out.empty() ? "" : " ";
        out += render(column.child(0), at);
      }
      return "[" + out + "]";
    case io::ColumnType::kStruct:
      break;
  }
  for (std::size_t i = 0; i < column.child_count(); ++i) {
    out += i == 0 ? "" : ",";
    out += render(column.child(i), row);
  }
  return "{" + out + "}";
}

}  // namespace mxsweep::test
