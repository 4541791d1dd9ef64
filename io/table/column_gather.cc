#include "io/table/column_gather.h"

#include <algorithm>
#include <string_view>

#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

template <class T>
void append_range(std::vector<T>& to, std::span<const T> from,
                  ElementRange range) {
  if (!from.empty()) {
    const std::span<const T> part =
        from.subspan(range.begin, range.end - range.begin);
    to.insert(to.end(), part.begin(), part.end());
  }
}

// Hands put() the number and the cell of every row that has one, and moves
// on behind it.
template <class Put>
void for_each_cell(const ColumnGather::Source& source, const Put& put) {
  if (!source.has_any()) {
    return;
  }
  for (std::size_t row = 0; row < source.cells.size(); ++row) {
    if (source.has(row)) {
      put(row, *source.cells[row]++);
    }
  }
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
ColumnGather::ColumnGather(const Column& column)
    : column_(&column), offsets_(1, 0) {
  children_.reserve(column.children.size());
  for (const Column& child : column.children) {
    children_.push_back(ColumnGather(child));
  }
}

void ColumnGather::append(const Source& source) {
  const std::size_t old_size = size_;
  size_ += source.cells.size();
  if (column_->nullable) {
    valid_.resize(size_);
    for (std::size_t row = 0; source.has_any() && row < source.cells.size();
         ++row) {
      valid_[old_size + row] = source.has(row) ? 1 : 0;
    }
  }
  switch (column_->type) {
    case ColumnType::kInt32:
      ints32_.resize(size_);
      for_each_cell(source, [&](std::size_t row, Cell cell) {
        ints32_[old_size + row] = static_cast<std::int32_t>(cell.as_int());
      });
      break;
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      ints64_.resize(size_);
      for_each_cell(source, [&](std::size_t row, Cell cell) {
        ints64_[old_size + row] = cell.as_int();
      });
      break;
    case ColumnType::kBool:
    case ColumnType::kEnum:
      codes_.resize(size_);
      for_each_cell(source, [&](std::size_t row, Cell cell) {
        codes_[old_size + row] = static_cast<std::uint8_t>(cell.as_code());
      });
      break;
    case ColumnType::kString:
      append_texts(source);
      break;
    case ColumnType::kList:
      append_lists(source);
      break;
    case ColumnType::kStruct:
      break;  // no column of a batch is one
  }
}

void ColumnGather::append_texts(const Source& source) {
  if (!source.has_any()) {
    offsets_.resize(size_ + 1, offsets_.back());
    return;
  }
  for (std::size_t row = 0; row < source.cells.size(); ++row) {
    if (source.has(row)) {
      const TextRef text = (*source.cells[row]++).as_text();
      const std::string_view view = source.rows.text(text);
      if (text.plain()) {
        bytes_.append(view);
      } else {
        append_text(view);
      }
    }
    offsets_.push_back(column_offset(bytes_.size()));
  }
}

void ColumnGather::append_text(std::string_view text) {
  if (is_ascii(text)) {
    bytes_.append(text);
    return;
  }
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    bytes_.append(step.valid ? text.substr(0, step.bytes)
                             : kReplacementCharacter);
    text.remove_prefix(step.bytes);
  }
}

// Most rows hold no elements, or those that follow the last row's: whole runs
// of them are taken at once.
void ColumnGather::append_lists(const Source& source) {
  if (!source.has_any()) {
    offsets_.resize(size_ + 1, offsets_.back());
    return;
  }
  const ColumnData& elements = source.rows.elements(source.column);
  ElementRange run;
  auto end = static_cast<std::size_t>(offsets_.back());
  for (std::size_t row = 0; row < source.cells.size(); ++row) {
    if (source.has(row)) {
      const ElementRange range = (*source.cells[row]++).as_list();
      if (range.begin != run.end) {
        children_.front().append(elements, run);
        run = {range.begin, range.begin};
      }
      run.end = range.end;
      end += range.end - range.begin;
    }
    offsets_.push_back(column_offset(end));
  }
  children_.front().append(elements, run);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void ColumnGather::append(const ColumnData& data, ElementRange range) {
  size_ += range.end - range.begin;
  append_range(valid_, data.validity(), range);
  append_range(ints32_, data.ints32(), range);
  append_range(ints64_, data.ints64(), range);
  append_range(codes_, data.codes(), range);
  if (column_->type == ColumnType::kString) {
    for (std::size_t at = range.begin; at < range.end; ++at) {
      append_text(data.string_at(at));
      offsets_.push_back(column_offset(bytes_.size()));
    }
  } else if (column_->type == ColumnType::kList) {
    const std::span<const std::int32_t> offsets = data.offsets();
    const std::int32_t base = offsets_.back() - offsets[range.begin];
    for (std::size_t at = range.begin; at < range.end; ++at) {
      offsets_.push_back(base + offsets[at + 1]);
    }
    range = {static_cast<std::uint32_t>(offsets[range.begin]),
             static_cast<std::uint32_t>(offsets[range.end])};
  }
  for (std::size_t index = 0; index < children_.size(); ++index) {
    children_[index].append(data.child(index), range);
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
std::size_t ColumnGather::memory_bytes() const {
  std::size_t sum = valid_.size() + codes_.size() + bytes_.size() +
                    ints32_.size() * sizeof(std::int32_t) +
                    ints64_.size() * sizeof(std::int64_t) +
                    offsets_.size() * sizeof(std::int32_t);
  for (const ColumnGather& child : children_) {
    sum += child.memory_bytes();
  }
  return sum;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void ColumnGather::clear() {
  size_ = 0;
  valid_.clear();
  ints32_.clear();
  ints64_.clear();
  codes_.clear();
  offsets_.resize(1);
  bytes_.clear();
  for (ColumnGather& child : children_) {
    child.clear();
  }
}

TableGather::TableGather(Schema schema) {
  for (const Column& column : schema) {
    columns_.emplace_back(column);
  }
}

void TableGather::append(const RowBatch& rows) {
  MXSWEEP_DCHECK(rows.column_count() == columns_.size());
  // So few rows at a time that their cells stay in the nearest cache while
  // column after column is taken from them.
  constexpr std::size_t kBlockRows = 128;
  for (std::size_t first = 0; first < rows.rows(); first += kBlockRows) {
    cells_.clear();
    ColumnSet present = 0;
    const std::size_t end = std::min(first + kBlockRows, rows.rows());
    for (std::size_t row = first; row < end; ++row) {
      cells_.push_back(rows.cells(rows.row(row)));
      present |= rows.row(row).present;
    }
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      columns_[column].append({rows, first, cells_, present, column});
    }
  }
}

void TableGather::clear() {
  for (ColumnGather& column : columns_) {
    column.clear();
  }
}

std::size_t TableGather::memory_bytes() const {
  std::size_t sum = 0;
  for (const ColumnGather& column : columns_) {
    sum += column.memory_bytes();
  }
  return sum;
}

}  // namespace mxsweep::io
