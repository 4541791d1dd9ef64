// Hostile input lines: octets that are no text, lines without end, and mail
// addresses made to show their local part.
#include "scanner/input/input_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "io/base/prng.h"
#include "io/base/utf8.h"

namespace mxsweep {
namespace {

using std::string_literals::operator""s;

constexpr InputOptions kOptions{.allow_special = true};

InputRecord record_of(std::string_view line) {
  InputRecord record;
  EXPECT_EQ(parse_input_line(line, kOptions, record), LineKind::kRecord);
  EXPECT_EQ(record.label_class, label_class_of(record.name.view())) << line;
  return record;
}

void expect_printable(const std::string& text, const std::string& where) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const io::Utf8Step step = io::utf8_step(rest);
    ASSERT_TRUE(step.valid) << where;
    const auto first = static_cast<unsigned char>(rest[0]);
    ASSERT_TRUE(first >= 0x20 && first != 0x7F) << where;
    ASSERT_FALSE(first == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0)
        << where;
    rest.remove_prefix(step.bytes);
  }
}

TEST(InputLineTest, LookOfTheNameIsToldRight) {
  EXPECT_EQ(record_of("a-1.test").label_class, LabelClass::kLdh);
  EXPECT_EQ(record_of("A-1.Test").label_class, LabelClass::kLdh);
  EXPECT_EQ(record_of("_dmarc.a.test").label_class, LabelClass::kUnderscores);
  EXPECT_EQ(record_of("long-enough-name-with_underscore.test").label_class,
            LabelClass::kUnderscores);
  EXPECT_EQ(record_of("5,_x.a.test").label_class, LabelClass::kUnderscores);
  EXPECT_EQ(record_of("a..test").label_class, LabelClass::kOther);
}

TEST(InputLineTest, NulBytesAreRefused) {
  const InputRecord record = record_of("a\0b.test"s);
  EXPECT_TRUE(record.name.empty());
  EXPECT_EQ(record.error, "control character");
  EXPECT_EQ(record.input, "(8 octets)");
}

TEST(InputLineTest, NulBehindAULabelDoesNotEndTheName) {
  const InputRecord record = record_of("b\u00FCcher.test\0.evil.test"s);
  EXPECT_TRUE(record.name.empty());
  EXPECT_EQ(record.error, "control character");
}

TEST(InputLineTest, ControlCharactersAreRefused) {
  for (int octet = 0; octet < 0x20; ++octet) {
    const std::string line = "a"s + static_cast<char>(octet) + "b.test";
    const InputRecord record = record_of(line);
    EXPECT_TRUE(record.name.empty()) << octet;
    EXPECT_EQ(record.input, "(8 octets)");
  }
  EXPECT_EQ(record_of("a\x7F.test").input, "(7 octets)");
  EXPECT_EQ(record_of("\x1B[31mred.test").input, "(13 octets)");
  EXPECT_FALSE(record_of("a\u009B31m.test").error.empty());
}

TEST(InputLineTest, InvalidUtf8IsRefused) {
  for (const std::string& bad : {"\xFF"s, "\xC3"s, "\xC0\xAF"s, "\xED\xA0\x80"s,
                                 "\xF5\x80\x80\x80"s, "\x80"s}) {
    const InputRecord record = record_of("a" + bad + ".test");
    EXPECT_TRUE(record.name.empty());
    EXPECT_EQ(record.error, "not valid UTF-8");
    EXPECT_EQ(record.input, "(" + std::to_string(6 + bad.size()) + " octets)");
  }
}

// Characters that UTS #46 maps to nothing make a name as long as one likes.
TEST(InputLineTest, LongInputIsShownUpToALimitAndWholeCharacters) {
  for (std::size_t pad = 1; pad < 4; ++pad) {
    std::string line(pad, 'a');
    for (int i = 0; i < 700; ++i) {
      line += "\u00AD";
    }
    line += ".test";
    const InputRecord record = record_of(line);
    EXPECT_EQ(to_text(record.name.view()), std::string(pad, 'a') + ".test");
    EXPECT_LE(record.input.size(), 1024U);
    EXPECT_GT(record.input.size(), 1020U);
    EXPECT_EQ(record.input, line.substr(0, record.input.size()));
    expect_printable(record.input, "pad " + std::to_string(pad));
  }
}

TEST(InputLineTest, LongLinesOfAnyKindHaveBoundedInput) {
  const std::size_t size = 65536;
  for (const char octet : {'a', '.', '\0', '\xFF', '\x80', '"', '@', ' '}) {
    InputRecord record;
    (void)parse_input_line(std::string(size, octet), kOptions, record);
    EXPECT_LE(record.input.size(), 3U * 1024U) << int{octet};
  }
}

TEST(InputLineTest, RecordIsReusedWithoutTraces) {
  InputRecord record;
  ASSERT_EQ(parse_input_line("7,A.test", kOptions, record), LineKind::kRecord);
  ASSERT_EQ(parse_input_line("a..b", kOptions, record), LineKind::kRecord);
  EXPECT_FALSE(record.rank.has_value());
  EXPECT_TRUE(record.name.empty());
  ASSERT_EQ(parse_input_line("plain.test", kOptions, record),
            LineKind::kRecord);
  EXPECT_EQ(record.input, "");
  EXPECT_EQ(record.error, "");
  ASSERT_EQ(parse_input_line("# nothing", kOptions, record),
            LineKind::kNothing);
  EXPECT_TRUE(record.name.empty());
  EXPECT_FALSE(record.rank.has_value());
}

