// Parquet by Arrow C++; the only file that knows Arrow. Rows are gathered
// into record batches by copying whole buffers, and those go into a buffered
// row group on the caller's thread. Arrow's statuses and exceptions end here
// as Errors (kOutput); an error of the sink comes out as the sink gave it.
#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <exception>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/table/column_gather.h"
#include "io/table/open_writers.h"

namespace mxsweep::io {
namespace {

// Enough rows that the cost of a record batch is small per row.
constexpr std::size_t kGatherRows = 16384;
constexpr std::size_t kGatherBytesMax = std::size_t{32} << 20U;

constexpr std::int64_t kGroupRowsMax = 131072;

// Of gathered, not yet encoded, values: what a row group may hold in memory
// at the most, when rows are unusually long.
constexpr std::size_t kGroupBytesMax = std::size_t{256} << 20U;

constexpr int kZstdLevel = 1;

// Gives Arrow's bytes to the sink. Refuses everything after the sink failed
// or after refuse(), since Arrow writes a footer even when it is destroyed.
class SinkStream final : public arrow::io::OutputStream {
 public:
  explicit SinkStream(ByteSink& sink) : sink_(&sink), start_(sink.position()) {}

  using arrow::io::OutputStream::Write;

  arrow::Status Write(const void* data, std::int64_t size) override {
    if (size == 0) {
      return arrow::Status::OK();
    }
    if (refusing_) {
      return arrow::Status::IOError("output was given up");
    }
    const Status status = sink_->write(std::span(
        static_cast<const std::byte*>(data), static_cast<std::size_t>(size)));
    if (status.ok()) {
      return arrow::Status::OK();
    }
    refusing_ = true;
    error_ = status.error();
    return arrow::Status::IOError(error_->what);
  }

  arrow::Result<std::int64_t> Tell() const override {
    return static_cast<std::int64_t>(sink_->position() - start_);
  }

  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }

  [[nodiscard]] bool closed() const override { return closed_; }

  void refuse() { refusing_ = true; }

