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
  std::string key;                  // with quotes and colon
  std::vector<std::string> labels;  // with quotes, by code
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
  field.key = json_of(column.name) + ':';
  for (const std::string_view label : column.labels) {
    field.labels.push_back(json_of(label));
  }
  for (const Column& child : column.children) {
    field.children.push_back(field_of(child));
  }
  return field;
}

class JsonlWriter final : public TableWriter {
 public:
  JsonlWriter(Schema schema, ByteSink& sink);

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  void append_row(const RowBatch& rows, std::size_t row);
  void append_value(const JsonField& field, const ColumnData& data,
                    std::size_t index);
  void append_list(const JsonField& field, const ColumnData& data,
                   std::size_t index);
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
  out_.append('{');
  for (std::size_t index = 0; index < fields_.size(); ++index) {
    if (index != 0) {
      out_.append(',');
    }
    out_.append(fields_[index].key);
    append_value(fields_[index], rows.column(index), row);
  }
  out_.append("}\n");
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void JsonlWriter::append_value(const JsonField& field, const ColumnData& data,
                               std::size_t index) {
  if (data.is_null(index)) {
    out_.append("null");
    return;
  }
  switch (data.column().type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      append_int(out_, data.int_at(index));
      break;
    case ColumnType::kTimestampUs:
      out_.append('"');
      append_timestamp(out_, data.int_at(index));
      out_.append('"');
      break;
    case ColumnType::kBool:
      out_.append(data.codes()[index] != 0 ? "true" : "false");
      break;
    case ColumnType::kEnum:
      out_.append(field.labels[data.codes()[index]]);
      break;
    case ColumnType::kString:
      append_json_text(out_, data.string_at(index));
      break;
    case ColumnType::kList:
      append_list(field, data, index);
      break;
    case ColumnType::kStruct:
      append_struct(field, data, index);
      break;
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void JsonlWriter::append_list(const JsonField& field, const ColumnData& data,
                              std::size_t index) {
  const auto begin = static_cast<std::size_t>(data.offsets()[index]);
  const auto end = static_cast<std::size_t>(data.offsets()[index + 1]);
  out_.append('[');
  for (std::size_t at = begin; at < end; ++at) {
    if (at != begin) {
      out_.append(',');
    }
    append_value(field.children.front(), data.child(0), at);
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
    append_value(field.children[at], data.child(at), index);
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