// Nothing of the record may hold `secret`.
void expect_hidden(const std::string& line, const std::string& secret) {
  InputRecord record;
  (void)parse_input_line(line, kOptions, record);
  const std::string name =
      record.name.empty() ? "" : to_text(record.name.view());
  for (const std::string& text : {name, record.input, record.error}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << line << " -> " << text;
  }
}

TEST(InputLineTest, LocalPartIsNeverShown) {
  for (const char* line : {"secret@x.test",
                           "secret@",
                           "secret@@x.test",
                           "a@secret@x.test",
                           "secret@a b",
                           "secret@a..b",
                           "secret@192.0.2.1",
                           "secret@[::1]",
                           "secret@x.local",
                           "1,secret@x.test",
                           "secret@x.test,secret2",
                           "\"secret\"@x.test",
                           "1,\"secret\"@x.test",
                           "<secret@x.test>",
                           "mailto:secret@x.test",
                           "secret@x.test # c",
                           "secret@x://y",
                           "https://secret:secret@x.test/secret",
                           "https://secret@/",
                           "\"secret@x.test\"",
                           "\"secret@x.test\",5",
                           "secret#@x.test"}) {
    expect_hidden(line, "secret");
  }
}

TEST(InputLineTest, QuotedLocalPartMayHoldAnything) {
  for (const char* line :
       {"\"secret,secret\"@x.test", "\"secret #secret\"@x.test",
        "1,\"secret,a\"@x.test", "\"secret\\\",a\"@x.test",
        "\"secret://a/b\"@x.test", "\"Secret, A.\" <secret@x.test>",
        "\"secret @ a,b\"@x.test", "\"secret , #\\\" ,\"@x.test"}) {
    expect_hidden(line, "secret");
    EXPECT_EQ(to_text(record_of(line).name.view()), "x.test") << line;
  }
}

TEST(InputLineTest, RankBeforeAQuotedLocalPartIsKept) {
  const InputRecord record = record_of("12,\"a,b\"@x.test");
  EXPECT_EQ(record.rank, 12);
  EXPECT_EQ(record.input, "@x.test");
}

TEST(InputLineTest, RandomOctetsGiveANameOrAnError) {
  constexpr std::uint64_t kSeed = 4242;
  constexpr std::string_view kPieces[] = {
      "example", ".",      ",",    "\"", "@", "://", "#", " ", "\\", "xn--",
      "\u00FC",  "\u3002", "\xFF", "[",  "]", ":",   "*", "1", "-"};
  io::Prng prng(kSeed);
  for (int round = 0; round < 20000; ++round) {
    std::string line;
    for (std::uint32_t parts = prng.below(12); parts > 0; --parts) {
      line += prng.below(8) == 0
                  ? std::string(1, static_cast<char>(prng.below(256)))
                  : std::string(kPieces[prng.below(std::size(kPieces))]);
    }
    InputRecord record;
    const std::string where =
        "seed " + std::to_string(kSeed) + " round " + std::to_string(round);
    if (parse_input_line(line, kOptions, record) == LineKind::kRecord) {
      ASSERT_EQ(record.name.empty(), !record.error.empty()) << where;
      expect_printable(record.input, where);
    }
    expect_hidden("q9secret@" + line, "q9secret");
    expect_hidden(line + "q9secret@" + line, "q9secret");
  }
}

// A blank in front takes a line off the short way that plain names go.
TEST(InputLineTest, PlainNamesMeanTheSameWithABlankInFront) {
  constexpr std::uint64_t kSeed = 77;
  constexpr std::string_view kPieces[] = {
      ".",  ".", "-",  "_", "xn--", "local",     "example",   "a",
      "Z9", "0", "\r", "*", "com",  "LOCALHOST", "home.arpa", "\xC3\xBC"};
  io::Prng prng(kSeed);
  for (int round = 0; round < 50000; ++round) {
    std::string line;
    for (std::uint32_t parts = 1 + prng.below(9); parts > 0; --parts) {
      const auto times = prng.below(40) == 0 ? prng.below(70) : 1;
      const std::string_view piece = kPieces[prng.below(std::size(kPieces))];
      for (std::uint32_t i = 0; i < times; ++i) {
        line += piece;
      }
    }
    InputOptions options;
    options.allow_special = prng.below(2) == 0;
    options.lenient = prng.below(2) == 0;
    InputRecord plain;
    InputRecord slow;
    ASSERT_EQ(parse_input_line(line, options, plain),
              parse_input_line(" " + line, options, slow));
    ASSERT_EQ(plain.name, slow.name) << "seed " << kSeed << ": " << line;
    ASSERT_EQ(plain.error, slow.error) << "seed " << kSeed << ": " << line;
    ASSERT_EQ(plain.input, slow.input) << "seed " << kSeed << ": " << line;
    ASSERT_EQ(plain.rank, slow.rank) << "seed " << kSeed << ": " << line;
  }
}

}  // namespace
}  // namespace mxsweep
