#include "io/table/parquet/leaf_encoder.h"

#include <algorithm>

#include "io/table/parquet/rle_encoder.h"

namespace mxsweep::io {
namespace {

// A dictionary that has grown beyond this gets no further pages.
constexpr std::size_t kDictionaryBytesMax = std::size_t{1} << 20U;

// Longer smallest and largest values than this are no help to anybody.
constexpr std::size_t kSummaryBytesMax = 4096;

LeafEncoder::Encoding encoding_of(const Column& column) {
  switch (column.type) {
    case ColumnType::kTimestampUs:
      return LeafEncoder::Encoding::kDelta;
    case ColumnType::kInt64:
      return column.distinct ? LeafEncoder::Encoding::kDelta
                             : LeafEncoder::Encoding::kDictionary;
    case ColumnType::kInt32:
    case ColumnType::kString:
      return column.distinct ? LeafEncoder::Encoding::kPlain
                             : LeafEncoder::Encoding::kDictionary;
    case ColumnType::kEnum:
      return LeafEncoder::Encoding::kDictionary;
    case ColumnType::kBool:
    case ColumnType::kList:
    case ColumnType::kStruct:
      break;
  }
  return LeafEncoder::Encoding::kPlain;
}

void append_plain_text(TextBuffer& out, std::string_view text) {
  append_le32(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

void append_plain_int(TextBuffer& out, ColumnType type, std::int64_t value) {
  append_le32(out, static_cast<std::uint32_t>(value));
  if (type != ColumnType::kInt32) {
    append_le32(out, static_cast<std::uint32_t>(value >> 32U));
  }
}

}  // namespace

LeafEncoder::LeafEncoder(const Column& column)
    : column_(column), encoding_(encoding_of(column)) {}

LeafEncoder::Page LeafEncoder::encode(const Leaf& leaf) {
  page_.clear();
  append_levels(leaf.repetitions, leaf.repetition_max);
  append_levels(leaf.definitions, leaf.definition_max);
  nulls_ += leaf.places - leaf.present.size();
  const Encoding encoding = append_values(leaf);
  return {page_.view(), encoding};
}

void LeafEncoder::append_levels(const std::vector<std::uint8_t>& levels,
                                unsigned max) {
  if (max != 0) {
    levels_.clear();
    append_rle(levels_, std::span(levels), bits_for(max));
    append_plain_text(page_, levels_.view());
  }
}

LeafEncoder::Encoding LeafEncoder::append_values(const Leaf& leaf) {
  if (encoding_ == Encoding::kDelta) {
    append_differences(leaf);
    return Encoding::kDelta;
  }
  if (encoding_ == Encoding::kDictionary &&
      dictionary_.memory_bytes() <= kDictionaryBytesMax) {
    append_codes(leaf);
    return Encoding::kDictionary;
  }
  append_plain(leaf);
  return Encoding::kPlain;
}

void LeafEncoder::append_differences(const Leaf& leaf) {
  ints_.clear();
  for (const std::uint32_t index : leaf.present) {
    ints_.push_back(leaf.values->ints64()[index]);
  }
  append_delta(page_, ints_);
  if (!ints_.empty()) {
    const auto [min, max] = std::minmax_element(ints_.begin(), ints_.end());
    int_min_ = std::min(*min, int_min_.value_or(*min));
    int_max_ = std::max(*max, int_max_.value_or(*max));
  }
}

void LeafEncoder::append_plain(const Leaf& leaf) {
  const ColumnGather& values = *leaf.values;
  if (column_.type == ColumnType::kBool) {
    flags_.clear();
    for (const std::uint32_t index : leaf.present) {
      flags_.push_back(values.codes()[index]);
    }
    append_bits(page_, flags_);
    return;
  }
  for (const std::uint32_t index : leaf.present) {
    if (column_.type == ColumnType::kString) {
      append_plain_text(page_, values.string_at(index));
      note(values.string_at(index));
    } else {
      append_plain_int(page_, column_.type, values.int_at(index));
    }
  }
}

void LeafEncoder::note(std::string_view text) {
  if (!column_.distinct) {
    return;
  }
  if (!text_min_.has_value() || text < *text_min_) {
    text_min_ = text;
  }
  if (!text_max_.has_value() || text > *text_max_) {
    text_max_ = text;
  }
}

void LeafEncoder::append_codes(const Leaf& leaf) {
  take_codes(leaf);
  // Not every reader knows codes of no bits.
  const std::size_t codes = std::max<std::size_t>(dictionary_size(), 2);
  const unsigned bits = bits_for(codes - 1);
  page_.append(static_cast<char>(bits));
  append_rle(page_, std::span<const std::uint32_t>(codes_), bits);
}

void LeafEncoder::take_codes(const Leaf& leaf) {
  const ColumnGather& values = *leaf.values;
  codes_.clear();
  codes_.reserve(leaf.present.size());
  if (column_.type == ColumnType::kEnum) {
    for (const std::uint32_t index : leaf.present) {
      codes_.push_back(values.codes()[index]);
    }
  } else if (column_.type == ColumnType::kString) {
    for (const std::uint32_t index : leaf.present) {
      codes_.push_back(dictionary_.code_of(values.string_at(index)));
    }
  } else {
    for (const std::uint32_t index : leaf.present) {
      codes_.push_back(dictionary_.code_of(values.int_at(index)));
    }
  }
}

std::size_t LeafEncoder::dictionary_size() const {
  return column_.type == ColumnType::kEnum ? column_.labels.size()
                                           : dictionary_.size();
}

LeafEncoder::Dictionary LeafEncoder::dictionary() {
  page_.clear();
  for (const std::string_view label : column_.labels) {
    append_plain_text(page_, label);
  }
  for (const std::int64_t value : dictionary_.integers()) {
    append_plain_int(page_, column_.type, value);
  }
  for (std::uint32_t code = 0; code < dictionary_.text_count(); ++code) {
    append_plain_text(page_, dictionary_.text(code));
  }
  return {page_.view(), dictionary_size()};
}

LeafEncoder::Summary LeafEncoder::summary() const {
  Summary result{nulls_, text_min_, text_max_};
  if (int_min_.has_value()) {
    const auto plain = [this](std::int64_t value) {
      TextBuffer bytes;
      append_plain_int(bytes, column_.type, value);
      return std::string(bytes.view());
    };
    result.min = plain(*int_min_);
    result.max = plain(*int_max_);
  }
  if (result.min.has_value() && (result.min->size() > kSummaryBytesMax ||
                                 result.max->size() > kSummaryBytesMax)) {
    result.min.reset();
    result.max.reset();
  }
  return result;
}

void LeafEncoder::start_group() {
  dictionary_.clear();
  nulls_ = 0;
  int_min_.reset();
  int_max_.reset();
  text_min_.reset();
  text_max_.reset();
}

}  // namespace mxsweep::io
