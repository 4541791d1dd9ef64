// JSON lines (RFC 8259 per line): one object per row, keys in schema order,
// every key in every row, NULL as null, lists as arrays, structs as objects,
// timestamps as ISO 8601 strings. Texts are always valid UTF-8 in the output,
// whatever they were: ill-formed parts become U+FFFD.
#include <string>
#include <utility>
#include <vector>

#include "io/table/open_writers.h"
#include "io/table/text_output.h"

namespace mxsweep::io {
namespace {

// What can be prepared of one column: all but the values.
struct JsonField {
  ColumnType type = ColumnType::kString;
  std::string key;                  // with quotes and colon
  std::string_view absent;          // in place of a value
  std::vector<std::string> labels;  // as JSON, by code
  std::vector<JsonField> children;
};

std::string json_of(std::string_view text) {
  TextBuffer buffer;
  append_json_text(buffer, text);
  return std::string(buffer.view());
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
JsonField field_of(const Column& column) {
  JsonField field;
  field.type = column.type;
  field.key = json_of(column.name) + ':';
  // A list that cannot be NULL may be left out of a row when it is empty.
  field.absent = column.nullable ? "null" : "[]";
  if (column.type == ColumnType::kBool) {
    field.labels = {"false", "true"};
  }
  for (const std::string_view label : column.labels) {
    field.labels.push_back(json_of(label));
  }
  for (const Column& child : column.children) {
    field.children.push_back(field_of(child));
  }
  return field;
}

void append_json_timestamp(TextBuffer& out, std::int64_t microseconds) {
  out.append('"');
  append_timestamp(out, microseconds);
  out.append('"');
}

class JsonlWriter final : public TableWriter {
 public:
  JsonlWriter(Schema schema, ByteSink& sink);

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  void append_row(const RowBatch& rows, std::size_t row);
  void append_cell(const RowBatch& rows, std::size_t column, Cell cell);
  void append_element(const JsonField& field, const ColumnData& data,
                      std::size_t index);
  void append_list(const JsonField& field, const ColumnData& elements,
                   ElementRange range);
  void append_struct(const JsonField& field, const ColumnData& data,
                     std::size_t index);

  TextOutput output_;
  TextBuffer& out_;
  std::vector<JsonField> fields_;
};

JsonlWriter::JsonlWriter(Schema schema, ByteSink& sink)
    : output_(sink), out_(output_.buffer()) {
  for (const Column& column : schema) {
    fields_.push_back(field_of(column));
  }
}

Status JsonlWriter::write(const RowBatch& rows) {
  MXSWEEP_DCHECK(rows.column_count() == fields_.size());
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    append_row(rows, row);
    if (output_.is_full()) {
      if (Status status = output_.flush(); !status.ok()) {
        return status;
      }
    }
  }
  return output_.status();
}

Status JsonlWriter::close(std::span<const KeyValue> /*metadata*/) {
  return output_.flush();
}

void JsonlWriter::append_row(const RowBatch& rows, std::size_t row) {
  const RowBatch::Row& at = rows.row(row);
  const Cell* cell = rows.cells(at);
  out_.append('{');
  for (std::size_t column = 0; column < fields_.size(); ++column) {
    if (column != 0) {
      out_.append(',');
    }
    out_.append(fields_[column].key);
    if (((at.present >> column) & 1U) != 0) {
      append_cell(rows, column, *cell++);
    } else {
      out_.append(fields_[column].absent);
    }
  }
  out_.append("}\n");
}

void JsonlWriter::append_cell(const RowBatch& rows, std::size_t column,
                              Cell cell) {
  switch (fields_[column].type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      append_int(out_, cell.as_int());
      break;
    case ColumnType::kTimestampUs:
      append_json_timestamp(out_, cell.as_int());
      break;
    case ColumnType::kBool:
    case ColumnType::kEnum:
      out_.append(fields_[column].labels[cell.as_code()]);
      break;
    case ColumnType::kString:
      append_json_text(out_, rows.text(cell.as_text()));
      break;
    case ColumnType::kList:
      append_list(fields_[column], rows.elements(column), cell.as_list());
      break;
    case ColumnType::kStruct:
      break;  // no column of a batch is one
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void JsonlWriter::append_element(const JsonField& field, const ColumnData& data,
                                 std::size_t index) {
  if (data.is_null(index)) {
    out_.append("null");
    return;
  }
  switch (field.type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      append_int(out_, data.int_at(index));
      break;
    case ColumnType::kTimestampUs:
      append_json_timestamp(out_, data.int_at(index));
      break;
    case ColumnType::kBool:
    case ColumnType::kEnum:
      out_.append(field.labels[data.codes()[index]]);
      break;
    case ColumnType::kString:
      append_json_text(out_, data.string_at(index));
      break;
    case ColumnType::kList:
      append_list(field, data.child(0), data.list_at(index));
      break;
    case ColumnType::kStruct:
      append_struct(field, data, index);
      break;
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void JsonlWriter::append_list(const JsonField& field,
                              const ColumnData& elements, ElementRange range) {
  out_.append('[');
  for (std::size_t at = range.begin; at < range.end; ++at) {
    if (at != range.begin) {
      out_.append(',');
    }
    append_element(field.children.front(), elements, at);
  }
  out_.append(']');
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void JsonlWriter::append_struct(const JsonField& field, const ColumnData& data,
                                std::size_t index) {
  out_.append('{');
  for (std::size_t at = 0; at < field.children.size(); ++at) {
    if (at != 0) {
      out_.append(',');
    }
    out_.append(field.children[at].key);
    append_element(field.children[at], data.child(at), index);
  }
  out_.append('}');
}

}  // namespace

Result<std::unique_ptr<TableWriter>> open_jsonl_writer(Schema schema,
                                                       ByteSink& sink) {
  MXSWEEP_CHECK(!schema.empty());
  return std::unique_ptr<TableWriter>(
      std::make_unique<JsonlWriter>(schema, sink));
}

}  // namespace mxsweep::io
