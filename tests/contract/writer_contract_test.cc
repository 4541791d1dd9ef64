// What every kind of TableWriter promises. A table is described as JSON rows
// (timestamps as integers), put into row batches, written by each kind and
// read back by a reader that shares nothing with the writer: our strict CSV
// parser, nlohmann's JSON parser, Arrow's readers. What is read must
// equal what was described, so the kinds equal each other as well.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "io/table/writer.h"

#include "tests/support/csv_parser.h"
#include "tests/support/table_sinks.h"

#ifdef MXSWEEP_HAVE_PARQUET
#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#endif

namespace mxsweep {
namespace {

using io::Column;
using io::ColumnData;
using io::ColumnType;
using io::RowBatch;
using io::RowWriter;
using io::Schema;
using io::WriterKind;
using nlohmann::json;
using Rows = std::vector<json>;

constexpr std::array<std::string_view, 3> kLabels = {"noerror", "a,b", "x"};
constexpr std::array<Column, 1> kTexts = {
    Column{"element", ColumnType::kString, false, {}, {}, false}};
constexpr std::array<Column, 1> kInts = {
    Column{"element", ColumnType::kInt32, false, {}, {}, false}};
constexpr std::array<Column, 1> kEnums = {
    Column{"element", ColumnType::kEnum, false, kLabels, {}, false}};
constexpr std::array<Column, 9> kFlat = {
    Column{"seq", ColumnType::kInt64, false, {}, {}, true},
    Column{"small", ColumnType::kInt32, true, {}, {}, false},
    Column{"big", ColumnType::kInt64, true, {}, {}, false},
    Column{"flag", ColumnType::kBool, true, {}, {}, false},
    Column{"at", ColumnType::kTimestampUs, true, {}, {}, false},
    Column{"text", ColumnType::kString, true, {}, {}, false},
    Column{"label", ColumnType::kEnum, true, kLabels, {}, false},
    Column{"codes", ColumnType::kList, false, {}, kInts, false},
    Column{"found", ColumnType::kList, false, {}, kEnums, false}};
constexpr std::array<Column, 4> kHostFields = {
    Column{"host", ColumnType::kString, false, {}, {}, false},
    Column{"cname", ColumnType::kString, true, {}, {}, false},
    Column{"rank", ColumnType::kInt32, true, {}, {}, false},
    Column{"addresses", ColumnType::kList, false, {}, kTexts, false}};
constexpr std::array<Column, 1> kHost = {
    Column{"element", ColumnType::kStruct, false, {}, kHostFields, false}};
constexpr std::array<Column, 2> kNested = {
    Column{"seq", ColumnType::kInt64, false, {}, {}, true},
    Column{"mx", ColumnType::kList, false, {}, kHost, false}};

constexpr std::array<Column, 2> kSlim = {
    Column{"seq", ColumnType::kInt64, false, {}, {}, true},
    Column{"text", ColumnType::kString, true, {}, {}, false}};

std::uint8_t code_of(const Column& column, const json& value) {
  const auto label = std::find(column.labels.begin(), column.labels.end(),
                               value.get_ref<const std::string&>());
  EXPECT_NE(label, column.labels.end()) << value;
  return static_cast<std::uint8_t>(label - column.labels.begin());
}

void put_element(ColumnData& data, const json& value) {
  const Column& column = data.column();
  if (value.is_null()) {
    data.append_null();
    return;
  }
  switch (column.type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      data.append_int(value.get<std::int64_t>());
      break;
    case ColumnType::kBool:
      data.append_bool(value.get<bool>());
      break;
    case ColumnType::kString:
      data.append_string(value.get_ref<const std::string&>());
      break;
    case ColumnType::kEnum:
      data.append_enum(code_of(column, value));
      break;
    case ColumnType::kList:
      for (const json& element : value) {
        put_element(data.child(0), element);
      }
      data.close();
      break;
    case ColumnType::kStruct:
      for (std::size_t at = 0; at < column.children.size(); ++at) {
        put_element(data.child(at),
                    value.at(std::string(column.children[at].name)));
      }
      data.close();
      break;
  }
}

void put(RowWriter& row, const Column& column, const json& value) {
  if (value.is_null()) {
    row.put_null();
    return;
  }
  switch (column.type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      row.put_int(value.get<std::int64_t>());
      break;
    case ColumnType::kBool:
      row.put_bool(value.get<bool>());
      break;
    case ColumnType::kString:
      row.put_text(value.get_ref<const std::string&>());
      break;
    case ColumnType::kEnum:
      row.put_enum(code_of(column, value));
      break;
    case ColumnType::kList: {
      const std::size_t begin = row.elements().size();
      for (const json& element : value) {
        put_element(row.elements(), element);
      }
      row.put_list(begin);
      break;
    }
    case ColumnType::kStruct:
      ADD_FAILURE() << "no column of a batch is a struct";
      break;
  }
}

void put_row(RowBatch& rows, const json& row) {
  RowWriter writer(rows);
  for (const Column& column : rows.schema()) {
    put(writer, column, row.at(std::string(column.name)));
  }
  writer.end();
}

std::int64_t microseconds_of(const std::string& text) {
  tm parts{};
  std::int64_t fraction = 0;
  char zone = 0;
  EXPECT_EQ(
      std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%6ld%c", &parts.tm_year,
                  &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min,
                  &parts.tm_sec, &fraction, &zone),
      8)
      << text;
  EXPECT_EQ(zone, 'Z') << text;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  const std::int64_t second = timegm(&parts);
  // Towards zero, so that the smallest value does not overflow on its way.
  return second < 0 ? (second + 1) * 1'000'000 + (fraction - 1'000'000)
                    : second * 1'000'000 + fraction;
}

json csv_scalar(const Column& column, const std::string& text) {
  switch (column.type) {
    case ColumnType::kInt32:
    case ColumnType::kInt64:
      return static_cast<std::int64_t>(std::stoll(text));
    case ColumnType::kBool:
      EXPECT_TRUE(text == "true" || text == "false") << text;
      return text == "true";
    case ColumnType::kTimestampUs:
      return microseconds_of(text);
    case ColumnType::kString:
    case ColumnType::kEnum:
    case ColumnType::kList:
    case ColumnType::kStruct:
      break;
  }
  return text;
}

json csv_value(const Column& column, const test::CsvField& field) {
  if (column.type == ColumnType::kList && field.text.rfind('[', 0) == 0) {
    return json::parse(field.text);
  }
  if (column.type == ColumnType::kList) {
    json list = json::array();
    std::size_t start = 0;
    while (!field.text.empty() && start <= field.text.size()) {
      const std::size_t end =
          std::min(field.text.find(';', start), field.text.size());
      list.push_back(csv_scalar(column.children.front(),
                                field.text.substr(start, end - start)));
      start = end + 1;
    }
    return list;
  }
  if (field.text.empty() && !field.quoted) {
    return nullptr;
  }
  return csv_scalar(column, field.text);
}

Rows read_csv(Schema schema, const std::string& text) {
  Rows rows;
  const auto parsed = test::parse_csv(text);
  EXPECT_TRUE(parsed.has_value());
  if (!parsed.has_value() || parsed->empty()) {
    ADD_FAILURE() << "no header line";
    return rows;
  }
  for (std::size_t line = 0; line < parsed->size(); ++line) {
    const test::CsvRow& fields = (*parsed)[line];
    EXPECT_EQ(fields.size(), schema.size());
    json row = json::object();
    for (std::size_t at = 0; at < schema.size(); ++at) {
      if (line == 0) {
        EXPECT_EQ(fields[at].text, schema[at].name);
      } else {
        row[std::string(schema[at].name)] = csv_value(schema[at], fields[at]);
      }
    }
    if (line != 0) {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Rows read_jsonl(Schema schema, const std::string& text) {
  Rows rows;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start);
    EXPECT_NE(end, std::string::npos);
    json row = json::parse(text.substr(start, end - start));
    for (const Column& column : schema) {
      json& value = row.at(std::string(column.name));
      if (column.type == ColumnType::kTimestampUs && !value.is_null()) {
        value = microseconds_of(value.get<std::string>());
      }
    }
    rows.push_back(std::move(row));
    start = end + 1;
  }
  return rows;
}

#ifdef MXSWEEP_HAVE_PARQUET
template <class ArrayType>
const ArrayType& as(const arrow::Array& array) {
  return static_cast<const ArrayType&>(array);
}

json arrow_value(const arrow::Array& array, std::int64_t at) {
  if (array.IsNull(at)) {
    return nullptr;
  }
  const arrow::Type::type type = array.type_id();
  if (type == arrow::Type::INT32) {
    return as<arrow::Int32Array>(array).Value(at);
  }
  if (type == arrow::Type::INT64) {
    return as<arrow::Int64Array>(array).Value(at);
  }
  if (type == arrow::Type::BOOL) {
    return as<arrow::BooleanArray>(array).Value(at);
  }
  if (type == arrow::Type::TIMESTAMP) {
    return as<arrow::TimestampArray>(array).Value(at);
  }
  if (type == arrow::Type::STRING) {
    return as<arrow::StringArray>(array).GetString(at);
  }
  if (type == arrow::Type::LIST) {
    const auto& list = as<arrow::ListArray>(array);
    json values = json::array();
    for (std::int64_t index = list.value_offset(at);
         index < list.value_offset(at + 1); ++index) {
      values.push_back(arrow_value(*list.values(), index));
    }
    return values;
  }
  EXPECT_EQ(type, arrow::Type::STRUCT) << array.type()->ToString();
  const auto& fields = as<arrow::StructArray>(array);
  json object = json::object();
  for (int index = 0; index < fields.num_fields(); ++index) {
    object[fields.struct_type()->field(index)->name()] =
        arrow_value(*fields.field(index), at);
  }
  return object;
}

Rows rows_of(const arrow::Table& table) {
  const auto combined = table.CombineChunksToBatch().ValueOrDie();
  EXPECT_TRUE(combined->ValidateFull().ok());
  Rows rows;
  for (std::int64_t at = 0; at < combined->num_rows(); ++at) {
    json row = json::object();
    for (int column = 0; column < combined->num_columns(); ++column) {
      row[combined->column_name(column)] =
          arrow_value(*combined->column(column), at);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Rows read_arrow(Schema schema, const std::string& text) {
  auto reader = arrow::ipc::RecordBatchStreamReader::Open(
      std::make_shared<arrow::io::BufferReader>(
          arrow::Buffer::FromString(text)));
  EXPECT_TRUE(reader.ok());
  const auto table = (*reader)->ToTable();
  EXPECT_TRUE(table.ok());
  EXPECT_EQ(static_cast<std::size_t>((*table)->num_columns()), schema.size());
  return rows_of(**table);
}

Rows read_parquet(Schema schema, const std::string& text) {
  auto reader = parquet::arrow::FileReader::Make(
      arrow::default_memory_pool(),
      parquet::ParquetFileReader::Open(
          std::make_shared<arrow::io::BufferReader>(
              arrow::Buffer::FromString(text))));
  EXPECT_TRUE(reader.ok());
  auto read = (*reader)->ReadTable();
  EXPECT_TRUE(read.ok());
  EXPECT_EQ(static_cast<std::size_t>((*read)->num_columns()), schema.size());
  return rows_of(**read);
}
#endif

Rows read_back(const WriterKind& kind, Schema schema, const std::string& text) {
  if (kind.name == "csv") {
    return read_csv(schema, text);
  }
  if (kind.name == "jsonl") {
    return read_jsonl(schema, text);
  }
#ifdef MXSWEEP_HAVE_PARQUET
  if (kind.name == "parquet") {
    return read_parquet(schema, text);
  }
  if (kind.name == "arrow") {
    return read_arrow(schema, text);
  }
#endif
  ADD_FAILURE() << "no reader for " << kind.name << ": add one here";
  return {};
}

struct Table {
  Schema schema;
  Rows rows;
  std::size_t batch_rows = 1000;
};

io::Status write_table(const Table& table, io::TableWriter& writer) {
  RowBatch batch(table.schema);
  for (const json& row : table.rows) {
    put_row(batch, row);
    if (batch.rows() == table.batch_rows) {
      if (io::Status status = writer.write(batch); !status.ok()) {
        return status;
      }
      batch.clear();
    }
  }
  if (batch.rows() == 0) {
    return {};
  }
  return writer.write(batch);
}

json flat_row(std::int64_t seq) {
  return {
      {"seq", seq},       {"small", nullptr},       {"big", nullptr},
      {"flag", nullptr},  {"at", nullptr},          {"text", nullptr},
      {"label", nullptr}, {"codes", json::array()}, {"found", json::array()}};
}

class WriterContract : public ::testing::TestWithParam<const WriterKind*> {
 protected:
  void expect_round_trip(const Table& table) {
    test::MemorySink sink;
    auto writer = GetParam()->open(table.schema, sink);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE(write_table(table, *writer.value()).ok());
    ASSERT_TRUE(
        writer.value()->close(std::vector<io::KeyValue>{{"a", "b"}}).ok());
    const Rows rows = read_back(*GetParam(), table.schema, sink.text);
    ASSERT_EQ(rows.size(), table.rows.size());
    for (std::size_t at = 0; at < rows.size(); ++at) {
      ASSERT_EQ(rows[at], table.rows[at]) << "row " << at;
    }
  }
};

TEST_P(WriterContract, EmptyTable) {
  expect_round_trip({kFlat, {}});
}

TEST_P(WriterContract, EmptyBatchesAddNothing) {
  test::MemorySink sink;
  auto writer = GetParam()->open(kFlat, sink);
  ASSERT_TRUE(writer.ok());
  const RowBatch none(kFlat);
  ASSERT_TRUE(writer.value()->write(none).ok());
  ASSERT_TRUE(writer.value()->write(none).ok());
  ASSERT_TRUE(writer.value()->close({}).ok());
  EXPECT_TRUE(read_back(*GetParam(), kFlat, sink.text).empty());
}

TEST_P(WriterContract, NullsStayApartFromEmptyTexts) {
  json filled = flat_row(2);
  filled["text"] = "";
  filled["small"] = 0;
  filled["flag"] = false;
  filled["at"] = 0;
  expect_round_trip({kFlat, {flat_row(1), filled, flat_row(3)}});
}

TEST_P(WriterContract, ExtremesOfIntegers) {
  json low = flat_row(std::numeric_limits<std::int64_t>::min());
  low["small"] = std::numeric_limits<std::int32_t>::min();
  low["big"] = std::numeric_limits<std::int64_t>::min();
  low["at"] = std::numeric_limits<std::int64_t>::min();
  low["codes"] = {std::numeric_limits<std::int32_t>::min(), 0};
  json high = flat_row(std::numeric_limits<std::int64_t>::max());
  high["small"] = std::numeric_limits<std::int32_t>::max();
  high["big"] = std::numeric_limits<std::int64_t>::max();
  high["at"] = std::numeric_limits<std::int64_t>::max();
  high["codes"] = {std::numeric_limits<std::int32_t>::max()};
  expect_round_trip({kFlat, {low, high}});
}

TEST_P(WriterContract, EveryAsciiByteAndManyCharactersSurvive) {
  Rows rows;
  for (int code = 0; code < 0x80; ++code) {
    const std::string byte(1, static_cast<char>(code));
    for (const std::string& text :
         {byte, std::string("ab").append(byte).append("cdefghijk"),
          std::string(byte).append("x"), std::string("x").append(byte)}) {
      rows.push_back(flat_row(code));
      rows.back()["text"] = text;
    }
  }
  for (const char* text :
       {"\xC3\xA4", "\xE2\x82\xAC uro", "\xF0\x9F\x93\xAC", "a\xCC\x88",
        "\xE2\x80\xA8", "\\\"\",\r\n", "\"", "\"\"", "NULL", "null"}) {
    rows.push_back(flat_row(1000));
    rows.back()["text"] = text;
  }
  expect_round_trip({kFlat, rows});
}

TEST_P(WriterContract, LabelsAndLists) {
  json row = flat_row(1);
  row["label"] = "a,b";
  row["codes"] = {1, -2, 3};
  row["found"] = {"x", "a,b", "noerror"};
  expect_round_trip({kFlat, {row, flat_row(2), row}});
}

TEST_P(WriterContract, LongTexts) {
  Rows rows;
  for (const std::size_t size : {1U << 10U, 1U << 16U, 1U << 20U}) {
    rows.push_back(flat_row(static_cast<std::int64_t>(size)));
    rows.back()["text"] = std::string(size, '"');
    rows.push_back(flat_row(static_cast<std::int64_t>(size)));
    rows.back()["text"] = std::string(size, 'x');
  }
  expect_round_trip({kFlat, rows, 1});
}

// More rows than a row group of any columnar kind holds.
TEST_P(WriterContract, ManyBatchesAcrossRowGroups) {
  Table table{kSlim, {}};
  for (std::int64_t seq = 0; seq < 140'000; ++seq) {
    table.rows.push_back(
        {{"seq", seq},
         {"text", seq % 7 == 0 ? json(nullptr)
                               : json(std::string("t").append(
                                     std::to_string(seq % 5000)))}});
  }
  expect_round_trip(table);
}

TEST_P(WriterContract, NestedOrRefused) {
  json with = {{"seq", 1}, {"mx", json::array()}};
  with["mx"].push_back({{"host", "mx.example"},
                        {"cname", nullptr},
                        {"rank", 10},
                        {"addresses", {"192.0.2.1", "2001:db8::1"}}});
  with["mx"].push_back({{"host", "."},
                        {"cname", "\xC3\xA4"},
                        {"rank", nullptr},
                        {"addresses", json::array()}});
  const json without = {{"seq", 2}, {"mx", json::array()}};
  if (GetParam()->nested) {
    expect_round_trip({kNested, {with, without, with}});
    return;
  }
  test::MemorySink sink;
  const auto writer = GetParam()->open(kNested, sink);
  ASSERT_FALSE(writer.ok());
  EXPECT_EQ(writer.error().code, io::ErrorCode::kUsage);
  EXPECT_NE(writer.error().what.find("mx"), std::string::npos);
}

void expect_sink_error(const io::Error& error) {
  EXPECT_EQ(error.code, io::ErrorCode::kOutput);
  EXPECT_EQ(error.sys_errno, test::FailingSink::kErrno);
  EXPECT_EQ(error.what, test::FailingSink::kWhat);
}

TEST_P(WriterContract, SinkErrorComesOutAsItIsAndStays) {
  Table table{kFlat, {}};
  for (std::int64_t seq = 0; seq < 40'000; ++seq) {
    json row = flat_row(seq * 1'000'003);
    row["text"] = std::to_string(seq * 7'777'777).append("abcdefghijklmnop");
    row["big"] = seq * seq * 7919;
    table.rows.push_back(std::move(row));
  }
  // In the middle of the data, and only at the very end.
  for (const std::size_t room : {std::size_t{10'000}, std::size_t{300'000}}) {
    test::FailingSink sink(room);
    auto writer = GetParam()->open(kFlat, sink);
    ASSERT_TRUE(writer.ok());
    const io::Status written = write_table(table, *writer.value());
    if (!written.ok()) {
      expect_sink_error(written.error());
    }
    const io::Status closed = writer.value()->close({});
    ASSERT_FALSE(closed.ok());
    expect_sink_error(closed.error());
    writer.value().reset();
    EXPECT_EQ(sink.failures, 1);
    EXPECT_EQ(sink.calls_after_failure, 0);
  }
}

TEST_P(WriterContract, SinkThatTakesNothing) {
  test::FailingSink sink(0);
  auto writer = GetParam()->open(kFlat, sink);
  if (!writer.ok()) {
    expect_sink_error(writer.error());
    return;
  }
  const io::Status written =
      write_table({kFlat, {flat_row(1)}}, *writer.value());
  if (!written.ok()) {
    expect_sink_error(written.error());
  }
  const io::Status closed = writer.value()->close({});
  ASSERT_FALSE(closed.ok());
  expect_sink_error(closed.error());
}

std::vector<const WriterKind*> all_kinds() {
  std::vector<const WriterKind*> kinds;
  for (const WriterKind& kind : io::writer_kinds()) {
    if (!kind.for_people) {
      kinds.push_back(&kind);
    }
  }
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Kinds, WriterContract,
                         ::testing::ValuesIn(all_kinds()),
                         [](const auto& kind) {
                           return std::string(kind.param->name);
                         });

}  // namespace
}  // namespace mxsweep
