#include "io/base/utf8.h"

#include <unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "io/base/check.h"

namespace mxsweep::io {
namespace {

constexpr int kIncomplete = -2;  // of u8_mbtoucr(): well-formed so far

}  // namespace

Utf8Step utf8_long_step(std::string_view rest) {
  std::array<std::uint8_t, kUtf8BytesMax> units{};
  const std::size_t count = std::min(rest.size(), units.size());
  std::memcpy(units.data(), rest.data(), count);
  ucs4_t character = 0;
  const int bytes = ::u8_mbtoucr(&character, units.data(), count);
  if (bytes > 0) {
    return {static_cast<std::size_t>(bytes), true};
  }
  // u8_mbtouc() would take more than the maximal subpart of an overlong form
  // or a surrogate.
  std::size_t subpart = 1;
  while (subpart < count &&
         ::u8_mbtoucr(&character, units.data(), subpart + 1) == kIncomplete) {
    ++subpart;
  }
  return {subpart, false};
}

std::size_t utf8_put(char32_t character, std::span<char> room) {
  std::array<std::uint8_t, kUtf8BytesMax> units{};
  const int bytes = ::u8_uctomb(units.data(), character, units.size());
  MXSWEEP_CHECK(bytes > 0);
  std::memcpy(room.data(), units.data(), units.size());
  return static_cast<std::size_t>(bytes);
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

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    if (!step.valid) {
      return false;
    }
    text.remove_prefix(step.bytes);
  }
  return true;
}

}  // namespace mxsweep::io
