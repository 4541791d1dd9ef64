// CharsetSource: what is not UTF-8 becomes so, and what is no text is refused.

#include "io/file/charset_source.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/encoders.h"
#include "tests/support/read_list.h"

namespace mxsweep::io {
namespace {

using test::ListFolder;
using test::ReadList;
using test::Way;

using Lines = std::vector<std::string>;

std::string utf16(std::u16string_view text, bool little) {
  std::string out;
  for (const char16_t unit : text) {
    const auto high = static_cast<char>(unit >> 8U);
    const auto low = static_cast<char>(unit & 0xFFU);
    out += little ? low : high;
    out += little ? high : low;
  }
  return out;
}

class CharsetSourceTest : public testing::TestWithParam<Way> {
 protected:
  [[nodiscard]] ReadList read(
      std::string_view bytes,
      TextEncoding encoding = TextEncoding::kUtf8) const {
    return folder_.read(bytes, GetParam(), encoding);
  }

  ListFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Ways, CharsetSourceTest,
                         testing::Values(Way::kFile, Way::kPipe));

TEST_P(CharsetSourceTest, Utf16WithAMarkIsReadInEitherOrder) {
  for (const bool little : {true, false}) {
    const ReadList got = read(utf16(
        u"\uFEFFb\u00FCcher.example\r\n\u4F8B.example\r\n\U0001F600.example",
        little));
    EXPECT_EQ(got.error, "");
    EXPECT_EQ(got.lines, (Lines{"b\u00FCcher.example\r", "\u4F8B.example\r",
                                "\U0001F600.example"}));
  }
}

// They stand inside of a text where files were put together.
TEST_P(CharsetSourceTest, MarkAtTheStartOfAnyLineIsDropped) {
  EXPECT_EQ(read(utf16(u"\uFEFFa\n\uFEFFb\n", true)).lines, (Lines{"a", "b"}));
  EXPECT_EQ(read("\uFEFFa\n\uFEFF\uFEFFb\n\uFEFF\nc\uFEFFd\n\uFEFF").lines,
            (Lines{"a", "b", "", "c\uFEFFd", ""}));
}

TEST_P(CharsetSourceTest, LongUtf16IsReadWhole) {
  std::u16string text = u"\uFEFF";
  Lines expected;
  for (int i = 0; i < 20'000; ++i) {
    text += u"\U00010348\u20AC.example\n";
    expected.emplace_back("\U00010348\u20AC.example");
  }
  EXPECT_EQ(read(utf16(text, true)).lines, expected);
}

TEST_P(CharsetSourceTest, PackedUtf16IsReadToo) {
  const ReadList got =
      read(test::encode("gzip", utf16(u"\uFEFFa.example\n", true)));
  EXPECT_EQ(got.lines, Lines{"a.example"});
}

TEST_P(CharsetSourceTest, SurrogatesWithoutPartnerAreReplaced) {
  const char16_t high = 0xD83D;
  const char16_t low = 0xDE00;
  std::u16string text = u"\uFEFF";
  text += high;
  text += u"a\n";
  text += low;
  text += u"b\n";
  text += high;
  const ReadList got = read(utf16(text, true));
  EXPECT_EQ(got.lines, (Lines{"\uFFFDa", "\uFFFDb", "\uFFFD"}));
  EXPECT_EQ(got.error, "");
}

TEST_P(CharsetSourceTest, HalfACharacterAtTheEndIsAnError) {
  const ReadList got = read(utf16(u"\uFEFFa\nb", true) + "x");
  EXPECT_EQ(got.lines, Lines{"a"});
  EXPECT_EQ(got.error,
            "cannot read FILE: it ends in the middle of a character of "
            "UTF-16: is the file whole?");
}

TEST_P(CharsetSourceTest, EncodingThatIsGivenNeedsNoMark) {
  EXPECT_EQ(
      read(utf16(u"\u00FC.example\n", true), TextEncoding::kUtf16Le).lines,
      Lines{"\u00FC.example"});
  EXPECT_EQ(
      read(utf16(u"\u00FC.example\n", false), TextEncoding::kUtf16Be).lines,
      Lines{"\u00FC.example"});
}

TEST_P(CharsetSourceTest, Latin1IsThatOfWindows) {
  const ReadList got = read(
      "b\xFC"
      "cher.example\n\x8A"
      "koda.example\n\xA0\x81\xFF\n",
      TextEncoding::kLatin1);
  EXPECT_EQ(got.lines, (Lines{"b\u00FC"
                              "cher.example",
                              "\u0160"
                              "koda.example",
                              "\u00A0\uFFFD\u00FF"}));
}

TEST_P(CharsetSourceTest, MarkOfUtf16SaysMoreThanTheEncodingGiven) {
  EXPECT_EQ(read(utf16(u"\uFEFFa\n", false), TextEncoding::kLatin1).lines,
            Lines{"a"});
}

TEST_P(CharsetSourceTest, WhatIsNotUtf8IsLeftAsItIs) {
  EXPECT_EQ(read("b\xFC"
                 "cher\n\xFF\n")
                .lines,
            (Lines{"b\xFC"
                   "cher",
                   "\xFF"}));
  EXPECT_EQ(read("\xFF").lines, Lines{"\xFF"});
  EXPECT_EQ(read("\xFE"
                 "a")
                .lines,
            Lines{"\xFE"
                  "a"});
}

TEST_P(CharsetSourceTest, NulEarlyOnIsNoText) {
  const std::string reason =
      " of its text), so it is no list in UTF-8; UTF-16 without a byte order "
      "mark needs its encoding given";
  EXPECT_EQ(read(std::string("a.b\n\0", 5)).error,
            "cannot read FILE: it holds NUL (octet 4" + reason);
  EXPECT_EQ(read(utf16(u"a.example\n", true)).error,
            "cannot read FILE: it holds NUL (octet 1" + reason);
  std::string late(2 * kSniffBytes, '\n');
  late[kSniffBytes - 1] = '\0';
  EXPECT_EQ(read(late).error,
            "cannot read FILE: it holds NUL (octet 4095" + reason);
  late[kSniffBytes - 1] = '\n';
  late[kSniffBytes] = '\0';
  EXPECT_EQ(read(late).error, "");
  // UTF-32 begins like UTF-16.
  EXPECT_NE(read(std::string("\xFF\xFE\0\0a\0\0\0", 8)).error, "");
}

TEST_P(CharsetSourceTest, FilesThatAreNoTextAreCalledByTheirName) {
  using std::string_literals::operator""s;
  const std::string tar = "list.txt"s + std::string(249, '\0') + "ustar\0"s;
  for (const auto& [octets, what] :
       {std::pair("SQLite format 3\0"s, "SQLite"),
        std::pair("ARROW1\0\0"s, "Feather"), std::pair(tar, "tar archive"),
        std::pair("7z\xBC\xAF\x27\x1C\0"s, "7z"),
        std::pair("\x80\x04\x95\x1F\0\0\0"s, "pickle"),
        std::pair("\xD4\xC3\xB2\xA1\2\0"s, "packets"),
        std::pair("\x04\x22\x4D\x18\0"s, "lz4"),
        std::pair("\x1F\x9D\x90\0"s, ".Z"), std::pair("LZIP\1\0"s, "lzip")}) {
    EXPECT_NE(read(octets).error.find(what), std::string::npos)
        << what << read(octets).error;
  }
}

TEST_P(CharsetSourceTest, ParquetIsNoTextAndPassesAsItIs) {
  const std::string parquet("PAR1\0\x15\0\n\0PAR1", 13);
  const auto got = read(parquet);
  EXPECT_EQ(got.error, "");
  EXPECT_EQ(got.lines, (Lines{parquet.substr(0, 7), parquet.substr(8)}));
}

TEST_P(CharsetSourceTest, EmptyTextIsEmpty) {
  for (const TextEncoding encoding :
       {TextEncoding::kUtf8, TextEncoding::kLatin1, TextEncoding::kUtf16Le}) {
    EXPECT_EQ(read("", encoding).lines, Lines{});
    EXPECT_EQ(read("", encoding).error, "");
  }
  EXPECT_EQ(read("\xFF\xFE").lines, Lines{""});
}

}  // namespace
}  // namespace mxsweep::io
