// Parquet. Arrow's library does the schema, the compression, the page headers
// and the metadata. The pages are
// LeafEncoder's: labels have their codes already, and columns are mostly runs
// of NULL or of one value, which a general writer finds out for every value.
//
// Rows are gathered until they are worth a page in every column; the pages of
// a row group wait, compressed, until it is full. Arrow's statuses and
// exceptions end here as Errors (kOutput); an error of the sink comes out as
// the sink gave it.
#include <arrow/api.h>
#include <arrow/util/compression.h>
#include <parquet/arrow/schema.h>
#include <parquet/bloom_filter.h>
#include <parquet/column_page.h>
#include <parquet/column_writer.h>
#include <parquet/file_writer.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>
#include <parquet/properties.h>
#include <parquet/statistics.h>
#include <parquet/xxhasher.h>

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/table/arrow_schema.h"
#include "io/table/arrow_sink.h"
#include "io/table/column_gather.h"
#include "io/table/open_writers.h"
#include "io/table/parquet/leaf_encoder.h"
#include "io/table/parquet/leaf_levels.h"

namespace mxsweep::io {
namespace {

// Rows of a page: enough that what a page costs is small per row.
constexpr std::size_t kPageRows = 31'000;
constexpr std::size_t kPageBytesMax = std::size_t{32} << 20U;

// A row group ends when its pages, which wait in memory, have that size: some
// hundred thousand rows with all columns, more with few.
constexpr std::int64_t kGroupPackedBytes = std::int64_t{8} << 20U;

constexpr std::size_t kGroupRowsMax = std::size_t{1} << 20U;

// Of values, as they came: what a row group may hold at the most, when rows
// are unusually long.
constexpr std::size_t kGroupBytesMax = std::size_t{256} << 20U;

constexpr int kZstdLevel = 1;

constexpr std::string_view kMagic = "PAR1";  // begins and ends a file

// The columns without children, in the order of a file.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void add_leaves(Schema columns, std::vector<const Column*>& leaves) {
  for (const Column& column : columns) {
    if (column.children.empty()) {
      leaves.push_back(&column);
    }
    add_leaves(column.children, leaves);
  }
}

parquet::Encoding::type encoding_of(LeafEncoder::Encoding encoding) {
  switch (encoding) {
    case LeafEncoder::Encoding::kDictionary:
      return parquet::Encoding::RLE_DICTIONARY;
    case LeafEncoder::Encoding::kDelta:
      return parquet::Encoding::DELTA_BINARY_PACKED;
    case LeafEncoder::Encoding::kPlain:
      break;
  }
  return parquet::Encoding::PLAIN;
}

parquet::EncodedStatistics statistics_of(const Column& column,
                                         const LeafEncoder::Summary& summary) {
  parquet::EncodedStatistics statistics;
  statistics.set_null_count(static_cast<std::int64_t>(summary.nulls));
  statistics.all_null_value = summary.all_null;
  if (summary.min.has_value()) {
    statistics.set_min(*summary.min).set_max(*summary.max);
    statistics.is_min_value_exact = true;
    statistics.is_max_value_exact = true;
    statistics.set_is_signed(column.type != ColumnType::kString &&
                             column.type != ColumnType::kEnum);
  }
  return statistics;
}

// Where the parts of the file that is written now go.
struct FileParts {
  const std::shared_ptr<ArrowSink>& stream;
  parquet::RowGroupMetaDataBuilder& group;
  parquet::PageIndexBuilder& index;
};

// How often a filter says that a value may be there which is not.
constexpr double kFilterErrors = 0.01;

std::uint64_t filter_hash(std::string_view text) {
  const parquet::ByteArray bytes(text);
  return parquet::XxHasher().Hash(&bytes);
}

// One leaf of the row group at hand: its pages, compressed.
class LeafWriter {
 public:
  explicit LeafWriter(const Column& column)
      : encoder_(column),
        is_searched_(column.searched && column.type == ColumnType::kString) {}

