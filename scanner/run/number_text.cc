#include "scanner/run/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

#include "io/base/number_text.h"
#include "io/table/text_format.h"

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

std::string count_text(std::uint64_t count, std::string_view one,
                       std::string_view many) {
  std::string text;
  append_count(count, text);
  text += ' ';
  text += count == 1 ? one : many;
  return text;
}

void append_fixed(double value, int decimals, std::string& out) {
  std::array<char, 64> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                    std::chars_format::fixed, decimals);
  out.append(buffer.data(), error == std::errc() ? end : buffer.data());
}

void append_pace(double per_second, std::string& out) {
  constexpr double kFew = 10;
  if (per_second > 0 && per_second < kFew) {
    append_fixed(per_second, 1, out);
  } else {
    append_count(static_cast<std::uint64_t>(std::llround(per_second)), out);
  }
}

std::string milliseconds_text(io::Duration time) {
  const std::int64_t tenths = (time.ns + 50'000) / 100'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
         " ms";
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

std::string utc_text(std::int64_t us) {
  constexpr std::int64_t kSecond = 1'000'000;
  constexpr std::string_view kForm = "2026-01-31T23:59:59";
  std::array<char, io::kTimestampCharsMax> text{};
  static_cast<void>(io::put_timestamp(text.data(), us / kSecond * kSecond));
  return std::string(text.data(), kForm.size()) + 'Z';
}

std::string no_name_text(std::uint64_t records) {
  if (records == 0) {
    return "the list is empty";
  }
  if (records == 1) {
    return "the only record holds no name that may be asked";
  }
  std::string text = "none of the ";
  append_count(records, text);
  return text + " records holds a name that may be asked";
}

}  // namespace mxsweep
