// CSV after RFC 4180: a header line, "\n" line ends, quotes only where they
// are needed. NULL is an empty field and an empty text is "", so the two
// differ. A list of scalars is its elements joined with ';'; an empty list is
// an empty field where the column cannot be NULL, else "".
//
// A row is written in one pass over the columns that hold a value, into room
// made for the whole row beforehand; what is long or needs quotes leaves that
// path. Parts that a row repeats from the row before are copied as text.
#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "io/table/open_writers.h"
#include "io/table/text_output.h"

namespace mxsweep::io {
namespace {

// Texts up to this size are copied in one step of this size.
constexpr std::size_t kStep = RowBatch::kTextSlack;

// Of one field and the commas that follow it, unless it is long.
constexpr std::size_t kFieldRoom = kStep + 1;
static_assert(kFieldRoom > kTimestampCharsMax && kFieldRoom > kIntCharsMax);

constexpr std::array<char, 64> kCommas = [] {
  std::array<char, 64> commas{};
  commas.fill(',');
  return commas;
}();

// A label as a CSV field; kStep bytes may be read.
struct CsvLabel {
  std::string padded;
  std::size_t size = 0;
};

CsvLabel csv_label(std::string_view label) {
  TextBuffer text;
  append_csv_text(text, label);
  CsvLabel result{std::string(text.view()), text.size()};
  result.padded.resize(std::max(result.size, kStep));
  return result;
}

struct CsvField {
  ColumnType type = ColumnType::kString;
  bool nullable = false;
  std::vector<CsvLabel> labels;  // by code; false and true of kBool
};

CsvField csv_field(const Column& column) {
  CsvField field{column.type, column.nullable, {}};
  for (const std::string_view label : column.labels) {
    field.labels.push_back(csv_label(label));
  }
  if (column.type == ColumnType::kBool) {
    field.labels = {csv_label("false"), csv_label("true")};
  }
  return field;
}

// As it is, without quotes: they go around the whole list.
void append_element(TextBuffer& out, const ColumnData& data,
                    std::size_t index) {
  if (data.is_null(index)) {
    return;
  }
  switch (data.column().type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      append_int(out, data.int_at(index));
      break;
    case ColumnType::kTimestampUs:
      append_timestamp(out, data.int_at(index));
      break;
    case ColumnType::kBool:
      out.append(data.bool_at(index) ? "true" : "false");
      break;
    case ColumnType::kEnum:
      out.append(data.label_at(index));
      break;
    case ColumnType::kString:
      out.append(data.string_at(index));
      break;
    case ColumnType::kList:
    case ColumnType::kStruct:
      break;  // open_csv_writer() lets none in
  }
}

// Columns of a row, from `from` to before `to`.
struct Piece {
  std::size_t from = 0;
  std::size_t to = 0;

  [[nodiscard]] ColumnSet columns() const {
    return leading_columns(to) & ~leading_columns(from);
  }
};

// A set of this one column; none where there is no such column.
ColumnSet cut(std::size_t column) {
  return column < RowBatch::kColumnsMax ? ColumnSet{1} << column : 0;
}

// REQUIRES: room for kCommas.size() bytes behind the commas.
char* put_commas(char* at, std::size_t count) {
  constexpr std::size_t kUsual = 16;
  std::memcpy(at, kCommas.data(), kUsual);
  if (count > kUsual) [[unlikely]] {
    std::memcpy(at, kCommas.data(), kCommas.size());
  }
  return at + count;
}

class CsvWriter final : public TableWriter {
 public:
  CsvWriter(Schema schema, ByteSink& sink);

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  void append_header(Schema schema);
  void append_row(const RowBatch::Row& row);
  char* put_piece(char* at, Piece piece, ColumnSet present);
  char* put_field(char* at, std::size_t column, Cell cell);
  char* put_text(char* at, TextRef text);
  char* put_list(char* at, std::size_t column, ElementRange range);
  char* put_label(char* at, const CsvLabel& label);
  [[nodiscard]] bool is_repeated(const RowBatch::Row& row, Piece piece) const;
  char* repeat_piece(Piece piece, ColumnSet present);

  TextOutput output_;
  TextBuffer& out_;
  TextBuffer scratch_;
  std::vector<CsvField> fields_;
  std::size_t row_room_;  // for the fields and commas of a row
  TimestampFormat timestamps_;

  // What is being written.
  const RowBatch* batch_ = nullptr;
  const Cell* cell_ = nullptr;

