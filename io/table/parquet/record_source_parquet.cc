// Rows of a Parquet file by Arrow's library: each wanted leaf is read by
// itself, some thousand values at a time, and what belongs to one row is found
// by their repetition levels. What the library throws becomes an Error here.
#include <arrow/util/key_value_metadata.h>
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "io/base/number_text.h"
#include "io/table/list_text.h"
#include "io/table/record_source.h"

namespace mxsweep::io {
namespace {

constexpr std::size_t kBatchValues = 4096;
constexpr std::int64_t kBufferBytes = std::int64_t{1} << 20U;

bool is_leaf_of(const WantedColumn& wanted,
                const parquet::ColumnDescriptor& column) {
  const std::vector<std::string> path = column.path()->ToDotVector();
  if (path.size() == 1 && wanted.field.empty()) {
    // A list may be spelt as one text.
    return path.front() == wanted.name && column.max_repetition_level() == 0;
  }
  // A list is a group with a repeated group of elements in it.
  const std::size_t depth =
      1 + (wanted.is_list ? 2U : 0U) + (wanted.field.empty() ? 0U : 1U);
  return path.front() == wanted.name && path.size() == depth &&
         column.max_repetition_level() == (wanted.is_list ? 1 : 0) &&
         (wanted.field.empty() || path.back() == wanted.field);
}

// From which definition level on a list has an element.
std::int16_t element_level(const parquet::ColumnDescriptor& column) {
  std::int16_t level = column.max_definition_level();
  for (const parquet::schema::Node* node = column.schema_node().get();
       node != nullptr && !node->is_repeated(); node = node->parent()) {
    level = static_cast<std::int16_t>(level - (node->is_optional() ? 1 : 0));
  }
  return level;
}

// The values of one column of leaves, row by row.
class Leaf {
 public:
  // Of one text, or number, each row: a list that is spelt so is split.
  Leaf(bool is_list, bool is_list_text)
      : is_list_(is_list), is_list_text_(is_list_text) {}

  Leaf(const Leaf&) = delete;
  Leaf& operator=(const Leaf&) = delete;
  virtual ~Leaf() = default;

  virtual void open(std::shared_ptr<parquet::ColumnReader> reader) = 0;

  // False when the row group has no more rows.
  bool next() {
    if (is_list_) {
      return next_list();
    }
    return is_list_text_ ? next_list_text() : next_value();
  }

  [[nodiscard]] FieldTexts values() const { return texts_; }

 protected:
  // One more batch; false when there is none.
  virtual bool read() = 0;
  // Of the value at hand, kept until the next batch.
  virtual std::string_view take_text() = 0;

  std::array<std::int16_t, kBatchValues> defined_{};
  std::array<std::int16_t, kBatchValues> repeated_{};
  std::int16_t defined_max_ = 0;
  std::int16_t element_level_ = 0;
  std::size_t at_ = 0;  // of the levels
  std::size_t levels_ = 0;

 private:
  [[nodiscard]] bool is_ready() { return at_ < levels_ || read(); }

  bool next_value() {
    texts_.clear();
    if (!is_ready()) {
      return false;
    }
    const bool is_there = defined_[at_++] == defined_max_;
    texts_.push_back(is_there ? take_text() : std::string_view());
    return true;
  }

  bool next_list_text() {
    if (!next_value()) {
      return false;
    }
    const std::string_view text = texts_.front();
    texts_.clear();
    kept_.clear();
    list_text_.split(text, kept_, texts_);
    return true;
  }

  // The next batch may come before the row ends, so that texts are copied.
  bool next_list() {
    texts_.clear();
    kept_.clear();
    if (!is_ready()) {
      return false;
    }
    do {
      const std::int16_t level = defined_[at_++];
      if (level == defined_max_) {
        texts_.push_back(kept_.emplace_back(take_text()));
      } else if (level >= element_level_) {
        texts_.emplace_back();
      }
    } while (is_ready() && repeated_[at_] > 0);
    return true;
  }

