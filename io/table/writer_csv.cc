// CSV after RFC 4180: a header line, "\n" line ends, quotes only where they
// are needed. NULL is an empty field and an empty text is "", so the two
// differ. A list of scalars is its elements joined with ';'; an empty list is
// an empty field where the column cannot be NULL, else "".
#include <string>
#include <utility>
#include <vector>

#include "io/table/open_writers.h"
#include "io/table/text_output.h"

namespace mxsweep::io {
namespace {

// The buffers of one column of the batch at hand, side by side: the loop over
// the fields of a row then needs no further look-up.
struct FieldView {
  ColumnType type = ColumnType::kString;
  bool nullable = false;
  const std::uint8_t* valid = nullptr;  // null where no NULL can be
  const std::int32_t* ints32 = nullptr;
  const std::int64_t* ints64 = nullptr;
  const std::uint8_t* codes = nullptr;
  const std::int32_t* offsets = nullptr;
  const char* bytes = nullptr;
  const std::string* labels = nullptr;  // as CSV fields, by code
  const ColumnData* element = nullptr;  // kList

  [[nodiscard]] std::string_view text(std::size_t row) const {
    return {bytes + offsets[row],
            static_cast<std::size_t>(offsets[row + 1] - offsets[row])};
  }
};

FieldView view_of(const ColumnData& data, const std::string* labels) {
  FieldView view;
  view.type = data.column().type;
  view.nullable = data.column().nullable;
  view.valid = view.nullable ? data.validity().data() : nullptr;
  view.ints32 = data.ints32().data();
  view.ints64 = data.ints64().data();
  view.codes = data.codes().data();
  view.offsets = data.offsets().data();
  view.bytes = data.bytes().data();
  view.labels = labels;
  view.element = data.child_count() == 0 ? nullptr : &data.child(0);
  return view;
}

std::string_view text_of(bool value) {
  return value ? "true" : "false";
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
      out.append(text_of(data.codes()[index] != 0));
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

class CsvWriter final : public TableWriter {
 public:
  CsvWriter(Schema schema, ByteSink& sink);

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  void append_header(Schema schema);
  void append_row(std::size_t row);
  void append_field(const FieldView& field, std::size_t row);
  void append_list(const FieldView& field, std::size_t row);

  TextOutput output_;
  TextBuffer& out_;
  TextBuffer scratch_;
  std::vector<std::vector<std::string>> labels_;  // by column, then code
  std::vector<FieldView> fields_;
};

CsvWriter::CsvWriter(Schema schema, ByteSink& sink)
    : output_(sink), out_(output_.buffer()) {
  fields_.reserve(schema.size());
  labels_.resize(schema.size());
  for (std::size_t index = 0; index < schema.size(); ++index) {
    for (const std::string_view label : schema[index].labels) {
      scratch_.clear();
      append_csv_text(scratch_, label);
      labels_[index].emplace_back(scratch_.view());
    }
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
  MXSWEEP_DCHECK(rows.column_count() == labels_.size());
  fields_.clear();
  for (std::size_t index = 0; index < rows.column_count(); ++index) {
    fields_.push_back(view_of(rows.column(index), labels_[index].data()));
  }
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    append_row(row);
    if (output_.is_full()) {
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

void CsvWriter::append_row(std::size_t row) {
  char separator = 0;
  for (const FieldView& field : fields_) {
    if (separator != 0) {
      out_.append(separator);
    }
    separator = ',';
    if (field.valid == nullptr || field.valid[row] != 0) {
      append_field(field, row);
    }
  }
  out_.append('\n');
}

void CsvWriter::append_field(const FieldView& field, std::size_t row) {
  switch (field.type) {
    case ColumnType::kInt32:
      append_int(out_, field.ints32[row]);
      break;
    case ColumnType::kInt64:
      append_int(out_, field.ints64[row]);
      break;
    case ColumnType::kTimestampUs:
      append_timestamp(out_, field.ints64[row]);
      break;
    case ColumnType::kBool:
      out_.append(text_of(field.codes[row] != 0));
      break;
    case ColumnType::kEnum:
      out_.append(field.labels[field.codes[row]]);
      break;
    case ColumnType::kString:
      append_csv_text(out_, field.text(row));
      break;
    case ColumnType::kList:
      append_list(field, row);
      break;
    case ColumnType::kStruct:
      break;  // open_csv_writer() lets none in
  }
}

void CsvWriter::append_list(const FieldView& field, std::size_t row) {
  const auto begin = static_cast<std::size_t>(field.offsets[row]);
  const auto end = static_cast<std::size_t>(field.offsets[row + 1]);
  if (begin == end && !field.nullable) {
    return;
  }
  const std::size_t start = out_.size();
  for (std::size_t index = begin; index < end; ++index) {
    if (index != begin) {
      out_.append(';');
    }
    append_element(out_, *field.element, index);
  }
  quote_csv_tail(out_, start, scratch_);
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
