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
  rows_used_ = 0;
  cells_used_ = 0;
  texts_.clear();
  for (ColumnData& elements : elements_) {
    elements.clear();
  }
}

void RowBatch::grow() {
  if (rows_.size() == rows_used_) {
    rows_.resize(2 * rows_used_ + 16);
  }
  const std::size_t row_room = schema_.size() + kCellStep;
  if (cells_.size() - cells_used_ < row_room) {
    cells_.resize(2 * cells_used_ + 16 * row_room);
  }
}

TextRef RowBatch::add_text(std::string_view text, bool plain) {
  char* const to = text_room(text.size());
  if (!text.empty()) {
    std::memcpy(to, text.data(), text.size());
  }
  return take_text(text.size(), plain);
}

Cell RowColumn::cell(std::size_t row) const {
  if (!is_present(row)) {
    return {};
  }
  const RowBatch::Row& at = batch_.row(row);
  return batch_.cells(at)[count_columns(at.present & leading_columns(index_))];
}

}  // namespace mxsweep::io
