// Packed texts: what was put in comes out, missing ones are told from empty
// ones, and what is too long is cut at the end of a character.
#include "io/base/packed_texts.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "io/base/utf8.h"

namespace mxsweep::io {
namespace {

using Texts = std::vector<std::optional<std::string>>;

Texts unpacked(std::string_view piece, std::size_t count) {
  Texts texts;
  for (std::size_t i = 0; i < count; ++i) {
    const auto text = packed_text(piece, i);
    texts.push_back(text.has_value() ? std::optional<std::string>(*text)
                                     : std::nullopt);
  }
  return texts;
}

std::string packed(const Texts& texts, TextPacker& packer) {
  std::string piece;
  packer.begin(piece);
  for (const auto& text : texts) {
    packer.add(text);
  }
  return piece;
}

TEST(PackedTextsTest, ComeOutAsTheyWentIn) {
  TextPacker packer;
  const Texts texts = {"a",
                       std::nullopt,
                       "",
                       std::string("\0\x7F", 2),
                       std::string(kPackedTextBytesMax, 'x'),
                       "last"};
  EXPECT_EQ(unpacked(packed(texts, packer), texts.size()), texts);
  EXPECT_EQ(packer.cut(), 0U);
}

TEST(PackedTextsTest, WhatWasNotPutInIsMissing) {
  TextPacker packer;
  EXPECT_EQ(packed_text({}, 0), std::nullopt);
  EXPECT_EQ(packed_text({}, kPackedTextsMax - 1), std::nullopt);
  EXPECT_EQ(packed_text(packed({"a"}, packer), 1), std::nullopt);
}

TEST(PackedTextsTest, PiecesStandBehindEachOther) {
  TextPacker packer;
  std::string octets = "before";
  packer.begin(octets);
  packer.add("one");
  const std::size_t end = octets.size();
  packer.begin(octets);
  packer.add("two");
  EXPECT_EQ(packed_text(std::string_view(octets).substr(6, end - 6), 0), "one");
  EXPECT_EQ(packed_text(std::string_view(octets).substr(end), 0), "two");
}

TEST(PackedTextsTest, LongOnesEndWithACharacter) {
  for (const std::string character : {"a", "\u00e9", "\u6771", "\U0001f986"}) {
    for (std::size_t before = 0; before < 4; ++before) {
      std::string text(before, '-');
      while (text.size() < 2 * kPackedTextBytesMax) {
        text += character;
      }
      TextPacker packer;
      const std::string piece = packed({text}, packer);
      const std::string kept(packed_text(piece, 0).value());
      EXPECT_TRUE(is_valid_utf8(kept));
      EXPECT_EQ(kept, text.substr(0, kept.size()));
      EXPECT_LE(kept.size(), kPackedTextBytesMax);
      EXPECT_GT(kept.size() + character.size(), kPackedTextBytesMax);
      EXPECT_EQ(packer.cut(), 1U);
    }
  }
}

TEST(PackedTextsTest, IllFormedPartsAreReplaced) {
  TextPacker packer;
  EXPECT_EQ(packed_text(packed({"a\xFF\xC3z\xE6\x9D"}, packer), 0),
            "a\uFFFD\uFFFDz\uFFFD");
  EXPECT_EQ(packer.cut(), 0U);
  std::string many;
  for (std::size_t i = 0; i < kPackedTextBytesMax / 3; ++i) {
    many += "\uFFFD";
  }
  EXPECT_EQ(packed_text(packed({std::string(5000, '\x80')}, packer), 0), many);
  EXPECT_EQ(packer.cut(), 1U);
  EXPECT_EQ(packed_text(packed({std::string(500, '\x80')}, packer), 0), many);
  EXPECT_EQ(packer.cut(), 2U);
}

TEST(PackedTextsTest, AllOfAPieceAreBoundedTogether) {
  TextPacker packer;
  const Texts texts(kPackedTextsMax, std::string(1000, 'x'));
  const std::string piece = packed(texts, packer);
  std::size_t sum = 0;
  for (const auto& text : unpacked(piece, texts.size())) {
    ASSERT_TRUE(text.has_value());
    sum += text->size();
  }
  EXPECT_EQ(sum, kPackedBytesMax);
  EXPECT_EQ(packer.cut(), texts.size() - kPackedBytesMax / 1000);
}

}  // namespace
}  // namespace mxsweep::io
