// RowBatch: some hundred rows of one schema, in buffers that are reused from
// batch to batch, so that filling one does not allocate once it has grown to
// its working size. One thread fills it, then hands it over; it is never
// shared.
//
// Rows are packed (docs/decisions/009): a set of the columns that hold a value,
// and one Cell for each of those, from left to right. What is NULL takes
// neither room nor time, and values of the row before are repeated by copying
// their cells. Texts lie behind one another in one buffer; elements of lists
// lie in ColumnData.
//
// RowWriter appends one row. All of it is inline and nothing keeps its address,
// so that a function which fills a row has the writer in registers, and knows
// the columns when it is compiled. Reading is by row (row(), cells()), or by
// column and row where speed is no matter (column()).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "io/base/check.h"
#include "io/table/column_data.h"
#include "io/table/schema.h"
#include "io/table/text_format.h"

namespace mxsweep::io {

// Where a text lies in the buffer of its batch. One word, so that it is handed
// on in a register: as three fields it went through memory, at the cost of the
// rest of a row's cell.
class TextRef {
 public:
  TextRef() = default;

  // `plain`: nothing in it needs care in any format: letters, digits and
  // "-_.:[]" of ASCII, and not empty. REQUIRES: size below 2^31
  TextRef(std::uint32_t at, std::uint32_t size, bool plain)
      : bits_((std::uint64_t{at} << 32U) | (plain ? kPlainBit : 0U) | size) {}

  [[nodiscard]] std::uint32_t at() const {
    return static_cast<std::uint32_t>(bits_ >> 32U);
  }

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(bits_) & (kPlainBit - 1);
  }

  [[nodiscard]] bool plain() const { return (bits_ & kPlainBit) != 0; }

 private:
  friend class Cell;
  static constexpr std::uint32_t kPlainBit = std::uint32_t{1} << 31U;

  explicit TextRef(std::uint64_t bits) : bits_(bits) {}

  std::uint64_t bits_ = 0;
};

// One value in 64 bits; the type of its column tells which kind it is.
class Cell {
 public:
  Cell() = default;

  [[nodiscard]] static Cell of_int(std::int64_t value) {
    return Cell(static_cast<std::uint64_t>(value));
  }

  [[nodiscard]] static Cell of_text(TextRef text) { return Cell(text.bits_); }

  [[nodiscard]] static Cell of_list(ElementRange range) {
    return Cell((std::uint64_t{range.begin} << 32U) | range.end);
  }

  // kInt32, kInt64, kTimestampUs; 0 or 1 of kBool; the code of kEnum.
  [[nodiscard]] std::int64_t as_int() const {
    return static_cast<std::int64_t>(bits_);
  }

  [[nodiscard]] std::size_t as_code() const { return bits_; }

  [[nodiscard]] TextRef as_text() const { return TextRef(bits_); }

  [[nodiscard]] ElementRange as_list() const { return {high(), low()}; }

 private:
  explicit Cell(std::uint64_t bits) : bits_(bits) {}

  [[nodiscard]] std::uint32_t high() const {
    return static_cast<std::uint32_t>(bits_ >> 32U);
  }

  [[nodiscard]] std::uint32_t low() const {
    return static_cast<std::uint32_t>(bits_);
  }

  std::uint64_t bits_ = 0;
};

// A set of columns; bit 0 is the first.
using ColumnSet = std::uint64_t;

// The first `count` columns.
[[nodiscard]] constexpr ColumnSet leading_columns(std::size_t count) {
  return count >= 64 ? ~ColumnSet{0} : (ColumnSet{1} << count) - 1;
}

