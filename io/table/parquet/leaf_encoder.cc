#include "io/table/parquet/leaf_encoder.h"

#include <arrow/api.h>
#include <parquet/column_writer.h>
#include <parquet/encoding.h>

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

namespace mxsweep::io {
namespace {

// A dictionary that has grown beyond this gets no further pages.
constexpr int kDictionaryBytesMax = 1 << 20;

// Longer smallest and largest values than this are no help to anybody.
constexpr std::size_t kStatisticsBytesMax = 4096;

bool hardly_repeats(const Column& column) {
  return column.distinct || column.type == ColumnType::kTimestampUs;
}

parquet::Encoding::type encoding_of(const Column& column) {
  if (column.type == ColumnType::kBool) {
    return parquet::Encoding::PLAIN;
  }
  if (!hardly_repeats(column)) {
    return parquet::Encoding::RLE_DICTIONARY;
  }
  return column.type == ColumnType::kString || column.type == ColumnType::kInt32
             ? parquet::Encoding::PLAIN
             : parquet::Encoding::DELTA_BINARY_PACKED;
}

// The bytes of a page, levels first.
class PageBytes {
 public:
  void clear() { bytes_.clear(); }

  [[nodiscard]] std::span<const std::uint8_t> view() const { return bytes_; }

  void append(std::span<const std::uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }

  // Lets fill(place) write at most `room` bytes, and keeps as many as it says.
  template <class Fill>
  void append(int room, const Fill& fill) {
    const std::size_t size = bytes_.size();
    bytes_.resize(size + static_cast<std::size_t>(room));
    bytes_.resize(size + static_cast<std::size_t>(fill(&bytes_[size])));
  }

  // With their length in front. Nothing where all would be 0.
  void append_levels(const std::vector<std::int16_t>& levels, unsigned max) {
    if (max == 0) {
      return;
    }
    const auto count = static_cast<int>(levels.size());
    const auto level_max = static_cast<std::int16_t>(max);
    const int room = parquet::LevelEncoder::MaxBufferSize(
        parquet::Encoding::RLE, level_max, count);
    append(room + kLengthBytes, [&](std::uint8_t* place) {
      parquet::LevelEncoder encoder;
      encoder.Init(parquet::Encoding::RLE, level_max, count,
                   place + kLengthBytes, room);
      encoder.Encode(count, levels.data());
      const std::int32_t length = encoder.len();
      std::memcpy(place, &length, kLengthBytes);
      return length + kLengthBytes;
    });
  }

 private:
  static constexpr int kLengthBytes = 4;

  std::vector<std::uint8_t> bytes_;
};

template <class Type>
class TypedLeafEncoder final : public LeafEncoder {
 public:
  TypedLeafEncoder(const Column& column,
                   const parquet::ColumnDescriptor& descriptor)
      : column_(column),
        descriptor_(descriptor),
        encoding_(encoding_of(column)),
        statistics_(parquet::MakeStatistics<Type>(&descriptor)) {
    TypedLeafEncoder::start_group();
  }

  [[nodiscard]] Page encode(const Leaf& leaf) override;
  [[nodiscard]] Dictionary dictionary() override;
  [[nodiscard]] parquet::EncodedStatistics statistics() override;
  void start_group() override;

 private:
  using Value = typename Type::c_type;

  void put_labels(const Leaf& leaf);
  void take_values(const Leaf& leaf);
  void note(std::size_t nulls);

