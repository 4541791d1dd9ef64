#include "io/table/row_batch.h"

#include <algorithm>

namespace mxsweep::io {
namespace {

constexpr std::size_t kCodesMax = 256;  // a code is a byte

}  // namespace

RowBatch::RowBatch(Schema schema) : schema_(schema) {
  MXSWEEP_CHECK(!schema.empty() && schema.size() <= kColumnsMax);
  for (std::size_t index = 0; index < schema.size(); ++index) {
    const Column& column = schema[index];
    MXSWEEP_CHECK(column.type != ColumnType::kStruct);
    labels_in_[index] =
        static_cast<std::uint16_t>(std::min(column.labels.size(), kCodesMax));
    if (column.type == ColumnType::kList) {
      MXSWEEP_CHECK(column.children.size() == 1);
      list_index_[index] = static_cast<std::uint8_t>(elements_.size());
      elements_.emplace_back(column.children.front());
    } else if (!column.nullable) {
      required_ |= ColumnSet{1} << index;
    }
  }
}

void RowBatch::clear() {
  rows_.clear();
  cells_used_ = 0;
  texts_.clear();
  for (ColumnData& elements : elements_) {
    elements.clear();
  }
}

void RowWriter::repeat(std::size_t columns) {
  MXSWEEP_DCHECK(!batch_.rows_.empty());
  const RowBatch::Row& before = batch_.rows_.back();
  const ColumnSet skipped = before.present & leading_columns(column_);
  const ColumnSet taken =
      before.present & leading_columns(column_ + columns) & ~skipped;
  const Cell* from = batch_.cells(before) + count_columns(skipped);
  at_ = std::copy_n(from, count_columns(taken), at_);
  row_.present |= taken;
  if (column_ == row_.same_until) {
    row_.same_until = static_cast<std::uint8_t>(column_ + columns);
  }
  column_ += columns;
  if (column_ == batch_.column_count()) {
    row_.same_from = static_cast<std::uint8_t>(column_ - columns);
  }
}

void RowWriter::end() {
  MXSWEEP_DCHECK(column_ == batch_.column_count());
  MXSWEEP_CHECK((row_.present & batch_.required_) == batch_.required_);
  row_.first_cell = static_cast<std::uint32_t>(batch_.cells_used_);
  batch_.cells_used_ += static_cast<std::size_t>(at_ - start_);
  batch_.rows_.push_back(row_);
}

Cell RowColumn::cell(std::size_t row) const {
  if (!is_present(row)) {
    return {};
  }
  const RowBatch::Row& at = batch_.row(row);
  return batch_.cells(at)[count_columns(at.present & leading_columns(index_))];
}

}  // namespace mxsweep::io
