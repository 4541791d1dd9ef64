// The array of writers, and what is particular to CSV and JSONL.

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "io/base/prng.h"
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
  RowWriter row(rows);
  row.put_int(-1);
  row.put_null(4);
  row.put_list(row.elements().size());
  row.end();
}

void fill_full_row(RowBatch& rows) {
  RowWriter row(rows);
  row.put_int(2);
  row.put_text("");
  row.put_bool(false);
  row.put_enum(1);
  std::size_t begin = row.elements().size();
  row.elements().append_string("x\"");
  row.elements().append_null();
  row.elements().append_string("z");
  row.put_list(begin);
  begin = row.elements().size();
  row.elements().append_enum(0);
  row.elements().append_enum(0);
  row.put_list(begin);
  row.end();
}

void fill_empty_row(RowBatch& rows) {
  RowWriter row(rows);
  row.put_int(3);
  row.put_text(" ");
  row.put_bool(true);
  row.put_enum(2);
  row.put_list(row.elements().size());
  row.put_null();  // a required list: empty
  row.end();
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

TEST(TextWriter, ColumnsStandSideBySide) {
  RowBatch rows(kFlatSchema);
  fill_null_row(rows);
  fill_full_row(rows);
  fill_empty_row(rows);
  EXPECT_EQ(written("text", rows),
            "id  odd,name  flag  kind  texts    labels\n"
            "-1  -         -     -     -        -\n"
            " 2  \"\"        no    a,b   x\" \"\" z  plain plain\n"
            " 3            yes         -        -\n");
}

TEST(TextWriter, ATerminalIsToldNothing) {
  RowBatch rows(kFlatSchema);
  RowWriter row(rows);
  row.put_int(1);
  row.put_text(
      "a\x1b[2J\n\xC3\xBC\xC2\x9B"
      "2J\x9B\xE2\x80\xAE");
  row.put_null(3);
  row.put_list(row.elements().size());
  row.end();
  const std::string text = written("text", rows);
  EXPECT_NE(text.find(" 1  a?[2J?\xC3\xBC?2J??  -"), std::string::npos) << text;
}

TEST(TextWriter, RowsThatDoNotFitAreBlocks) {
  test::MemorySink sink;
  auto writer = find_writer_kind("text")->open(kFlatSchema, sink);
  ASSERT_TRUE(writer.ok());
  RowBatch rows(kFlatSchema);
  fill_null_row(rows);
  sink.terminal = 47;
  ASSERT_TRUE(writer.value()->write(rows).ok());
  EXPECT_EQ(sink.text,
            "id  odd,name  flag  kind  texts  labels\n"
            "-1  -         -     -     -      -\n");
  sink.text.clear();
  fill_full_row(rows);
  sink.terminal = 30;
  ASSERT_TRUE(writer.value()->write(rows).ok());
  ASSERT_TRUE(writer.value()->close({}).ok());
  EXPECT_NE(sink.text.find("id        2\nodd,name  \"\"\nflag      no\n"
                           "kind      a,b\ntexts     x\" \"\" z\n"
                           "labels    plain plain\n\n"),
            std::string::npos)
      << sink.text;
}

TEST(TextWriter, AnEmptyTableHasItsHeader) {
  EXPECT_EQ(written("text", RowBatch(kFlatSchema)),
            "id  odd,name  flag  kind  texts  labels\n");
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

// Rows that share cells with the row before are as if they did not: with
// pieces of many widths, with texts that leave the short path, and over the
// limit where the writer gives its text away.
TEST(CsvWriter, RepeatedColumnsAreWrittenAgain) {
  constexpr std::array<Column, 6> kColumns = {
      Column{"a", ColumnType::kInt64, false, {}, {}, false},
      Column{"b", ColumnType::kString, true, {}, {}, false},
      Column{"c", ColumnType::kInt32, true, {}, {}, false},
      Column{"d", ColumnType::kList, true, {}, kText, false},
      Column{"e", ColumnType::kBool, true, {}, {}, false},
      Column{"f", ColumnType::kString, true, {}, {}, false}};
  RowBatch repeated(kColumns);
  RowBatch spelt(kColumns);
  const std::string long_text(300, 'x');
  for (std::int64_t n = 0; n < 9000; ++n) {
    const std::size_t left = n % 11 == 0 ? 0 : static_cast<std::size_t>(n % 4);
    const std::size_t right = n % 11 == 0 ? 0 : static_cast<std::size_t>(n % 3);
    // Of the row that every group of eleven begins with.
    const std::int64_t base = n / 11;
    const auto put = [&](RowWriter& row, std::size_t column, std::int64_t of) {
      const std::size_t begin = column == 3 ? row.elements().size() : 0;
      switch (column) {
        case 0:
          row.put_int(of);
          break;
        case 1:
          row.put_text(of % 3 == 0 ? long_text : "p", true);
          break;
        case 3:
          row.elements().append_string("q,");
          row.put_list(begin);
          break;
        case 4:
          row.put_bool(of % 2 == 0);
          break;
        case 5:
          row.put_text(of % 2 == 0 ? "\"quoted\"" : "plain");
          break;
        default:
          row.put_null();
      }
    };
    RowWriter with(repeated);
    RowWriter without(spelt);
    if (left != 0) {
      with.repeat(left);
    }
    for (std::size_t column = 0; column < 6; ++column) {
      const bool shared = column < left || column >= 6 - right;
      // Columns in the middle change from row to row, those at the ends only
      // from group to group, so that they may be repeated.
      const std::int64_t of = column == 2 || column == 3 ? n : base;
      if (!shared) {
        put(with, column, of);
      }
      put(without, column, of);
    }
    if (right != 0) {
      with.repeat(right);
    }
    with.end();
    without.end();
  }
  const std::string text = written("csv", repeated);
  EXPECT_GT(text.size(), std::size_t{1} << 20U);
  EXPECT_EQ(text, written("csv", spelt));
  EXPECT_EQ(written("jsonl", repeated), written("jsonl", spelt));
}

TEST(CsvWriter, FieldsBeyondTheShortPathAreWhole) {
  static const std::string kLongLabel(100, 'l');
  static const std::array<std::string_view, 2> kLong = {kLongLabel, "s"};
  const std::array<Column, 4> columns = {
      Column{"a", ColumnType::kEnum, false, kLong, {}, false},
      Column{"b", ColumnType::kString, false, {}, {}, false},
      Column{"c", ColumnType::kTimestampUs, false, {}, {}, false},
      Column{"d", ColumnType::kString, true, {}, {}, false}};
  for (const std::size_t size : {1U, 31U, 32U, 33U, 64U, 5000U}) {
    const std::string text(size, 't');
    RowBatch rows(columns);
    for (const std::uint8_t code : {std::uint8_t{0}, std::uint8_t{1}}) {
      RowWriter row(rows);
      row.put_enum(code);
      row.put_text(text, true);
      row.put_int(0);
      row.put_text(text, true);
      row.end();
    }
    const std::string rest =
        "," + text + ",1970-01-01T00:00:00.000000Z," + text + "\n";
    EXPECT_EQ(written("csv", rows),
              "a,b,c,d\n" + kLongLabel + rest + "s" + rest);
  }
}

TEST(CsvWriter, RunsOfNullsOfEveryLength) {
  constexpr Column kOptional{"n", ColumnType::kInt32, true, {}, {}, false};
  const std::vector<Column> columns(RowBatch::kColumnsMax, kOptional);
  for (std::size_t from = 0; from < columns.size(); ++from) {
    for (std::size_t to = from; to < columns.size(); ++to) {
      RowBatch rows(columns);
      std::string expected;
      RowWriter row(rows);
      for (std::size_t at = 0; at < columns.size(); ++at) {
        expected += at == 0 ? "" : ",";
        if (at >= from && at < to) {
          row.put_null();
        } else {
          row.put_int(static_cast<std::int64_t>(at));
          expected += std::to_string(at);
        }
      }
      row.end();
      const std::string text = written("csv", rows);
      ASSERT_EQ(text.substr(text.find('\n') + 1), expected + "\n");
    }
  }
}

// More sets of columns than any writer would keep plans for, in any order, and
// with rows that repeat what was before them.
TEST(CsvWriter, EverySetOfColumnsIsWrittenAsItIs) {
  constexpr std::uint64_t kSeed = 20;
  constexpr std::size_t kColumns = 12;
  constexpr Column kOptional{"n", ColumnType::kInt32, true, {}, {}, false};
  const std::vector<Column> columns(kColumns, kOptional);
  Prng prng(kSeed);
  RowBatch rows(columns);
  std::array<std::string, kColumns> texts;
  std::string expected;
  for (int n = 0; n < 5000; ++n) {
    const std::uint64_t present = prng.next();
    const std::size_t repeated = n == 0 ? 0 : prng.next() % 5;
    RowWriter row(rows);
    if (n != 0) {
      row.repeat(repeated);
    }
    for (std::size_t at = repeated; at < kColumns; ++at) {
      texts[at].clear();
      if (((present >> at) & 1U) != 0) {
        const auto value = static_cast<std::int32_t>(prng.next());
        row.put_int(value);
        texts[at] = std::to_string(value);
      } else {
        row.put_null();
      }
    }
    row.end();
    for (std::size_t at = 0; at < kColumns; ++at) {
      expected += texts[at] + (at + 1 == kColumns ? '\n' : ',');
    }
  }
  const std::string text = written("csv", rows);
  EXPECT_TRUE(text.substr(text.find('\n') + 1) == expected) << "seed " << kSeed;
}

TEST(CsvWriter, ListsOfLabelsAreQuotedOnlyIfALabelNeedsIt) {
  static constexpr std::array<std::string_view, 3> kBare = {"a", "bc", "d e"};
  static constexpr std::array<std::string_view, 3> kEdged = {"a", "b", " c"};
  static const std::string kLongLabel(100, 'l');
  static const std::array<std::string_view, 3> kLong = {"a", "b", kLongLabel};

  struct Case {
    std::span<const std::string_view> labels;
    bool nullable;
    std::string expected;
  };

  const std::vector<Case> cases = {{kBare, false, "a;bc;d e"},
                                   {kEdged, false, "a;b; c"},
                                   {kLong, false, "a;b;" + kLongLabel},
                                   {kLabels, false, "\"plain;a,b;\""},
                                   {kBare, true, "a;bc;d e;"}};
  for (const Case& one : cases) {
    const std::array<Column, 1> element = {Column{
        "element", ColumnType::kEnum, one.nullable, one.labels, {}, false}};
    const std::array<Column, 1> columns = {
        Column{"l", ColumnType::kList, true, {}, element, false}};
    RowBatch rows(columns);
    RowWriter row(rows);
    for (std::uint8_t code = 0; code < 3; ++code) {
      row.elements().append_enum(code);
    }
    if (one.nullable) {
      row.elements().append_null();
    }
    row.put_list(0);
    row.end();
    RowWriter empty(rows);
    empty.put_list(rows.elements(0).size());
    empty.end();
    EXPECT_EQ(written("csv", rows), "l\n" + one.expected + "\n\"\"\n");
  }
}

TEST(CsvWriter, ListsOfNumbersAreArrays) {
  static constexpr std::array<Column, 1> kNumber = {
      Column{"element", ColumnType::kInt32, true, {}, {}, false}};
  static constexpr std::array<Column, 3> kSchema = {
      Column{"first", ColumnType::kList, false, {}, kNumber, false},
      Column{"second", ColumnType::kList, true, {}, kNumber, false},
      Column{"third", ColumnType::kList, true, {}, kNumber, false}};
  RowBatch rows(kSchema);
  RowWriter row(rows);
  row.elements().append_int(3);
  row.put_list(0);
  row.elements().append_int(3);
  row.elements().append_null();
  row.elements().append_int(-19);
  row.put_list(0);
  row.put_list(0);
  row.end();
  RowWriter empty(rows);
  empty.put_null(3);
  empty.end();
  EXPECT_EQ(written("csv", rows),
            "first,second,third\n[3],\"[3,null,-19]\",[]\n,,\n");
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
            sink.text.size() / (64 * 1024) + 1);
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
  RowWriter empty(rows);
  empty.put_list(0);
  empty.end();
  RowWriter row(rows);
  ColumnData& element = row.elements();
  element.child(0).append_string("\xFF");
  element.close();
  element.child(0).append_null();
  element.close();
  row.put_list(0);
  row.end();
  EXPECT_EQ(written("jsonl", rows),
            "{\"mx\":[]}\n"
            "{\"mx\":[{\"element\":\"\xEF\xBF\xBD\"},{\"element\":null}]}\n");
}

}  // namespace
}  // namespace mxsweep::io
