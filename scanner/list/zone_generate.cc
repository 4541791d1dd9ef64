#include "scanner/list/zone_generate.h"

#include <algorithm>
#include <charconv>

namespace mxsweep {
namespace {

constexpr std::string_view kWhite = " \t\r\v\f";

bool take_number(std::string_view& text, std::uint64_t& out) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out);
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return error == std::errc();
}

bool take_sign(std::string_view& text, char sign) {
  const bool is_there = text.starts_with(sign);
  text.remove_prefix(is_there ? 1 : 0);
  return is_there;
}

// 0: none that is known. Names by nibbles (n) are no names to ask.
int base_of(std::string_view letter) {
  if (letter == "x" || letter == "X") {
    return 16;
  }
  return letter == "d" ? 10 : letter == "o" ? 8 : 0;
}

struct Format {
  bool less = false;  // the offset is taken off
  std::uint64_t offset = 0;
  std::uint64_t width = 0;
  int base = 10;
};

// "offset,width,base" inside of ${...}
bool parse_format(std::string_view text, Format& out) {
  constexpr std::uint64_t kWidthMax = 63;
  out.less = take_sign(text, '-');
  if (!take_number(text, out.offset)) {
    return false;
  }
  if (take_sign(text, ',') && !take_number(text, out.width)) {
    return false;
  }
  if (take_sign(text, ',')) {
    out.base = base_of(text);
    text = {};
  }
  return text.empty() && out.width <= kWidthMax && out.base != 0;
}

bool append_formatted(std::string_view text, std::uint64_t number,
                      std::string& out) {
  Format format;
  if (!parse_format(text, format) || (format.less && format.offset > number)) {
    return false;
  }
  char digits[32];
  const auto end = std::to_chars(
      digits, digits + sizeof(digits),
      format.less ? number - format.offset : number + format.offset,
      format.base);
  const auto size = static_cast<std::uint64_t>(end.ptr - digits);
  out.append(format.width > size ? format.width - size : 0, '0');
  out.append(digits, end.ptr);
  return true;
}

}  // namespace

std::optional<ZoneGenerate> parse_generate(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kWhite), text.size()));
  ZoneGenerate out;
  if (!take_number(text, out.first) || !take_sign(text, '-') ||
      !take_number(text, out.last) ||
      (take_sign(text, '/') && !take_number(text, out.step))) {
    return std::nullopt;
  }
  const std::size_t begin = text.find_first_not_of(kWhite);
  if (begin == 0 || begin == std::string_view::npos || out.step == 0 ||
      out.first > out.last ||
      (out.last - out.first) / out.step >= kGeneratedMax) {
    return std::nullopt;
  }
  out.record = text.substr(begin);
  return out;
}

bool generate_owner(std::string_view pattern, std::uint64_t number,
                    std::string& out) {
  out.clear();
  while (!pattern.empty()) {
    const char c = pattern.front();
    pattern.remove_prefix(1);
    if ((c == '\\' || c == '$') && take_sign(pattern, '$')) {
      out += '$';
    } else if (c != '$') {
      out += c;
    } else if (take_sign(pattern, '{')) {
      const std::size_t end = pattern.find('}');
      if (end == std::string_view::npos ||
          !append_formatted(pattern.substr(0, end), number, out)) {
        return false;
      }
      pattern.remove_prefix(end + 1);
    } else {
      out += std::to_string(number);
    }
  }
  return true;
}

}  // namespace mxsweep
