// The Parquet writer, read back by Arrow.

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>
#include <parquet/bloom_filter.h>
#include <parquet/bloom_filter_reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>
#include <parquet/statistics.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "io/table/writer.h"

#include "tests/support/table_sinks.h"

namespace mxsweep::io {
namespace {

constexpr std::array<std::string_view, 2> kLabels = {"udp", "tcp"};
constexpr std::array<Column, 1> kText = {
    Column{"element", ColumnType::kString, false, {}, {}, false}};
constexpr std::array<Column, 3> kFields = {
    Column{"host", ColumnType::kString, false, {}, {}, false},
    Column{"seen_at", ColumnType::kTimestampUs, true, {}, {}, false},
    Column{"addresses", ColumnType::kList, false, {}, kText, false}};
constexpr std::array<Column, 1> kElement = {
    Column{"element", ColumnType::kStruct, false, {}, kFields, false}};
constexpr std::array<Column, 6> kSchema = {
    Column{"seq", ColumnType::kInt64, false, {}, {}, true},
    Column{"name", ColumnType::kString, false, {}, {}, true},
    Column{"kind", ColumnType::kEnum, true, kLabels, {}, false},
    Column{"rank", ColumnType::kInt32, true, {}, {}, false},
    Column{"at", ColumnType::kTimestampUs, false, {}, {}, false},
    Column{"mx", ColumnType::kList, false, {}, kElement, false}};

void append_row(RowBatch& rows, std::int64_t seq, std::string_view name) {
  RowWriter row(rows);
  row.put_int(seq);
  row.put_text(name);
  row.put_enum(static_cast<std::uint8_t>(seq % 2));
  row.put_null();
  row.put_int(1'700'000'000'000'000 + seq);
  const std::size_t begin = row.elements().size();
  for (std::int64_t index = 0; index < seq % 3; ++index) {
    ColumnData& element = row.elements();
    element.child(0).append_string("mx.example");
    element.child(1).append_int(seq);
    element.child(2).child(0).append_string("192.0.2.1");
    element.child(2).close();
    element.close();
  }
  row.put_list(begin);
  row.end();
}

std::unique_ptr<TableWriter> open(ByteSink& sink) {
  auto writer = find_writer_kind("parquet")->open(kSchema, sink);
  EXPECT_TRUE(writer.ok());
  return writer.take();
}

std::string written(std::int64_t count, std::size_t name_bytes) {
  test::MemorySink sink;
  const auto writer = open(sink);
  RowBatch rows(kSchema);
  const std::string name(name_bytes, 'n');
  for (std::int64_t seq = 0; seq < count; ++seq) {
    append_row(rows, seq, name);
    if (rows.rows() == 1000 || seq + 1 == count) {
      EXPECT_TRUE(writer->write(rows).ok());
      rows.clear();
    }
  }
  EXPECT_TRUE(
      writer->close(std::vector<KeyValue>{{"tool", "test"}, {"run", "7"}})
          .ok());
  return std::move(sink.text);
}

std::unique_ptr<parquet::ParquetFileReader> reader_of(const std::string& text) {
  return parquet::ParquetFileReader::Open(
      std::make_shared<arrow::io::BufferReader>(
          arrow::Buffer::FromString(text)));
}

bool uses(const parquet::ColumnChunkMetaData& chunk,
          parquet::Encoding::type encoding) {
  for (const parquet::Encoding::type used : chunk.encodings()) {
    if (used == encoding) {
      return true;
    }
  }
  return false;
}

TEST(ParquetWriter, SchemaIsPlainAndSigned) {
  const auto reader = reader_of(written(10, 5));
  std::unique_ptr<parquet::arrow::FileReader> arrow_reader;
  auto made = parquet::arrow::FileReader::Make(arrow::default_memory_pool(),
                                               reader_of(written(10, 5)));
  ASSERT_TRUE(made.ok());
  std::shared_ptr<arrow::Schema> schema;
  ASSERT_TRUE((*made)->GetSchema(&schema).ok());
  EXPECT_TRUE(schema->field(2)->type()->Equals(arrow::utf8()));
  EXPECT_TRUE(schema->field(4)->type()->Equals(
      arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")));
  EXPECT_TRUE(schema->field(3)->nullable());
  EXPECT_FALSE(schema->field(0)->nullable());
  const auto* columns = reader->metadata()->schema();
  std::vector<std::string> paths;
  for (int index = 0; index < columns->num_columns(); ++index) {
    paths.push_back(columns->Column(index)->path()->ToDotString());
  }
  EXPECT_EQ(paths, (std::vector<std::string>{
                       "seq", "name", "kind", "rank", "at",
                       "mx.list.element.host", "mx.list.element.seen_at",
                       "mx.list.element.addresses.list.element"}));
}

TEST(ParquetWriter, EncodingsAndCompressionAreAsChosen) {
  const auto reader = reader_of(written(5000, 5));
  const auto group = reader->metadata()->RowGroup(0);
  for (int index = 0; index < group->num_columns(); ++index) {
    const auto chunk = group->ColumnChunk(index);
    const std::string path = chunk->path_in_schema()->ToDotString();
    EXPECT_EQ(chunk->compression(), parquet::Compression::ZSTD) << path;
    const bool is_delta =
        path == "seq" || path == "at" || path == "mx.list.element.seen_at";
    const bool is_plain = path == "name";
    EXPECT_EQ(uses(*chunk, parquet::Encoding::DELTA_BINARY_PACKED), is_delta)
        << path;
    EXPECT_EQ(chunk->has_dictionary_page(), !is_delta && !is_plain) << path;
  }
}

TEST(ParquetWriter, MetadataLandsInTheFooter) {
  const auto reader = reader_of(written(1, 1));
  const auto pairs = reader->metadata()->key_value_metadata();
  EXPECT_EQ(pairs->Get("tool").ValueOr(""), "test");
  EXPECT_EQ(pairs->Get("run").ValueOr(""), "7");
}

TEST(ParquetWriter, RowGroupsRollByRows) {
  const auto reader = reader_of(written(2'200'000, 5));
  const auto meta = reader->metadata();
  EXPECT_EQ(meta->num_rows(), 2'200'000);
  ASSERT_GE(meta->num_row_groups(), 3);
  for (int index = 0; index < meta->num_row_groups(); ++index) {
    EXPECT_LE(meta->RowGroup(index)->num_rows(), 1 << 20);
  }
}

TEST(ParquetWriter, EveryColumnHasStatisticsAndAPageIndex) {
  const auto reader = reader_of(written(70'000, 5));
  const auto group = reader->metadata()->RowGroup(0);
  const auto index = reader->GetPageIndexReader()->RowGroup(0);
  ASSERT_NE(index, nullptr);
  for (int at = 0; at < group->num_columns(); ++at) {
    const auto chunk = group->ColumnChunk(at);
    const std::string path = chunk->path_in_schema()->ToDotString();
    const auto statistics = chunk->encoded_statistics();
    ASSERT_NE(statistics, nullptr) << path;
    const bool all_null = path == "rank";
    EXPECT_EQ(statistics->has_min, !all_null) << path;
    EXPECT_TRUE(statistics->has_null_count) << path;
    const auto columns = index->GetColumnIndex(at);
    const auto offsets = index->GetOffsetIndex(at);
    ASSERT_NE(columns, nullptr) << path;
    ASSERT_NE(offsets, nullptr) << path;
    ASSERT_EQ(offsets->page_locations().size(), 3U) << path;
    EXPECT_EQ(offsets->page_locations()[1].first_row_index, 31'000) << path;
    EXPECT_EQ(columns->null_pages(), std::vector<bool>(3, all_null)) << path;
  }
  const auto seq = std::dynamic_pointer_cast<parquet::Int64ColumnIndex>(
      index->GetColumnIndex(0));
  ASSERT_NE(seq, nullptr);
  EXPECT_EQ(seq->min_values(), (std::vector<std::int64_t>{0, 31'000, 62'000}));
  EXPECT_EQ(seq->max_values(),
            (std::vector<std::int64_t>{30'999, 61'999, 69'999}));
}

// Plain and with a dictionary, in two row groups.
TEST(ParquetWriter, SearchedColumnsHaveFilters) {
  static constexpr std::array<Column, 3> kNames = {
      Column{"plain", ColumnType::kString, false, {}, {}, true, true},
      Column{"coded", ColumnType::kString, true, {}, {}, false, true},
      Column{"other", ColumnType::kString, false, {}, {}, false}};
  constexpr int kRows = 1'100'000;
  test::MemorySink sink;
  const auto writer = find_writer_kind("parquet")->open(kNames, sink).take();
  RowBatch rows(kNames);
  for (int at = 0; at < kRows; ++at) {
    RowWriter row(rows);
    row.put_text("p" + std::to_string(at / 11));
    row.put_text("c" + std::to_string(at % 1000));
    row.put_text("o");
    row.end();
    if (rows.rows() == 1000) {
      ASSERT_TRUE(writer->write(rows).ok());
      rows.clear();
    }
  }
  ASSERT_TRUE(writer->close({}).ok());
  const auto reader = reader_of(sink.text);
  const int groups = reader->metadata()->num_row_groups();
  ASSERT_GE(groups, 2);
  const auto finds = [&](int group, int column, const std::string& text) {
    const auto filter =
        reader->GetBloomFilterReader().RowGroup(group)->GetColumnBloomFilter(
            column);
    const parquet::ByteArray bytes{std::string_view(text)};
    return filter->FindHash(filter->Hash(&bytes));
  };
  int false_finds = 0;
  for (int at = 0; at < 1000; ++at) {
    EXPECT_TRUE(finds(0, 1, "c" + std::to_string(at)));
    EXPECT_TRUE(finds(groups - 1, 1, "c" + std::to_string(at)));
    EXPECT_TRUE(finds(0, 0, "p" + std::to_string(at)));
    false_finds += finds(groups - 1, 0, "p" + std::to_string(at)) ? 1 : 0;
    false_finds += finds(0, 1, "d" + std::to_string(at)) ? 1 : 0;
  }
  EXPECT_LT(false_finds, 100);  // of 2,000
  EXPECT_EQ(reader->GetBloomFilterReader().RowGroup(0)->GetColumnBloomFilter(2),
            nullptr);
}

TEST(ParquetWriter, RowGroupsRollByBytes) {
  // 300 MB of names: too much for one group, though few rows.
  const auto reader = reader_of(written(30'000, 10'000));
  const auto meta = reader->metadata();
  EXPECT_EQ(meta->num_rows(), 30'000);
  EXPECT_GE(meta->num_row_groups(), 2);
}

TEST(ParquetWriter, UnclosedFileHasNoFooter) {
  test::MemorySink sink;
  {
    const auto writer = open(sink);
    RowBatch rows(kSchema);
    for (int seq = 0; seq < 20'000; ++seq) {
      append_row(rows, seq, "a");
    }
    ASSERT_TRUE(writer->write(rows).ok());
  }
  EXPECT_THROW(reader_of(sink.text), parquet::ParquetException);
}

TEST(ParquetWriter, IllFormedUtf8IsRepaired) {
  test::MemorySink sink;
  const auto writer = open(sink);
  RowBatch rows(kSchema);
  append_row(rows, 0, "\xFF");
  ASSERT_TRUE(writer->write(rows).ok());
  ASSERT_TRUE(writer->close({}).ok());
  auto made = parquet::arrow::FileReader::Make(arrow::default_memory_pool(),
                                               reader_of(sink.text));
  ASSERT_TRUE(made.ok());
  std::shared_ptr<arrow::Table> table;
  auto read = (*made)->ReadTable();
  ASSERT_TRUE(read.ok());
  table = *read;
  ASSERT_TRUE(table->ValidateFull().ok());
  const auto& names =
      static_cast<const arrow::StringArray&>(*table->column(1)->chunk(0));
  EXPECT_EQ(names.GetView(0), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace mxsweep::io