  const bool is_list_;
  const bool is_list_text_;
  ListText list_text_;
  std::vector<std::string_view> texts_;
  std::deque<std::string> kept_;
};

std::string_view text_of(const parquet::ByteArray& value,
                         std::array<char, 32>& /*digits*/) {
  return value.len == 0 ? std::string_view("") : std::string_view(value);
}

// pandas makes such of whole numbers where some are NULL, and NaN of NULL.
std::string_view text_of(double value, std::array<char, 32>& digits) {
  if (std::isnan(value)) {
    return {};
  }
  auto end = std::to_chars(digits.begin(), digits.end(), value,
                           std::chars_format::fixed);
  if (end.ec != std::errc()) {
    end = std::to_chars(digits.begin(), digits.end(), value);
  }
  return {digits.data(), static_cast<std::size_t>(end.ptr - digits.data())};
}

std::string_view text_of(float value, std::array<char, 32>& digits) {
  return text_of(static_cast<double>(value), digits);
}

template <class Number>
std::string_view text_of(Number value, std::array<char, 32>& digits) {
  const auto end = std::to_chars(digits.begin(), digits.end(), value);
  return {digits.data(), static_cast<std::size_t>(end.ptr - digits.data())};
}

template <class Type>
class LeafOf final : public Leaf {
 public:
  using Leaf::Leaf;

  void open(std::shared_ptr<parquet::ColumnReader> reader) override {
    reader_ = std::move(reader);
    const parquet::ColumnDescriptor& column = *reader_->descr();
    defined_max_ = column.max_definition_level();
    element_level_ = element_level(column);
    has_repeats_ = column.max_repetition_level() > 0;
    at_ = 0;
    levels_ = 0;
  }

 private:
  bool read() override {
    if (!reader_->HasNext()) {
      return false;
    }
    auto& typed = static_cast<parquet::TypedColumnReader<Type>&>(*reader_);
    levels_ = static_cast<std::size_t>(
        typed.ReadBatch(kBatchValues, defined_.data(),
                        has_repeats_ ? repeated_.data() : nullptr,
                        values_.data(), &values_read_));
    at_ = 0;
    value_ = 0;
    return levels_ > 0;
  }

  // A broken file may have fewer values than its levels say.
  std::string_view take_text() override {
    return static_cast<std::int64_t>(value_) < values_read_
               ? text_of(values_[value_++], digits_)
               : std::string_view();
  }

  std::shared_ptr<parquet::ColumnReader> reader_;
  bool has_repeats_ = false;
  std::array<typename Type::c_type, kBatchValues> values_{};
  std::size_t value_ = 0;
  std::int64_t values_read_ = 0;
  std::array<char, 32> digits_{};
};

// Null for types that no wanted column has.
std::unique_ptr<Leaf> make_leaf(const WantedColumn& wanted,
                                const parquet::ColumnDescriptor& column) {
  const bool is_list = column.max_repetition_level() > 0;
  const bool is_list_text = wanted.is_list && !is_list;
  switch (column.physical_type()) {
    case parquet::Type::BYTE_ARRAY:
      return std::make_unique<LeafOf<parquet::ByteArrayType>>(is_list,
                                                              is_list_text);
    case parquet::Type::INT32:
      return std::make_unique<LeafOf<parquet::Int32Type>>(is_list,
                                                          is_list_text);
    case parquet::Type::INT64:
      return std::make_unique<LeafOf<parquet::Int64Type>>(is_list,
                                                          is_list_text);
    case parquet::Type::FLOAT:
      return std::make_unique<LeafOf<parquet::FloatType>>(is_list,
                                                          is_list_text);
    case parquet::Type::DOUBLE:
      return std::make_unique<LeafOf<parquet::DoubleType>>(is_list,
                                                           is_list_text);
    case parquet::Type::BOOLEAN:
    case parquet::Type::INT96:
    case parquet::Type::FIXED_LEN_BYTE_ARRAY:
    case parquet::Type::UNDEFINED:
      break;
  }
  return nullptr;
}

// Of a column that is no such leaf; empty where its structs lack the field.
std::string type_name(const WantedColumn& wanted,
                      const parquet::schema::Node& node) {
  if (node.is_primitive()) {
    const auto type = static_cast<const parquet::schema::PrimitiveNode&>(node)
                          .physical_type();
    return type == parquet::Type::BYTE_ARRAY
               ? "a text"
               : "of type " + parquet::TypeToString(type);
  }
  const bool is_list = node.logical_type()->is_list() ||
                       node.converted_type() == parquet::ConvertedType::LIST;
  if (!wanted.field.empty() && is_list) {
    return {};
  }
  return is_list ? "a list" : "a struct";
}

class ParquetRecords final : public RecordSource {
 public:
  ParquetRecords(std::string name, std::span<const WantedColumn> wanted)
      : name_(std::move(name)), wanted_(wanted) {}

