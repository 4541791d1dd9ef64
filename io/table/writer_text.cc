// A table for people: columns side by side, as wide as what stands in them,
// numbers to the right, "-" for NULL, the elements of a list with blanks
// between them. Widths are those of the rows so far, so a later batch of a
// long table may be wider than what stands above it; nothing is cut off. Where
// a row would not fit the width of the terminal, from then on each is a block
// of lines, one for each column. Not
// for programs: a text with blanks cannot be told from two columns. What a
// terminal would obey becomes "?" (io/base/printable.h).
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/printable.h"
#include "io/table/open_writers.h"
#include "io/table/text_output.h"

namespace mxsweep::io {
namespace {

constexpr std::string_view kNull = "-";
constexpr std::size_t kGap = 2;

// Code points, which is what most texts take of a terminal.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string shown(std::string_view text) {
  return text.empty() ? "\"\"" : printable(text);
}

bool is_number(ColumnType type) {
  return type == ColumnType::kInt32 || type == ColumnType::kInt64;
}

// Of a RowColumn or of the elements of a list. REQUIRES: no list, no struct
template <class Values>
std::string scalar_text(const Values& values, std::size_t row) {
  TextBuffer out;
  switch (values.column().type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      append_int(out, values.int_at(row));
      break;
    case ColumnType::kTimestampUs:
      append_timestamp(out, values.int_at(row));
      break;
    case ColumnType::kBool:
      out.append(values.bool_at(row) ? "yes" : "no");
      break;
    case ColumnType::kEnum:
      out.append(values.label_at(row));
      break;
    case ColumnType::kString:
      return shown(values.string_at(row));
    case ColumnType::kList:
    case ColumnType::kStruct:
      break;
  }
  return std::string(out.view());
}

std::string list_text(const RowColumn& column, std::size_t row) {
  std::string out;
  const ElementRange range = column.list_at(row);
  for (std::size_t at = range.begin; at < range.end; ++at) {
    out += out.empty() ? "" : " ";
    out += scalar_text(column.child(0), at);
  }
  return out.empty() ? std::string(kNull) : out;
}

std::string cell_text(const RowColumn& column, std::size_t row) {
  if (column.is_null(row)) {
    return std::string(kNull);
  }
  return column.column().type == ColumnType::kList ? list_text(column, row)
                                                   : scalar_text(column, row);
}

class TextWriter final : public TableWriter {
 public:
  TextWriter(Schema schema, ByteSink& sink)
      : schema_(schema), output_(sink), widths_(schema.size()) {}

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  using Line = std::vector<std::string>;

  void widen(const Line& line);
  void append(const Line& line);
  void append_header();
  void append_block(const Line& line);
  [[nodiscard]] bool fits() const;
  [[nodiscard]] Line header() const;

  const Schema schema_;
  TextOutput output_;
  std::vector<std::size_t> widths_;
  bool has_header_ = false;
  bool blocks_ = false;
};

TextWriter::Line TextWriter::header() const {
  Line names;
  for (const Column& column : schema_) {
    names.emplace_back(column.name);
  }
  return names;
}

void TextWriter::append_header() {
  if (!has_header_) {
    append(header());
    has_header_ = true;
  }
}

void TextWriter::widen(const Line& line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    widths_[at] = std::max(widths_[at], width_of(line[at]));
  }
}

void TextWriter::append(const Line& line) {
  TextBuffer& out = output_.buffer();
  for (std::size_t at = 0; at < line.size(); ++at) {
    const bool last = at + 1 == line.size();
    const bool right = is_number(schema_[at].type);
    const std::string padding(widths_[at] - width_of(line[at]), ' ');
    out.append(right ? std::string_view(padding) : std::string_view());
    out.append(line[at]);
    if (!last) {
      out.append(right ? std::string_view() : std::string_view(padding));
      out.append(std::string_view("    ").substr(0, kGap));
    }
  }
  out.append('\n');
}

// Looked up anew, since a window may be made wider.
bool TextWriter::fits() const {
  std::size_t width = (widths_.size() - 1) * kGap;
  for (const std::size_t column : widths_) {
    width += column;
  }
  const std::size_t columns = output_.columns();
  return columns == 0 || width <= columns;
}

void TextWriter::append_block(const Line& line) {
  std::size_t names = 0;
  for (const Column& column : schema_) {
    names = std::max(names, column.name.size());
  }
  TextBuffer& out = output_.buffer();
  for (std::size_t at = 0; at < line.size(); ++at) {
    const std::string_view name = schema_[at].name;
    out.append(name);
    out.append(std::string(names + kGap - name.size(), ' '));
    out.append(line[at]);
    out.append('\n');
  }
  out.append('\n');
}

Status TextWriter::write(const RowBatch& rows) {
  std::vector<Line> lines(rows.rows(), Line(schema_.size()));
  for (std::size_t column = 0; column < schema_.size(); ++column) {
    const RowColumn values = rows.column(column);
    for (std::size_t row = 0; row < lines.size(); ++row) {
      lines[row][column] = cell_text(values, row);
    }
  }
  widen(header());
  for (const Line& line : lines) {
    widen(line);
  }
  blocks_ = blocks_ || !fits();
  if (!blocks_) {
    append_header();
  }
  for (const Line& line : lines) {
    blocks_ ? append_block(line) : append(line);
  }
  // Somebody is looking on.
  return output_.flush();
}

Status TextWriter::close(std::span<const KeyValue> /*metadata*/) {
  widen(header());
  if (!blocks_) {
    append_header();
  }
  return output_.flush();
}

}  // namespace

Result<std::unique_ptr<TableWriter>> open_text_writer(Schema schema,
                                                      ByteSink& sink) {
  MXSWEEP_CHECK(!schema.empty());
  for (const Column& column : schema) {
    const Column& values =
        column.type == ColumnType::kList ? column.children.front() : column;
    if (values.type == ColumnType::kList ||
        values.type == ColumnType::kStruct) {
      return Error{ErrorCode::kUsage, 0,
                   "text cannot show the nested column '" +
                       std::string(column.name) +
                       "': choose another shape, or a format that nests "
                       "(jsonl, parquet)"};
    }
  }
  return std::unique_ptr<TableWriter>(
      std::make_unique<TextWriter>(schema, sink));
}

}  // namespace mxsweep::io