  // Its first row has that number in the row group. Returns its size.
  std::int64_t add_page(const Leaf& leaf, std::int64_t first_row,
                        arrow::util::Codec& codec);

  // Whether the row group must end for it.
  [[nodiscard]] bool is_full() const { return encoder_.is_full(); }

  // Writes the pages of the file's `column`-th leaf; what follows belongs to
  // the next row group. Returns their size uncompressed.
  std::int64_t finish(int column, const FileParts& file);

  // Writes a Bloom filter of the values of that row group, if the column wants
  // one, and returns its place.
  std::optional<parquet::IndexLocation> write_filter(ArrowSink& stream);

 private:
  void note_for_filter(const Leaf& leaf);

  LeafEncoder encoder_;
  const bool is_searched_;
  std::vector<std::uint64_t> hashes_;  // for the filter
  std::vector<parquet::DataPageV1> pages_;
};

std::int64_t LeafWriter::add_page(const Leaf& leaf, std::int64_t first_row,
                                  arrow::util::Codec& codec) {
  const std::string_view page = encoder_.encode(leaf);
  note_for_filter(leaf);
  const auto size = static_cast<std::int64_t>(page.size());
  const arrow::Buffer bytes(page);
  const std::int64_t room = codec.MaxCompressedLen(size, bytes.data());
  // There may be no memory for it.
  PARQUET_ASSIGN_OR_THROW(std::shared_ptr<arrow::ResizableBuffer> packed,
                          arrow::AllocateResizableBuffer(room));
  PARQUET_ASSIGN_OR_THROW(
      const std::int64_t packed_size,
      codec.Compress(size, bytes.data(), room, packed->mutable_data()));
  PARQUET_THROW_NOT_OK(packed->Resize(packed_size));
  pages_.emplace_back(std::move(packed), static_cast<std::int32_t>(leaf.places),
                      encoding_of(encoder_.encoding()), parquet::Encoding::RLE,
                      parquet::Encoding::RLE, size,
                      statistics_of(encoder_.column(), encoder_.page_summary()),
                      first_row);
  return packed_size;
}

std::int64_t LeafWriter::finish(int column, const FileParts& file) {
  parquet::ColumnChunkMetaDataBuilder* metadata = file.group.NextColumnChunk();
  const auto pager = parquet::PageWriter::Open(
      file.stream, parquet::Compression::ZSTD, metadata, -1, -1,
      arrow::default_memory_pool(), false, nullptr, nullptr, false,
      file.index.GetColumnIndexBuilder(column),
      file.index.GetOffsetIndexBuilder(column),
      arrow::util::CodecOptions(kZstdLevel));
  const bool has_codes =
      encoder_.encoding() == LeafEncoder::Encoding::kDictionary;
  std::int64_t bytes = 0;
  if (has_codes) {
    const LeafEncoder::Dictionary dictionary = encoder_.dictionary();
    bytes += pager->WriteDictionaryPage(
        {std::make_shared<arrow::Buffer>(dictionary.bytes),
         static_cast<std::int32_t>(dictionary.size), parquet::Encoding::PLAIN});
  }
  for (const parquet::DataPageV1& page : pages_) {
    bytes += pager->WriteDataPage(page);
  }
  metadata->SetStatistics(
      statistics_of(encoder_.column(), encoder_.group_summary()));
  pager->Close(has_codes, false);
  if (is_searched_ && has_codes) {
    const ValueDictionary& values = encoder_.values();
    for (std::uint32_t code = 0; code < values.text_count(); ++code) {
      hashes_.push_back(filter_hash(values.text(code)));
    }
  }
  encoder_.start_group();
  pages_.clear();
  return bytes;
}

// Rows with the same value stand together; a dictionary has each once.
void LeafWriter::note_for_filter(const Leaf& leaf) {
  if (!is_searched_ ||
      encoder_.encoding() == LeafEncoder::Encoding::kDictionary) {
    return;
  }
  for (const std::uint32_t index : leaf.present) {
    const std::uint64_t hash = filter_hash(leaf.values->string_at(index));
    if (hashes_.empty() || hashes_.back() != hash) {
      hashes_.push_back(hash);
    }
  }
}

std::optional<parquet::IndexLocation> LeafWriter::write_filter(
    ArrowSink& stream) {
  if (hashes_.empty()) {
    return std::nullopt;
  }
  parquet::BlockSplitBloomFilter filter;
  filter.Init(parquet::BlockSplitBloomFilter::OptimalNumOfBytes(hashes_.size(),
                                                                kFilterErrors));
  filter.InsertHashes(hashes_.data(), static_cast<int>(hashes_.size()));
  hashes_.clear();
  const std::int64_t begin = stream.Tell().ValueOrDie();
  filter.WriteTo(&stream);
  const std::int64_t end = stream.Tell().ValueOrDie();
  return parquet::IndexLocation{begin, static_cast<std::int32_t>(end - begin)};
}

std::shared_ptr<parquet::WriterProperties> properties() {
  parquet::WriterProperties::Builder builder;
  return builder.version(parquet::ParquetVersion::PARQUET_2_6)
      ->compression(parquet::Compression::ZSTD)
      ->compression_level(kZstdLevel)
      ->build();
}

class ParquetWriter final : public TableWriter {
 public:
  ParquetWriter(Schema schema, ByteSink& sink);

