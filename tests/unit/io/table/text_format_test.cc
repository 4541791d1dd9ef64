// Numbers, times, CSV and JSON as text, and what is well-formed UTF-8.

#include "io/table/text_format.h"

#include <gtest/gtest.h>
#include <time.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "io/base/prng.h"
#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

std::string csv(std::string_view text) {
  TextBuffer out;
  append_csv_text(out, text);
  return std::string(out.view());
}

std::string json(std::string_view text) {
  TextBuffer out;
  append_json_text(out, text);
  return std::string(out.view());
}

std::string timestamp(std::int64_t microseconds) {
  TextBuffer out;
  append_timestamp(out, microseconds);
  return std::string(out.view());
}

TEST(TextFormat, IntegersUpToTheExtremes) {
  TextBuffer out;
  for (const std::int64_t value :
       {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1},
        std::int64_t{0}, std::numeric_limits<std::int64_t>::max()}) {
    append_int(out, value);
    out.append(' ');
  }
  EXPECT_EQ(out.view(), "-9223372036854775808 -1 0 9223372036854775807 ");
}

TEST(TextFormat, IntegersAtEveryNumberOfDigits) {
  std::vector<std::int64_t> values;
  for (std::int64_t value = -1100; value <= 11'000; ++value) {
    values.push_back(value);
  }
  for (std::int64_t power = 10'000; power < 1'000'000'000'000'000'000;
       power *= 10) {
    values.insert(values.end(), {power - 1, power, -power, 1 - power});
  }
  for (const std::int64_t value : values) {
    TextBuffer out;
    append_int(out, value);
    ASSERT_EQ(out.view(), std::to_string(value));
  }
}

TEST(TextFormat, IntegersOfRandomDigits) {
  constexpr std::uint64_t kSeed = 9;
  Prng prng(kSeed);
  for (int n = 0; n < 200'000; ++n) {
    // As many bits as chance will have.
    const auto value =
        static_cast<std::int64_t>(prng.next() >> (prng.next() % 64));
    TextBuffer out;
    append_int(out, value);
    ASSERT_EQ(out.view(), std::to_string(value)) << "seed " << kSeed;
  }
}

