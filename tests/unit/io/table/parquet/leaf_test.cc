// What Parquet pages are made of: runs and packed integers, differences,
// dictionaries, levels of nested columns. Expected bytes are from the
// examples of the format's specification, or decoded by the readers below,
// which follow the specification and not the encoder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "io/base/prng.h"
#include "io/table/parquet/leaf_encoder.h"
#include "io/table/parquet/leaf_levels.h"
#include "io/table/parquet/rle_encoder.h"
#include "io/table/parquet/value_dictionary.h"

namespace mxsweep::io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Reads bytes from the front; fails the test when they run out.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool done() const { return at_ == bytes_.size(); }

  std::uint64_t byte() {
    EXPECT_LT(at_, bytes_.size());
    return at_ < bytes_.size() ? static_cast<unsigned char>(bytes_[at_++]) : 0;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t next = byte();
      value |= (next & 0x7FU) << shift;
      if (next < 0x80) {
        break;
      }
    }
    return value;
  }

  std::uint64_t zigzag() {
    const std::uint64_t value = varint();
    return (value >> 1U) ^ (0 - (value & 1U));
  }

  std::vector<std::uint64_t> packed(std::size_t count, std::uint64_t bits) {
    std::vector<std::uint64_t> values(count);
    std::uint64_t held = 0;
    for (std::uint64_t bit = 0; bit < count * bits; ++bit) {
      held = bit % 8 == 0 ? byte() : held >> 1U;
      values[bit / bits] |= (held & 1U) << (bit % bits);
    }
    return values;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// At most seven values more than there were come out, all zero.
std::vector<std::uint64_t> read_rle(std::string_view bytes, unsigned bits) {
  std::vector<std::uint64_t> values;
  Reader reader(bytes);
  while (!reader.done()) {
    const std::uint64_t header = reader.varint();
    if ((header & 1U) != 0) {
      const auto group = reader.packed(8 * (header >> 1U), bits);
      values.insert(values.end(), group.begin(), group.end());
    } else {
      std::uint64_t value = 0;
      for (unsigned shift = 0; shift < bits; shift += 8) {
        value |= reader.byte() << shift;
      }
      values.insert(values.end(), header >> 1U, value);
    }
  }
  return values;
}

std::vector<std::int64_t> read_delta(std::string_view bytes) {
  Reader reader(bytes);
  const std::uint64_t block = reader.varint();
  const std::uint64_t parts = reader.varint();
  const std::uint64_t count = reader.varint();
  std::uint64_t value = reader.zigzag();
  std::vector<std::int64_t> values;
  if (count != 0) {
    values.push_back(static_cast<std::int64_t>(value));
  }
  while (values.size() < count) {
    const std::uint64_t min = reader.zigzag();
    std::vector<std::uint64_t> widths;
    for (std::uint64_t part = 0; part < parts; ++part) {
      widths.push_back(reader.byte());
    }
    for (const std::uint64_t width : widths) {
      if (values.size() == count) {
        break;
      }
      for (const std::uint64_t delta : reader.packed(block / parts, width)) {
        value += min + delta;
        if (values.size() < count) {
          values.push_back(static_cast<std::int64_t>(value));
        }
      }
    }
  }
  EXPECT_TRUE(reader.done());
  return values;
}

template <class T>
void expect_rle_round_trip(const std::vector<T>& values, unsigned bits) {
  TextBuffer out;
  append_rle(out, std::span<const T>(values), bits);
  std::vector<std::uint64_t> read = read_rle(out.view(), bits);
  ASSERT_GE(read.size(), values.size());
  ASSERT_LT(read.size(), values.size() + 8);
  for (std::size_t at = 0; at < read.size(); ++at) {
    ASSERT_EQ(read[at], at < values.size() ? values[at] : 0U)
        << at << " of " << values.size() << ", " << bits << " bits";
  }
}

std::string bytes_of(const TextBuffer& out) {
  return std::string(out.view());
}

TEST(RleEncoder, ExampleOfTheSpecification) {
  const std::vector<std::uint32_t> values = {0, 1, 2, 3, 4, 5, 6, 7};
  TextBuffer out;
  append_rle(out, std::span<const std::uint32_t>(values), 3);
  EXPECT_EQ(bytes_of(out), "\x03\x88\xC6\xFA");
}

TEST(RleEncoder, RunsAreShort) {
  const std::vector<std::uint8_t> values(100'000, 1);
  TextBuffer out;
  append_rle(out, std::span<const std::uint8_t>(values), 1);
  // 200,000 as a varint, and the value.
  EXPECT_EQ(bytes_of(out), "\xC0\x9A\x0C\x01");
}

TEST(RleEncoder, NothingIsNothing) {
  TextBuffer out;
  append_rle(out, std::span<const std::uint32_t>(), 5);
  EXPECT_TRUE(out.view().empty());
}

// Runs of every length between values that differ, so that they begin at
// every place of a group.
TEST(RleEncoder, RunsAndPackedValuesTakeTurns) {
  Prng prng(11);
  for (unsigned bits = 1; bits <= 32; ++bits) {
    const std::uint64_t limit = std::uint64_t{1} << bits;
    std::vector<std::uint32_t> values;
    for (std::size_t run = 0; run < 150; ++run) {
      const auto value = static_cast<std::uint32_t>(prng.next() % limit);
      values.insert(values.end(), prng.next() % 3 == 0 ? run % 90 : run % 3,
                    value);
      expect_rle_round_trip(values, bits);
    }
  }
}

TEST(RleEncoder, LevelsOfEverySize) {
  Prng prng(12);
  std::vector<std::uint8_t> levels;
  for (std::size_t size = 0; size < 400; ++size) {
    expect_rle_round_trip(levels, 2);
    levels.push_back(
        static_cast<std::uint8_t>(size % 50 < 25 ? 3 : prng.next() % 4));
  }
}

TEST(RleEncoder, BitsOfFlagsLowestFirst) {
  const std::vector<std::uint8_t> flags = {1, 0, 0, 1, 0, 0, 1, 0, 0, 1};
  TextBuffer out;
  append_bits(out, flags);
  EXPECT_EQ(bytes_of(out), "\x49\x02");
}

TEST(DeltaEncoder, ExamplesOfTheSpecification) {
  TextBuffer steady;
  append_delta(steady, std::vector<std::int64_t>{1, 2, 3, 4, 5});
  // 128 values a block, 4 parts, 5 values, the first 1; least difference 1.
  EXPECT_EQ(bytes_of(steady),
            std::string("\x80\x01\x04\x05\x02\x02\0\0\0\0", 10));
  TextBuffer falling;
  append_delta(falling, std::vector<std::int64_t>{7, 5, 3, 1, 2, 3, 4, 5});
  // Differences less the least, -2: 0 0 0 3 3 3 3, in two bits each.
  EXPECT_EQ(bytes_of(falling),
            std::string(
                "\x80\x01\x04\x08\x0E\x03\x02\0\0\0\xC0\x3F\0\0\0\0\0\0", 18));
}

TEST(DeltaEncoder, RoundTripsAtEverySizeAndDistance) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  Prng prng(13);
  for (std::size_t size = 0; size < 400; size += size < 140 ? 1 : 37) {
    std::vector<std::int64_t> near;
    std::vector<std::int64_t> far;
    std::vector<std::int64_t> extreme;
    for (std::size_t at = 0; at < size; ++at) {
      near.push_back(1'000'000 + static_cast<std::int64_t>(prng.next() % 100));
      far.push_back(static_cast<std::int64_t>(prng.next()));
      extreme.push_back(prng.next() % 2 == 0 ? kMin : kMax);
    }
    for (const auto& values : {near, far, extreme}) {
      TextBuffer out;
      append_delta(out, values);
      ASSERT_EQ(read_delta(out.view()), values);
    }
  }
}

TEST(ValueDictionary, CodesInOrderOfAppearance) {
  ValueDictionary texts;
  EXPECT_EQ(texts.code_of("b"), 0U);
  EXPECT_EQ(texts.code_of(""), 1U);
  EXPECT_EQ(texts.code_of("b"), 0U);
  EXPECT_EQ(texts.code_of("a"), 2U);
  EXPECT_EQ(texts.size(), 3U);
  EXPECT_EQ(texts.text(0), "b");
  EXPECT_EQ(texts.text(1), "");
  EXPECT_EQ(texts.text(2), "a");
  texts.clear();
  EXPECT_EQ(texts.size(), 0U);
  EXPECT_EQ(texts.code_of("a"), 0U);
}

TEST(ValueDictionary, ManyValuesKeepTheirCodes) {
  ValueDictionary integers;
  ValueDictionary texts;
  for (int round = 0; round < 2; ++round) {
    for (std::int64_t value = 0; value < 20'000; ++value) {
      const auto code = static_cast<std::uint32_t>(value);
      const std::int64_t integer = (value - 10'000) << 32U;
      ASSERT_EQ(integers.code_of(integer), code);
      ASSERT_EQ(texts.code_of("host" + std::to_string(value)), code);
    }
  }
  EXPECT_EQ(integers.size(), 20'000U);
  EXPECT_EQ(integers.integers()[1], -9'999LL * (1LL << 32));
  EXPECT_EQ(texts.text(12'345), "host12345");
  EXPECT_GT(texts.memory_bytes(), 20'000U * 5);
}

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

Leaf leaf_of(const ColumnGather& gather) {
  std::vector<Leaf> leaves(1);
  split_leaves(gather, leaves);
  return leaves.front();
}

TEST(LeafEncoder, GrownDictionaryWantsAnotherRowGroup) {
  constexpr Column kColumn{"s", ColumnType::kString, false, {}, {}, false};
  ColumnData data(kColumn);
  for (int n = 0; n < 3000; ++n) {
    data.append_string(std::to_string(n) + std::string(1000, 'x'));
  }
  ColumnGather gather(kColumn);
  gather.append(data, {0, 3000});
  const Leaf leaf = leaf_of(gather);
  LeafEncoder encoder(kColumn);
  EXPECT_EQ(encoder.encoding(), LeafEncoder::Encoding::kDictionary);
  EXPECT_FALSE(encoder.is_full());
  static_cast<void>(encoder.encode(leaf));
  EXPECT_TRUE(encoder.is_full());
  EXPECT_EQ(encoder.dictionary().size, 3000U);
  encoder.start_group();
  EXPECT_FALSE(encoder.is_full());
}

// Two pages of the same column, with what is said of them and of both.
struct Summaries {
  LeafEncoder::Summary first;
  LeafEncoder::Summary second;
  LeafEncoder::Summary group;
};

Summaries summaries(const Column& column, const ColumnData& first,
                    const ColumnData& second) {
  LeafEncoder encoder(column);
  Summaries result;
  for (const auto& [data, summary] :
       {std::pair(&first, &result.first), std::pair(&second, &result.second)}) {
    ColumnGather gather(column);
    gather.append(*data, {0, static_cast<std::uint32_t>(data->size())});
    static_cast<void>(encoder.encode(leaf_of(gather)));
    *summary = encoder.page_summary();
  }
  result.group = encoder.group_summary();
  encoder.start_group();
  EXPECT_EQ(encoder.group_summary().nulls, 0U);
  EXPECT_FALSE(encoder.group_summary().min.has_value());
  return result;
}

// Whether it has a dictionary or not.
TEST(LeafEncoder, SummaryOfTextsIsOfOctets) {
  for (const bool distinct : {false, true}) {
    const Column column{"d", ColumnType::kString, true, {}, {}, distinct};
    ColumnData first(column);
    first.append_string("m");
    first.append_null();
    first.append_string("\xC3\xA4");
    ColumnData second(column);
    second.append_string("b");
    second.append_string("n");
    const Summaries got = summaries(column, first, second);
    EXPECT_EQ(got.first.nulls, 1U);
    EXPECT_EQ(got.first.min, "m");
    EXPECT_EQ(got.first.max, "\xC3\xA4");
    EXPECT_EQ(got.second.nulls, 0U);
    EXPECT_EQ(got.second.min, "b");
    EXPECT_EQ(got.second.max, "n");
    EXPECT_EQ(got.group.nulls, 1U);
    EXPECT_EQ(got.group.min, "b");
    EXPECT_EQ(got.group.max, "\xC3\xA4");
  }
}

TEST(LeafEncoder, SummaryOfIntegersIsSigned) {
  const std::string minus_one(8, '\xFF');
  const std::string seven("\x07\0\0\0\0\0\0\0", 8);
  const std::size_t sizes[] = {4, 8, 8};
  const ColumnType types[] = {ColumnType::kInt32, ColumnType::kInt64,
                              ColumnType::kTimestampUs};
  for (std::size_t at = 0; at < 3; ++at) {
    for (const bool distinct : {false, true}) {
      const Column column{"t", types[at], false, {}, {}, distinct};
      ColumnData first(column);
      first.append_int(3);
      first.append_int(-1);
      ColumnData second(column);
      second.append_int(7);
      const Summaries got = summaries(column, first, second);
      EXPECT_EQ(got.first.min, minus_one.substr(0, sizes[at]));
      EXPECT_EQ(got.second.min, seven.substr(0, sizes[at]));
      EXPECT_EQ(got.group.min, minus_one.substr(0, sizes[at]));
      EXPECT_EQ(got.group.max, seven.substr(0, sizes[at]));
    }
  }
}

TEST(LeafEncoder, SummaryOfLabelsIsOfThoseThatAreThere) {
  static constexpr std::string_view kLabels[] = {"udp", "tcp", "zzz"};
  constexpr Column kColumn{"k", ColumnType::kEnum, true, kLabels, {}, false};
  ColumnData first(kColumn);
  first.append_enum(0);
  first.append_enum(1);
  ColumnData second(kColumn);
  second.append_null();
  const Summaries got = summaries(kColumn, first, second);
  EXPECT_EQ(got.first.min, "tcp");
  EXPECT_EQ(got.first.max, "udp");
  EXPECT_TRUE(got.second.all_null);
  EXPECT_FALSE(got.second.min.has_value());
  EXPECT_FALSE(got.group.all_null);
  EXPECT_EQ(got.group.max, "udp");
}

TEST(LeafEncoder, SummaryOfFlagsIsAnOctet) {
  constexpr Column kColumn{"f", ColumnType::kBool, false, {}, {}, false};
  ColumnData first(kColumn);
  first.append_bool(true);
  ColumnData second(kColumn);
  second.append_bool(false);
  const Summaries got = summaries(kColumn, first, second);
  EXPECT_EQ(got.first.min, "\x01");
  EXPECT_EQ(got.group.min, std::string(1, '\0'));
  EXPECT_EQ(got.group.max, "\x01");
}

TEST(LeafEncoder, VeryLongTextsAreNotInTheSummary) {
  constexpr Column kColumn{"s", ColumnType::kString, false, {}, {}, true};
  ColumnData first(kColumn);
  first.append_string(std::string(5000, 'x'));
  const Summaries got = summaries(kColumn, first, first);
  EXPECT_FALSE(got.group.min.has_value());
  EXPECT_FALSE(got.group.all_null);
}

}  // namespace
}  // namespace mxsweep::io
