// CSV after RFC 4180: a header line, "\n" line ends, quotes only where they
// are needed. NULL is an empty field and an empty text is "", so the two
// differ. A list of scalars is its elements joined with ';'; an empty list is
// an empty field where the column cannot be NULL, else "". A list of integers
// is a JSON array, [3,19]: joined, a list of one would be a number to readers
// that guess types.
//
// Rows that hold values in the same columns are written by the same plan: a
// step for each value and the commas behind it, into room made for the whole
// row beforehand. What is long or needs quotes leaves that path. Parts that a
// row repeats from the row before are copied as text.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "io/table/open_writers.h"
#include "io/table/text_output.h"

namespace mxsweep::io {
namespace {

// Texts up to this size are copied in one step of this size.
constexpr std::size_t kTextStep = RowBatch::kTextSlack;

// Commas are written in one step of this size.
constexpr std::size_t kCommaStep = 16;

// Of one field and the comma that follows it, unless it is long.
constexpr std::size_t kFieldRoom = kTextStep + 1;
static_assert(kFieldRoom > kTimestampCharsMax && kFieldRoom > kIntCharsMax);

// A label as a CSV field. `text` holds only the beginning of a long one.
struct CsvLabel {
  std::array<char, kTextStep> text{};
  std::size_t size = 0;
  bool bare = false;  // short, and as it is also where it stands in a list
};

CsvLabel csv_label(std::string_view label) {
  TextBuffer text;
  append_csv_text(text, label);
  CsvLabel result;
  result.size = text.size();
  result.bare = text.view() == label && result.size <= kTextStep;
  std::copy_n(text.view().data(), std::min(result.size, kTextStep),
              result.text.data());
  return result;
}

struct CsvField {
  ColumnType type = ColumnType::kString;
  bool nullable = false;
  bool bare_elements = false;   // labels of a list, all bare, never NULL
  std::size_t first_label = 0;  // of those of all fields
};

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

bool is_integer(ColumnType type) {
  return type == ColumnType::kInt32 || type == ColumnType::kInt64;
}

// Integers as a JSON array.
void append_array(TextBuffer& out, const ColumnData& data, ElementRange range) {
  out.append('[');
  for (std::size_t index = range.begin; index < range.end; ++index) {
    if (index != range.begin) {
      out.append(',');
    }
    if (data.is_null(index)) {
      out.append("null");
    } else {
      append_int(out, data.int_at(index));
    }
  }
  out.append(']');
}

enum class StepKind : std::uint8_t {
  kCommas,  // no value
  kInt,
  kTimestamp,
  kLabel,
  kText,
  kList,
};

StepKind step_kind(ColumnType type) {
  switch (type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      return StepKind::kInt;
    case ColumnType::kTimestampUs:
      return StepKind::kTimestamp;
    case ColumnType::kBool:
    case ColumnType::kEnum:
      return StepKind::kLabel;
    case ColumnType::kString:
      return StepKind::kText;
    case ColumnType::kList:
      return StepKind::kList;
    case ColumnType::kStruct:
      break;  // open_csv_writer() lets none in
  }
  return StepKind::kCommas;
}

// A value, unless it is NULL, and commas up to the next value or piece.
struct Step {
  StepKind kind = StepKind::kCommas;
  std::uint8_t commas = 0;
  std::uint8_t column = 0;
  std::uint16_t first_label = 0;
};

// How rows are written that hold values in the same columns: the steps of each
// piece, one piece behind the other.
struct Plan {
  struct Part {
    std::size_t steps = 0;
    std::size_t values = 0;  // steps that are more than commas
  };

  ColumnSet present = 0;
  std::vector<Step> steps;
  std::vector<Part> parts;  // none: the plan is still to be made
};

// Columns of a row, from `from` to before `to`, which are repeated together or
// not at all, and their text in the last row.
struct Piece {
  std::size_t from = 0;
  std::size_t to = 0;
  std::size_t at = 0;
  std::size_t size = 0;
};

// A set of this one column; none where there is no such column.
ColumnSet cut(std::size_t column) {
  return column < RowBatch::kColumnsMax ? ColumnSet{1} << column : 0;
}

// REQUIRES: room for kCommaStep bytes, count <= kCommaStep
char* put_commas(char* at, std::size_t count) {
  std::memset(at, ',', kCommaStep);
  return at + count;
}

class CsvWriter final : public TableWriter {
 public:
  CsvWriter(Schema schema, ByteSink& sink);

  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  void add_field(const Column& column);
  void append_header();

