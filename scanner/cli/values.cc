#include "scanner/cli/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "scanner/cli/read_value.h"

namespace mxsweep {
namespace {

constexpr std::size_t kQuotedMax = 80;

struct Unit {
  std::string_view name;
  io::Duration length;
};

constexpr std::array kUnits = {
    Unit{"ms", io::Duration::milliseconds(1)},
    Unit{"s", io::Duration::seconds(1)},
    Unit{"m", io::Duration::seconds(60)},
};

constexpr io::Duration kTimeMax = io::Duration::seconds(300);

enum class NumberFault : std::uint8_t { kNone, kNotNumber, kTooLarge };

struct Number {
  std::uint64_t value = 0;
  std::string_view rest;  // what follows the digits
  NumberFault fault = NumberFault::kNone;
};

Number leading_number(std::string_view typed) {
  Number number;
  const auto [end, error] =
      std::from_chars(typed.data(), typed.data() + typed.size(), number.value);
  if (error == std::errc::result_out_of_range) {
    number.fault = NumberFault::kTooLarge;
  } else if (error != std::errc()) {
    number.fault = NumberFault::kNotNumber;
  }
  number.rest = typed.substr(static_cast<std::size_t>(end - typed.data()));
  return number;
}

io::Error about(std::string_view flag, std::string_view typed,
                const std::string& fault) {
  return usage_error(std::string(flag) + ": " + in_quotes(typed) + " " + fault);
}

}  // namespace

io::Error usage_error(std::string what) {
  return {io::ErrorCode::kUsage, 0, std::move(what)};
}

std::string in_quotes(std::string_view typed) {
  std::string text = "'";
  for (const char c : typed.substr(0, kQuotedMax)) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(byte < 0x20 || byte == 0x7F ? '?' : c);
  }
  text += typed.size() > kQuotedMax ? "...'" : "'";
  return text;
}

io::Result<std::uint64_t> parse_count(std::string_view flag,
                                      std::string_view typed,
                                      const CountRange& range) {
  const Number number = leading_number(typed);
  if (number.fault == NumberFault::kNotNumber || !number.rest.empty()) {
    return about(flag, typed, "is not a whole number");
  }
  if (number.fault == NumberFault::kTooLarge || number.value < range.least ||
      number.value > range.most) {
    return about(flag, typed,
                 "is out of range; from " + std::to_string(range.least) +
                     " to " + std::to_string(range.most) + " is possible");
  }
  return number.value;
}

io::Result<io::Duration> parse_time(std::string_view flag,
                                    std::string_view typed) {
  const Number number = leading_number(typed);
  if (number.fault == NumberFault::kNotNumber) {
    return about(flag, typed, "is not a time; write it like 2s or 500ms");
  }
  if (number.rest.empty()) {
    const std::string digits = in_quotes(typed);
    return about(flag, typed,
                 "lacks a unit; write " + digits.substr(1, digits.size() - 2) +
                     "s for seconds, or use ms or m");
  }
  if (number.rest.front() == '.' || number.rest.front() == ',') {
    return about(flag, typed,
                 "has a fraction; write whole numbers, like 1500ms");
  }
  for (const Unit& unit : kUnits) {
    if (number.rest == unit.name) {
      const auto most = static_cast<std::uint64_t>(kTimeMax.ns) /
                        static_cast<std::uint64_t>(unit.length.ns);
      if (number.fault != NumberFault::kNone || number.value == 0 ||
          number.value > most) {
        return about(flag, typed,
                     "is out of range; from 1ms to 5m is possible");
      }
      return unit.length * static_cast<std::int64_t>(number.value);
    }
  }
  return about(flag, typed, "has an unknown unit; use ms, s or m");
}

io::Result<std::vector<io::Endpoint>> parse_addresses(std::string_view flag,
                                                      std::string_view typed) {
  std::vector<io::Endpoint> addresses;
  while (true) {
    const std::size_t comma = typed.find(',');
    const std::string_view word = typed.substr(0, comma);
    const auto address = io::parse_endpoint(word, 0);
    if (!address.has_value() || address->port != 0) {
      return about(flag, word, "is not an IP address without a port");
    }
    if (std::find(addresses.begin(), addresses.end(), *address) !=
        addresses.end()) {
      return about(flag, word, "is given more than once");
    }
    addresses.push_back(*address);
    if (comma == std::string_view::npos) {
      return addresses;
    }
    typed.remove_prefix(comma + 1);
  }
}

io::Status check_choice(const Flag& flag, std::string_view typed) {
  for (const FlagChoice& choice : choices_of(flag)) {
    if (choice.name == typed) {
      return {};
    }
  }
  return about(flag.name(), typed, "is none of " + value_text(flag));
}

}  // namespace mxsweep
