// ValueDictionary: gives equal values equal codes, counted from 0 in order of
// appearance, and keeps each of them once. Integers or texts, not both. Owns
// its buffers, which keep their size from use to use. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "io/table/text_format.h"

namespace mxsweep::io {

class ValueDictionary {
 public:
  ValueDictionary();

  [[nodiscard]] std::uint32_t code_of(std::int64_t value);

  // REQUIRES: texts are less than 4 GiB together.
  [[nodiscard]] std::uint32_t code_of(std::string_view text);

  [[nodiscard]] std::size_t size() const { return size_; }

  // By code.
  [[nodiscard]] std::span<const std::int64_t> integers() const {
    return integers_;
  }

  [[nodiscard]] std::size_t text_count() const { return ends_.size(); }

  [[nodiscard]] std::string_view text(std::uint32_t code) const {
    const std::uint32_t begin = code == 0 ? 0 : ends_[code - 1];
    return texts_.view().substr(begin, ends_[code] - begin);
  }

  // Of the values.
  [[nodiscard]] std::size_t memory_bytes() const {
    return texts_.size() + integers_.size() * sizeof(std::int64_t) +
           ends_.size() * sizeof(std::uint32_t);
  }

  void clear();

 private:
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t code_plus_1 = 0;  // 0: free
  };

  template <class Value>
  std::uint32_t find_or_add(Value value, std::uint64_t hash);

  [[nodiscard]] bool is(std::uint32_t code, std::int64_t value) const {
    return integers_[code] == value;
  }

  [[nodiscard]] bool is(std::uint32_t code, std::string_view value) const {
    return text(code) == value;
  }

  void add(std::int64_t value) { integers_.push_back(value); }

  void add(std::string_view value);
  void grow();

  std::vector<Place> places_;  // a power of two, at most half in use
  std::size_t size_ = 0;
  std::vector<std::int64_t> integers_;
  TextBuffer texts_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace mxsweep::io
