#include "io/base/printable.h"

#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

// Of two octets, U+0080 to U+009F, which some terminals obey.
bool is_c1(std::string_view character) {
  return character.size() == 2 && character[0] == '\xC2' &&
         static_cast<unsigned char>(character[1]) < 0xA0;
}

}  // namespace

bool turns_direction(std::string_view character) {
  if (character.size() != 3 || character[0] != '\xE2') {
    return false;
  }
  const auto second = static_cast<unsigned char>(character[1]);
  const auto third = static_cast<unsigned char>(character[2]);
  return (second == 0x80 && (third == 0x8E || third == 0x8F ||
                             (third >= 0xAA && third <= 0xAE))) ||
         (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

bool is_printable(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  return first >= 0x20 && first != 0x7F && !is_c1(character) &&
         !turns_direction(character);
}

void append_printable(std::string& out, std::string_view text,
                      bool several_lines) {
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    const std::string_view character = text.substr(0, step.bytes);
    const bool shown = (step.valid && is_printable(character)) ||
                       (several_lines && character == "\n");
    out += shown ? character : std::string_view("?");
    text.remove_prefix(step.bytes);
  }
}

std::string printable(std::string_view text) {
  std::string out;
  append_printable(out, text);
  return out;
}

}  // namespace mxsweep::io
