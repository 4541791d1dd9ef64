// ColumnGather: many batches become contiguous columns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "io/table/column_gather.h"

namespace mxsweep::io {
namespace {

using ::testing::ElementsAre;

constexpr std::array<std::string_view, 2> kLabels = {"udp", "tcp"};
constexpr std::array<Column, 1> kElement = {
    Column{"element", ColumnType::kInt64, false, {}, {}, false}};

std::string text_of(const ColumnGather& gather) {
  return {gather.bytes().data(), gather.bytes().size()};
}

TEST(ColumnGather, JoinsTextsOfBatches) {
  constexpr Column kColumn{"s", ColumnType::kString, true, {}, {}, false};
  ColumnData data(kColumn);
  data.append_string("ab");
  data.append_null();
  data.append_string("c");
  ColumnGather gather(kColumn);
  gather.append(data);
  gather.append(data);
  EXPECT_EQ(gather.size(), 6U);
  EXPECT_THAT(gather.offsets(), ElementsAre(0, 2, 2, 3, 5, 5, 6));
  EXPECT_EQ(text_of(gather), "abcabc");
  const ColumnGather::Bits valid = gather.validity_bits();
  EXPECT_EQ(valid.zeros, 2U);
  EXPECT_THAT(valid.bytes, ElementsAre(0b101101));
}

TEST(ColumnGather, RepairsUtf8AcrossValueBorders) {
  constexpr Column kColumn{"s", ColumnType::kString, false, {}, {}, false};
  ColumnData data(kColumn);
  // Together the two would be one well-formed character.
  data.append_string("\xC3");
  data.append_string("\xA4");
  data.append_string("\xC3\xA4");
  ColumnGather gather(kColumn);
  gather.append(data);
  EXPECT_THAT(gather.offsets(), ElementsAre(0, 3, 6, 8));
  EXPECT_EQ(text_of(gather), "\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA4");
}

TEST(ColumnGather, SpellsOutLabels) {
  constexpr Column kColumn{"e", ColumnType::kEnum, true, kLabels, {}, false};
  ColumnData data(kColumn);
  data.append_enum(1);
  data.append_null();
  data.append_enum(0);
  ColumnGather gather(kColumn);
  gather.append(data);
  EXPECT_EQ(text_of(gather), "tcpudp");
  EXPECT_THAT(gather.offsets(), ElementsAre(0, 3, 3, 6));
}

TEST(ColumnGather, RebasesListsAndForgetsOnClear) {
  constexpr Column kColumn{"l", ColumnType::kList, false, {}, kElement, false};
  ColumnData data(kColumn);
  data.child(0).append_int(5);
  data.child(0).append_int(6);
  data.close();
  data.close();
  ColumnGather gather(kColumn);
  gather.append(data);
  gather.append(data);
  EXPECT_THAT(gather.offsets(), ElementsAre(0, 2, 2, 4, 4));
  EXPECT_THAT(gather.children()[0].ints64(), ElementsAre(5, 6, 5, 6));
  EXPECT_EQ(gather.validity_bits().zeros, 0U);
  gather.clear();
  EXPECT_EQ(gather.size(), 0U);
  EXPECT_THAT(gather.offsets(), ElementsAre(0));
  EXPECT_TRUE(gather.children()[0].ints64().empty());
}

TEST(ColumnGather, PacksBools) {
  constexpr Column kColumn{"b", ColumnType::kBool, false, {}, {}, false};
  ColumnData data(kColumn);
  for (int row = 0; row < 10; ++row) {
    data.append_bool(row % 3 == 0);
  }
  ColumnGather gather(kColumn);
  gather.append(data);
  EXPECT_THAT(gather.bool_bits(), ElementsAre(0b01001001, 0b10));
}

}  // namespace
}  // namespace mxsweep::io
