// LeafEncoder: which encoding a page gets, and what is said of a row group.
// That the pages can be read is for the contract tests, with other readers.

#include "io/table/parquet/leaf_encoder.h"

#include <arrow/api.h>
#include <gtest/gtest.h>
#include <parquet/arrow/schema.h>
#include <parquet/properties.h>

#include <array>
#include <string>
#include <vector>

#include "io/table/arrow_schema.h"

namespace mxsweep::io {
namespace {

using parquet::Encoding;

// An encoder of one column, and a leaf of the values that were appended.
class OneLeaf {
 public:
  explicit OneLeaf(const Column& column)
      : data_(column), gather_(column), leaves_(1) {
    EXPECT_TRUE(parquet::arrow::ToParquetSchema(
                    arrow_schema(std::span(&column, 1)).get(),
                    *parquet::default_writer_properties(), &schema_)
                    .ok());
    encoder_ = LeafEncoder::make(column, *schema_->Column(0));
  }

  [[nodiscard]] ColumnData& data() { return data_; }

  [[nodiscard]] LeafEncoder& encoder() { return *encoder_; }

  [[nodiscard]] LeafEncoder::Page encode() {
    gather_.clear();
    gather_.append(data_, {0, static_cast<std::uint32_t>(data_.size())});
    split_leaves(gather_, leaves_);
    return encoder_->encode(leaves_.front());
  }

 private:
  ColumnData data_;
  ColumnGather gather_;
  std::vector<Leaf> leaves_;
  std::shared_ptr<parquet::SchemaDescriptor> schema_;
  std::unique_ptr<LeafEncoder> encoder_;
};

std::string text_of(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(LeafEncoder, GrownDictionaryGivesWayToPlainPages) {
  static constexpr Column kColumn{"s",  ColumnType::kString, false, {}, {},
                                  false};
  OneLeaf leaf(kColumn);
  for (int n = 0; n < 2000; ++n) {
    leaf.data().append_string(std::to_string(n) + std::string(1000, 'x'));
  }
  EXPECT_EQ(leaf.encode().encoding, Encoding::RLE_DICTIONARY);
  const LeafEncoder::Page plain = leaf.encode();
  EXPECT_EQ(plain.encoding, Encoding::PLAIN);
  EXPECT_EQ(text_of(plain.bytes.first(6)), std::string("\xE9\x03\0\0"
                                                       "0x",
                                                       6));
  EXPECT_EQ(leaf.encoder().dictionary().size, 2000);
  leaf.encoder().start_group();
  EXPECT_EQ(leaf.encode().encoding, Encoding::RLE_DICTIONARY);
}

// Whatever labels occur, and in every row group.
TEST(LeafEncoder, LabelsKeepTheirCodes) {
  static constexpr std::array<std::string_view, 3> kLabels = {"a", "bc", "d"};
  static constexpr Column kColumn{"e",  ColumnType::kEnum, true, kLabels, {},
                                  false};
  OneLeaf leaf(kColumn);
  for (int n = 0; n < 16; ++n) {
    leaf.data().append_enum(2);
  }
  for (int group = 0; group < 2; ++group) {
    // Length 2 and a run of 16 ones; 2 bits a code and a run of 16 twos.
    EXPECT_EQ(text_of(leaf.encode().bytes),
              std::string("\x02\0\0\0\x20\x01\x02\x20\x02", 9));
    EXPECT_EQ(text_of(leaf.encoder().dictionary().bytes),
              std::string("\x01\0\0\0a\x02\0\0\0bc\x01\0\0\0d", 16));
    leaf.encoder().start_group();
  }
}

// From its lowest bit on; none of the values is lost.
TEST(LeafEncoder, FlagsArePlainBits) {
  static constexpr Column kColumn{"b", ColumnType::kBool, false, {}, {}, false};
  OneLeaf leaf(kColumn);
  for (const bool flag :
       {true, false, false, true, false, false, true, false, false, true}) {
    leaf.data().append_bool(flag);
  }
  const LeafEncoder::Page page = leaf.encode();
  EXPECT_EQ(page.encoding, Encoding::PLAIN);
  EXPECT_EQ(text_of(page.bytes), "\x49\x02");
}

TEST(LeafEncoder, StatisticsAreOfTheRowGroup) {
  static constexpr Column kColumn{"d", ColumnType::kString, true, {}, {}, true};
  OneLeaf leaf(kColumn);
  leaf.data().append_string("m");
  leaf.data().append_null();
  leaf.data().append_string("\xC3\xA4");
  leaf.data().append_string("b");
  static_cast<void>(leaf.encode());
  static_cast<void>(leaf.encode());
  EXPECT_EQ(leaf.encoder().statistics().null_count, 2);
  EXPECT_EQ(leaf.encoder().statistics().min(), "b");
  EXPECT_EQ(leaf.encoder().statistics().max(), "\xC3\xA4");  // by octets
  leaf.encoder().start_group();
  EXPECT_EQ(leaf.encoder().statistics().null_count, 0);
  EXPECT_FALSE(leaf.encoder().statistics().has_min);
}

TEST(LeafEncoder, LongValuesAreNoStatistics) {
  static constexpr Column kColumn{"d", ColumnType::kString, true, {}, {}, true};
  OneLeaf leaf(kColumn);
  leaf.data().append_string(std::string(5000, 'x'));
  static_cast<void>(leaf.encode());
  EXPECT_FALSE(leaf.encoder().statistics().has_max);
}

TEST(LeafEncoder, WhatRepeatsHasOnlyItsNullsCounted) {
  static constexpr Column kColumn{"n", ColumnType::kInt32, true, {}, {}, false};
  OneLeaf leaf(kColumn);
  leaf.data().append_int(3);
  leaf.data().append_null();
  static_cast<void>(leaf.encode());
  EXPECT_EQ(leaf.encoder().statistics().null_count, 1);
  EXPECT_FALSE(leaf.encoder().statistics().has_min);
}

TEST(LeafEncoder, StatisticsOfTimesAreSigned) {
  static constexpr Column kColumn{"t",  ColumnType::kTimestampUs, false, {}, {},
                                  false};
  OneLeaf leaf(kColumn);
  for (const std::int64_t value : {3, -1, 7}) {
    leaf.data().append_int(value);
  }
  EXPECT_EQ(leaf.encode().encoding, Encoding::DELTA_BINARY_PACKED);
  EXPECT_EQ(leaf.encoder().statistics().min(), std::string(8, '\xFF'));
  EXPECT_EQ(leaf.encoder().statistics().max(),
            std::string("\x07\0\0\0\0\0\0\0", 8));
}

}  // namespace
}  // namespace mxsweep::io
