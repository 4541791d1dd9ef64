// Checking of UTF-8, for formats that promise it to their readers. Texts may
// hold whatever bytes an input file or a peer had, so ill-formed parts are
// expected; each is to be replaced by U+FFFD, one for every maximal subpart,
// as the Unicode standard (3.9, table 3-8) advises. Pure functions; nothing
// is owned, any thread. What is well-formed is libunistring's to say
// (docs/decisions/015).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace mxsweep::io {

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

// Text that was put together of files may begin with several marks.
[[nodiscard]] constexpr std::string_view without_byte_order_marks(
    std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (text.starts_with(kMark)) {
    text.remove_prefix(kMark.size());
  }
  return text;
}

struct Utf8Step {
  std::size_t bytes = 0;  // at least 1
  bool valid = false;     // else these bytes are one ill-formed part
};

[[nodiscard]] Utf8Step utf8_long_step(std::string_view rest);

// The first character of `rest`. REQUIRES: rest is not empty.
[[nodiscard]] inline Utf8Step utf8_step(std::string_view rest) {
  const bool is_ascii = static_cast<unsigned char>(rest.front()) < 0x80;
  return is_ascii ? Utf8Step{1, true} : utf8_long_step(rest);
}

inline constexpr std::size_t kUtf8BytesMax = 4;

// Writes one character to the front of `room` and returns its length.
// REQUIRES: room for kUtf8BytesMax; the value is that of a character
std::size_t utf8_put(char32_t character, std::span<char> room);

[[nodiscard]] bool is_ascii(std::string_view text);

[[nodiscard]] bool is_valid_utf8(std::string_view text);

}  // namespace mxsweep::io