  // Why it refuses, if it was the sink.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  ByteSink* sink_;
  std::uint64_t start_;
  std::optional<Error> error_;
  bool refusing_ = false;
  bool closed_ = false;
};

std::shared_ptr<arrow::DataType> type_of(const Column& column);

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
arrow::FieldVector fields_of(Schema columns) {
  arrow::FieldVector fields;
  for (const Column& column : columns) {
    fields.push_back(arrow::field(std::string(column.name), type_of(column),
                                  column.nullable));
  }
  return fields;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
std::shared_ptr<arrow::DataType> type_of(const Column& column) {
  switch (column.type) {
    case ColumnType::kInt32:
      return arrow::int32();
    case ColumnType::kEnum:
      return arrow::dictionary(arrow::uint8(), arrow::utf8());
    case ColumnType::kInt64:
      return arrow::int64();
    case ColumnType::kBool:
      return arrow::boolean();
    case ColumnType::kTimestampUs:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case ColumnType::kString:
      break;
    case ColumnType::kList:
      return arrow::list(fields_of(column.children).front());
    case ColumnType::kStruct:
      return arrow::struct_(fields_of(column.children));
  }
  return arrow::utf8();
}

// Encodings by the path of a leaf, as Parquet writes paths. Times and other
// integers that hardly repeat grow slowly: their differences are small.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void choose_encoding(parquet::WriterProperties::Builder& builder,
                     const Column& column, const std::string& path) {
  const bool is_time = column.type == ColumnType::kTimestampUs;
  const bool is_int =
      column.type == ColumnType::kInt32 || column.type == ColumnType::kInt64;
  if (is_time || column.distinct) {
    builder.disable_dictionary(path);
  } else {
    // Nobody skips a row group by values that occur in all of them.
    builder.disable_statistics(path);
  }
  if (is_time || (is_int && column.distinct)) {
    builder.encoding(path, parquet::Encoding::DELTA_BINARY_PACKED);
  }
  const std::string prefix =
      column.type == ColumnType::kList ? path + ".list." : path + ".";
  for (const Column& child : column.children) {
    choose_encoding(builder, child, prefix + std::string(child.name));
  }
}

std::shared_ptr<parquet::WriterProperties> properties_of(Schema schema) {
  parquet::WriterProperties::Builder builder;
  builder.version(parquet::ParquetVersion::PARQUET_2_6)
      ->compression(parquet::Compression::ZSTD)
      ->compression_level(kZstdLevel)
      ->write_batch_size(kGatherRows)
      ->max_rows_per_page(kGroupRowsMax)
      ->set_size_statistics_level(parquet::SizeStatisticsLevel::None)
      ->max_row_group_length(kGroupRowsMax);
  for (const Column& column : schema) {
    choose_encoding(builder, column, std::string(column.name));
  }
  return builder.build();
}

// The labels as an array of texts.
std::shared_ptr<arrow::ArrayData> labels_of(const Column& column) {
  arrow::StringBuilder builder;
  for (const std::string_view label : column.labels) {
    PARQUET_THROW_NOT_OK(builder.Append(label));
  }
  return builder.Finish().ValueOrDie()->data();
}

template <class T>
std::shared_ptr<arrow::Buffer> wrap(std::span<const T> values) {
  return arrow::Buffer::Wrap(values.data(), values.size());
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
std::shared_ptr<arrow::ArrayData> view_of(ColumnGather& gather) {
  const ColumnType type = gather.column().type;
  std::vector<std::shared_ptr<arrow::Buffer>> buffers(1);
  const ColumnGather::Bits valid = gather.validity_bits();
  if (valid.zeros != 0) {
    buffers[0] = wrap(valid.bytes);
  }
  if (type == ColumnType::kInt32) {
    buffers.push_back(wrap(gather.ints32()));
  } else if (type == ColumnType::kInt64 || type == ColumnType::kTimestampUs) {
    buffers.push_back(wrap(gather.ints64()));
  } else if (type == ColumnType::kBool) {
    buffers.push_back(wrap(gather.bool_bits()));
  } else if (type == ColumnType::kEnum) {
    buffers.push_back(wrap(gather.codes()));
  } else if (type != ColumnType::kStruct) {
    buffers.push_back(wrap(gather.offsets()));
  }
  if (type == ColumnType::kString) {
    buffers.push_back(wrap(gather.bytes()));
  }
  std::vector<std::shared_ptr<arrow::ArrayData>> children;
  for (ColumnGather& child : gather.children()) {
    children.push_back(view_of(child));
  }
  auto array = arrow::ArrayData::Make(type_of(gather.column()),
                                      static_cast<std::int64_t>(gather.size()),
                                      std::move(buffers), std::move(children),
                                      static_cast<std::int64_t>(valid.zeros));
  if (type == ColumnType::kEnum) {
    array->dictionary = labels_of(gather.column());
  }
  return array;
}

// Runs a piece of Arrow; what it throws becomes a status as well.
template <class Work>
arrow::Status guarded(const Work& work) {
  try {
    return work();
  } catch (const std::exception& problem) {
    return arrow::Status::IOError(problem.what());
  }
}

std::shared_ptr<const arrow::KeyValueMetadata> pairs_of(
    std::span<const KeyValue> metadata) {
  std::vector<std::string> keys;
  std::vector<std::string> values;
  for (const KeyValue& entry : metadata) {
    keys.push_back(entry.key);
    values.push_back(entry.value);
  }
  return arrow::KeyValueMetadata::Make(std::move(keys), std::move(values));
}

class ParquetWriter final : public TableWriter {
 public:
  ParquetWriter(Schema schema, ByteSink& sink);
  ParquetWriter(const ParquetWriter&) = delete;
  ParquetWriter& operator=(const ParquetWriter&) = delete;

  // Unclosed, the file must stay without a footer.
  ~ParquetWriter() override { stream_->refuse(); }

  [[nodiscard]] Status open(Schema schema);
  [[nodiscard]] Status write(const RowBatch& rows) override;
  [[nodiscard]] Status close(std::span<const KeyValue> metadata) override;

 private:
  [[nodiscard]] Status keep(const arrow::Status& status);
  [[nodiscard]] Status status() const;
  arrow::Status write_gathered();
  arrow::Status finish(std::span<const KeyValue> metadata);
  arrow::Status roll_group(std::size_t bytes);

  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<SinkStream> stream_;
  TableGather gathered_;
  std::size_t group_bytes_ = 0;
  std::int64_t group_rows_ = 0;
  std::optional<Error> error_;
  // Last, so destroyed first: after ~ParquetWriter() made stream_ refuse.
  std::unique_ptr<parquet::arrow::FileWriter> file_;
};

ParquetWriter::ParquetWriter(Schema schema, ByteSink& sink)
    : schema_(arrow::schema(fields_of(schema))),
      stream_(std::make_shared<SinkStream>(sink)),
      gathered_(schema) {}

Status ParquetWriter::open(Schema schema) {
  return keep(guarded([&] {
    parquet::ArrowWriterProperties::Builder arrow_properties;
    // Without Arrow's own schema: it would make dictionaries of what are
    // plain texts to every reader.
    arrow_properties.set_use_threads(false);
    return parquet::arrow::FileWriter::Open(
               *schema_, arrow::default_memory_pool(), stream_,
               properties_of(schema), arrow_properties.build())
        .Value(&file_);
  }));
}

Status ParquetWriter::status() const {
  return error_.has_value() ? Status(*error_) : Status();
}

// The first error stays: what Arrow says after a failed sink is noise.
Status ParquetWriter::keep(const arrow::Status& status) {
  if (!error_.has_value() && !status.ok()) {
    error_ = stream_->error().has_value()
                 ? *stream_->error()
                 : Error{ErrorCode::kOutput, 0,
                         "cannot write parquet: " + status.message()};
    stream_->refuse();
  }
  return this->status();
}

Status ParquetWriter::write(const RowBatch& rows) {
  if (error_.has_value()) {
    return status();
  }
  gathered_.append(rows);
  if (gathered_.rows() < kGatherRows &&
      gathered_.memory_bytes() < kGatherBytesMax) {
    return {};
  }
  return keep(guarded([this] { return write_gathered(); }));
}

// Arrow opens the next row group itself when one is full of rows; it does not
// look at bytes.
arrow::Status ParquetWriter::roll_group(std::size_t bytes) {
  const auto rows = static_cast<std::int64_t>(gathered_.rows());
  if (group_rows_ == 0 || group_bytes_ + bytes > kGroupBytesMax) {
    if (arrow::Status opened = file_->NewBufferedRowGroup(); !opened.ok()) {
      return opened;
    }
    group_rows_ = 0;
    group_bytes_ = 0;
  }
  group_rows_ += rows;
  group_bytes_ += bytes;
  if (group_rows_ > kGroupRowsMax) {
    group_rows_ %= kGroupRowsMax;
    group_bytes_ = bytes;
  }
  return arrow::Status::OK();
}

arrow::Status ParquetWriter::write_gathered() {
  std::vector<std::shared_ptr<arrow::ArrayData>> arrays;
  for (ColumnGather& column : gathered_.columns()) {
    arrays.push_back(view_of(column));
  }
  arrow::Status status = roll_group(gathered_.memory_bytes());
  if (status.ok()) {
    const auto batch = arrow::RecordBatch::Make(
        schema_, static_cast<std::int64_t>(gathered_.rows()),
        std::move(arrays));
    status = file_->WriteRecordBatch(*batch);
  }
  gathered_.clear();
  return status;
}

Status ParquetWriter::close(std::span<const KeyValue> metadata) {
  if (error_.has_value()) {
    return status();
  }
  return keep(guarded([this, metadata] { return finish(metadata); }));
}

arrow::Status ParquetWriter::finish(std::span<const KeyValue> metadata) {
  arrow::Status status;
  if (gathered_.rows() != 0) {
    status = write_gathered();
  }
  if (status.ok()) {
    status = file_->AddKeyValueMetadata(pairs_of(metadata));
  }
  return status.ok() ? file_->Close() : status;
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
