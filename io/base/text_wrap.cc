#include "io/base/text_wrap.h"

#include <algorithm>

namespace mxsweep::io {
namespace {

// As many as there are characters of UTF-8, each of which is taken to be one
// column wide.
std::size_t width_of(std::string_view word) {
  return static_cast<std::size_t>(std::count_if(
      word.begin(), word.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

void append_wrapped(std::string_view text, std::size_t column, std::string& out,
                    std::size_t columns) {
  std::size_t at = column;
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t width = width_of(word);
    if (!first && at + 1 + width > columns) {
      out += '\n';
      out.append(column, ' ');
      at = column;
    } else if (!first) {
      out += ' ';
      ++at;
    }
    out += word;
    at += width;
    first = false;
  }
  out += '\n';
}

}  // namespace mxsweep::io
