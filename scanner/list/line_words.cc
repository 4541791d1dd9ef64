#include "scanner/list/line_words.h"

#include <algorithm>

#include "io/base/endpoint.h"

#include "scanner/input/cell.h"

namespace mxsweep {

bool is_comment(std::string_view line) {
  return line.empty() || line.front() == '#' || line.front() == ';' ||
         line.starts_with("//");
}

std::string_view next_word(std::string_view& rest) {
  const std::size_t begin = rest.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || rest[begin] == '#') {
    rest = {};
    return {};
  }
  const std::size_t end =
      std::min(rest.find_first_of(kBlanks, begin), rest.size());
  const std::string_view word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

bool is_ip_address(std::string_view word) {
  const std::size_t zone = word.find('%');
  const auto address = io::parse_endpoint(word.substr(0, zone), 0);
  return address.has_value() && address->port == 0;
}

bool is_reverse_name(std::string_view name) {
  return name.ends_with(".in-addr.arpa") || name.ends_with(".ip6.arpa");
}

bool has_underscore_label(std::string_view name) {
  return name.starts_with('_') || name.find("._") != std::string_view::npos;
}

}  // namespace mxsweep