  void append_row(const RowBatch& rows, const RowBatch::Row& row);
  char* repeat(char* at, const Piece& piece);
  char* put_steps(char* at, std::span<const Step> steps, const RowBatch& rows,
                  const Cell* cell);
  char* put_label(char* at, const Step& step, const CsvLabel* labels,
                  Cell cell);
  char* put_text(char* at, const char* texts, TextRef text);
  char* put_list(char* at, const Step& step, const RowBatch& rows,
                 ElementRange range);
  char* put_labels(std::span<const std::uint8_t> codes, const CsvLabel* labels);

  void cut_pieces(ColumnSet cuts);
  [[nodiscard]] const Plan& plan_for(ColumnSet present);
  void make_plan(ColumnSet present, Plan& plan) const;
  [[nodiscard]] Step step_of(std::size_t column, bool is_present) const;

  // More than there are sets of columns in most tables.
  static constexpr unsigned kPlanBits = 5;

  const Schema schema_;
  TextOutput output_;
  TextBuffer& out_;
  TextBuffer scratch_;
  std::vector<CsvField> fields_;
  std::vector<CsvLabel> labels_;
  const std::size_t row_room_;  // for the fields and commas of a row
  TimestampFormat timestamps_;

  // Rows are written in pieces, which begin wherever some row ceased to repeat
  // the row before, or began again.
  ColumnSet cuts_ = 0;
  std::vector<Piece> pieces_;
  bool last_row_known_ = false;  // its text lies in pieces_
  std::array<Plan, std::size_t{1} << kPlanBits> plans_;
};

CsvWriter::CsvWriter(Schema schema, ByteSink& sink)
    : schema_(schema),
      output_(sink),
      out_(output_.buffer()),
      row_room_(schema.size() * kFieldRoom + kTextStep + kCommaStep) {
  for (const Column& column : schema) {
    add_field(column);
  }
  cut_pieces(cut(0));
  append_header();
}

void CsvWriter::add_field(const Column& column) {
  static constexpr std::array<std::string_view, 2> kBool = {"false", "true"};
  const bool is_list = column.type == ColumnType::kList;
  const Column& values = is_list ? column.children.front() : column;
  const std::span<const std::string_view> labels =
      values.type == ColumnType::kBool ? kBool : values.labels;
  CsvField field{column.type, column.nullable,
                 is_list && !labels.empty() && !values.nullable,
                 labels_.size()};
  for (const std::string_view label : labels) {
    labels_.push_back(csv_label(label));
    field.bare_elements = field.bare_elements && labels_.back().bare;
  }
  fields_.push_back(field);
}

void CsvWriter::append_header() {
  for (const Column& column : schema_) {
    append_csv_text(out_, column.name);
    out_.append(',');
  }
  // The last comma gives way to the line end; a table has columns.
  out_.truncate(out_.size() - 1);
  out_.append('\n');
}

Status CsvWriter::write(const RowBatch& rows) {
  MXSWEEP_DCHECK(rows.column_count() == fields_.size());
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    append_row(rows, rows.row(row));
    if (output_.is_full()) {
      last_row_known_ = false;
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

void CsvWriter::append_row(const RowBatch& rows, const RowBatch::Row& row) {
  const ColumnSet cuts = cut(row.same_until) | cut(row.same_from);
  if ((cuts & ~cuts_) != 0) [[unlikely]] {
    cut_pieces(cuts);
  }
  const Plan& plan = plan_for(row.present);
  const Cell* cell = rows.cells(row);
  const Step* step = plan.steps.data();
  const Plan::Part* part = plan.parts.data();
  char* at = out_.room(row_room_);
  for (Piece& piece : pieces_) {
    const std::size_t begin = out_.size_until(at);
    const bool repeated =
        piece.to <= row.same_until || piece.from >= row.same_from;
    at = repeated && last_row_known_
             ? repeat(at, piece)
             : put_steps(at, {step, part->steps}, rows, cell);
    piece.at = begin;
    piece.size = out_.size_until(at) - begin;
    cell += part->values;
    step += part->steps;
    ++part;
  }
  at[-1] = '\n';
  out_.commit(at);
  last_row_known_ = true;
}

char* CsvWriter::repeat(char* at, const Piece& piece) {
  out_.commit(at);
  at = out_.room(piece.size + row_room_);
  std::memcpy(at, out_.view().data() + piece.at, piece.size);
  return at + piece.size;
}

char* CsvWriter::put_steps(char* at, std::span<const Step> steps,
                           const RowBatch& rows, const Cell* cell) {
  const char* const texts = rows.text_bytes();
  const CsvLabel* const labels = labels_.data();
  for (const Step& step : steps) {
    switch (step.kind) {
      case StepKind::kCommas:
        break;
      case StepKind::kInt:
        at = put_int(at, (cell++)->as_int());
        break;
      case StepKind::kTimestamp:
        at = timestamps_.put(at, (cell++)->as_int());
        break;
      case StepKind::kLabel:
        at = put_label(at, step, labels, *cell++);
        break;
      case StepKind::kText:
        at = put_text(at, texts, (cell++)->as_text());
        break;
      case StepKind::kList:
        at = put_list(at, step, rows, (cell++)->as_list());
        break;
    }
    at = put_commas(at, step.commas);
  }
  return at;
}

char* CsvWriter::put_label(char* at, const Step& step, const CsvLabel* labels,
                           Cell cell) {
  const CsvLabel& label = labels[step.first_label + cell.as_code()];
  if (label.size > kTextStep) [[unlikely]] {
    out_.commit(at);
    append_csv_text(out_, schema_[step.column].labels[cell.as_code()]);
    return out_.room(row_room_);
  }
  std::memcpy(at, label.text.data(), kTextStep);
  return at + label.size;
}

char* CsvWriter::put_text(char* at, const char* texts, TextRef text) {
  if (!text.plain() || text.size() > kTextStep) [[unlikely]] {
    out_.commit(at);
    append_csv_text(out_, {texts + text.at(), text.size()});
    return out_.room(row_room_);
  }
  std::memcpy(at, texts + text.at(), kTextStep);
  return at + text.size();
}

char* CsvWriter::put_list(char* at, const Step& step, const RowBatch& rows,
                          ElementRange range) {
  const CsvField& field = fields_[step.column];
  if (range.begin == range.end && !field.nullable) {
    return at;
  }
  const ColumnData& elements = rows.elements(step.column);
  out_.commit(at);
  if (field.bare_elements && range.begin != range.end) {
    return put_labels(
        elements.codes().subspan(range.begin, range.end - range.begin),
        labels_.data() + step.first_label);
  }
  const std::size_t start = out_.size();
  if (is_integer(elements.column().type)) {
    append_array(out_, elements, range);
  } else {
    for (std::size_t index = range.begin; index < range.end; ++index) {
      if (index != range.begin) {
        out_.append(';');
      }
      append_element(out_, elements, index);
    }
  }
  quote_csv_tail(out_, start, scratch_);
  return out_.room(row_room_);
}

// Of a list, at least one. Bare labels make a list without quotes.
char* CsvWriter::put_labels(std::span<const std::uint8_t> codes,
                            const CsvLabel* labels) {
  char* at = out_.room(codes.size() * kFieldRoom + row_room_);
  for (const std::uint8_t code : codes) {
    std::memcpy(at, labels[code].text.data(), kTextStep);
    at += labels[code].size;
    *at++ = ';';
  }
  return at - 1;
}

void CsvWriter::cut_pieces(ColumnSet cuts) {
  cuts_ |= cuts;
  pieces_.clear();
  for (ColumnSet rest = cuts_ & leading_columns(fields_.size()); rest != 0;
       rest &= rest - 1) {
    const auto from = static_cast<std::size_t>(std::countr_zero(rest));
    if (!pieces_.empty()) {
      pieces_.back().to = from;
    }
    pieces_.push_back({from, fields_.size(), 0, 0});
  }
  last_row_known_ = false;
  for (Plan& plan : plans_) {
    plan.parts.clear();
  }
}

const Plan& CsvWriter::plan_for(ColumnSet present) {
  constexpr ColumnSet kMix = 0x9E37'79B9'7F4A'7C15U;
  Plan& plan = plans_[(present * kMix) >> (64U - kPlanBits)];
  if (plan.present != present || plan.parts.empty()) [[unlikely]] {
    make_plan(present, plan);
  }
  return plan;
}

void CsvWriter::make_plan(ColumnSet present, Plan& plan) const {
  plan.present = present;
  plan.steps.clear();
  plan.parts.clear();
  for (const Piece& piece : pieces_) {
    Plan::Part part;
    for (std::size_t column = piece.from; column < piece.to; ++column) {
      const bool is_present = ((present >> column) & 1U) != 0;
      part.values += is_present ? 1 : 0;
      if (is_present || part.steps == 0 ||
          plan.steps.back().commas == kCommaStep) {
        plan.steps.push_back(step_of(column, is_present));
        ++part.steps;
      }
      ++plan.steps.back().commas;
    }
    plan.parts.push_back(part);
  }
}

// Without commas.
Step CsvWriter::step_of(std::size_t column, bool is_present) const {
  const CsvField& field = fields_[column];
  return {is_present ? step_kind(field.type) : StepKind::kCommas, 0,
          static_cast<std::uint8_t>(column),
          static_cast<std::uint16_t>(field.first_label)};
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
