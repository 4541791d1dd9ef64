#include "io/table/text_format.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdlib>

#include "io/base/byte_word.h"
#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

// Eight bytes at a time. Each test is non-zero if some byte passes it; which
// one is not told, and not needed.
constexpr std::uint64_t any_equal(std::uint64_t word, std::uint8_t byte) {
  const std::uint64_t difference = word ^ (kByteOnes * byte);
  return (difference - kByteOnes) & ~difference & kByteTops;
}

constexpr std::uint64_t any_below(std::uint64_t word, std::uint8_t limit) {
  return (word - kByteOnes * limit) & ~word & kByteTops;
}

struct CsvSpecial {
  static std::uint64_t in(std::uint64_t word) {
    return any_equal(word, ',') | any_equal(word, '"') | any_equal(word, '\n') |
           any_equal(word, '\r');
  }
};

struct JsonSpecial {
  static std::uint64_t in(std::uint64_t word) {
    return any_equal(word, '"') | any_equal(word, '\\') |
           any_below(word, 0x20) | (word & kByteTops);
  }
};

template <class Word>
Word move_word(char* to, const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof(word));
  std::memcpy(to, &word, sizeof(word));
  return word;
}

// Copies 1 to 7 bytes by moves that may overlap; the word that comes back
// holds no byte that was not among them.
std::uint64_t copy_short(char* to, const char* from, std::size_t size) {
  if (size >= 4) {
    const std::uint64_t low = move_word<std::uint32_t>(to, from);
    const std::uint64_t high =
        move_word<std::uint32_t>(to + size - 4, from + size - 4);
    return low | (high << 32U);
  }
  if (size >= 2) {
    const std::uint64_t low = move_word<std::uint16_t>(to, from);
    const std::uint64_t high =
        move_word<std::uint16_t>(to + size - 2, from + size - 2);
    return (low | (high << 16U)) * 0x0000000100000001U;
  }
  *to = *from;
  return kByteOnes * static_cast<std::uint8_t>(*from);
}

// Copies and looks in one pass: most texts need no escape, and then the copy
// is the result. REQUIRES: text is not empty.
template <class Special>
bool copy_finds(char* to, std::string_view text) {
  const std::size_t size = text.size();
  const char* from = text.data();
  if (size < kWordBytes) {
    return Special::in(copy_short(to, from, size)) != 0;
  }
  std::uint64_t found = 0;
  for (std::size_t at = 0; at + kWordBytes <= size; at += kWordBytes) {
    found |= Special::in(move_word<std::uint64_t>(to + at, from + at));
  }
  const std::size_t last = size - kWordBytes;
  found |= Special::in(move_word<std::uint64_t>(to + last, from + last));
  return found != 0;
}

bool is_blank(char byte) {
  return byte == ' ' || byte == '\t';
}

bool has_blank_edge(std::string_view text) {
  return is_blank(text.front()) || is_blank(text.back());
}

void append_csv_quoted(TextBuffer& out, std::string_view text) {
  char* at = out.room(2 * text.size() + 2);
  *at++ = '"';
  for (const char byte : text) {
    if (byte == '"') {
      *at++ = '"';
    }
    *at++ = byte;
  }
  *at++ = '"';
  out.commit(at);
}

// The letter after the backslash in JSON's short escapes, 0 for bytes that
// have none.
char json_short_escape(char byte) {
  switch (byte) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

void append_json_ascii(TextBuffer& out, char byte) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(byte);
  const char letter = json_short_escape(byte);
  if (letter != 0) {
    out.append('\\');
    out.append(letter);
  } else if (code < 0x20) {
    out.append("\\u00");
    out.append(kHexDigits[code >> 4U]);
    out.append(kHexDigits[code & 0xFU]);
  } else {
    out.append(byte);
  }
}

void append_json_escaped(TextBuffer& out, std::string_view text) {
  while (!text.empty()) {
    const Utf8Step step = utf8_step(text);
    if (!step.valid) {
      out.append(kReplacementCharacter);
    } else if (step.bytes == 1) {
      append_json_ascii(out, text.front());
    } else {
      out.append(text.substr(0, step.bytes));
    }
    text.remove_prefix(step.bytes);
  }
}

// Towards minus infinity.
std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

