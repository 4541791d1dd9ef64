// RowBatch and RowWriter: values, nulls, nesting, repetition, reuse.

#include "io/table/row_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

namespace mxsweep::io {
namespace {

constexpr std::array<std::string_view, 2> kLabels = {"udp", "tcp"};
constexpr std::array<Column, 1> kElement = {
    Column{"element", ColumnType::kString, true, {}, {}, false}};
constexpr std::array<Column, 2> kPairFields = {
    Column{"a", ColumnType::kInt32, false, {}, {}, false},
    Column{"b", ColumnType::kString, true, {}, {}, false}};
constexpr std::array<Column, 1> kPair = {
    Column{"element", ColumnType::kStruct, false, {}, kPairFields, false}};
constexpr std::array<Column, 6> kSchema = {
    Column{"n", ColumnType::kInt32, true, {}, {}, false},
    Column{"m", ColumnType::kInt64, false, {}, {}, false},
    Column{"s", ColumnType::kString, true, {}, {}, false},
    Column{"e", ColumnType::kEnum, true, kLabels, {}, false},
    Column{"l", ColumnType::kList, true, {}, kElement, false},
    Column{"p", ColumnType::kList, false, {}, kPair, false}};

void fill_row(RowBatch& batch) {
  RowWriter row(batch);
  row.put_int(std::numeric_limits<std::int32_t>::min());
  row.put_int(std::numeric_limits<std::int64_t>::max());
  row.put_text("abc");
  row.put_enum(1);
  std::size_t begin = row.elements().size();
  row.elements().append_string("x");
  row.elements().append_null();
  row.put_list(begin);
  begin = row.elements().size();
  ColumnData& pair = row.elements();
  pair.child(0).append_int(7);
  pair.child(1).append_null();
  pair.close();
  row.put_list(begin);
  row.end();
}

void fill_null_row(RowBatch& batch) {
  RowWriter row(batch);
  row.put_null();
  row.put_int(0);
  row.put_null(3);
  row.put_list(row.elements().size());
  row.end();
}

TEST(RowBatch, KeepsValuesNullsAndNestingByRow) {
  RowBatch batch(kSchema);
  fill_row(batch);
  fill_null_row(batch);
  fill_row(batch);
  ASSERT_EQ(batch.rows(), 3U);
  ASSERT_EQ(batch.column_count(), 6U);
  EXPECT_EQ(batch.column(0).int_at(2),
            std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(batch.column(1).int_at(0),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(batch.column(2).is_null(1));
  EXPECT_FALSE(batch.column(2).is_null(2));
  EXPECT_EQ(batch.column(2).string_at(1), "");
  EXPECT_EQ(batch.column(2).string_at(2), "abc");
  EXPECT_EQ(batch.column(3).label_at(0), "tcp");
  EXPECT_FALSE(batch.column(1).is_null(0));
  EXPECT_TRUE(batch.column(4).is_null(1));
  EXPECT_EQ(batch.column(4).list_at(0).begin, 0U);
  EXPECT_EQ(batch.column(4).list_at(0).end, 2U);
  EXPECT_EQ(batch.column(4).list_at(2).begin, 2U);
  EXPECT_EQ(batch.column(4).list_at(2).end, 4U);
  EXPECT_TRUE(batch.column(4).child(0).is_null(1));
  EXPECT_FALSE(batch.column(5).is_null(1));
  EXPECT_EQ(batch.column(5).child(0).size(), 2U);
  EXPECT_EQ(batch.column(5).child(0).child(0).int_at(1), 7);
}

TEST(RowBatch, ColumnsOfASetAreCounted) {
  EXPECT_EQ(count_columns(0), 0U);
  EXPECT_EQ(count_columns(~ColumnSet{0}), 64U);
  for (std::size_t bits = 1; bits <= 64; ++bits) {
    EXPECT_EQ(count_columns(leading_columns(bits)), bits);
    EXPECT_EQ(count_columns(ColumnSet{1} << (bits - 1)), 1U);
  }
}

TEST(RowBatch, OnlyWhatIsPresentHasACell) {
  RowBatch batch(kSchema);
  fill_null_row(batch);
  fill_row(batch);
  EXPECT_EQ(batch.row(0).present, 0b100010U);
  EXPECT_EQ(batch.row(1).present, 0b111111U);
  EXPECT_EQ(batch.row(1).first_cell, 2U);
  EXPECT_EQ(batch.cells(batch.row(1))[3].as_code(), 1U);
}

TEST(RowBatch, RequiredListLeftOutIsEmptyNotNull) {
  RowBatch batch(kSchema);
  RowWriter row(batch);
  row.put_null();
  row.put_int(1);
  row.put_null(4);
  row.end();
  EXPECT_FALSE(batch.column(5).is_null(0));
  EXPECT_EQ(batch.column(5).list_at(0).begin, batch.column(5).list_at(0).end);
  EXPECT_TRUE(batch.column(4).is_null(0));
}

TEST(RowBatch, RepeatedColumnsHaveTheCellsOfTheRowBefore) {
  RowBatch batch(kSchema);
  fill_row(batch);
  RowWriter row(batch);
  row.repeat(2);
  row.put_null();
  row.put_enum(0);
  row.repeat(2);
  row.end();
  EXPECT_EQ(batch.row(1).same_until, 2U);
  EXPECT_EQ(batch.row(1).same_from, 4U);
  EXPECT_EQ(batch.row(0).same_until, 0U);
  EXPECT_GE(batch.row(0).same_from, batch.column_count());
  EXPECT_EQ(batch.column(0).int_at(1),
            std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(batch.column(1).int_at(1),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(batch.column(2).is_null(1));
  EXPECT_EQ(batch.column(3).label_at(1), "udp");
  EXPECT_EQ(batch.column(4).list_at(1).begin, 0U);
  EXPECT_EQ(batch.column(4).list_at(1).end, 2U);
  EXPECT_EQ(batch.column(4).child(0).size(), 2U);
}

TEST(RowBatch, RepetitionAfterNullsTakesTheRightCells) {
  RowBatch batch(kSchema);
  fill_null_row(batch);
  RowWriter row(batch);
  row.put_int(3);
  row.repeat(5);
  row.end();
  EXPECT_EQ(batch.row(1).same_until, 0U);
  EXPECT_EQ(batch.row(1).same_from, 1U);
  EXPECT_EQ(batch.row(1).present, 0b100011U);
  EXPECT_EQ(batch.column(1).int_at(1), 0);
}

TEST(RowBatch, RepetitionInPiecesCountsAsOneFromTheLeft) {
  RowBatch batch(kSchema);
  fill_row(batch);
  RowWriter row(batch);
  row.repeat(1);
  row.repeat(2);
  row.put_null(2);
  row.put_null();
  row.end();
  EXPECT_EQ(batch.row(1).same_until, 3U);
  EXPECT_EQ(batch.column(2).string_at(1), "abc");
}

// Cells are copied in steps: none too few, and what is too many never shows.
TEST(RowBatch, RepetitionTakesAnyNumberOfCells) {
  constexpr Column kInt{"n", ColumnType::kInt64, true, {}, {}, false};
  const std::vector<Column> schema(11, kInt);
  RowBatch batch(schema);
  std::vector<std::vector<std::int64_t>> expected;
  for (std::size_t repeated = 0; repeated <= schema.size(); ++repeated) {
    for (const bool from_left : {true, false}) {
      std::vector<std::int64_t> values(schema.size());
      const std::size_t first = from_left ? 0 : schema.size() - repeated;
      const std::size_t last = first + repeated;
      RowWriter row(batch);
      for (std::size_t column = 0; column < schema.size();) {
        if (column == first && repeated != 0 && !expected.empty()) {
          row.repeat(repeated);
          std::copy_n(expected.back().begin() + static_cast<int>(first),
                      repeated, values.begin() + static_cast<int>(first));
          column = last;
          continue;
        }
        values[column] = static_cast<std::int64_t>(100 * batch.rows() + column);
        row.put_int(values[column]);
        ++column;
      }
      row.end();
      expected.push_back(values);
    }
  }
  for (std::size_t row = 0; row < expected.size(); ++row) {
    for (std::size_t column = 0; column < schema.size(); ++column) {
      ASSERT_EQ(batch.column(column).int_at(row), expected[row][column])
          << "row " << row << ", column " << column;
    }
  }
}

TEST(RowBatch, TextsKeepWhetherTheyArePlain) {
  RowBatch batch(kSchema);
  for (const bool plain : {true, false}) {
    RowWriter row(batch);
    row.put_null();
    row.put_int(1);
    row.put_text("abc", plain);
    row.put_null(3);
    row.end();
  }
  EXPECT_TRUE(batch.cells(batch.row(0))[1].as_text().plain());
  EXPECT_FALSE(batch.cells(batch.row(1))[1].as_text().plain());
  EXPECT_EQ(batch.column(2).string_at(0), "abc");
}

TEST(RowBatch, ClearForgetsRowsAtEveryDepth) {
  RowBatch batch(kSchema);
  fill_row(batch);
  batch.clear();
  EXPECT_EQ(batch.rows(), 0U);
  EXPECT_EQ(batch.column(4).child(0).size(), 0U);
  EXPECT_EQ(batch.column(5).child(0).child(1).size(), 0U);
  fill_row(batch);
  EXPECT_EQ(batch.column(2).string_at(0), "abc");
  EXPECT_EQ(batch.column(4).list_at(0).end, 2U);
}

TEST(RowBatch, RefilledBatchKeepsItsBuffers) {
  RowBatch batch(kSchema);
  fill_row(batch);
  const char* const bytes = batch.column(2).string_at(0).data();
  const Cell* const cells = batch.cells(batch.row(0));
  batch.clear();
  fill_row(batch);
  EXPECT_EQ(batch.column(2).string_at(0).data(), bytes);
  EXPECT_EQ(batch.cells(batch.row(0)), cells);
}

TEST(RowBatch, ManyRowsStayAsTheyWere) {
  RowBatch batch(kSchema);
  for (std::int64_t n = 0; n < 5000; ++n) {
    RowWriter row(batch);
    row.put_null();
    row.put_int(n);
    row.put_text(std::to_string(n));
    row.put_null(3);
    row.end();
  }
  for (std::int64_t n = 0; n < 5000; ++n) {
    const auto row = static_cast<std::size_t>(n);
    ASSERT_EQ(batch.column(1).int_at(row), n);
    ASSERT_EQ(batch.column(2).string_at(row), std::to_string(n));
  }
}

TEST(RowBatchDeathTest, NullInRequiredColumnIsOurMistake) {
  RowBatch batch(kSchema);
  RowWriter row(batch);
  row.put_null(6);
  EXPECT_DEATH(row.end(), "required");
}

TEST(RowBatchDeathTest, CodeWithoutLabelIsOurMistake) {
  RowBatch batch(kSchema);
  RowWriter row(batch);
  row.put_null();
  row.put_int(1);
  row.put_null();
  EXPECT_DEATH(row.put_enum(2), "labels");
}

TEST(RowBatchDeathTest, TopLevelStructIsOurMistake) {
  EXPECT_DEATH(RowBatch{Schema(kPair)}, "kStruct");
}

TEST(ColumnDataDeathTest, NullInRequiredColumnIsOurMistake) {
  ColumnData data(kPairFields[0]);
  EXPECT_DEATH(data.append_null(), "nullable");
}

TEST(ColumnDataDeathTest, CodeWithoutLabelIsOurMistake) {
  ColumnData data(kSchema[3]);
  EXPECT_DEATH(data.append_enum(2), "labels");
}

}  // namespace
}  // namespace mxsweep::io
