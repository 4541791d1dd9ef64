// RowBatch and RowBuilder: values, nulls and nesting, and reuse.

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "io/table/row_batch.h"

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
  batch.column(0).append_int(std::numeric_limits<std::int32_t>::min());
  batch.column(1).append_int(std::numeric_limits<std::int64_t>::max());
  batch.column(2).append_string("abc");
  batch.column(3).append_enum(1);
  batch.column(4).child(0).append_string("x");
  batch.column(4).child(0).append_null();
  batch.column(4).close();
  ColumnData& pair = batch.column(5).child(0);
  pair.child(0).append_int(7);
  pair.child(1).append_null();
  pair.close();
  batch.column(5).close();
  batch.end_row();
}

void fill_null_row(RowBatch& batch) {
  batch.column(0).append_null();
  batch.column(1).append_int(0);
  batch.column(2).append_null();
  batch.column(3).append_null();
  batch.column(4).append_null();
  batch.column(5).close();
  batch.end_row();
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
  EXPECT_TRUE(batch.column(1).validity().empty());
  const auto offsets = batch.column(4).offsets();
  EXPECT_EQ(std::vector<std::int32_t>(offsets.begin(), offsets.end()),
            (std::vector<std::int32_t>{0, 2, 2, 4}));
  EXPECT_TRUE(batch.column(4).child(0).is_null(1));
  EXPECT_EQ(batch.column(5).child(0).size(), 2U);
  EXPECT_EQ(batch.column(5).child(0).child(0).int_at(1), 7);
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
  EXPECT_EQ(batch.column(4).offsets().back(), 2);
}

TEST(RowBatch, RefilledBatchKeepsItsBuffers) {
  RowBatch batch(kSchema);
  fill_row(batch);
  const char* const bytes = batch.column(2).bytes().data();
  batch.clear();
  fill_row(batch);
  EXPECT_EQ(batch.column(2).bytes().data(), bytes);
}

TEST(RowBatchDeathTest, NullInRequiredColumnIsOurMistake) {
  RowBatch batch(kSchema);
  EXPECT_DEATH(batch.column(1).append_null(), "nullable");
}

TEST(RowBatchDeathTest, CodeWithoutLabelIsOurMistake) {
  RowBatch batch(kSchema);
  EXPECT_DEATH(batch.column(3).append_enum(2), "labels");
}

}  // namespace
}  // namespace mxsweep::io