// Whatever second came before.
TEST(TextFormat, TimestampFormatEqualsSingleTimestamps) {
  TimestampFormat format;
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{999'999}, std::int64_t{1'000'000},
        std::int64_t{-1}, std::int64_t{-1'000'000}, std::int64_t{-1'000'001},
        std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min(),
        std::int64_t{1'795'600'000'123'456},
        std::int64_t{1'795'600'000'999'999},
        std::int64_t{1'795'600'001'000'000},
        std::int64_t{253'402'300'800'000'000}}) {
    std::array<char, kTimestampCharsMax> text{};
    char* const end = format.put(text.data(), value);
    const std::string_view view(text.data(),
                                static_cast<std::size_t>(end - text.data()));
    EXPECT_EQ(view, timestamp(value));
  }
}

TEST(TextFormat, TimestampsAreIso8601Utc) {
  EXPECT_EQ(timestamp(0), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(timestamp(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(timestamp(951'782'400'000'000), "2000-02-29T00:00:00.000000Z");
  EXPECT_EQ(timestamp(1'795'600'000'123'456), "2026-11-25T09:46:40.123456Z");
  EXPECT_EQ(timestamp(253'402'300'799'999'999), "9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(timestamp(253'402'300'800'000'000),
            "+010000-01-01T00:00:00.000000Z");
  EXPECT_EQ(timestamp(std::numeric_limits<std::int64_t>::max()),
            "+294247-01-10T04:00:54.775807Z");
  EXPECT_EQ(timestamp(std::numeric_limits<std::int64_t>::min()),
            "-290308-12-21T19:59:05.224192Z");
}

// Every day over four centuries, against the C library's calendar.
TEST(TextFormat, TimestampsAgreeWithTheCLibrary) {
  constexpr std::int64_t kDay = 86'400;
  for (std::int64_t day = -100'000; day < 100'000; day += 1) {
    const time_t second = day * kDay + 3723;
    tm parts{};
    ASSERT_NE(gmtime_r(&second, &parts), nullptr);
    char expected[64];
    const std::size_t size =
        strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%S", &parts);
    ASSERT_EQ(timestamp(second * 1'000'000 + 42),
              std::string(expected, size) + ".000042Z");
  }
}

TEST(TextFormat, CsvQuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(csv(""), "\"\"");
  EXPECT_EQ(csv("a"), "a");
  EXPECT_EQ(csv("mx1.example.com"), "mx1.example.com");
  EXPECT_EQ(csv("a b"), "a b");
  EXPECT_EQ(csv(" a"), "\" a\"");
  EXPECT_EQ(csv("a "), "\"a \"");
  EXPECT_EQ(csv("\ta"), "\"\ta\"");
  EXPECT_EQ(csv("a,b"), "\"a,b\"");
  EXPECT_EQ(csv("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv("a\rb"), "\"a\rb\"");
  EXPECT_EQ(csv("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv("."), ".");
  EXPECT_EQ(csv("a;b'c\\d"), "a;b'c\\d");
  EXPECT_EQ(csv("\xC3\xA4\xFF"), "\xC3\xA4\xFF");
}

// The fast path takes eight bytes at a time: a special byte must be found at
// every place of every length.
TEST(TextFormat, SpecialBytesAreFoundAtEveryPlace) {
  for (std::size_t size = 1; size <= 40; ++size) {
    EXPECT_EQ(csv(std::string(size, 'x')), std::string(size, 'x'));
    for (std::size_t place = 0; place < size; ++place) {
      for (const char special : {',', '"', '\n', '\r'}) {
        std::string text(size, 'x');
        text[place] = special;
        std::string expected = "\"" + text + "\"";
        if (special == '"') {
          expected.insert(place + 1, "\"");
        }
        ASSERT_EQ(csv(text), expected) << size << ' ' << place;
      }
      std::string text(size, 'x');
      text[place] = '\x1F';
      std::string expected = "\"" + text + "\"";
      expected.replace(place + 1, 1, "\\u001f");
      ASSERT_EQ(json(text), expected) << size << ' ' << place;
    }
  }
}

TEST(TextFormat, JsonEscapesEveryControlCharacter) {
  EXPECT_EQ(json(""), "\"\"");
  EXPECT_EQ(json("plain text/"), "\"plain text/\"");
  EXPECT_EQ(json("\"\\\b\f\n\r\t"), R"("\"\\\b\f\n\r\t")");
  EXPECT_EQ(json("\x7F"), "\"\x7F\"");
  for (int code = 0; code < 0x20; ++code) {
    const std::string text = json(std::string(1, static_cast<char>(code)));
    EXPECT_EQ(text[1], '\\') << code;
    char expected[16];
    std::snprintf(expected, sizeof(expected), "\"\\u%04x\"",
                  static_cast<unsigned>(code));
    if (text.size() != 4) {
      EXPECT_EQ(text, expected);
    }
  }
}

TEST(TextFormat, JsonReplacesIllFormedUtf8) {
  EXPECT_EQ(json("\xC3\xA4\xF0\x9F\x93\xAC"), "\"\xC3\xA4\xF0\x9F\x93\xAC\"");
  EXPECT_EQ(json("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(json("\xE2\x82"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(json("\xE2\x82\""), "\"\xEF\xBF\xBD\\\"\"");
}

TEST(TextFormat, CsvTailIsQuotedAsAWhole) {
  TextBuffer out;
  TextBuffer scratch;
  out.append("x,");
  const std::size_t start = out.size();
  out.append("a;b");
  quote_csv_tail(out, start, scratch);
  EXPECT_EQ(out.view(), "x,a;b");
  out.append("\"");
  quote_csv_tail(out, start, scratch);
  EXPECT_EQ(out.view(), "x,\"a;b\"\"\"");
}

TEST(Utf8, AcceptsExactlyTheScalarValues) {
  for (std::uint32_t code = 0x80; code < 0x120000; code += 1) {
    std::string text;
    if (code < 0x800) {
      text = {static_cast<char>(0xC0U | (code >> 6U)),
              static_cast<char>(0x80U | (code & 0x3FU))};
    } else if (code < 0x10000) {
      text = {static_cast<char>(0xE0U | (code >> 12U)),
              static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)),
              static_cast<char>(0x80U | (code & 0x3FU))};
    } else {
      text = {static_cast<char>(0xF0U | (code >> 18U)),
              static_cast<char>(0x80U | ((code >> 12U) & 0x3FU)),
              static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)),
              static_cast<char>(0x80U | (code & 0x3FU))};
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool expected = !surrogate && code <= 0x10FFFF;
    const Utf8Step step = utf8_step(text);
    ASSERT_EQ(step.valid, expected) << std::hex << code;
    if (expected) {
      ASSERT_EQ(step.bytes, text.size());
    }
  }
}

TEST(Utf8, OverlongFormsAndStrayBytesAreIllFormed) {
  for (const char* text :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF",
        "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\x80",
        "\xBF", "\xFE", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x93"}) {
    EXPECT_FALSE(utf8_step(text).valid);
  }
}

// Table 3-8 and the cases around it: what one U+FFFD stands for.
TEST(Utf8, AnIllFormedPartIsTheMaximalSubpart) {
  EXPECT_EQ(utf8_step("\xF0\x9F\x93x").bytes, 3U);
  EXPECT_EQ(utf8_step("\xF0\x9F\x93").bytes, 3U);  // the text ends
  EXPECT_EQ(utf8_step("\xF1\x80\x80\xE1").bytes, 3U);
  EXPECT_EQ(utf8_step("\xE1\x80\xE2").bytes, 2U);
  EXPECT_EQ(utf8_step("\xE1").bytes, 1U);
  EXPECT_EQ(utf8_step("\xED\xA0\x80").bytes, 1U);      // a surrogate
  EXPECT_EQ(utf8_step("\xE0\x80\xAF").bytes, 1U);      // overlong
  EXPECT_EQ(utf8_step("\xF0\x80\x80\xAF").bytes, 1U);  // overlong
  EXPECT_EQ(utf8_step("\xF4\x91\x92\x93").bytes, 1U);  // over U+10FFFF
  EXPECT_EQ(utf8_step("\xFF\x80").bytes, 1U);
}

TEST(Utf8, AsciiIsToldAtEveryPlace) {
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_TRUE(is_ascii(std::string(size, '\x7F')));
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'a');
      text[place] = '\x80';
      EXPECT_FALSE(is_ascii(text));
    }
  }
}

}  // namespace
}  // namespace mxsweep::io
