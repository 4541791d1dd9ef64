// Parquet columns by Arrow's library, value by value: what is read stays in its
// pages. What the library throws becomes an Error here.
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <array>
#include <charconv>
#include <exception>
#include <string>
#include <tuple>
#include <type_traits>
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

// Numbers as they are written and truth values; no dates, decimals and the
// like.
bool is_plain_value(const parquet::ColumnDescriptor& column) {
  const auto& type = column.logical_type();
  if (column.max_repetition_level() != 0 ||
      (type != nullptr && !type->is_none() && !type->is_int())) {
    return false;
  }
  switch (column.physical_type()) {
    case parquet::Type::BOOLEAN:
    case parquet::Type::INT32:
    case parquet::Type::INT64:
    case parquet::Type::FLOAT:
    case parquet::Type::DOUBLE:
      return true;
    case parquet::Type::INT96:
    case parquet::Type::BYTE_ARRAY:
    case parquet::Type::FIXED_LEN_BYTE_ARRAY:
    case parquet::Type::UNDEFINED:
      break;
  }
  return false;
}

bool is_unsigned(const parquet::ColumnDescriptor& column) {
  const auto& type = column.logical_type();
  return type != nullptr && type->is_int() &&
         !static_cast<const parquet::IntLogicalType&>(*type).is_signed();
}

// The values of a batch, one behind the other.
template <class Type>
using Values = std::array<typename Type::c_type, kBatchRows>;

std::string_view text_of(const parquet::ByteArray& value,
                         const parquet::ColumnDescriptor& /*column*/,
                         std::string& /*kept*/) {
  return value.len == 0 ? std::string_view("") : std::string_view(value);
}

std::string_view text_of(bool value,
                         const parquet::ColumnDescriptor& /*column*/,
                         std::string& /*kept*/) {
  return value ? "true" : "false";
}

template <class Number>
std::string_view text_of(Number value, const parquet::ColumnDescriptor& column,
                         std::string& kept) {
  std::array<char, 32> digits;  // more than any has
  std::to_chars_result end{};
  if constexpr (std::is_integral_v<Number>) {
    end = is_unsigned(column)
              ? std::to_chars(digits.begin(), digits.end(),
                              static_cast<std::make_unsigned_t<Number>>(value))
              : std::to_chars(digits.begin(), digits.end(), value);
  } else {
    end = std::to_chars(digits.begin(), digits.end(), value);
  }
  kept.assign(digits.begin(), end.ptr);
  return kept;
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
           .is_value = is_text(column) || is_plain_value(column),
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
    MXSWEEP_CHECK(column < columns_.size() && columns_[column].is_value);
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
      if (read_some() == 0) {
        reader_.reset();
        ++group_;
      }
    }
    return texts_;
  }

  // The number of rows.
  std::int64_t read_some() {
    switch (reader_->type()) {
      case parquet::Type::BOOLEAN:
        return read_as<parquet::BooleanType>();
      case parquet::Type::INT32:
        return read_as<parquet::Int32Type>();
      case parquet::Type::INT64:
        return read_as<parquet::Int64Type>();
      case parquet::Type::FLOAT:
        return read_as<parquet::FloatType>();
      case parquet::Type::DOUBLE:
        return read_as<parquet::DoubleType>();
      case parquet::Type::BYTE_ARRAY:
      case parquet::Type::INT96:
      case parquet::Type::FIXED_LEN_BYTE_ARRAY:
      case parquet::Type::UNDEFINED:
        break;
    }
    return read_as<parquet::ByteArrayType>();
  }

  template <class Type>
  std::int64_t read_as() {
    auto& reader = static_cast<parquet::TypedColumnReader<Type>&>(*reader_);
    auto& values = std::get<Values<Type>>(values_);
    std::int64_t count = 0;
    const std::int64_t rows = reader.ReadBatch(kBatchRows, levels_.data(),
                                               nullptr, values.data(), &count);
    add_texts(rows, values);
    return rows;
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
  template <class Column>
  void add_texts(std::int64_t rows, const Column& values) {
    const parquet::ColumnDescriptor& column = *reader_->descr();
    const std::int16_t defined = column.max_definition_level();
    std::size_t value = 0;
    kept_.resize(kBatchRows);
    for (std::int64_t row = 0; row < rows; ++row) {
      if (defined != 0 && levels_[static_cast<std::size_t>(row)] < defined) {
        texts_.emplace_back();
        continue;
      }
      texts_.push_back(text_of(values[value], column, kept_[value]));
      ++value;
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
  std::tuple<Values<parquet::BooleanType>, Values<parquet::Int32Type>,
             Values<parquet::Int64Type>, Values<parquet::FloatType>,
             Values<parquet::DoubleType>, Values<parquet::ByteArrayType>>
      values_{};
  std::vector<std::string> kept_;  // texts of numbers
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
