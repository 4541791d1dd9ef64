#include "io/base/text_wrap.h"

#include <algorithm>

namespace mxsweep::io {

void append_wrapped(std::string_view text, std::size_t column,
                    std::string& out) {
  std::size_t at = column;
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!first && at + 1 + word.size() > kTextColumns) {
      out += '\n';
      out.append(column, ' ');
      at = column;
    } else if (!first) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
    first = false;
  }
  out += '\n';
}

}  // namespace mxsweep::io