  [[nodiscard]] Status open(Schema schema);
  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  arrow::Status start(Schema schema);
  arrow::Status add_pages();
  void finish_group();
  void write_filters();
  void finish_index();
  arrow::Status finish(std::span<const KeyValue> metadata);

  std::shared_ptr<ArrowSink> stream_;
  std::shared_ptr<parquet::SchemaDescriptor> schema_;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::unique_ptr<parquet::FileMetaDataBuilder> metadata_;
  std::unique_ptr<parquet::PageIndexBuilder> index_;
  TableGather gathered_;
  std::vector<Leaf> leaves_;
  std::vector<LeafWriter> writers_;  // one for each leaf
  parquet::IndexLocations filters_;
  std::int32_t groups_ = 0;  // row groups that are finished
  std::size_t group_rows_ = 0;
  std::size_t group_bytes_ = 0;    // as they came
  std::int64_t group_packed_ = 0;  // of its pages
};

ParquetWriter::ParquetWriter(Schema schema, ByteSink& sink)
    : stream_(std::make_shared<ArrowSink>(sink, "parquet")),
      gathered_(schema) {}

Status ParquetWriter::open(Schema schema) {
  return stream_->run([this, schema] { return start(schema); });
}

arrow::Status ParquetWriter::start(Schema schema) {
  const auto columns = arrow_schema(schema);
  const auto writer_properties = properties();
  ARROW_RETURN_NOT_OK(parquet::arrow::ToParquetSchema(
      columns.get(), *writer_properties, &schema_));
  ARROW_ASSIGN_OR_RAISE(
      codec_, arrow::util::Codec::Create(arrow::Compression::ZSTD, kZstdLevel));
  metadata_ =
      parquet::FileMetaDataBuilder::Make(schema_.get(), writer_properties);
  index_ = parquet::PageIndexBuilder::Make(schema_.get());
  std::vector<const Column*> leaves;
  add_leaves(schema, leaves);
  leaves_.resize(leaves.size());
  writers_.reserve(leaves.size());
  for (const Column* leaf : leaves) {
    writers_.emplace_back(*leaf);
  }
  return stream_->Write(kMagic.data(), kMagic.size());
}

Status ParquetWriter::write(const RowBatch& rows) {
  if (Status status = stream_->status(); !status.ok()) {
    return status;
  }
  gathered_.append(rows);
  if (gathered_.rows() < kPageRows &&
      gathered_.memory_bytes() < kPageBytesMax) {
    return {};
  }
  return stream_->run([this] { return add_pages(); });
}

arrow::Status ParquetWriter::add_pages() {
  const std::size_t bytes = gathered_.memory_bytes();
  if (group_rows_ + gathered_.rows() > kGroupRowsMax ||
      group_bytes_ + bytes > kGroupBytesMax) {
    finish_group();
  }
  const auto first_row = static_cast<std::int64_t>(group_rows_);
  group_rows_ += gathered_.rows();
  group_bytes_ += bytes;
  bool full = false;
  std::size_t at = 0;
  for (const ColumnGather& column : gathered_.columns()) {
    const std::size_t count = leaf_count(column.column());
    const std::span<Leaf> leaves = std::span(leaves_).subspan(at, count);
    split_leaves(column, leaves);
    for (const Leaf& leaf : leaves) {
      LeafWriter& writer = writers_[at++];
      group_packed_ += writer.add_page(leaf, first_row, *codec_);
      full |= writer.is_full();
    }
  }
  gathered_.clear();
  if (full || group_packed_ >= kGroupPackedBytes) {
    finish_group();
  }
  return arrow::Status::OK();
}

void ParquetWriter::finish_group() {
  if (group_rows_ == 0) {
    return;
  }
  parquet::RowGroupMetaDataBuilder* group = metadata_->AppendRowGroup();
  group->set_num_rows(static_cast<std::int64_t>(group_rows_));
  index_->AppendRowGroup();
  std::int64_t bytes = 0;
  int column = 0;
  for (LeafWriter& writer : writers_) {
    bytes += writer.finish(column++, {stream_, *group, *index_});
  }
  group->Finish(bytes);
  write_filters();
  group_rows_ = 0;
  group_bytes_ = 0;
  group_packed_ = 0;
}

// Behind their row group, so that none waits in memory.
void ParquetWriter::write_filters() {
  for (std::size_t column = 0; column < writers_.size(); ++column) {
    const auto place = writers_[column].write_filter(*stream_);
    if (place.has_value()) {
      filters_.push_back(
          {{groups_, static_cast<std::int32_t>(column)}, *place});
    }
  }
  ++groups_;
}

// Of the pages of all row groups, in one place, so that a reader has it in two
// reads of the file.
void ParquetWriter::finish_index() {
  index_->Finish();
  const auto places = index_->WriteTo(stream_.get());
  metadata_->SetIndexLocations(parquet::IndexKind::kColumnIndex,
                               places.column_index_locations);
  metadata_->SetIndexLocations(parquet::IndexKind::kOffsetIndex,
                               places.offset_index_locations);
  metadata_->SetIndexLocations(parquet::IndexKind::kBloomFilter, filters_);
}

Status ParquetWriter::close(std::span<const KeyValue> metadata) {
  if (Status status = stream_->status(); !status.ok()) {
    return status;
  }
  return stream_->run([this, metadata] { return finish(metadata); });
}

arrow::Status ParquetWriter::finish(std::span<const KeyValue> metadata) {
  arrow::Status status =
      gathered_.rows() == 0 ? arrow::Status::OK() : add_pages();
  if (status.ok()) {
    finish_group();
    finish_index();
    const auto footer = metadata_->Finish(arrow_metadata(metadata));
    parquet::WriteFileMetaData(*footer, stream_.get());
  }
  return status;
}

}  // namespace

Result<std::unique_ptr<TableWriter>> open_parquet_writer(Schema schema,
                                                         ByteSink& sink) {
  MXSWEEP_CHECK(!schema.empty());
  auto writer = std::make_unique<ParquetWriter>(schema, sink);
  if (Status status = writer->open(schema); !status.ok()) {
    return status.error();
  }
  return std::unique_ptr<TableWriter>(std::move(writer));
}

}  // namespace mxsweep::io