  const Column& column_;
  const parquet::ColumnDescriptor& descriptor_;
  const parquet::Encoding::type encoding_;
  std::shared_ptr<parquet::TypedStatistics<Type>> statistics_;
  std::unique_ptr<parquet::TypedEncoder<Type>> values_encoder_;
  std::unique_ptr<parquet::Encoder> codes_owner_;
  parquet::DictEncoder<Type>* codes_encoder_ = nullptr;
  PageBytes page_;
  std::vector<Value> values_;
  std::vector<std::int32_t> codes_;
};

template <class Type>
void TypedLeafEncoder<Type>::start_group() {
  statistics_->Reset();
  if (encoding_ != parquet::Encoding::RLE_DICTIONARY) {
    values_encoder_ = parquet::MakeTypedEncoder<Type>(encoding_);
    return;
  }
  if constexpr (!std::is_same_v<Type, parquet::BooleanType>) {
    values_encoder_ = parquet::MakeTypedEncoder<Type>(parquet::Encoding::PLAIN);
    codes_owner_ = parquet::MakeEncoder(
        Type::type_num, parquet::Encoding::PLAIN, true, &descriptor_);
    codes_encoder_ =
        dynamic_cast<parquet::DictEncoder<Type>*>(codes_owner_.get());
    if (column_.type == ColumnType::kEnum) {
      arrow::StringBuilder labels;
      for (const std::string_view label : column_.labels) {
        PARQUET_THROW_NOT_OK(labels.Append(label));
      }
      codes_encoder_->PutDictionary(*labels.Finish().ValueOrDie());
    }
  }
}

template <class Type>
LeafEncoder::Page TypedLeafEncoder<Type>::encode(const Leaf& leaf) {
  page_.clear();
  page_.append_levels(leaf.repetitions, leaf.repetition_max);
  page_.append_levels(leaf.definitions, leaf.definition_max);
  const bool is_label = column_.type == ColumnType::kEnum;
  if (is_label) {
    put_labels(leaf);
  } else {
    take_values(leaf);
  }
  note(leaf.places - leaf.present.size());
  const bool has_codes =
      codes_encoder_ != nullptr &&
      codes_encoder_->dict_encoded_size() <= kDictionaryBytesMax;
  if (!has_codes) {
    values_encoder_->Put(values_, static_cast<int>(values_.size()));
    const std::shared_ptr<arrow::Buffer> bytes = values_encoder_->FlushValues();
    page_.append({bytes->data(), static_cast<std::size_t>(bytes->size())});
    return {page_.view(), values_encoder_->encoding()};
  }
  if (!is_label) {
    codes_encoder_->Put(values_, static_cast<int>(values_.size()));
  }
  const auto room =
      static_cast<int>(codes_encoder_->EstimatedDataEncodedSize());
  page_.append(room, [this, room](std::uint8_t* place) {
    return codes_encoder_->WriteIndices(place, room);
  });
  return {page_.view(), parquet::Encoding::RLE_DICTIONARY};
}

template <class Type>
void TypedLeafEncoder<Type>::put_labels(const Leaf& leaf) {
  codes_.clear();
  for (const std::uint32_t index : leaf.present) {
    codes_.push_back(leaf.values->codes()[index]);
  }
  codes_encoder_->PutIndices(arrow::Int32Array(
      static_cast<std::int64_t>(codes_.size()), arrow::Buffer::Wrap(codes_)));
}

template <class Type>
void TypedLeafEncoder<Type>::take_values(const Leaf& leaf) {
  const ColumnGather& column = *leaf.values;
  values_.clear();
  values_.reserve(leaf.present.size());
  for (const std::uint32_t index : leaf.present) {
    if constexpr (std::is_same_v<Type, parquet::BooleanType>) {
      values_.push_back(column.codes()[index] != 0);
    } else if constexpr (std::is_same_v<Type, parquet::Int32Type>) {
      values_.push_back(column.ints32()[index]);
    } else if constexpr (std::is_same_v<Type, parquet::Int64Type>) {
      values_.push_back(column.ints64()[index]);
    } else {
      values_.push_back(parquet::ByteArray(column.string_at(index)));
    }
  }
}

template <class Type>
void TypedLeafEncoder<Type>::note(std::size_t nulls) {
  const auto null_count = static_cast<std::int64_t>(nulls);
  if constexpr (!std::is_same_v<Type, parquet::BooleanType>) {
    if (hardly_repeats(column_)) {
      statistics_->Update(values_.data(),
                          static_cast<std::int64_t>(values_.size()),
                          null_count);
      return;
    }
  }
  statistics_->IncrementNullCount(null_count);
}

template <class Type>
LeafEncoder::Dictionary TypedLeafEncoder<Type>::dictionary() {
  page_.clear();
  page_.append(codes_encoder_->dict_encoded_size(),
               [this](std::uint8_t* place) {
                 codes_encoder_->WriteDict(place);
                 return codes_encoder_->dict_encoded_size();
               });
  return {page_.view(), codes_encoder_->num_entries()};
}

template <class Type>
parquet::EncodedStatistics TypedLeafEncoder<Type>::statistics() {
  parquet::EncodedStatistics statistics = statistics_->Encode();
  statistics.ApplyStatSizeLimits(kStatisticsBytesMax);
  statistics.set_is_signed(descriptor_.sort_order() ==
                           parquet::SortOrder::SIGNED);
  return statistics;
}

}  // namespace

std::unique_ptr<LeafEncoder> LeafEncoder::make(
    const Column& column, const parquet::ColumnDescriptor& descriptor) {
  switch (column.type) {
    case ColumnType::kInt32:
      return std::make_unique<TypedLeafEncoder<parquet::Int32Type>>(column,
                                                                    descriptor);
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      return std::make_unique<TypedLeafEncoder<parquet::Int64Type>>(column,
                                                                    descriptor);
    case ColumnType::kBool:
      return std::make_unique<TypedLeafEncoder<parquet::BooleanType>>(
          column, descriptor);
    case ColumnType::kString:
    case ColumnType::kEnum:
    case ColumnType::kList:
    case ColumnType::kStruct:
      break;
  }
  return std::make_unique<TypedLeafEncoder<parquet::ByteArrayType>>(column,
                                                                    descriptor);
}

}  // namespace mxsweep::io