// How many there are: a call to the library where the instruction set has no
// such instruction, so it is counted here, in a word.
[[nodiscard]] constexpr std::size_t count_columns(ColumnSet set) {
  constexpr ColumnSet kPairs = 0x3333'3333'3333'3333U;
  set -= (set >> 1U) & 0x5555'5555'5555'5555U;
  set = (set & kPairs) + ((set >> 2U) & kPairs);
  set = (set + (set >> 4U)) & 0x0F0F'0F0F'0F0F'0F0FU;
  return static_cast<std::size_t>((set * 0x0101'0101'0101'0101U) >> 56U);
}

class RowColumn;

class RowBatch {
 public:
  static constexpr std::size_t kColumnsMax = 64;

  // So many bytes behind any text may be read, whatever they hold: copying in
  // fixed steps is cheaper than to the byte. Cells are copied in steps, too.
  static constexpr std::size_t kTextSlack = 32;
  static constexpr std::size_t kCellStep = 4;

  struct Row {
    ColumnSet present = 0;
    std::uint32_t first_cell = 0;
    // Repeated from the row before: the first `same_until` columns, and those
    // from `same_from` on.
    std::uint8_t same_until = 0;
    std::uint8_t same_from = kColumnsMax;
  };

  // REQUIRES: 1 to kColumnsMax columns, none of them a struct.
  explicit RowBatch(Schema schema);

  [[nodiscard]] Schema schema() const { return schema_; }

  [[nodiscard]] std::size_t rows() const { return rows_used_; }

  [[nodiscard]] std::size_t column_count() const { return schema_.size(); }

  [[nodiscard]] const Row& row(std::size_t row) const { return rows_[row]; }

  // Of all present columns of the row, from left to right.
  [[nodiscard]] const Cell* cells(const Row& row) const {
    return cells_.data() + row.first_cell;
  }

  // Valid until the batch changes.
  [[nodiscard]] std::string_view text(TextRef text) const {
    return {texts_.view().data() + text.at(), text.size()};
  }

  // What texts refer to.
  [[nodiscard]] const char* text_bytes() const { return texts_.view().data(); }

  // Elements of the lists of a kList column.
  [[nodiscard]] const ColumnData& elements(std::size_t column) const {
    return elements_[list_index_[column]];
  }

  [[nodiscard]] RowColumn column(std::size_t index) const;

  // Place for a text of up to `bytes`, and the first `size` of them as a value
  // for RowWriter::put_text().
  [[nodiscard]] char* text_room(std::size_t bytes) {
    return texts_.room(bytes + kTextSlack);
  }

  [[nodiscard]] TextRef take_text(std::size_t size, bool plain) {
    const std::size_t at = texts_.size();
    const auto end = static_cast<std::uint32_t>(column_offset(at + size));
    texts_.extend(size);
    const auto bytes = static_cast<std::uint32_t>(size);
    return {end - bytes, bytes, plain};
  }

  // The same for a text that lies elsewhere.
  [[nodiscard]] TextRef add_text(std::string_view text, bool plain);

  void clear();

 private:
  friend class RowWriter;

  // Place for one more row and its cells, which begin here.
  [[nodiscard]] Cell* open_row() {
    if (rows_.size() == rows_used_ ||
        cells_.size() - cells_used_ < schema_.size() + kCellStep) {
      grow();
    }
    return cells_.data() + cells_used_;
  }

  void grow();

  Schema schema_;
  ColumnSet required_ = 0;   // may not be NULL
  std::vector<Row> rows_;    // more than are in use
  std::vector<Cell> cells_;  // the same
  std::size_t rows_used_ = 0;
  std::size_t cells_used_ = 0;
  TextBuffer texts_;
  std::vector<ColumnData> elements_;
  std::array<std::uint8_t, kColumnsMax> list_index_{};
  std::array<std::uint16_t, kColumnsMax> labels_in_{};
};

// Appends one row: one put_...() per column from left to right, then end().
// A list takes its elements first: elements().append_...(), then put_list().
// A required list without elements may be left out like a NULL.
class RowWriter {
 public:
  explicit RowWriter(RowBatch& batch) : batch_(batch), at_(batch.open_row()) {}

  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  ~RowWriter() = default;

  [[nodiscard]] RowBatch& batch() { return batch_; }

  void put_null(std::size_t columns = 1) { column_ += columns; }

  void put_int(std::int64_t value) { put(Cell::of_int(value)); }

  void put_bool(bool value) { put(Cell::of_int(value ? 1 : 0)); }

  void put_enum(std::uint8_t code) {
    MXSWEEP_CHECK(code < batch_.labels_in_[column_]);
    put(Cell::of_int(code));
  }

  // REQUIRES: a text of this batch
  void put_text(TextRef text) { put(Cell::of_text(text)); }

  void put_text(std::string_view text, bool plain = false) {
    put_text(batch_.add_text(text, plain));
  }

  // Where the elements of the list that comes next go.
  [[nodiscard]] ColumnData& elements() {
    return batch_.elements_[batch_.list_index_[column_]];
  }

  // The elements appended since `begin`, the size of elements() before.
  void put_list(std::size_t begin) {
    put(Cell::of_list({static_cast<std::uint32_t>(begin),
                       static_cast<std::uint32_t>(elements().size())}));
  }

  // The next `columns` are as in the row before. REQUIRES: there is one.
  void repeat(std::size_t columns);

  // REQUIRES: every column that may not be NULL has a value.
  void end();

 private:
  void put(Cell cell) {
    MXSWEEP_DCHECK(column_ < batch_.column_count());
    *at_++ = cell;
    row_.present |= ColumnSet{1} << column_++;
  }

  RowBatch& batch_;
  RowBatch::Row row_;
  Cell* at_;
  std::size_t column_ = 0;
};

inline void RowWriter::repeat(std::size_t columns) {
  MXSWEEP_DCHECK(batch_.rows_used_ != 0);
  const RowBatch::Row& before = batch_.rows_[batch_.rows_used_ - 1];
  const ColumnSet skipped = before.present & leading_columns(column_);
  const ColumnSet taken =
      before.present & leading_columns(column_ + columns) & ~skipped;
  const Cell* from = batch_.cells(before) + count_columns(skipped);
  Cell* const end = at_ + count_columns(taken);
  // Too many at the end are overwritten by what comes next.
  for (Cell* to = at_; to < end; to += RowBatch::kCellStep) {
    std::memmove(to, from, RowBatch::kCellStep * sizeof(Cell));
    from += RowBatch::kCellStep;
  }
  at_ = end;
  row_.present |= taken;
  if (column_ == row_.same_until) {
    row_.same_until = static_cast<std::uint8_t>(column_ + columns);
  }
  column_ += columns;
  if (column_ == batch_.column_count()) {
    row_.same_from = static_cast<std::uint8_t>(column_ - columns);
  }
}

inline void RowWriter::end() {
  MXSWEEP_DCHECK(column_ == batch_.column_count());
  MXSWEEP_CHECK((row_.present & batch_.required_) == batch_.required_);
  row_.first_cell = static_cast<std::uint32_t>(batch_.cells_used_);
  batch_.cells_used_ = static_cast<std::size_t>(at_ - batch_.cells_.data());
  batch_.rows_[batch_.rows_used_++] = row_;
}

// One column of a batch by row number, for readers in no hurry. Borrows the
// batch.
class RowColumn {
 public:
  RowColumn(const RowBatch& batch, std::size_t index)
      : batch_(batch), index_(index) {}

  [[nodiscard]] const Column& column() const { return batch_.schema()[index_]; }

  [[nodiscard]] bool is_null(std::size_t row) const {
    return column().nullable && !is_present(row);
  }

  [[nodiscard]] std::int64_t int_at(std::size_t row) const {
    return cell(row).as_int();
  }

  [[nodiscard]] bool bool_at(std::size_t row) const {
    return cell(row).as_int() != 0;
  }

  [[nodiscard]] std::string_view string_at(std::size_t row) const {
    return batch_.text(cell(row).as_text());
  }

  [[nodiscard]] std::string_view label_at(std::size_t row) const {
    return column().labels[cell(row).as_code()];
  }

  [[nodiscard]] ElementRange list_at(std::size_t row) const {
    return cell(row).as_list();
  }

  // REQUIRES: index is 0; the column is a list.
  [[nodiscard]] const ColumnData& child(std::size_t /*index*/) const {
    return batch_.elements(index_);
  }

  [[nodiscard]] std::size_t child_count() const {
    return column().children.size();
  }

 private:
  [[nodiscard]] bool is_present(std::size_t row) const {
    return ((batch_.row(row).present >> index_) & 1U) != 0;
  }

  // All zero when there is none: 0, "" or no elements.
  [[nodiscard]] Cell cell(std::size_t row) const;

  const RowBatch& batch_;
  std::size_t index_;
};

inline RowColumn RowBatch::column(std::size_t index) const {
  return {*this, index};
}

}  // namespace mxsweep::io
