#include "io/base/number_text.h"

#include <cstddef>

namespace mxsweep::io {

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

}  // namespace mxsweep::io
