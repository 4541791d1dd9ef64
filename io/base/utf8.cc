#include "io/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace mxsweep::io {
namespace {

// What may follow a lead byte. The bounds of the second byte shut out
// overlong forms, surrogates and values above U+10FFFF.
struct Sequence {
  std::size_t bytes = 0;  // 0: no lead byte
  unsigned char second_min = 0x80;
  unsigned char second_max = 0xBF;
};

Sequence sequence_of(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) {
    return {2};
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool is_first = lead == 0xE0;
    const bool has_surrogates = lead == 0xED;
    return {3, static_cast<unsigned char>(is_first ? 0xA0 : 0x80),
            static_cast<unsigned char>(has_surrogates ? 0x9F : 0xBF)};
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return {4, static_cast<unsigned char>(lead == 0xF0 ? 0x90 : 0x80),
            static_cast<unsigned char>(lead == 0xF4 ? 0x8F : 0xBF)};
  }
  return {};
}

}  // namespace

Utf8Step utf8_step(std::string_view rest) {
  const auto at = [rest](std::size_t index) {
    return static_cast<unsigned char>(rest[index]);
  };
  if (at(0) < 0x80) {
    return {1, true};
  }
  const Sequence sequence = sequence_of(at(0));
  if (sequence.bytes == 0) {
    return {1, false};
  }
  std::size_t good = 1;
  while (good < sequence.bytes && good < rest.size()) {
    const unsigned char min = good == 1 ? sequence.second_min : 0x80;
    const unsigned char max = good == 1 ? sequence.second_max : 0xBF;
    if (at(good) < min || at(good) > max) {
      break;
    }
    ++good;
  }
  return {good, good == sequence.bytes};
}

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::uint64_t seen = 0;
  std::size_t at = 0;
  for (; at + sizeof(seen) <= text.size(); at += sizeof(seen)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    seen |= word;
  }
  for (; at < text.size(); ++at) {
    seen |= static_cast<unsigned char>(text[at]);
  }
  return (seen & kHighBits) == 0;
}

}  // namespace mxsweep::io
