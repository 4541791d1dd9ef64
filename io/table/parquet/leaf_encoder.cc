#include "io/table/parquet/leaf_encoder.h"

#include <algorithm>

#include "io/table/parquet/rle_encoder.h"

namespace mxsweep::io {
namespace {

// A dictionary that has grown beyond this ends its row group.
constexpr std::size_t kDictionaryBytesMax = std::size_t{2} << 20U;

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
  if (type == ColumnType::kBool) {
    out.append(static_cast<char>(value));
    return;
  }
  append_le32(out, static_cast<std::uint32_t>(value));
  if (type != ColumnType::kInt32) {
    append_le32(out, static_cast<std::uint32_t>(value >> 32U));
  }
}

}  // namespace

LeafEncoder::LeafEncoder(const Column& column)
    : column_(column), encoding_(encoding_of(column)) {}

std::string_view LeafEncoder::encode(const Leaf& leaf) {
  page_.clear();
  page_values_.clear();
  append_levels(leaf.repetitions, leaf.repetition_max);
  append_levels(leaf.definitions, leaf.definition_max);
  append_values(leaf);
  page_values_.add_nulls(leaf.places - leaf.present.size());
  group_values_.add(page_values_);
  return page_.view();
}

bool LeafEncoder::is_full() const {
  return dictionary_.memory_bytes() > kDictionaryBytesMax;
}

void LeafEncoder::append_levels(const std::vector<std::uint8_t>& levels,
                                unsigned max) {
  if (max != 0) {
    levels_.clear();
    append_rle(levels_, std::span(levels), bits_for(max));
    append_plain_text(page_, levels_.view());
  }
}

void LeafEncoder::append_values(const Leaf& leaf) {
  switch (encoding_) {
    case Encoding::kDelta:
      append_differences(leaf);
      break;
    case Encoding::kDictionary:
      append_codes(leaf);
      break;
    case Encoding::kPlain:
      append_plain(leaf);
      break;
  }
}

void LeafEncoder::append_differences(const Leaf& leaf) {
  ints_.clear();
  for (const std::uint32_t index : leaf.present) {
    ints_.push_back(leaf.values->ints64()[index]);
  }
  append_delta(page_, ints_);
  for (const std::int64_t value : ints_) {
    page_values_.add(value);
  }
}

void LeafEncoder::append_plain(const Leaf& leaf) {
  const ColumnGather& values = *leaf.values;
  if (column_.type == ColumnType::kBool) {
    flags_.clear();
    for (const std::uint32_t index : leaf.present) {
      flags_.push_back(values.codes()[index]);
      page_values_.add(std::int64_t{flags_.back()});
    }
    append_bits(page_, flags_);
    return;
  }
  for (const std::uint32_t index : leaf.present) {
    if (column_.type == ColumnType::kString) {
      append_plain_text(page_, values.string_at(index));
      page_values_.add(values.string_at(index));
    } else {
      append_plain_int(page_, column_.type, values.int_at(index));
      page_values_.add(values.int_at(index));
    }
  }
}

void LeafEncoder::append_codes(const Leaf& leaf) {
  take_codes(leaf);
  // Not every reader knows codes of no bits.
  const std::size_t codes = std::max<std::size_t>(dictionary_size(), 2);
  const unsigned bits = bits_for(codes - 1);
  page_.append(static_cast<char>(bits));
  append_rle(page_, std::span<const std::uint32_t>(codes_), bits);
  note_codes();
}

// Each value of the page once, however often it is there.
void LeafEncoder::note_codes() {
  code_seen_.assign(dictionary_size(), 0);
  for (const std::uint32_t code : codes_) {
    code_seen_[code] = 1;
  }
  for (std::uint32_t code = 0; code < code_seen_.size(); ++code) {
    if (code_seen_[code] == 0) {
      continue;
    }
    if (column_.type == ColumnType::kEnum) {
      page_values_.add(column_.labels[code]);
    } else if (column_.type == ColumnType::kString) {
      page_values_.add(dictionary_.text(code));
    } else {
      page_values_.add(dictionary_.integers()[code]);
    }
  }
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

LeafEncoder::Summary LeafEncoder::plain(const ValueSummary& values) const {
  Summary result;
  result.nulls = values.nulls();
  result.all_null = values.empty();
  if (values.empty()) {
    return result;
  }
  if (column_.type == ColumnType::kString ||
      column_.type == ColumnType::kEnum) {
    if (values.text_min().size() <= kSummaryBytesMax &&
        values.text_max().size() <= kSummaryBytesMax) {
      result.min = values.text_min();
      result.max = values.text_max();
    }
    return result;
  }
  TextBuffer bytes;
  append_plain_int(bytes, column_.type, values.int_min());
  const std::size_t size = bytes.size();
  append_plain_int(bytes, column_.type, values.int_max());
  result.min = bytes.view().substr(0, size);
  result.max = bytes.view().substr(size);
  return result;
}

void LeafEncoder::start_group() {
  dictionary_.clear();
  group_values_.clear();
}

}  // namespace mxsweep::io
