// SeqSet: which input records are done, by their numbers, at one bit each
// between the least and the greatest. As text it is ranges: "0-4095,4100".
// One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mxsweep {

class SeqSet {
 public:
  // Numbers lie at most this far behind the first: 8 GiB of bits.
  static constexpr std::int64_t kSpanMax = std::int64_t{1} << 36U;

  // No number is less than `first`.
  explicit SeqSet(std::int64_t first) : first_(first) {}

  // REQUIRES: first <= seq < first + kSpanMax
  void add(std::int64_t seq);

  // False when the text is none of ranges() or holds a number that is too
  // small, too large, or in the set already; then some of it may have been
  // added.
  [[nodiscard]] bool add_ranges(std::string_view text);

  [[nodiscard]] bool contains(std::int64_t seq) const {
    const auto at = static_cast<std::size_t>(seq - first_);
    return seq >= first_ && at / kWordBits < words_.size() &&
           (words_[at / kWordBits] >> (at % kWordBits) & 1U) != 0;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  // How many numbers there are from the first to the greatest in the set.
  [[nodiscard]] std::uint64_t span() const;

  [[nodiscard]] std::string ranges() const;

  // `take(std::int64_t)` of each, ascending.
  template <class Take>
  void for_each(Take take) const {
    for (std::size_t word = 0; word < words_.size(); ++word) {
      for (std::uint64_t left = words_[word]; left != 0; left &= left - 1) {
        take(first_ + static_cast<std::int64_t>(
                          word * kWordBits +
                          static_cast<std::size_t>(__builtin_ctzll(left))));
      }
    }
  }

  void clear();

 private:
  static constexpr std::size_t kWordBits = 64;

  std::int64_t first_;
  std::uint64_t count_ = 0;
  std::size_t least_word_ = ~std::size_t{0};  // that may be other than 0
  std::vector<std::uint64_t> words_;
};

}  // namespace mxsweep
