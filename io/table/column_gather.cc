#include "io/table/column_gather.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "io/table/utf8.h"

namespace mxsweep::io {
namespace {

template <class T>
void append_all(std::vector<T>& to, std::span<const T> from) {
  to.insert(to.end(), from.begin(), from.end());
}

// A batch is far smaller than this; overflow would be our mistake.
std::int32_t checked_offset(std::size_t offset) {
  MXSWEEP_CHECK(offset <= std::numeric_limits<std::int32_t>::max());
  return static_cast<std::int32_t>(offset);
}

// Bytes of 0 or 1 to bits; returns how many are 0.
std::size_t pack_bits(const std::vector<std::uint8_t>& flags,
                      std::vector<std::uint8_t>& bits) {
  bits.assign((flags.size() + 7) / 8, 0);
  std::size_t ones = 0;
  for (std::size_t index = 0; index < flags.size(); ++index) {
    ones += flags[index];
    bits[index / 8] |= static_cast<std::uint8_t>(flags[index] << (index % 8));
  }
  return flags.size() - ones;
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
ColumnGather::ColumnGather(const Column& column)
    : column_(&column), offsets_(1, 0) {
  // Takers want addresses even of buffers that hold nothing.
  ints32_.reserve(1);
  ints64_.reserve(1);
  bool_bits_.reserve(1);
  bytes_.reserve(1);
  children_.reserve(column.children.size());
  for (const Column& child : column.children) {
    children_.push_back(ColumnGather(child));
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void ColumnGather::append(const ColumnData& data) {
  size_ += data.size();
  append_all(valid_, data.validity());
  switch (column_->type) {
    case ColumnType::kInt32:
      append_all(ints32_, data.ints32());
      break;
    case ColumnType::kInt64:
    case ColumnType::kTimestampUs:
      append_all(ints64_, data.ints64());
      break;
    case ColumnType::kBool:
      append_all(bools_, data.codes());
      break;
    case ColumnType::kEnum:
      append_labels(data);
      break;
    case ColumnType::kString:
      append_strings(data);
      break;
    case ColumnType::kList:
      append_offsets(data.offsets());
      break;
    case ColumnType::kStruct:
      break;
  }
  for (std::size_t index = 0; index < children_.size(); ++index) {
    children_[index].append(data.child(index));
  }
}

void ColumnGather::append_offsets(std::span<const std::int32_t> offsets) {
  const std::int32_t base = offsets_.back();
  const auto total =
      static_cast<std::size_t>(base) + static_cast<std::size_t>(offsets.back());
  static_cast<void>(checked_offset(total));
  const auto old_size = static_cast<std::ptrdiff_t>(offsets_.size());
  offsets_.resize(offsets_.size() + offsets.size() - 1);
  std::transform(offsets.begin() + 1, offsets.end(),
                 offsets_.begin() + old_size,
                 [base](std::int32_t offset) { return base + offset; });
}

void ColumnGather::append_strings(const ColumnData& data) {
  const std::span<const char> bytes = data.bytes();
  if (!is_ascii({bytes.data(), bytes.size()})) {
    append_repaired(data);
    return;
  }
  append_offsets(data.offsets());
  append_all(bytes_, bytes);
}

void ColumnGather::append_repaired(const ColumnData& data) {
  for (std::size_t row = 0; row < data.size(); ++row) {
    std::string_view rest = data.string_at(row);
    while (!rest.empty()) {
      const Utf8Step step = utf8_step(rest);
      append_all<char>(bytes_, step.valid ? rest.substr(0, step.bytes)
                                          : kReplacementCharacter);
      rest.remove_prefix(step.bytes);
    }
    offsets_.push_back(checked_offset(bytes_.size()));
  }
}

void ColumnGather::append_labels(const ColumnData& data) {
  for (std::size_t row = 0; row < data.size(); ++row) {
    if (!data.is_null(row)) {
      append_all<char>(bytes_, data.label_at(row));
    }
    offsets_.push_back(checked_offset(bytes_.size()));
  }
}

ColumnGather::Bits ColumnGather::validity_bits() {
  const std::size_t zeros = pack_bits(valid_, valid_bits_);
  return {valid_bits_, zeros};
}

std::span<const std::uint8_t> ColumnGather::bool_bits() {
  pack_bits(bools_, bool_bits_);
  return bool_bits_;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
std::size_t ColumnGather::memory_bytes() const {
  std::size_t sum = valid_.size() + bools_.size() + bytes_.size() +
                    ints32_.size() * sizeof(std::int32_t) +
                    ints64_.size() * sizeof(std::int64_t) +
                    offsets_.size() * sizeof(std::int32_t);
  for (const ColumnGather& child : children_) {
    sum += child.memory_bytes();
  }
  return sum;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is constant
void ColumnGather::clear() {
  size_ = 0;
  valid_.clear();
  ints32_.clear();
  ints64_.clear();
  bools_.clear();
  bytes_.clear();
  offsets_.resize(1);
  for (ColumnGather& child : children_) {
    child.clear();
  }
}

}  // namespace mxsweep::io
