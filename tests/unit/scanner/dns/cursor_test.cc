// Cursor: integers, sticky errors, and names with everything that RFC 9267
// says goes wrong in them (W2, W3).
#include "scanner/dns/cursor.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::as_message;
using test::compressed;
using test::Octets;
using test::put_bytes;
using test::put_u16;
using test::wire;

// A message of a header of zero octets and what follows.
Octets after_header(const Octets& rest) {
  Octets out(kHeaderOctets, 0);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

Octets joined(Octets first, const Octets& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

struct ReadName {
  std::string text;
  std::size_t position = 0;
  bool malformed = false;
};

ReadName read_name(const Octets& message, std::size_t at) {
  Cursor cursor(as_message(message), at);
  Name name;
  cursor.name(name);
  EXPECT_EQ(name.empty(), cursor.malformed());
  return {name.empty() ? "" : to_text(name.view()), cursor.position(),
          cursor.malformed()};
}

bool is_malformed(const Octets& message, std::size_t at) {
  return read_name(message, at).malformed;
}

TEST(CursorTest, ReadsIntegersInNetworkOrder) {
  const Octets octets = {0x01, 0x02, 0x03, 0x80, 0x05, 0x06, 0xFF};
  Cursor cursor(as_message(octets));
  EXPECT_EQ(cursor.u8(), 0x01);
  EXPECT_EQ(cursor.u16(), 0x0203);
  EXPECT_EQ(cursor.u32(), 0x800506FFU);
  EXPECT_TRUE(cursor.at_end());
  EXPECT_FALSE(cursor.malformed());
}

TEST(CursorTest, ReadBeyondTheEndIsZeroAndSticks) {
  const Octets octets = {0xAA, 0xBB, 0xCC};
  Cursor cursor(as_message(octets));
  EXPECT_EQ(cursor.u32(), 0U);
  EXPECT_TRUE(cursor.malformed());
  EXPECT_EQ(cursor.u8(), 0U);
  EXPECT_EQ(cursor.u16(), 0U);
  EXPECT_TRUE(cursor.bytes(1).empty());
  Name name;
  cursor.name(name);
  EXPECT_TRUE(name.empty());
  EXPECT_TRUE(cursor.malformed());
}

TEST(CursorTest, EveryReadChecksTheEnd) {
  const Octets octets = {1, 2, 3};
  for (std::size_t at = 0; at <= 4; ++at) {
    const std::size_t left = at <= 3 ? 3 - at : 0;
    Cursor one(as_message(octets), at);
    (void)one.u8();
    EXPECT_EQ(one.malformed(), at > 2) << at;
    Cursor two(as_message(octets), at);
    (void)two.u16();
    EXPECT_EQ(two.malformed(), at > 1) << at;
    Cursor skipped(as_message(octets), at);
    skipped.skip(left);
    EXPECT_EQ(skipped.malformed(), at > 3) << at;
    skipped.skip(1);
    EXPECT_TRUE(skipped.malformed()) << at;
    Cursor taken(as_message(octets), at);
    EXPECT_EQ(taken.bytes(left).size(), left) << at;
    EXPECT_TRUE(taken.bytes(1).empty()) << at;
    EXPECT_TRUE(taken.malformed()) << at;
  }
}

TEST(CursorTest, HugeCountsDoNotWrapAround) {
  const Octets octets = {1, 2, 3};
  Cursor skipped(as_message(octets), 1);
  skipped.skip(~std::size_t{0});
  EXPECT_TRUE(skipped.malformed());
  Cursor taken(as_message(octets), 1);
  EXPECT_TRUE(taken.bytes(~std::size_t{0}).empty());
  EXPECT_TRUE(taken.malformed());
  Cursor part(as_message(octets), 1);
  EXPECT_TRUE(part.sub(~std::size_t{0}).malformed());
  EXPECT_TRUE(part.malformed());
}

TEST(CursorTest, SubEndsWhereItShouldAndTheOuterGoesOnBehindIt) {
  const Octets octets = {1, 2, 3, 4};
  Cursor cursor(as_message(octets));
  Cursor part = cursor.sub(3);
  EXPECT_EQ(part.u16(), 0x0102);
  EXPECT_FALSE(part.at_end());
  EXPECT_EQ(part.u8(), 3);
  EXPECT_TRUE(part.at_end());
  EXPECT_EQ(part.u8(), 0);
  EXPECT_TRUE(part.malformed());
  EXPECT_EQ(cursor.u8(), 4);
  EXPECT_FALSE(cursor.malformed());
}

TEST(CursorTest, NameInsideSubMayNotRunOverItsEnd) {
  const Octets message = after_header(wire("mail.test"));
  Cursor cursor(as_message(message), kHeaderOctets);
  Cursor part = cursor.sub(message.size() - kHeaderOctets - 1);
  Name name;
  part.name(name);
  EXPECT_TRUE(part.malformed());
  Cursor again(as_message(message), kHeaderOctets);
  Cursor whole = again.sub(message.size() - kHeaderOctets);
  whole.name(name);
  EXPECT_FALSE(whole.malformed());
  EXPECT_TRUE(whole.at_end());
}

TEST(CursorTest, W2PointerInsideSubMayLeaveItBackwards) {
  const Octets message =
      after_header(joined(wire("w2.test"), compressed("mail", 12)));
  const std::size_t at = kHeaderOctets + 9;
  Cursor cursor(as_message(message), at);
  Cursor part = cursor.sub(message.size() - at);
  Name name;
  part.name(name);
  EXPECT_EQ(to_text(name.view()), "mail.w2.test");
  EXPECT_TRUE(part.at_end());
}

TEST(CursorTest, W5NamesAreLowerCased) {
  const Octets message = after_header(wire("MaIl.W5.TeST"));
  EXPECT_EQ(read_name(message, 12).text, "mail.w5.test");
}

TEST(CursorTest, RootIsOneOctet) {
  const Octets message = after_header({0, 0xFF});
  const ReadName read = read_name(message, 12);
  EXPECT_EQ(read.text, ".");
  EXPECT_EQ(read.position, 13U);
}

TEST(CursorTest, W2PointersToEarlierNamesAreFollowed) {
  // 12: w2.test., 21: mail -> 12, 28: -> 21
  const Octets message = after_header(joined(
      joined(wire("w2.test"), compressed("mail", 12)), compressed("", 21)));
  EXPECT_EQ(read_name(message, 21).text, "mail.w2.test");
  EXPECT_EQ(read_name(message, 21).position, 28U);
  EXPECT_EQ(read_name(message, 28).text, "mail.w2.test");
  EXPECT_EQ(read_name(message, 28).position, 30U);
  // Into the middle of a name: only its last label.
  const Octets middle = after_header(joined(wire("w2.test"), {0xC0, 15}));
  EXPECT_EQ(read_name(middle, 21).text, "test");
}

TEST(CursorTest, W2PointerToTheRootOctetOfAnotherName) {
  const Octets message = after_header(joined(wire("a.test"), {0xC0, 19}));
  EXPECT_EQ(read_name(message, 20).text, ".");
  EXPECT_EQ(read_name(message, 20).position, 22U);
}

TEST(CursorTest, W3PointerToItselfIsMalformed) {
  EXPECT_TRUE(is_malformed(after_header({0xC0, 12}), 12));
}

TEST(CursorTest, W3PointerToTheStartOfItsOwnNameIsMalformed) {
  EXPECT_TRUE(is_malformed(after_header(compressed("loop", 12)), 12));
}

TEST(CursorTest, W3ForwardPointerIsMalformed) {
  EXPECT_TRUE(is_malformed(after_header(joined({0xC0, 14}, wire("x"))), 12));
  EXPECT_TRUE(is_malformed(after_header(joined({0xC0, 15}, wire("x"))), 12));
}

TEST(CursorTest, W3PointersPastTheEndAreMalformed) {
  for (const std::size_t target : {14U, 255U, 1024U, 0x3FFFU}) {
    EXPECT_TRUE(is_malformed(after_header(compressed("a", target)), 12))
        << target;
  }
}

TEST(CursorTest, W3MutualPointersAreMalformed) {
  // 12 -> 14 and 14 -> 12, entered from either side.
  const Octets message = after_header({0xC0, 14, 0xC0, 12});
  EXPECT_TRUE(is_malformed(message, 12));
  EXPECT_TRUE(is_malformed(message, 14));
}

TEST(CursorTest, W3PointerThatRunsIntoItselfAgainIsMalformed) {
  // 12: label "a" and then, at 14, a pointer to 12, read from behind.
  const Octets message = after_header({1, 'a', 0xC0, 12, 0xC0, 12});
  EXPECT_TRUE(is_malformed(message, 16));
}

TEST(CursorTest, W3PointerIntoTheHeaderIsMalformed) {
  // The header is full of zero octets, each of which would be the root.
  for (std::size_t target = 0; target < kHeaderOctets; ++target) {
    EXPECT_TRUE(is_malformed(after_header(compressed("a", target)), 12))
        << target;
  }
  EXPECT_EQ(read_name(after_header(joined({0}, compressed("a", 12))), 13).text,
            "a");
}

TEST(CursorTest, W3SecondPointerIntoTheHeaderIsMalformed) {
  const Octets message = after_header(joined({0xC0, 4}, compressed("a", 12)));
  EXPECT_TRUE(is_malformed(message, 14));
}

// Each pointer leads to the one before; the first leads to a name.
Octets pointer_chain(std::size_t pointers) {
  Octets out = wire("end.test");
  std::size_t target = kHeaderOctets;
  for (std::size_t i = 0; i < pointers; ++i) {
    const std::size_t here = kHeaderOctets + out.size();
    put_u16(0xC000U | target, out);
    target = here;
  }
  return after_header(out);
}

TEST(CursorTest, W3ChainOf200PointersIsMalformed) {
  EXPECT_TRUE(is_malformed(pointer_chain(200), 12 + 10 + 2 * 199));
  EXPECT_TRUE(is_malformed(pointer_chain(8000), 12 + 10 + 2 * 7999));
}

TEST(CursorTest, W3AsManyPointersAsANameHasLabelsAreFollowed) {
  const int limit = kPointerHopsMax;
  for (const int pointers : {1, 2, 126, limit}) {
    const Octets message = pointer_chain(static_cast<std::size_t>(pointers));
    const ReadName read = read_name(message, message.size() - 2);
    EXPECT_EQ(read.text, "end.test") << pointers;
    EXPECT_EQ(read.position, message.size()) << pointers;
  }
  const Octets message = pointer_chain(static_cast<std::size_t>(limit) + 1);
  EXPECT_TRUE(is_malformed(message, message.size() - 2));
}

TEST(CursorTest, W3LongestNameMadeOfOneLabelPerPointerIsRead) {
  // 127 labels of one octet are the most a name can have: 255 octets.
  Octets rest = {1, 'a', 0};
  std::size_t target = kHeaderOctets;
  for (int label = 1; label < 127; ++label) {
    const std::size_t here = kHeaderOctets + rest.size();
    const Octets part = compressed("a", target);
    rest.insert(rest.end(), part.begin(), part.end());
    target = here;
  }
  EXPECT_FALSE(is_malformed(after_header(rest), target));
}

TEST(CursorTest, W3PointerReachedByAPointerMustLeadFurtherBack) {
  // 12 -> 14 "x"; 17 -> 12: the second jump is forward, if before the name.
  const Octets message = after_header({0xC0, 14, 1, 'x', 0, 0xC0, 12});
  EXPECT_EQ(read_name(message, 14).text, "x");
  EXPECT_TRUE(is_malformed(message, 17));
}

TEST(CursorTest, W3CutPointerIsMalformed) {
  EXPECT_TRUE(is_malformed(after_header({0xC0}), 12));
  EXPECT_TRUE(is_malformed(after_header({1, 'a', 0xC0}), 12));
}

TEST(CursorTest, W3OtherLabelTypesAreMalformed) {
  for (unsigned type = 0x40; type < 0xC0; ++type) {
    Octets rest = {static_cast<std::uint8_t>(type)};
    rest.resize(256, 'x');
    rest.push_back(0);
    EXPECT_TRUE(is_malformed(after_header(rest), 12)) << type;
  }
}

Octets labels_of(std::initializer_list<std::size_t> sizes) {
  Octets out;
  for (const std::size_t size : sizes) {
    out.push_back(static_cast<std::uint8_t>(size));
    out.insert(out.end(), size, 'x');
  }
  return out;
}

TEST(CursorTest, NameOf255OctetsIsReadAnd256IsMalformed) {
  const Octets longest = joined(labels_of({63, 63, 63, 61}), {0});
  ASSERT_EQ(longest.size(), 255U);
  EXPECT_FALSE(is_malformed(after_header(longest), 12));
  const Octets too_long = joined(labels_of({63, 63, 63, 62}), {0});
  EXPECT_TRUE(is_malformed(after_header(too_long), 12));
  const Octets one_more = joined(labels_of({63, 63, 63, 59, 1}), {0});
  ASSERT_EQ(one_more.size(), 255U);
  EXPECT_FALSE(is_malformed(after_header(one_more), 12));
  const Octets two_more = joined(labels_of({63, 63, 63, 60, 1}), {0});
  EXPECT_TRUE(is_malformed(after_header(two_more), 12));
}

TEST(CursorTest, W3LimitOf255OctetsHoldsAcrossPointers) {
  const Octets tail = joined(labels_of({63, 63, 63}), {0});  // 193 octets
  const std::size_t at = kHeaderOctets + tail.size();
  const Octets fits = joined(tail, joined(labels_of({61}), {0xC0, 12}));
  EXPECT_FALSE(is_malformed(after_header(fits), at));
  const Octets long_by_one = joined(tail, joined(labels_of({62}), {0xC0, 12}));
  EXPECT_TRUE(is_malformed(after_header(long_by_one), at));
}

TEST(CursorTest, W6AnyOctetMayStandInALabel) {
  Octets rest;
  for (unsigned first = 0; first < 256; first += 32) {
    rest.push_back(16);
    for (unsigned octet = first; octet < first + 16; ++octet) {
      rest.push_back(static_cast<std::uint8_t>(octet));
    }
  }
  rest.push_back(0);
  const ReadName read = read_name(after_header(rest), 12);
  ASSERT_FALSE(read.malformed);
  Octets lowered = rest;
  for (std::uint8_t& octet : lowered) {
    octet = octet >= 'A' && octet <= 'Z' ? std::uint8_t(octet + 32) : octet;
  }
  const NameView expected(lowered.data(), lowered.size());
  EXPECT_TRUE(test::name_of(read.text).view() == expected);
}

TEST(CursorTest, NameCutAtAnyOctetIsMalformed) {
  const Octets message =
      after_header(joined(wire("w3.test"), compressed("mail", 12)));
  for (std::size_t size = 21; size < message.size(); ++size) {
    const Octets cut(message.begin(),
                     message.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_TRUE(is_malformed(cut, 21)) << size;
  }
  EXPECT_FALSE(is_malformed(message, 21));
}

TEST(CursorTest, SkipNameMovesAsFarAsName) {
  const Octets message = after_header(
      joined(joined(wire("w2.test"), compressed("mail", 12)), {0xC0, 12, 0}));
  for (const std::size_t at : {12U, 15U, 20U, 21U, 28U, 30U}) {
    Cursor cursor(as_message(message), at);
    cursor.skip_name();
    EXPECT_FALSE(cursor.malformed()) << at;
    EXPECT_EQ(cursor.position(), read_name(message, at).position) << at;
  }
}

TEST(CursorTest, W3SkipNameRefusesWhatHasNoEnd) {
  for (const Octets& rest : {Octets{}, Octets{0xC0}, Octets{0x40, 0},
                             Octets{0x80, 0}, Octets{5, 'a'}, Octets{1, 'a'}}) {
    const Octets message = after_header(rest);
    Cursor cursor(as_message(message), kHeaderOctets);
    cursor.skip_name();
    EXPECT_TRUE(cursor.malformed()) << rest.size();
  }
}

}  // namespace
}  // namespace mxsweep
