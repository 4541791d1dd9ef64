#include "scanner/cli/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "io/base/ascii.h"
#include "io/base/number_text.h"

#include "scanner/cli/read_value.h"
#include "scanner/cli/suggest.h"

namespace mxsweep {
namespace {

constexpr std::size_t kQuotedMax = 80;

constexpr std::uint64_t kKibi = 1024;

struct Unit {
  std::string_view name;
  io::Duration length;
};

constexpr std::array kUnits = {
    Unit{"ms", io::Duration::milliseconds(1)},
    Unit{"s", io::Duration::seconds(1)},
    Unit{"m", io::Duration::seconds(60)},
    Unit{"h", io::Duration::seconds(3600)},
};

// Of waits: no user means hours.
constexpr CountRange kWaitMs = {1, 300'000};
constexpr std::size_t kWaitUnits = 3;  // of kUnits

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

struct CountUnit {
  char sign;
  std::uint64_t factor;
};

constexpr std::array kCountUnits = {CountUnit{'k', 1000}, CountUnit{'K', 1000},
                                    CountUnit{'M', 1'000'000},
                                    CountUnit{'G', 1'000'000'000}};

struct ReadCount {
  std::uint64_t value = 0;
  bool fits = true;  // into 64 bits
  std::string_view problem{};
};

constexpr std::string_view kNoNumber =
    "is not a number; write it like 5000, 5k or 5,000";
constexpr std::string_view kPoint = "has a point; write ";
constexpr std::string_view kSeparator =
    "has a separator in a wrong place; write it like 10,000 or 10k";

// Whether groups of digits are separated as people do: three digits behind each
// comma, any behind an underscore.
bool groups_well(std::string_view digits) {
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (io::is_ascii_digit(digits[at])) {
      continue;
    }
    const std::size_t next =
        std::min(digits.find_first_of(",_", at + 1), digits.size());
    const std::size_t size = next - at - 1;
    if (at == 0 || size == 0 || (digits[at] == ',' && size != 3)) {
      return false;
    }
  }
  return true;
}

ReadCount read_digits(std::string_view text, std::uint64_t factor) {
  if (!groups_well(text)) {
    return {.problem = kSeparator};
  }
  std::string digits(text);
  digits.erase(std::remove_if(digits.begin(), digits.end(),
                              [](char c) { return !io::is_ascii_digit(c); }),
               digits.end());
  const Number number = leading_number(digits);
  const bool fits =
      number.fault == NumberFault::kNone &&
      number.value <= std::numeric_limits<std::uint64_t>::max() / factor;
  return {.value = fits ? number.value * factor : 0, .fits = fits};
}

ReadCount read_count(std::string_view typed) {
  const std::size_t end =
      std::min(typed.find_first_not_of("0123456789,_"), typed.size());
  const std::string_view unit = typed.substr(end);
  if (typed.starts_with('-') && typed.size() > 1 &&
      io::is_ascii_digit(typed[1])) {
    return {.problem = "is negative, and a count cannot be"};
  }
  if (end == 0 || !io::is_ascii_digit(typed.front())) {
    return {.problem = kNoNumber};
  }
  if (unit.starts_with('.')) {
    return {.problem = kPoint};
  }
  if (unit.empty()) {
    return read_digits(typed, 1);
  }
  for (const CountUnit& known : kCountUnits) {
    if (unit.size() == 1 && unit.front() == known.sign) {
      return read_digits(typed.substr(0, end), known.factor);
    }
  }
  if (!std::all_of(unit.begin(), unit.end(), io::is_ascii_letter)) {
    return {.problem = kNoNumber};
  }
  return {.problem =
              "has an unknown unit; k, M and G are known: 10k is "
              "10,000"};
}

// With what would be right in that range.
std::string count_problem(std::string_view problem, const CountRange& range) {
  constexpr std::uint64_t kSmall = 1000;
  std::string text(problem);
  const bool is_point = problem == kPoint;  // of thousands, or of a fraction
  const bool is_small = range.most < kSmall;
  if (is_small && (is_point || problem == kNoNumber)) {
    text = is_point ? text : "is not a number; write ";
    return text + "a whole number from " + io::with_commas(range.least) +
           " to " + io::with_commas(range.most);
  }
  return is_point ? text +
                        "whole numbers, like 1500, with commas between "
                        "thousands or none"
                  : text;
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
  const ReadCount read = read_count(typed);
  if (!read.problem.empty()) {
    return about(flag, typed, count_problem(read.problem, range));
  }
  if (!read.fits || read.value < range.least || read.value > range.most) {
    return about(flag, typed,
                 "is out of range; from " + io::with_commas(range.least) +
                     " to " + io::with_commas(range.most) + " is possible");
  }
  return read.value;
}

namespace {

// As one types it, in the largest unit in which it is whole.
std::string time_text(std::uint64_t ms) {
  const auto ns = static_cast<std::int64_t>(ms) * 1'000'000;
  const Unit* best = &kUnits.front();
  for (const Unit& unit : kUnits) {
    best = ns % unit.length.ns == 0 ? &unit : best;
  }
  return std::to_string(ns / best->length.ns) + std::string(best->name);
}

struct TimeKind {
  std::span<const Unit> units;
  CountRange ms;
  std::string_view other_units;  // than s, which is shown
  std::string_view all_units;
  std::string_view examples;
};

constexpr TimeKind kWait = {std::span(kUnits).first(kWaitUnits), kWaitMs,
                            "ms or m", "ms, s or m", "2s or 500ms"};

const Unit* find_unit(const TimeKind& kind, std::string_view name) {
  for (const Unit& unit : kind.units) {
    if (unit.name == name) {
      return &unit;
    }
  }
  return nullptr;
}

// Of a number without one, the last part of what was typed.
std::string unit_missing(const TimeKind& kind, std::string_view typed,
                         std::string_view number) {
  if (number.size() != typed.size()) {
    return "has no unit at its end; write it like 1h30m";
  }
  const std::string digits = in_quotes(typed);
  return "lacks a unit; write " + digits.substr(1, digits.size() - 2) +
         "s for seconds, or use " + std::string(kind.other_units);
}

// A number and its unit.
struct TimePart {
  std::uint64_t ms = 0;  // too many where there are
  const Unit* unit = nullptr;
  std::string_view rest{};  // what follows
  std::string problem{};
};

TimePart leading_part(const TimeKind& kind, std::string_view typed,
                      std::string_view left) {
  const Number number = leading_number(left);
  if (number.fault == NumberFault::kNotNumber) {
    return {.problem =
                "is not a time; write it like " + std::string(kind.examples)};
  }
  if (number.rest.starts_with('.') || number.rest.starts_with(',')) {
    return {.problem = "has a fraction; write whole numbers, like 1500ms"};
  }
  TimePart part;
  const std::size_t end =
      std::min(number.rest.find_first_of("0123456789"), number.rest.size());
  part.rest = number.rest.substr(end);
  part.unit = find_unit(kind, number.rest.substr(0, end));
  if (typed == "0") {
    part.unit = &kUnits.front();  // of which it does not matter
  }
  if (part.unit == nullptr) {
    part.problem =
        end == 0 ? unit_missing(kind, typed, left)
                 : "has an unknown unit; use " + std::string(kind.all_units);
    return part;
  }
  const auto unit_ms =
      static_cast<std::uint64_t>(part.unit->length.ns) / 1'000'000;
  const std::uint64_t most = kind.ms.most / unit_ms + 1;
  part.ms = unit_ms * (number.fault == NumberFault::kNone
                           ? std::min(number.value, most)
                           : most);
  return part;
}

io::Result<io::Duration> parse_time_of(const TimeKind& kind,
                                       std::string_view flag,
                                       std::string_view typed) {
  std::uint64_t ms = 0;
  const Unit* last = kUnits.data() + kUnits.size();
  std::string_view left = typed;
  do {
    const TimePart part = leading_part(kind, typed, left);
    if (!part.problem.empty()) {
      return about(flag, typed, part.problem);
    }
    if (part.unit >= last) {
      return about(flag, typed,
                   "has larger units behind smaller ones; write it like 1h30m");
    }
    ms += part.ms;
    last = part.unit;
    left = part.rest;
  } while (!left.empty());
  if (ms > kind.ms.most || ms < kind.ms.least) {
    return about(flag, typed,
                 "is out of range; from " + time_text(kind.ms.least) + " to " +
                     time_text(kind.ms.most) + " is possible");
  }
  return io::Duration::milliseconds(static_cast<std::int64_t>(ms));
}

}  // namespace

io::Result<std::uint64_t> parse_memory(std::string_view flag,
                                       std::string_view typed,
                                       const CountRange& mib) {
  const Number number = leading_number(typed);
  std::string_view unit = number.rest;
  for (const std::string_view end : {"iB", "B"}) {
    if (unit.ends_with(end)) {
      unit.remove_suffix(end.size());
      break;
    }
  }
  const bool is_giant = unit == "G" || unit == "g";
  if (number.fault == NumberFault::kNotNumber ||
      (!is_giant && unit != "M" && unit != "m")) {
    return about(flag, typed, "is no size; write it like 256M or 2G");
  }
  const std::uint64_t most = is_giant ? mib.most / kKibi : mib.most;
  if (number.fault == NumberFault::kTooLarge || number.value > most ||
      number.value < mib.least) {
    return about(
        flag, typed,
        "is not between 1M and " + std::to_string(mib.most / kKibi) + "G");
  }
  return is_giant ? number.value * kKibi : number.value;
}

io::Result<io::Endpoint> parse_listen_address(std::string_view flag,
                                              std::string_view typed) {
  const bool is_port = std::all_of(
      typed.begin(), typed.end(), [](char c) { return io::is_ascii_digit(c); });
  const std::optional<io::Endpoint> endpoint = io::parse_endpoint(
      is_port ? "127.0.0.1:" + std::string(typed) : std::string(typed), 0);
  if (!endpoint.has_value()) {
    return about(flag, typed,
                 is_port ? "is no port from 1 to 65535"
                         : "is no address with a port; write it like "
                           "127.0.0.1:9100 or [::1]:9100, or the port alone");
  }
  if (endpoint->port == 0) {
    return about(flag, typed,
                 "names no port; write it like " +
                     io::to_text({endpoint->address, endpoint->scope, 9100,
                                  endpoint->family}));
  }
  return *endpoint;
}

io::Result<io::Duration> parse_time(std::string_view flag,
                                    std::string_view typed) {
  return parse_time_of(kWait, flag, typed);
}

io::Result<io::Duration> parse_long_time(std::string_view flag,
                                         std::string_view typed,
                                         const CountRange& ms) {
  return parse_time_of({kUnits, ms, "m or h", "s, m or h", "90s, 30m or 1h30m"},
                       flag, typed);
}

std::vector<std::string_view> words_between_commas(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t comma = text.find(',');
    words.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) {
      return words;
    }
    text.remove_prefix(comma + 1);
  }
}

io::Result<std::vector<io::Endpoint>> parse_addresses(std::string_view flag,
                                                      std::string_view typed) {
  std::vector<io::Endpoint> addresses;
  for (const std::string_view word : words_between_commas(typed)) {
    const auto address = io::parse_endpoint(word, 0);
    if (!address.has_value() || address->port != 0) {
      return about(flag, word, "is not an IP address without a port");
    }
    if (std::find(addresses.begin(), addresses.end(), *address) !=
        addresses.end()) {
      return about(flag, word, "is given more than once");
    }
    addresses.push_back(*address);
  }
  return addresses;
}

namespace {

// UTF8 for utf-8
bool is_spelled_as(std::string_view choice, std::string_view typed) {
  const auto letters_of = [](std::string_view word) {
    std::string letters = io::ascii_lower(word);
    letters.erase(std::remove_if(letters.begin(), letters.end(),
                                 [](char c) { return c == '-' || c == '_'; }),
                  letters.end());
    return letters;
  };
  return letters_of(choice) == letters_of(typed);
}

}  // namespace

io::Result<std::string> find_choice(const Flag& flag, std::string_view typed) {
  for (const FlagChoice& choice : choices_of(flag)) {
    if (is_spelled_as(choice.name, typed)) {
      return std::string(choice.name);
    }
  }
  std::string fault = "is none of " + value_text(flag);
  std::vector<std::string_view> words;
  const std::vector<FlagChoice> choices = choices_of(flag);
  words.reserve(choices.size());
  for (const FlagChoice& choice : choices) {
    words.push_back(choice.name);
  }
  const std::vector<std::string_view> near =
      nearest_words(io::ascii_lower(typed), words);
  if (!near.empty()) {
    fault += "; did you mean ";
    fault += near.front();
    fault += '?';
  }
  return about(flag.name(), typed, fault);
}

}  // namespace mxsweep
