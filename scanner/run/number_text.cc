#include "scanner/run/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

#include "io/base/number_text.h"

namespace mxsweep {
namespace {

void append_two_digits(std::uint64_t value, std::string& out) {
  out += static_cast<char>('0' + value / 10 % 10);
  out += static_cast<char>('0' + value % 10);
}

}  // namespace

void append_count(std::uint64_t value, std::string& out) {
  out += io::with_commas(value);
}

void append_fixed(double value, int decimals, std::string& out) {
  std::array<char, 64> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                    std::chars_format::fixed, decimals);
  out.append(buffer.data(), error == std::errc() ? end : buffer.data());
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

void append_duration(double seconds, std::string& out) {
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole >= 3600) {
    out += std::to_string(whole / 3600) + "h";
    append_two_digits(whole / 60 % 60, out);
    out += 'm';
    append_two_digits(whole % 60, out);
  } else if (whole >= 60) {
    out += std::to_string(whole / 60) + "m";
    append_two_digits(whole % 60, out);
  } else {
    out += std::to_string(whole);
  }
  out += 's';
}

}  // namespace mxsweep
