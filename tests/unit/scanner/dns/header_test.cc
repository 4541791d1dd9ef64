// The fixed header: every flag at its place (RFC 1035 section 4.1.1, AD of
// RFC 4035), and nothing read from less than twelve octets.
#include "scanner/dns/header.h"

#include <gtest/gtest.h>

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::as_message;
using test::Octets;

Header header_with(std::uint8_t high, std::uint8_t low) {
  const Octets octets = {0, 0, high, low, 0, 0, 0, 0, 0, 0, 0, 0};
  return read_header(as_message(octets)).value_or(Header{});
}

// Which of the flags are set, as one letter each.
std::string letters(const Header& header) {
  std::string out;
  out += header.response ? "q" : "";
  out += header.authoritative ? "a" : "";
  out += header.truncated ? "t" : "";
  out += header.recursion_desired ? "d" : "";
  out += header.recursion_available ? "r" : "";
  out += header.authentic_data ? "s" : "";
  return out;
}

TEST(HeaderTest, ReadsIdAndCounts) {
  const Octets octets = {0xAB, 0xCD, 0, 0, 0x01, 0x02,
                         0x03, 0x04, 5, 6, 0xFF, 0xFE};
  const auto header = read_header(as_message(octets));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->id, 0xABCD);
  EXPECT_EQ(header->questions, 0x0102);
  EXPECT_EQ(header->answers, 0x0304);
  EXPECT_EQ(header->authorities, 0x0506);
  EXPECT_EQ(header->additionals, 0xFFFE);
}

TEST(HeaderTest, EachBitIsItsFlagAndNoOther) {
  EXPECT_EQ(letters(header_with(0, 0)), "");
  EXPECT_EQ(letters(header_with(0x80, 0)), "q");
  EXPECT_EQ(letters(header_with(0x04, 0)), "a");
  EXPECT_EQ(letters(header_with(0x02, 0)), "t");
  EXPECT_EQ(letters(header_with(0x01, 0)), "d");
  EXPECT_EQ(letters(header_with(0, 0x80)), "r");
  EXPECT_EQ(letters(header_with(0, 0x40)), "");  // Z
  EXPECT_EQ(letters(header_with(0, 0x20)), "s");
  EXPECT_EQ(letters(header_with(0, 0x10)), "");  // CD
  EXPECT_EQ(letters(header_with(0xFF, 0xFF)), "qatdrs");
}

TEST(HeaderTest, OpcodeAndRcodeAreFourBits) {
  for (unsigned value = 0; value < 16; ++value) {
    const auto high = static_cast<std::uint8_t>(value << 3U);
    const auto low = static_cast<std::uint8_t>(value);
    EXPECT_EQ(header_with(high, 0).opcode, value);
    EXPECT_EQ(header_with(high, 0).rcode, 0);
    EXPECT_EQ(header_with(0, low).rcode, value);
    EXPECT_EQ(header_with(0, low).opcode, 0);
    EXPECT_EQ(letters(header_with(high, low)), "");
  }
}

TEST(HeaderTest, ElevenOctetsAreNoHeader) {
  const Octets octets(12, 0);
  for (std::size_t size = 0; size < kHeaderOctets; ++size) {
    EXPECT_FALSE(read_header(as_message(octets).first(size)).has_value());
  }
  EXPECT_TRUE(read_header(as_message(octets)).has_value());
}

TEST(HeaderTest, PeekIdNeedsOnlyTwoOctets) {
  const Octets octets = {0xFE, 0x01};
  EXPECT_EQ(peek_id(as_message(octets)), 0xFE01);
}

}  // namespace
}  // namespace mxsweep
