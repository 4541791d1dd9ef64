// Texts for people, in lines of a terminal.
#include "io/base/text_wrap.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mxsweep::io {
namespace {

std::string wrapped(std::string_view text, std::size_t column,
                    std::size_t columns) {
  std::string out(column, '>');
  append_wrapped(text, column, out, columns);
  return out;
}

TEST(TextWrap, LinesEndBetweenWords) {
  EXPECT_EQ(wrapped("one two three", 2, 9), ">>one two\n  three\n");
  EXPECT_EQ(wrapped("one two three", 2, 8), ">>one\n  two\n  three\n");
  EXPECT_EQ(wrapped("one two", 2, 80), ">>one two\n");
  EXPECT_EQ(wrapped("", 2, 80), ">>\n");
}

TEST(TextWrap, LongWordsStayWhole) {
  EXPECT_EQ(wrapped("/a/long/path and", 0, 8), "/a/long/path\nand\n");
  EXPECT_EQ(wrapped("at /a/long/path", 0, 8), "at\n/a/long/path\n");
}

TEST(TextWrap, CharactersCountAndNotTheirOctets) {
  EXPECT_EQ(wrapped("\u00FC\u00FC \u00FC\u00FC", 0, 5),
            "\u00FC\u00FC \u00FC\u00FC\n");
}

TEST(TextWrap, EightyColumnsUnlessToldOtherwise) {
  std::string out;
  append_wrapped(std::string(40, 'a') + ' ' + std::string(40, 'b'), 0, out);
  EXPECT_EQ(out, std::string(40, 'a') + '\n' + std::string(40, 'b') + '\n');
}

}  // namespace
}  // namespace mxsweep::io
