// Parquet columns by Arrow's library, value by value: what is read stays in its
// pages. What the library throws becomes an Error here.
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <array>
#include <exception>
#include <utility>
#include <vector>

#include "io/table/column_source.h"

namespace mxsweep::io {
namespace {

constexpr std::int64_t kBatchRows = 4096;
constexpr std::int64_t kBufferBytes = std::int64_t{1} << 20U;

bool is_text(const parquet::ColumnDescriptor& column) {
  const auto& type = column.logical_type();
  return column.physical_type() == parquet::Type::BYTE_ARRAY &&
         column.max_repetition_level() == 0 &&
         (type == nullptr || type->is_none() || type->is_string() ||
          type->is_enum());
}

class ParquetColumns final : public ColumnSource {
 public:
  ParquetColumns(std::unique_ptr<parquet::ParquetFileReader> file,
                 std::string name)
      : file_(std::move(file)), name_(std::move(name)) {
    const parquet::SchemaDescriptor& schema = *file_->metadata()->schema();
    for (int i = 0; i < schema.num_columns(); ++i) {
      const parquet::ColumnDescriptor& column = *schema.Column(i);
      columns_.push_back(
          {.name = column.path()->ToDotString(),
           .is_text = is_text(column),
           .is_nested = column.max_repetition_level() != 0 ||
                        column.path()->ToDotVector().size() > 1});
    }
  }

  [[nodiscard]] std::span<const SourceColumn> columns() const override {
    return columns_;
  }

  [[nodiscard]] std::uint64_t rows() const override {
    return static_cast<std::uint64_t>(file_->metadata()->num_rows());
  }

  void choose(std::size_t column) override {
    MXSWEEP_CHECK(column < columns_.size() && columns_[column].is_text);
    column_ = static_cast<int>(column);
    group_ = 0;
    reader_.reset();
    row_group_.reset();
  }

  [[nodiscard]] Result<std::span<const std::string_view>> next() override {
    try {
      return read_batch();
    } catch (const std::exception& problem) {
      return failure(name_, problem);
    }
  }

  static Error failure(const std::string& name, const std::exception& problem) {
    return {ErrorCode::kInput, 0,
            "cannot read " + name + " as Parquet: " + problem.what()};
  }

 private:
  std::span<const std::string_view> read_batch() {
    texts_.clear();
    while (texts_.empty() && open_group()) {
      auto& reader = static_cast<parquet::ByteArrayReader&>(*reader_);
      std::int64_t values = 0;
      const std::int64_t rows = reader.ReadBatch(
          kBatchRows, levels_.data(), nullptr, values_.data(), &values);
      add_texts(rows, reader.descr()->max_definition_level());
      if (rows == 0) {
        reader_.reset();
        ++group_;
      }
    }
    return texts_;
  }

  // False when there is none left.
  bool open_group() {
    if (reader_ != nullptr) {
      return true;
    }
    if (group_ == file_->metadata()->num_row_groups()) {
      return false;
    }
    row_group_ = file_->RowGroup(group_);
    reader_ = row_group_->Column(column_);
    return true;
  }

  // Rows without a value have a lower level.
  void add_texts(std::int64_t rows, std::int16_t defined) {
    std::size_t value = 0;
    for (std::int64_t row = 0; row < rows; ++row) {
      if (defined != 0 && levels_[static_cast<std::size_t>(row)] < defined) {
        texts_.emplace_back();
        continue;
      }
      texts_.push_back(std::string_view(values_[value++]));
    }
  }

  std::unique_ptr<parquet::ParquetFileReader> file_;
  std::string name_;
  std::vector<SourceColumn> columns_;
  int column_ = 0;
  int group_ = 0;
  std::shared_ptr<parquet::RowGroupReader> row_group_;
  std::shared_ptr<parquet::ColumnReader> reader_;
  std::array<std::int16_t, kBatchRows> levels_{};
  std::array<parquet::ByteArray, kBatchRows> values_{};
  std::vector<std::string_view> texts_;
};

}  // namespace

Result<std::unique_ptr<ColumnSource>> open_parquet_columns(
    const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path;
  try {
    parquet::ReaderProperties properties;
    properties.enable_buffered_stream();  // else a column chunk is read whole
    properties.set_buffer_size(kBufferBytes);
    return std::unique_ptr<ColumnSource>(std::make_unique<ParquetColumns>(
        parquet::ParquetFileReader::OpenFile(path == "-" ? "/dev/stdin" : path,
                                             false, properties),
        name));
  } catch (const std::exception& problem) {
    return ParquetColumns::failure(name, problem);
  }
}

}  // namespace mxsweep::io
