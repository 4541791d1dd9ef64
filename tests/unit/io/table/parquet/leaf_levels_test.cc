// What nested columns become: places with levels, and the values among them.

#include "io/table/parquet/leaf_levels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace mxsweep::io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array<Column, 1> kText = {
    Column{"element", ColumnType::kString, true, {}, {}, false}};
constexpr std::array<Column, 2> kFields = {
    Column{"n", ColumnType::kInt32, false, {}, {}, false},
    Column{"texts", ColumnType::kList, true, {}, kText, false}};
constexpr std::array<Column, 1> kPair = {
    Column{"element", ColumnType::kStruct, false, {}, kFields, false}};
constexpr Column kNested{"pairs", ColumnType::kList, false, {}, kPair, false};

// Rows [], [{1, NULL}, {2, []}], [{3, ["a", NULL]}], [{4, ["b"]}, {5, []}].
ColumnGather nested_rows() {
  ColumnData data(kNested);
  ColumnData& pair = data.child(0);
  ColumnData& texts = pair.child(1);
  data.close();
  pair.child(0).append_int(1);
  texts.append_null();
  pair.close();
  pair.child(0).append_int(2);
  texts.close();
  pair.close();
  data.close();
  pair.child(0).append_int(3);
  texts.child(0).append_string("a");
  texts.child(0).append_null();
  texts.close();
  pair.close();
  data.close();
  pair.child(0).append_int(4);
  texts.child(0).append_string("b");
  texts.close();
  pair.close();
  pair.child(0).append_int(5);
  texts.close();
  pair.close();
  data.close();
  ColumnGather gather(kNested);
  gather.append(data, {0, 4});
  return gather;
}

TEST(LeafLevels, NestingBecomesLevels) {
  const ColumnGather gather = nested_rows();
  ASSERT_EQ(leaf_count(kNested), 2U);
  std::vector<Leaf> leaves(2);
  split_leaves(gather, leaves);
  EXPECT_EQ(leaves[0].definition_max, 1U);
  EXPECT_EQ(leaves[0].repetition_max, 1U);
  EXPECT_EQ(leaves[0].places, 6U);
  EXPECT_THAT(leaves[0].definitions, ElementsAre(0, 1, 1, 1, 1, 1));
  EXPECT_THAT(leaves[0].repetitions, ElementsAre(0, 0, 1, 0, 0, 1));
  EXPECT_THAT(leaves[0].present, ElementsAre(0, 1, 2, 3, 4));
  // Definition: 1 a pair, 2 its list is no NULL, 3 an element, 4 no NULL.
  EXPECT_EQ(leaves[1].definition_max, 4U);
  EXPECT_EQ(leaves[1].repetition_max, 2U);
  EXPECT_THAT(leaves[1].definitions, ElementsAre(0, 1, 2, 4, 3, 4, 2));
  EXPECT_THAT(leaves[1].repetitions, ElementsAre(0, 0, 1, 0, 2, 0, 1));
  EXPECT_THAT(leaves[1].present, ElementsAre(0, 2));
}

TEST(LeafLevels, ScalarsNeedNoRepetition) {
  constexpr Column kOptional{"n", ColumnType::kInt64, true, {}, {}, false};
  ColumnData data(kOptional);
  data.append_int(4);
  data.append_null();
  data.append_int(5);
  ColumnGather gather(kOptional);
  gather.append(data, {0, 3});
  std::vector<Leaf> leaves(1);
  split_leaves(gather, leaves);
  EXPECT_THAT(leaves[0].definitions, ElementsAre(1, 0, 1));
  EXPECT_THAT(leaves[0].repetitions, IsEmpty());
  EXPECT_THAT(leaves[0].present, ElementsAre(0, 2));
  EXPECT_EQ(leaves[0].repetition_max, 0U);
}

}  // namespace
}  // namespace mxsweep::io
