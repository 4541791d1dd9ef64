// Texts one behind the other. Pure, any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mxsweep::io {

// Those of a range, or what `text_of` (a function or a member) gives of each of
// its items, with `between` between them, but not behind nothing.
template <class Range, class TextOf = std::identity>
[[nodiscard]] std::string joined(const Range& range, std::string_view between,
                                 TextOf text_of = {}) {
  std::string out;
  for (const auto& item : range) {
    out += out.empty() ? std::string_view() : between;
    out += std::invoke(text_of, item);
  }
  return out;
}

}  // namespace mxsweep::io
