#include "scanner/input/blanks.h"

#include <algorithm>
#include <array>

namespace mxsweep {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's White_Space beyond ASCII.
constexpr std::array kSpaces = {Range{0x85, 0x85},     Range{0xA0, 0xA0},
                                Range{0x1680, 0x1680}, Range{0x2000, 0x200A},
                                Range{0x2028, 0x2029}, Range{0x202F, 0x202F},
                                Range{0x205F, 0x205F}, Range{0x3000, 0x3000}};

// Of no width: soft hyphen, joiners, marks and isolates of direction, word
// joiner, byte order mark. Inside of a name UTS #46 says what they mean.
constexpr std::array kInvisible = {
    Range{0xAD, 0xAD},     Range{0x180E, 0x180E}, Range{0x200B, 0x200F},
    Range{0x202A, 0x202E}, Range{0x2060, 0x2069}, Range{0xFEFF, 0xFEFF}};

template <std::size_t kCount>
bool is_in(const std::array<Range, kCount>& ranges, char32_t character) {
  return std::any_of(
      ranges.begin(), ranges.end(), [character](const Range& range) {
        return character >= range.first && character <= range.last;
      });
}

char32_t octet_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (octet_at(text, at) & 0xC0U) == 0x80;
}

struct Character {
  char32_t value = 0;
  std::size_t octets = 0;  // zero: none of two or three octets
};

// All of the above have two or three octets in UTF-8.
Character wide_character(std::string_view text) {
  if (!continues(text, 1)) {
    return {};
  }
  const char32_t first = octet_at(text, 0);
  const char32_t second = octet_at(text, 1) & 0x3FU;
  if ((first & 0xE0U) == 0xC0) {
    return {(first & 0x1FU) << 6U | second, 2};
  }
  if ((first & 0xF0U) != 0xE0 || !continues(text, 2)) {
    return {};
  }
  return {(first & 0x0FU) << 12U | second << 6U | (octet_at(text, 2) & 0x3FU),
          3};
}

bool is_edge(Character character) {
  return character.octets != 0 && (is_in(kSpaces, character.value) ||
                                   is_in(kInvisible, character.value));
}

// The octets at the start, or at the end, that are no part of a name.
std::size_t leading_edge(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  if (kBlanks.find(text.front()) != std::string_view::npos) {
    return 1;
  }
  const Character first = wide_character(text);
  return is_edge(first) ? first.octets : 0;
}

std::size_t trailing_edge(std::string_view text) {
  if (!text.empty() && kBlanks.find(text.back()) != std::string_view::npos) {
    return 1;
  }
  for (const std::size_t octets : {std::size_t{2}, std::size_t{3}}) {
    if (text.size() >= octets) {
      const Character last = wide_character(text.substr(text.size() - octets));
      if (last.octets == octets && is_edge(last)) {
        return octets;
      }
    }
  }
  return 0;
}

}  // namespace

std::size_t leading_blank(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  if (kBlanks.find(text.front()) != std::string_view::npos) {
    return 1;
  }
  const Character first = wide_character(text);
  return first.octets != 0 && is_in(kSpaces, first.value) ? first.octets : 0;
}

std::string_view trimmed(std::string_view text) {
  for (std::size_t octets = leading_edge(text); octets != 0;
       octets = leading_edge(text)) {
    text.remove_prefix(octets);
  }
  for (std::size_t octets = trailing_edge(text); octets != 0;
       octets = trailing_edge(text)) {
    text.remove_suffix(octets);
  }
  return text;
}

}  // namespace mxsweep
