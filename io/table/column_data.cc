#include "io/table/column_data.h"

namespace mxsweep::io {
namespace {

bool has_offsets(ColumnType type) {
  return type == ColumnType::kString || type == ColumnType::kList;
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
ColumnData::ColumnData(const Column& column) : column_(&column) {
  if (has_offsets(column.type)) {
    offsets_.push_back(0);
  }
  MXSWEEP_CHECK(column.type != ColumnType::kList ||
                column.children.size() == 1);
  MXSWEEP_CHECK(column.type != ColumnType::kStruct || !column.nullable);
  children_.reserve(column.children.size());
  for (const Column& child : column.children) {
    children_.push_back(ColumnData(child));
  }
}

// A NULL still takes a place in the value buffers, so that row numbers index
// every buffer alike.
void ColumnData::append_null() {
  MXSWEEP_CHECK(column_->nullable);
  switch (column_->type) {
    case ColumnType::kInt32:
      ints32_.push_back(0);
      break;
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      ints64_.push_back(0);
      break;
    case ColumnType::kBool:
    case ColumnType::kEnum:
      codes_.push_back(0);
      break;
    case ColumnType::kString:
    case ColumnType::kList:
      offsets_.push_back(offsets_.back());
      break;
    case ColumnType::kStruct:
      break;
  }
  mark(false);
}

void ColumnData::close() {
  if (column_->type == ColumnType::kList) {
    offsets_.push_back(column_offset(children_.front().size()));
  } else {
    MXSWEEP_DCHECK(column_->type == ColumnType::kStruct);
    for (const ColumnData& child : children_) {
      MXSWEEP_DCHECK(child.size() == size_ + 1);
      static_cast<void>(child);
    }
  }
  mark(true);
}

std::int64_t ColumnData::int_at(std::size_t row) const {
  return column_->type == ColumnType::kInt32 ? ints32_[row] : ints64_[row];
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void ColumnData::clear() {
  size_ = 0;
  valid_.clear();
  ints32_.clear();
  ints64_.clear();
  codes_.clear();
  bytes_.clear();
  if (has_offsets(column_->type)) {
    offsets_.resize(1);
  }
  for (ColumnData& child : children_) {
    child.clear();
  }
}

}  // namespace mxsweep::io