struct Date {
  std::int64_t year = 0;
  unsigned month = 0;
  unsigned day = 0;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar. The years of the
// library end at 32767, those of a timestamp do not: so it gets days of the 400
// years from 1970 on, after which the calendar repeats itself.
Date date_of(std::int64_t days) {
  constexpr std::int64_t kDaysIn400Years = 146097;
  const std::int64_t eras = floor_divide(days, kDaysIn400Years);
  const std::chrono::sys_days day(
      std::chrono::days(days - eras * kDaysIn400Years));
  const std::chrono::year_month_day date(day);
  return {eras * 400 + static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

constexpr std::uint64_t kEightDigits = 100'000'000;

// The digits of a value below 100,000,000 as numbers, one in each byte, the
// first one in the lowest: halves of it in all lanes of a word at once.
constexpr std::uint64_t spread_digits(std::uint64_t value) {
  const std::uint64_t fours = (value / 10'000) | (value % 10'000 << 32U);
  // By 100 and by 10: exact for all that a lane can hold.
  const std::uint64_t hundreds =
      ((fours * 10'486) >> 20U) & 0x0000'007F'0000'007FU;
  const std::uint64_t pairs = hundreds | ((fours - 100 * hundreds) << 16U);
  const std::uint64_t tens = ((pairs * 103) >> 10U) & 0x000F'000F'000F'000FU;
  return tens | ((pairs - 10 * tens) << 8U);
}

constexpr std::uint64_t kZeros = kByteOnes * '0';

// REQUIRES: value < 100,000,000; place for eight bytes.
char* put_eight_digits(char* at, std::uint64_t value) {
  put_word(at, spread_digits(value) | kZeros);
  return at + kWordBytes;
}

// Without leading zeros, but for the last digit. REQUIRES: as above.
char* put_short(char* at, std::uint64_t value) {
  constexpr std::uint64_t kLast = std::uint64_t{1} << 56U;
  const std::uint64_t digits = spread_digits(value);
  const auto zeros =
      static_cast<unsigned>(std::countr_zero(digits | kLast)) / 8;
  put_word(at, (digits | kZeros) >> (8 * zeros));
  return at + (kWordBytes - zeros);
}

char* put_unsigned(char* at, std::uint64_t value) {
  if (value < kEightDigits) {
    return put_short(at, value);
  }
  const std::uint64_t high = value / kEightDigits;
  at = high < kEightDigits
           ? put_short(at, high)
           : put_eight_digits(put_short(at, high / kEightDigits),
                              high % kEightDigits);
  return put_eight_digits(at, value % kEightDigits);
}

// REQUIRES: value < 100
char* put_two_digits(char* at, std::uint64_t value) {
  return put_digit(put_digit(at, value / 10), value % 10);
}

// REQUIRES: value < 1,000,000; place for eight bytes.
char* put_six_digits(char* at, std::uint64_t value) {
  put_word(at, spread_digits(value * 100) | kZeros);
  return at + 6;
}

char* put_year(char* at, std::int64_t year) {
  if (year >= 0 && year <= 9999) {
    const auto digits = static_cast<std::uint64_t>(year);
    return put_two_digits(put_two_digits(at, digits / 100), digits % 100);
  }
  *at++ = year < 0 ? '-' : '+';
  return put_six_digits(at, static_cast<std::uint64_t>(std::abs(year)));
}

char* put_pair(char* at, char before, std::uint64_t value) {
  *at++ = before;
  return put_two_digits(at, value);
}

}  // namespace

void TextBuffer::grow(std::size_t bytes) {
  constexpr std::size_t kSmallest = 4096;
  const std::size_t capacity =
      std::max({kSmallest, 2 * capacity_, size_ + bytes});
  std::unique_ptr<char[]> larger(new char[capacity]);
  if (size_ != 0) {
    std::memcpy(larger.get(), bytes_.get(), size_);
  }
  bytes_ = std::move(larger);
  capacity_ = capacity;
}

char* put_long_int(char* at, std::int64_t value) {
  if (value >= 10 && value < 100) {
    return put_two_digits(at, static_cast<std::uint64_t>(value));
  }
  auto magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *at++ = '-';
    magnitude = 0 - magnitude;
  }
  return put_unsigned(at, magnitude);
}

void TimestampFormat::set_second(std::int64_t second) {
  constexpr std::int64_t kPerDay = 86'400;
  const std::int64_t days = floor_divide(second, kPerDay);
  const auto in_day = static_cast<std::uint64_t>(second - days * kPerDay);
  const Date date = date_of(days);
  char* at = put_year(text_.data(), date.year);
  at = put_pair(at, '-', date.month);
  at = put_pair(at, '-', date.day);
  at = put_pair(at, 'T', in_day / 3600);
  at = put_pair(at, ':', in_day / 60 % 60);
  at = put_pair(at, ':', in_day % 60);
  *at++ = '.';
  second_ = second;
  second_size_ = static_cast<std::size_t>(at - text_.data());
}

void TimestampFormat::set(std::int64_t microseconds) {
  constexpr std::int64_t kPerSecond = 1'000'000;
  const std::int64_t second = floor_divide(microseconds, kPerSecond);
  if (size_ == 0 || second != second_) {
    set_second(second);
  }
  // Unsigned, as the product may be below the smallest integer.
  const std::uint64_t fraction =
      static_cast<std::uint64_t>(microseconds) -
      static_cast<std::uint64_t>(second) * std::uint64_t{kPerSecond};
  char* at = put_six_digits(text_.data() + second_size_, fraction);
  *at++ = 'Z';
  size_ = static_cast<std::size_t>(at - text_.data());
  value_ = microseconds;
}

char* put_timestamp(char* at, std::int64_t microseconds) {
  return TimestampFormat().put(at, microseconds);
}

void append_int(TextBuffer& out, std::int64_t value) {
  out.commit(put_int(out.room(kIntCharsMax), value));
}

void append_timestamp(TextBuffer& out, std::int64_t microseconds) {
  out.commit(put_timestamp(out.room(kTimestampCharsMax), microseconds));
}

void append_csv_text(TextBuffer& out, std::string_view text) {
  if (text.empty()) {
    out.append("\"\"");
    return;
  }
  char* at = out.room(text.size());
  if (copy_finds<CsvSpecial>(at, text) || has_blank_edge(text)) [[unlikely]] {
    append_csv_quoted(out, text);
    return;
  }
  out.commit(at + text.size());
}

void quote_csv_tail(TextBuffer& out, std::size_t start, TextBuffer& scratch) {
  const std::string_view tail = out.view().substr(start);
  scratch.clear();
  append_csv_text(scratch, tail);
  if (scratch.size() != tail.size()) {
    out.truncate(start);
    out.append(scratch.view());
  }
}

void append_json_text(TextBuffer& out, std::string_view text) {
  char* at = out.room(text.size() + 2);
  *at++ = '"';
  if (text.empty() || !copy_finds<JsonSpecial>(at, text)) [[likely]] {
    at += text.size();
    *at++ = '"';
    out.commit(at);
    return;
  }
  out.commit(at);
  append_json_escaped(out, text);
  out.append('"');
}

}  // namespace mxsweep::io
