#include "io/table/arrow_batch.h"

#include <arrow/api.h>
#include <arrow/util/bit_util.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace mxsweep::io {
namespace {

using Buffers = std::vector<std::shared_ptr<arrow::Buffer>>;
using Columns = std::vector<std::shared_ptr<arrow::ArrayData>>;

template <class T>
std::shared_ptr<arrow::Buffer> borrowed(std::span<const T> values) {
  return arrow::Buffer::Wrap(values.data(), values.size());
}

// A bit for each byte, which is 0 or 1.
std::shared_ptr<arrow::Buffer> packed(std::span<const std::uint8_t> flags) {
  const auto count = static_cast<std::int64_t>(flags.size());
  std::string bits(
      static_cast<std::size_t>(arrow::bit_util::BytesForBits(count)), '\0');
  for (std::size_t at = 0; at < flags.size(); ++at) {
    const unsigned bit = static_cast<unsigned>(flags[at]) << (at % 8);
    bits[at / 8] =
        static_cast<char>(static_cast<unsigned char>(bits[at / 8]) | bit);
  }
  return arrow::Buffer::FromString(std::move(bits));
}

// The buffers of a column of texts: where each begins, and all of them.
void add_labels(const ColumnGather& column, Buffers& buffers) {
  std::vector<std::int32_t> offsets(1, 0);
  std::string texts;
  const std::span<const std::uint8_t> valid = column.validity();
  for (std::size_t at = 0; at < column.size(); ++at) {
    if (valid.empty() || valid[at] != 0) {
      texts += column.column().labels[column.codes()[at]];
    }
    offsets.push_back(column_offset(texts.size()));
  }
  buffers.push_back(arrow::Buffer::FromVector(std::move(offsets)));
  buffers.push_back(arrow::Buffer::FromString(std::move(texts)));
}

void add_values(const ColumnGather& column, Buffers& buffers) {
  switch (column.column().type) {
    case ColumnType::kInt32:
      buffers.push_back(borrowed(column.ints32()));
      break;
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      buffers.push_back(borrowed(column.ints64()));
      break;
    case ColumnType::kBool:
      buffers.push_back(packed(column.codes()));
      break;
    case ColumnType::kEnum:
      add_labels(column, buffers);
      break;
    case ColumnType::kString:
      buffers.push_back(borrowed(column.offsets()));
      buffers.push_back(borrowed(column.bytes()));
      break;
    case ColumnType::kList:
      buffers.push_back(borrowed(column.offsets()));
      break;
    case ColumnType::kStruct:
      break;  // all of it is in its children
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
std::shared_ptr<arrow::ArrayData> data_of(
    const std::shared_ptr<arrow::DataType>& type, const ColumnGather& column) {
  const std::span<const std::uint8_t> valid = column.validity();
  const std::int64_t nulls = std::count(valid.begin(), valid.end(), 0);
  Buffers buffers;
  buffers.push_back(nulls == 0 ? nullptr : packed(valid));
  add_values(column, buffers);
  Columns children;
  for (const ColumnGather& child : column.children()) {
    const auto at = static_cast<int>(children.size());
    children.push_back(data_of(type->field(at)->type(), child));
  }
  return arrow::ArrayData::Make(type, static_cast<std::int64_t>(column.size()),
                                std::move(buffers), std::move(children), nulls);
}

}  // namespace

std::shared_ptr<arrow::RecordBatch> arrow_batch(
    const std::shared_ptr<arrow::Schema>& schema, const TableGather& table) {
  Columns columns;
  for (const ColumnGather& column : table.columns()) {
    const auto at = static_cast<int>(columns.size());
    columns.push_back(data_of(schema->field(at)->type(), column));
  }
  return arrow::RecordBatch::Make(
      schema, static_cast<std::int64_t>(table.rows()), std::move(columns));
}

}  // namespace mxsweep::io