  // Rows are written in pieces, which begin wherever some row ceased to repeat
  // the row before, or began again. Where they begin in the buffer, and where
  // the last one ends, is known of the last row.
  ColumnSet cuts_ = 1;
  ColumnSet cuts_known_ = 0;
  std::array<std::size_t, RowBatch::kColumnsMax + 1> cut_at_{};
};

CsvWriter::CsvWriter(Schema schema, ByteSink& sink)
    : output_(sink),
      out_(output_.buffer()),
      row_room_(schema.size() * kFieldRoom + kCommas.size()) {
  for (const Column& column : schema) {
    fields_.push_back(csv_field(column));
  }
  append_header(schema);
}

void CsvWriter::append_header(Schema schema) {
  for (const Column& column : schema) {
    append_csv_text(out_, column.name);
    out_.append(',');
  }
  // The last comma gives way to the line end; a table has columns.
  out_.truncate(out_.size() - 1);
  out_.append('\n');
}

Status CsvWriter::write(const RowBatch& rows) {
  MXSWEEP_DCHECK(rows.column_count() == fields_.size());
  batch_ = &rows;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    append_row(rows.row(row));
    if (output_.is_full()) {
      cuts_known_ = 0;
      if (Status status = output_.flush(); !status.ok()) {
        return status;
      }
    }
  }
  return output_.status();
}

Status CsvWriter::close(std::span<const KeyValue> /*metadata*/) {
  return output_.flush();
}

void CsvWriter::append_row(const RowBatch::Row& row) {
  const std::size_t columns = fields_.size();
  cuts_ |=
      (cut(row.same_until) | cut(row.same_from)) & leading_columns(columns);
  cell_ = batch_->cells(row);
  char* at = out_.room(row_room_);
  for (ColumnSet rest = cuts_; rest != 0;) {
    Piece piece{static_cast<std::size_t>(std::countr_zero(rest)), columns};
    rest &= rest - 1;
    if (rest != 0) {
      piece.to = static_cast<std::size_t>(std::countr_zero(rest));
    }
    out_.commit(at);
    const std::size_t begin = out_.size();
    at = is_repeated(row, piece) ? repeat_piece(piece, row.present)
                                 : put_piece(at, piece, row.present);
    cut_at_[piece.from] = begin;
  }
  at[-1] = '\n';
  out_.commit(at);
  cut_at_[columns] = out_.size();
  cuts_known_ = cuts_;
}

bool CsvWriter::is_repeated(const RowBatch::Row& row, Piece piece) const {
  const ColumnSet ends = cut(piece.from) | cut(piece.to);
  const bool known =
      (ends & ~cuts_known_ & leading_columns(fields_.size())) == 0;
  return known && (piece.to <= row.same_until || piece.from >= row.same_from);
}

char* CsvWriter::repeat_piece(Piece piece, ColumnSet present) {
  cell_ += std::popcount(present & piece.columns());
  const std::size_t from = cut_at_[piece.from];
  const std::size_t size = cut_at_[piece.to] - from;
  char* at = out_.room(size + row_room_);
  std::memcpy(at, out_.view().data() + from, size);
  return at + size;
}

char* CsvWriter::put_piece(char* at, Piece piece, ColumnSet present) {
  std::size_t done = piece.from;
  for (ColumnSet rest = present & piece.columns(); rest != 0;
       rest &= rest - 1) {
    const auto column = static_cast<std::size_t>(std::countr_zero(rest));
    at = put_commas(at, column - done);
    at = put_field(at, column, *cell_++);
    done = column;
  }
  return put_commas(at, piece.to - done);
}

char* CsvWriter::put_field(char* at, std::size_t column, Cell cell) {
  const CsvField& field = fields_[column];
  switch (field.type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      return put_int(at, cell.as_int());
    case ColumnType::kTimestampUs:
      return timestamps_.put(at, cell.as_int());
    case ColumnType::kBool:
    case ColumnType::kEnum:
      return put_label(at, field.labels[cell.as_code()]);
    case ColumnType::kString:
      return put_text(at, cell.as_text());
    case ColumnType::kList:
      return put_list(at, column, cell.as_list());
    case ColumnType::kStruct:
      break;  // open_csv_writer() lets none in
  }
  return at;
}

char* CsvWriter::put_label(char* at, const CsvLabel& label) {
  if (label.size > kStep) [[unlikely]] {
    out_.commit(at);
    out_.append(std::string_view(label.padded));
    return out_.room(row_room_);
  }
  std::memcpy(at, label.padded.data(), kStep);
  return at + label.size;
}

char* CsvWriter::put_text(char* at, TextRef text) {
  const std::string_view view = batch_->text(text);
  if (!text.plain || text.size > kStep) {
    out_.commit(at);
    append_csv_text(out_, view);
    return out_.room(row_room_);
  }
  std::memcpy(at, view.data(), kStep);
  return at + text.size;
}

char* CsvWriter::put_list(char* at, std::size_t column, ElementRange range) {
  const ColumnData& elements = batch_->elements(column);
  if (range.begin == range.end && !fields_[column].nullable) {
    return at;
  }
  out_.commit(at);
  const std::size_t start = out_.size();
  for (std::size_t index = range.begin; index < range.end; ++index) {
    if (index != range.begin) {
      out_.append(';');
    }
    append_element(out_, elements, index);
  }
  quote_csv_tail(out_, start, scratch_);
  return out_.room(row_room_);
}

bool is_nested(ColumnType type) {
  return type == ColumnType::kList || type == ColumnType::kStruct;
}

bool fits_csv(const Column& column) {
  return column.type == ColumnType::kList
             ? !is_nested(column.children.front().type)
             : column.type != ColumnType::kStruct;
}

}  // namespace

Result<std::unique_ptr<TableWriter>> open_csv_writer(Schema schema,
                                                     ByteSink& sink) {
  MXSWEEP_CHECK(!schema.empty());
  for (const Column& column : schema) {
    if (!fits_csv(column)) {
      return Error{ErrorCode::kUsage, 0,
                   "csv cannot hold the nested column '" +
                       std::string(column.name) +
                       "': choose a flat shape, or a format that nests "
                       "(jsonl, parquet)"};
    }
  }
  return std::unique_ptr<TableWriter>(
      std::make_unique<CsvWriter>(schema, sink));
}

}  // namespace mxsweep::io
