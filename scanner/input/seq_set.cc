#include "scanner/input/seq_set.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "io/base/check.h"

namespace mxsweep {
namespace {

// Takes a number from the front.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.front() == '-') {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take_char(char wanted, std::string_view& text) {
  const bool there = !text.empty() && text.front() == wanted;
  text.remove_prefix(there ? 1 : 0);
  return there;
}

}  // namespace

std::uint64_t SeqSet::span() const {
  const auto last = std::find_if(words_.rbegin(), words_.rend(),
                                 [](std::uint64_t word) { return word != 0; });
  if (last == words_.rend()) {
    return 0;
  }
  const auto before = static_cast<std::uint64_t>(words_.rend() - last - 1);
  return before * kWordBits + kWordBits -
         static_cast<std::uint64_t>(__builtin_clzll(*last));
}

void SeqSet::add(std::int64_t seq) {
  const std::int64_t distance = seq - first_;
  MXSWEEP_CHECK(seq >= first_ && distance < kSpanMax);
  const auto at = static_cast<std::size_t>(distance);
  const std::size_t word = at / kWordBits;
  if (word >= words_.size()) {
    words_.resize(word + 1);
  }
  least_word_ = std::min(least_word_, word);
  const std::uint64_t bit = std::uint64_t{1} << (at % kWordBits);
  count_ += (words_[word] & bit) == 0 ? 1 : 0;
  words_[word] |= bit;
}

bool SeqSet::add_ranges(std::string_view text) {
  while (!text.empty()) {
    const std::optional<std::int64_t> from = take_number(text);
    std::optional<std::int64_t> to = from;
    if (take_char('-', text)) {
      to = take_number(text);
    }
    if (!from.has_value() || !to.has_value() || *from < first_ || *to < *from ||
        *to - first_ >= kSpanMax) {
      return false;
    }
    const std::uint64_t before = count_;
    for (std::int64_t seq = *from; seq <= *to; ++seq) {
      add(seq);
    }
    if (count_ - before != static_cast<std::uint64_t>(*to - *from) + 1) {
      return false;
    }
    if (!text.empty() && (!take_char(',', text) || text.empty())) {
      return false;
    }
  }
  return true;
}

std::string SeqSet::ranges() const {
  std::string out;
  std::optional<std::int64_t> from;
  std::int64_t to = 0;
  const auto end_range = [&] {
    out += out.empty() ? "" : ",";
    out += std::to_string(*from);
    if (to != *from) {
      out += '-';
      out += std::to_string(to);
    }
  };
  for_each([&](std::int64_t seq) {
    if (from.has_value() && seq != to + 1) {
      end_range();
      from.reset();
    }
    if (!from.has_value()) {
      from = seq;
    }
    to = seq;
  });
  if (from.has_value()) {
    end_range();
  }
  return out;
}

// The words stay: the next numbers lie near the last ones.
void SeqSet::clear() {
  if (least_word_ < words_.size()) {
    std::fill(words_.begin() + static_cast<std::ptrdiff_t>(least_word_),
              words_.end(), 0);
  }
  least_word_ = ~std::size_t{0};
  count_ = 0;
}

}  // namespace mxsweep
