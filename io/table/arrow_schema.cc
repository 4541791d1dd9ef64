#include "io/table/arrow_schema.h"

#include <arrow/api.h>

#include <string>
#include <utility>
#include <vector>

namespace mxsweep::io {
namespace {

std::shared_ptr<arrow::DataType> type_of(const Column& column);

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
arrow::FieldVector fields_of(Schema columns) {
  arrow::FieldVector fields;
  for (const Column& column : columns) {
    fields.push_back(arrow::field(std::string(column.name), type_of(column),
                                  column.nullable));
  }
  return fields;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
std::shared_ptr<arrow::DataType> type_of(const Column& column) {
  switch (column.type) {
    case ColumnType::kInt32:
      return arrow::int32();
    case ColumnType::kInt64:
      return arrow::int64();
    case ColumnType::kBool:
      return arrow::boolean();
    case ColumnType::kTimestampUs:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case ColumnType::kString:
    case ColumnType::kEnum:
      break;
    case ColumnType::kList:
      return arrow::list(fields_of(column.children).front());
    case ColumnType::kStruct:
      return arrow::struct_(fields_of(column.children));
  }
  return arrow::utf8();
}

}  // namespace

std::shared_ptr<arrow::Schema> arrow_schema(Schema columns) {
  return arrow::schema(fields_of(columns));
}

std::shared_ptr<const arrow::KeyValueMetadata> arrow_metadata(
    std::span<const KeyValue> metadata) {
  std::vector<std::string> keys;
  std::vector<std::string> values;
  for (const KeyValue& entry : metadata) {
    keys.push_back(entry.key);
    values.push_back(entry.value);
  }
  return arrow::KeyValueMetadata::Make(std::move(keys), std::move(values));
}

}  // namespace mxsweep::io
