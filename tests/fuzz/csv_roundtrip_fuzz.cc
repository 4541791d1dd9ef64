// Random rows -> CSV writer -> the tests' own strict parser -> the same rows.
// The first byte picks how often batches are written; the others are read as
// a script of values.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "io/table/writer.h"

#include "tests/support/csv_parser.h"
#include "tests/support/table_sinks.h"

namespace {

using mxsweep::io::Column;
using mxsweep::io::ColumnType;
using mxsweep::io::RowBatch;
using mxsweep::io::RowWriter;
using mxsweep::test::CsvField;
using mxsweep::test::CsvRow;

constexpr std::array<std::string_view, 4> kLabels = {"ok", "a,b", "", "q\"q"};
constexpr std::array<Column, 1> kTexts = {
    Column{"element", ColumnType::kString, false, {}, {}, false}};
constexpr std::array<Column, 7> kSchema = {
    Column{"id", ColumnType::kInt64, false, {}, {}, false},
    Column{"te,xt", ColumnType::kString, true, {}, {}, false},
    Column{"required", ColumnType::kString, false, {}, {}, false},
    Column{"flag", ColumnType::kBool, true, {}, {}, false},
    Column{"label", ColumnType::kEnum, true, kLabels, {}, false},
    Column{"texts", ColumnType::kList, false, {}, kTexts, false},
    Column{"maybe", ColumnType::kList, true, {}, kTexts, false}};

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

// Past the end everything is zero.
class Script {
 public:
  Script(const std::uint8_t* data, std::size_t size)
      : data_(data), size_(size) {}

  [[nodiscard]] bool done() const { return at_ >= size_; }

  std::uint8_t byte() { return done() ? std::uint8_t{0} : data_[at_++]; }

  std::int64_t integer() {
    std::uint64_t value = 0;
    for (unsigned count = byte() % 9U; count > 0; --count) {
      value = (value << 8U) | byte();
    }
    return static_cast<std::int64_t>(value);
  }

  std::string text() {
    std::string text(byte() % 41U, 'x');
    for (char& letter : text) {
      letter = static_cast<char>(byte());
    }
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

bool needs_quotes(const std::string& text) {
  return text.empty() || text.find_first_of(",\"\r\n") != std::string::npos ||
         text.find_first_of(" \t") == 0 ||
         text.find_last_of(" \t") == text.size() - 1;
}

bool is_plain(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') ||
                  (letter >= '0' && letter <= '9') || letter == '-' ||
                  letter == '_' || letter == '.' || letter == ':';
         });
}

CsvField field_of(const std::string& text) {
  return {text, needs_quotes(text)};
}

CsvField put_text(RowWriter& row, bool nullable, Script& script) {
  if (nullable && script.byte() % 3 == 0) {
    row.put_null();
    return {};
  }
  const std::string text = script.text();
  row.put_text(text, is_plain(text));
  return field_of(text);
}

CsvField put_list(RowWriter& row, bool nullable, Script& script) {
  if (nullable && script.byte() % 3 == 0) {
    row.put_null();
    return {};
  }
  const std::size_t begin = row.elements().size();
  std::string joined;
  const unsigned count = script.byte() % 4U;
  for (unsigned index = 0; index < count; ++index) {
    const std::string text = script.text();
    row.elements().append_string(text);
    joined += (index == 0 ? "" : ";") + text;
  }
  row.put_list(begin);
  const bool is_bare = count == 0 && !nullable;
  return is_bare ? CsvField{} : field_of(joined);
}

CsvField put_value(RowWriter& row, std::size_t index, Script& script) {
  const Column& column = kSchema[index];
  if (column.type == ColumnType::kString) {
    return put_text(row, column.nullable, script);
  }
  if (column.type == ColumnType::kList) {
    return put_list(row, column.nullable, script);
  }
  if (column.type == ColumnType::kInt64) {
    const std::int64_t value = script.integer();
    row.put_int(value);
    return field_of(std::to_string(value));
  }
  const std::uint8_t choice = script.byte();
  if (choice % 3 == 0) {
    row.put_null();
    return {};
  }
  if (column.type == ColumnType::kBool) {
    row.put_bool(choice % 3 == 1);
    return field_of(choice % 3 == 1 ? "true" : "false");
  }
  row.put_enum(choice % 4);
  return field_of(std::string(kLabels[choice % 4]));
}

// Columns at both ends may be as in the row before.
CsvRow put_row(RowBatch& rows, const CsvRow& before, Script& script) {
  const std::size_t columns = kSchema.size();
  std::size_t until = 0;
  std::size_t from = columns;
  if (rows.rows() != 0) {
    const std::uint8_t repeats = script.byte();
    until = repeats % 8U;
    from = std::max<std::size_t>(until, columns - repeats / 8U % 8U);
  }
  CsvRow expected(before.begin(),
                  before.begin() + static_cast<std::ptrdiff_t>(until));
  RowWriter row(rows);
  if (until != 0) {
    row.repeat(until);
  }
  for (std::size_t index = until; index < from; ++index) {
    expected.push_back(put_value(row, index, script));
  }
  if (from != columns) {
    row.repeat(columns - from);
    expected.insert(expected.end(),
                    before.begin() + static_cast<std::ptrdiff_t>(from),
                    before.end());
  }
  row.end();
  return expected;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  Script script(data, size);
  const std::size_t batch_rows = 1U + script.byte() % 8U;
  mxsweep::test::MemorySink sink;
  auto opened = mxsweep::io::find_writer_kind("csv")->open(kSchema, sink);
  require(opened.ok());
  mxsweep::io::TableWriter& writer = *opened.value();
  std::vector<CsvRow> expected(1);
  for (const Column& column : kSchema) {
    expected.front().push_back(field_of(std::string(column.name)));
  }
  RowBatch rows(kSchema);
  while (!script.done()) {
    expected.push_back(put_row(rows, expected.back(), script));
    if (rows.rows() == batch_rows) {
      require(writer.write(rows).ok());
      rows.clear();
    }
  }
  require(writer.write(rows).ok());
  require(writer.close({}).ok());
  const auto parsed = mxsweep::test::parse_csv(sink.text);
  require(parsed.has_value());
  require(*parsed == expected);
  return 0;
}
