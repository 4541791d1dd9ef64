#include "scanner/run/run_id.h"

#include <cstdint>
#include <string_view>

namespace mxsweep {

std::string random_uuid(io::Prng& prng) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(kForm);
  for (char& c : text) {
    if (c == 'x') {
      c = kDigits[prng.below(16)];
    } else if (c == 'y') {
      c = kDigits[8 + prng.below(4)];  // the variant of the RFC
    }
  }
  return text;
}

}  // namespace mxsweep