  // What the file has stands at its end, so that one that was cut has nothing.
  [[nodiscard]] Status begin() override {
    try {
      parquet::ReaderProperties properties;
      properties.enable_buffered_stream();  // else a column chunk is read whole
      properties.set_buffer_size(kBufferBytes);
      file_ = parquet::ParquetFileReader::OpenFile(name_, false, properties);
      find_leaves();
      return {};
    } catch (const std::exception& problem) {
      cut_ = true;
      return failure("it is cut off or damaged (" +
                     std::string(problem.what()) + ')');
    }
  }

  [[nodiscard]] bool is_cut() const override { return cut_; }

  [[nodiscard]] bool has(std::size_t wanted) const override {
    return leaves_[wanted].leaf != nullptr;
  }

  [[nodiscard]] std::string other_type(std::size_t wanted) const override {
    return leaves_[wanted].other_type;
  }

  [[nodiscard]] Result<bool> next() override {
    try {
      return read_row();
    } catch (const std::exception& problem) {
      return failure(problem.what());
    }
  }

  [[nodiscard]] FieldTexts values(std::size_t wanted) const override {
    const std::unique_ptr<Leaf>& leaf = leaves_[wanted].leaf;
    return leaf == nullptr ? FieldTexts() : leaf->values();
  }

  [[nodiscard]] std::string place() const override {
    return name_ + ", row " + with_commas(rows_read_);
  }

 private:
  struct Found {
    std::unique_ptr<Leaf> leaf;  // null: the file has no such column
    int column = 0;
    std::string other_type;  // empty: as it is wanted, or not there
  };

  [[nodiscard]] Error failure(const std::string& why) const {
    return {ErrorCode::kInput, 0,
            "cannot read " + name_ + " as Parquet: " + why};
  }

  void find_leaves() {
    const parquet::SchemaDescriptor& schema = *file_->metadata()->schema();
    for (const WantedColumn& one : wanted_) {
      Found& found = leaves_.emplace_back();
      for (int i = 0; i < schema.num_columns(); ++i) {
        if (is_leaf_of(one, *schema.Column(i))) {
          found = {make_leaf(one, *schema.Column(i)), i, {}};
        }
      }
      const int field = schema.group_node()->FieldIndex(std::string(one.name));
      if (found.leaf == nullptr && field >= 0) {
        found.other_type = type_name(one, *schema.group_node()->field(field));
      }
    }
  }

  Result<bool> read_row() {
    while (rows_left_ == 0) {
      if (group_ == file_->metadata()->num_row_groups()) {
        return false;
      }
      row_group_ = file_->RowGroup(group_++);
      rows_left_ = row_group_->metadata()->num_rows();
      for (Found& found : leaves_) {
        if (found.leaf != nullptr) {
          found.leaf->open(row_group_->Column(found.column));
        }
      }
    }
    --rows_left_;
    ++rows_read_;
    for (const Found& found : leaves_) {
      if (found.leaf != nullptr && !found.leaf->next()) {
        return failure("a column ends before the others");
      }
    }
    return true;
  }

  const std::string name_;
  const std::span<const WantedColumn> wanted_;
  std::unique_ptr<parquet::ParquetFileReader> file_;  // from begin() on
  bool cut_ = false;
  std::vector<Found> leaves_;  // as they are wanted
  std::shared_ptr<parquet::RowGroupReader> row_group_;
  int group_ = 0;
  std::uint64_t rows_read_ = 0;
  std::int64_t rows_left_ = 0;  // of the row group at hand
};

}  // namespace

Result<std::unique_ptr<RecordSource>> open_parquet_records(
    const std::string& path, std::span<const WantedColumn> wanted) {
  return std::unique_ptr<RecordSource>(
      std::make_unique<ParquetRecords>(path, wanted));
}

std::optional<std::uint64_t> parquet_rows(const std::string& path) {
  try {
    return static_cast<std::uint64_t>(
        parquet::ParquetFileReader::OpenFile(path, false)
            ->metadata()
            ->num_rows());
  } catch (const std::exception&) {
    return std::nullopt;  // no Parquet
  }
}

std::string parquet_metadata(const std::string& path, std::string_view key) {
  try {
    const std::shared_ptr<parquet::FileMetaData> metadata =
        parquet::ParquetFileReader::OpenFile(path, false)->metadata();
    const auto& pairs = metadata->key_value_metadata();
    const int at = pairs == nullptr ? -1 : pairs->FindKey(std::string(key));
    return at < 0 ? std::string() : pairs->value(at);
  } catch (const std::exception&) {
    return {};  // no Parquet
  }
}

}  // namespace mxsweep::io
