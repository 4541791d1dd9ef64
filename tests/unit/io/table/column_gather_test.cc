// ColumnGather: many batches become contiguous columns.

#include "io/table/column_gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mxsweep::io {
namespace {

using ::testing::ElementsAre;

constexpr std::array<std::string_view, 2> kLabels = {"udp", "tcp"};
constexpr std::array<Column, 1> kElement = {
    Column{"element", ColumnType::kInt64, false, {}, {}, false}};

std::string text_of(const ColumnGather& gather) {
  return {gather.bytes().data(), gather.bytes().size()};
}

// One row with the value that put() gives to its only column.
template <class Put>
void append_row(RowBatch& rows, const Put& put) {
  RowWriter row(rows);
  put(row);
  row.end();
}

TEST(TableGather, JoinsTextsOfBatches) {
  constexpr std::array<Column, 1> kSchema = {
      Column{"s", ColumnType::kString, true, {}, {}, false}};
  RowBatch rows(kSchema);
  append_row(rows, [](RowWriter& row) { row.put_text("ab"); });
  append_row(rows, [](RowWriter& row) { row.put_null(); });
  append_row(rows, [](RowWriter& row) { row.put_text("c", true); });
  TableGather gather(kSchema);
  gather.append(rows);
  gather.append(rows);
  EXPECT_EQ(gather.rows(), 6U);
  const ColumnGather& column = gather.columns().front();
  EXPECT_THAT(column.offsets(), ElementsAre(0, 2, 2, 3, 5, 5, 6));
  EXPECT_EQ(text_of(column), "abcabc");
  EXPECT_THAT(column.validity(), ElementsAre(1, 0, 1, 1, 0, 1));
  EXPECT_EQ(column.string_at(3), "ab");
  EXPECT_EQ(column.string_at(4), "");
}

TEST(TableGather, RepairsUtf8AcrossValueBorders) {
  constexpr std::array<Column, 1> kSchema = {
      Column{"s", ColumnType::kString, false, {}, {}, false}};
  RowBatch rows(kSchema);
  // Together the first two would be one well-formed character.
  for (const char* text : {"\xC3", "\xA4", "\xC3\xA4"}) {
    append_row(rows, [text](RowWriter& row) { row.put_text(text); });
  }
  TableGather gather(kSchema);
  gather.append(rows);
  EXPECT_THAT(gather.columns().front().offsets(), ElementsAre(0, 3, 6, 8));
  EXPECT_EQ(text_of(gather.columns().front()),
            "\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA4");
}

TEST(TableGather, ColumnsOfEveryTypeStayApart) {
  constexpr std::array<Column, 5> kSchema = {
      Column{"i", ColumnType::kInt32, true, {}, {}, false},
      Column{"e", ColumnType::kEnum, true, kLabels, {}, false},
      Column{"t", ColumnType::kTimestampUs, false, {}, {}, false},
      Column{"b", ColumnType::kBool, true, {}, {}, false},
      Column{"l", ColumnType::kInt64, true, {}, {}, false}};
  RowBatch rows(kSchema);
  append_row(rows, [](RowWriter& row) {
    row.put_null();
    row.put_enum(1);
    row.put_int(5);
    row.put_null();
    row.put_int(-6);
  });
  append_row(rows, [](RowWriter& row) {
    row.put_int(7);
    row.repeat(2);
    row.put_bool(true);
    row.put_null();
  });
  TableGather gather(kSchema);
  gather.append(rows);
  const std::span<const ColumnGather> columns = gather.columns();
  EXPECT_THAT(columns[0].ints32(), ElementsAre(0, 7));
  EXPECT_THAT(columns[0].validity(), ElementsAre(0, 1));
  EXPECT_THAT(columns[1].codes(), ElementsAre(1, 1));
  EXPECT_THAT(columns[1].validity(), ElementsAre(1, 1));
  EXPECT_THAT(columns[2].ints64(), ElementsAre(5, 5));
  EXPECT_THAT(columns[3].codes(), ElementsAre(0, 1));
  EXPECT_THAT(columns[3].validity(), ElementsAre(0, 1));
  EXPECT_THAT(columns[4].ints64(), ElementsAre(-6, 0));
  EXPECT_THAT(columns[4].validity(), ElementsAre(1, 0));
}

TEST(TableGather, ListsThatRowsShareAreTakenForEachOfThem) {
  constexpr std::array<Column, 2> kSchema = {
      Column{"l", ColumnType::kList, false, {}, kElement, false},
      Column{"i", ColumnType::kInt64, false, {}, {}, false}};
  RowBatch rows(kSchema);
  append_row(rows, [](RowWriter& row) {
    row.elements().append_int(5);
    row.elements().append_int(6);
    row.put_list(0);
    row.put_int(1);
  });
  append_row(rows, [](RowWriter& row) {
    row.repeat(1);
    row.put_int(2);
  });
  append_row(rows, [](RowWriter& row) {
    row.put_null();  // empty
    row.put_int(3);
  });
  append_row(rows, [](RowWriter& row) {
    const std::size_t begin = row.elements().size();
    row.elements().append_int(7);
    row.put_list(begin);
    row.put_int(4);
  });
  TableGather gather(kSchema);
  gather.append(rows);
  gather.append(rows);
  const ColumnGather& list = gather.columns()[0];
  EXPECT_THAT(list.offsets(), ElementsAre(0, 2, 4, 4, 5, 7, 9, 9, 10));
  EXPECT_THAT(list.children()[0].ints64(),
              ElementsAre(5, 6, 5, 6, 7, 5, 6, 5, 6, 7));
  EXPECT_TRUE(list.validity().empty());
  gather.clear();
  EXPECT_EQ(gather.rows(), 0U);
  EXPECT_THAT(list.offsets(), ElementsAre(0));
  EXPECT_TRUE(list.children()[0].ints64().empty());
}

TEST(ColumnGather, TakesARangeOfNestedElements) {
  static constexpr std::array<Column, 2> kFields = {
      Column{"s", ColumnType::kString, true, {}, {}, false},
      Column{"l", ColumnType::kList, false, {}, kElement, false}};
  constexpr Column kColumn{"p", ColumnType::kStruct, false, {}, kFields, false};
  ColumnData data(kColumn);
  for (std::int64_t n = 0; n < 4; ++n) {
    if (n == 2) {
      data.child(0).append_null();
    } else {
      data.child(0).append_string(std::to_string(n));
    }
    for (std::int64_t element = 0; element < n; ++element) {
      data.child(1).child(0).append_int(10 * n + element);
    }
    data.child(1).close();
    data.close();
  }
  ColumnGather gather(kColumn);
  gather.append(data, {1, 3});
  gather.append(data, {3, 3});
  gather.append(data, {0, 2});
  EXPECT_EQ(gather.size(), 4U);
  const ColumnGather& texts = gather.children()[0];
  EXPECT_EQ(text_of(texts), "101");
  EXPECT_THAT(texts.offsets(), ElementsAre(0, 1, 1, 2, 3));
  EXPECT_THAT(texts.validity(), ElementsAre(1, 0, 1, 1));
  EXPECT_THAT(gather.children()[1].offsets(), ElementsAre(0, 1, 3, 3, 4));
  EXPECT_THAT(gather.children()[1].children()[0].ints64(),
              ElementsAre(10, 20, 21, 10));
}

}  // namespace
}  // namespace mxsweep::io
