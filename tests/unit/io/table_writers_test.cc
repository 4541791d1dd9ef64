// The array of writers, and what is particular to CSV and JSONL.

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "io/table/writer.h"

#include "tests/support/table_sinks.h"

namespace mxsweep::io {
namespace {

constexpr std::array<std::string_view, 3> kLabels = {"plain", "a,b", ""};
constexpr std::array<Column, 1> kText = {
    Column{"element", ColumnType::kString, true, {}, {}, false}};
constexpr std::array<Column, 1> kLabelElement = {
    Column{"element", ColumnType::kEnum, false, kLabels, {}, false}};
constexpr std::array<Column, 1> kStructElement = {
    Column{"element", ColumnType::kStruct, false, {}, kText, false}};
constexpr std::array<Column, 1> kNestedSchema = {
    Column{"mx", ColumnType::kList, false, {}, kStructElement, false}};
constexpr std::array<Column, 6> kFlatSchema = {
    Column{"id", ColumnType::kInt32, false, {}, {}, false},
    Column{"odd,name", ColumnType::kString, true, {}, {}, false},
    Column{"flag", ColumnType::kBool, true, {}, {}, false},
    Column{"kind", ColumnType::kEnum, true, kLabels, {}, false},
    Column{"texts", ColumnType::kList, true, {}, kText, false},
    Column{"labels", ColumnType::kList, false, {}, kLabelElement, false}};

std::unique_ptr<TableWriter> open(std::string_view name, Schema schema,
                                  ByteSink& sink) {
  const WriterKind* kind = find_writer_kind(name);
  EXPECT_NE(kind, nullptr);
  auto writer = kind->open(schema, sink);
  EXPECT_TRUE(writer.ok());
  return writer.take();
}

void fill_null_row(RowBatch& rows) {
  rows.column(0).append_int(-1);
  rows.column(1).append_null();
  rows.column(2).append_null();
  rows.column(3).append_null();
  rows.column(4).append_null();
  rows.column(5).close();
  rows.end_row();
}

void fill_full_row(RowBatch& rows) {
  rows.column(0).append_int(2);
  rows.column(1).append_string("");
  rows.column(2).append_bool(false);
  rows.column(3).append_enum(1);
  rows.column(4).child(0).append_string("x\"");
  rows.column(4).child(0).append_null();
  rows.column(4).child(0).append_string("z");
  rows.column(4).close();
  rows.column(5).child(0).append_enum(0);
  rows.column(5).child(0).append_enum(0);
  rows.column(5).close();
  rows.end_row();
}

void fill_empty_row(RowBatch& rows) {
  rows.column(0).append_int(3);
  rows.column(1).append_string(" ");
  rows.column(2).append_bool(true);
  rows.column(3).append_enum(2);
  rows.column(4).close();
  rows.column(5).close();
  rows.end_row();
}

std::string written(std::string_view kind, const RowBatch& rows) {
  test::MemorySink sink;
  const auto writer = open(kind, rows.schema(), sink);
  EXPECT_TRUE(writer->write(rows).ok());
  EXPECT_TRUE(writer->close({}).ok());
  return sink.text;
}

TEST(Writers, NamesAndExtensionsAreDistinct) {
  std::set<std::string_view> names;
  std::set<std::string_view> extensions;
  for (const WriterKind& kind : writer_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second);
    EXPECT_TRUE(extensions.insert(kind.extension).second);
    EXPECT_EQ(kind.extension.front(), '.');
    EXPECT_FALSE(kind.help.empty());
    EXPECT_EQ(find_writer_kind(kind.name), &kind);
    EXPECT_EQ(find_writer_kind_for_path("a.b/c" + std::string(kind.extension)),
              &kind);
  }
  EXPECT_EQ(names.count("csv"), 1U);
  EXPECT_EQ(names.count("jsonl"), 1U);
}

TEST(Writers, UnknownNamesAndPathsAreNull) {
  EXPECT_EQ(find_writer_kind("xml"), nullptr);
  EXPECT_EQ(find_writer_kind(""), nullptr);
  EXPECT_EQ(find_writer_kind_for_path("csv"), nullptr);
  EXPECT_EQ(find_writer_kind_for_path("a.csv.gz"), nullptr);
}

TEST(CsvWriter, NullEmptyTextAndListsDiffer) {
  RowBatch rows(kFlatSchema);
  fill_null_row(rows);
  fill_full_row(rows);
  fill_empty_row(rows);
  EXPECT_EQ(written("csv", rows),
            "id,\"odd,name\",flag,kind,texts,labels\n"
            "-1,,,,,\n"
            "2,\"\",false,\"a,b\",\"x\"\";;z\",plain;plain\n"
            "3,\" \",true,\"\",\"\",\n");
}

TEST(CsvWriter, NestedSchemaIsAUsageError) {
  test::MemorySink sink;
  const auto writer = find_writer_kind("csv")->open(kNestedSchema, sink);
  ASSERT_FALSE(writer.ok());
  EXPECT_EQ(writer.error().code, ErrorCode::kUsage);
  EXPECT_NE(writer.error().what.find("'mx'"), std::string::npos);
  EXPECT_FALSE(find_writer_kind("csv")->nested);
  EXPECT_TRUE(sink.text.empty());
}

TEST(CsvWriter, GivesBigPiecesToTheSink) {
  RowBatch rows(kFlatSchema);
  for (int row = 0; row < 1000; ++row) {
    fill_full_row(rows);
  }
  test::MemorySink sink;
  const auto writer = open("csv", kFlatSchema, sink);
  for (int batch = 0; batch < 50; ++batch) {
    ASSERT_TRUE(writer->write(rows).ok());
  }
  ASSERT_TRUE(writer->close({}).ok());
  EXPECT_GT(sink.calls, 1);
  EXPECT_LE(static_cast<std::size_t>(sink.calls),
            sink.text.size() / (256 * 1024) + 1);
}

TEST(JsonlWriter, KeysInSchemaOrderAndNullsSpelt) {
  RowBatch rows(kFlatSchema);
  fill_null_row(rows);
  fill_full_row(rows);
  fill_empty_row(rows);
  EXPECT_EQ(written("jsonl", rows),
            R"({"id":-1,"odd,name":null,"flag":null,"kind":null,)"
            R"("texts":null,"labels":[]})"
            "\n"
            R"({"id":2,"odd,name":"","flag":false,"kind":"a,b",)"
            R"("texts":["x\"",null,"z"],"labels":["plain","plain"]})"
            "\n"
            R"({"id":3,"odd,name":" ","flag":true,"kind":"",)"
            R"("texts":[],"labels":[]})"
            "\n");
}

TEST(JsonlWriter, NestsListsOfStructs) {
  RowBatch rows(kNestedSchema);
  rows.column(0).close();
  rows.end_row();
  ColumnData& element = rows.column(0).child(0);
  element.child(0).append_string("\xFF");
  element.close();
  element.child(0).append_null();
  element.close();
  rows.column(0).close();
  rows.end_row();
  EXPECT_EQ(written("jsonl", rows),
            "{\"mx\":[]}\n"
            "{\"mx\":[{\"element\":\"\xEF\xBF\xBD\"},{\"element\":null}]}\n");
}

}  // namespace
}  // namespace mxsweep::io
