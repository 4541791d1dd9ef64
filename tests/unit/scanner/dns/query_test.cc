// write_query(): every octet of a query, with and without OPT (T1, T2).
#include "scanner/dns/query.h"

#include <gtest/gtest.h>

#include "io/base/limits.h"

#include "scanner/dns/header.h"

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::name_of;
using test::Octets;

// The query in a buffer that is larger and full of 0xEE; checks that nothing
// behind it was touched.
Octets written(const QuerySpec& spec) {
  std::array<std::byte, io::kTxDatagramBytesMax> buffer;
  buffer.fill(std::byte{0xEE});
  const std::size_t size = write_query(spec, buffer);
  EXPECT_EQ(size, query_size(spec));
  Octets out;
  for (std::size_t i = 0; i < size; ++i) {
    out.push_back(static_cast<std::uint8_t>(buffer[i]));
  }
  for (std::size_t i = size; i < buffer.size(); ++i) {
    EXPECT_EQ(buffer[i], std::byte{0xEE}) << i;
  }
  return out;
}

TEST(QueryTest, T1QueryWithOptSaysPayload1232) {
  const Name name = name_of("w1.test");
  const Octets expected = {
      0xBE, 0xEF, 0x01, 0x20, 0,    1,   0,   0,   0, 0, 0,
      1,                                               // RD, AD; OPT counted
      2,    'w',  '1',  4,    't',  'e', 's', 't', 0,  // name
      0,    15,   0,    1,                             // MX IN
      0,    0,    41,   0x04, 0xD0, 0,   0,   0,   0, 0, 0};  // OPT, 1232
  EXPECT_EQ(written({name.view(), kTypeMx, 0xBEEF, true}), expected);
}

TEST(QueryTest, T2QueryWithoutOptCountsNoAdditional) {
  const Name name = name_of("w1.test");
  const Octets expected = {0x00, 0x01, 0x01, 0x20, 0,   1,   0, 0,   0,
                           0,    0,    0,    2,    'w', '1', 4, 't', 'e',
                           's',  't',  0,    0,    28,  0,   1};
  EXPECT_EQ(written({name.view(), kTypeAaaa, 1, false}), expected);
}

TEST(QueryTest, DnssecOkIsTheTopBitOfTheFlagsOfOpt) {
  const Name name = name_of("w1.test");
  const Octets without = written({name.view(), kTypeMx, 1, true});
  Octets with = without;
  with[with.size() - 4] = 0x80;  // RFC 6891 section 6.1.3
  EXPECT_EQ(written({name.view(), kTypeMx, 1, true, true}), with);
  EXPECT_EQ(written({name.view(), kTypeMx, 1, false, true}),
            written({name.view(), kTypeMx, 1, false}));
}

TEST(QueryTest, RecursionNeedNotBeDesired) {
  const Name name = name_of("w1.test");
  Octets without = written({name.view(), kTypeMx, 1, true});
  without[2] = 0;  // RFC 1035 section 4.1.1
  EXPECT_EQ(written({name.view(), kTypeMx, 1, true, false, false}), without);
}

TEST(QueryTest, RootCanBeAsked) {
  const Name root = name_of(".");
  const Octets octets = written({root.view(), kTypeMx, 7, false});
  ASSERT_EQ(octets.size(), kHeaderOctets + 1 + 4);
  EXPECT_EQ(octets[12], 0);
}

TEST(QueryTest, LongestNameFitsTheDatagram) {
  std::string text;
  for (int label = 0; label < 127; ++label) {
    text += "a.";
  }
  const Name name = name_of(text);
  const QuerySpec spec{name.view(), kTypeMx, 0xFFFF, true};
  EXPECT_EQ(query_size(spec), 12U + 255U + 4U + 11U);
  EXPECT_EQ(written(spec).size(), query_size(spec));
}

TEST(QueryTest, BufferOfExactlyTheSizeIsEnough) {
  const Name name = name_of("exact.test");
  const QuerySpec spec{name.view(), kTypeA, 3, true};
  std::vector<std::byte> buffer(query_size(spec));
  EXPECT_EQ(write_query(spec, buffer), buffer.size());
}

TEST(QueryTest, OurReaderUnderstandsEveryTypeAndId) {
  const Name name = name_of("a\\.b\\000.test");
  for (const std::uint16_t type : {kTypeMx, kTypeA, kTypeAaaa}) {
    for (const unsigned id : {0U, 1U, 255U, 256U, 0x7FFFU, 0xFFFFU}) {
      const QuerySpec spec{name.view(), type, static_cast<std::uint16_t>(id),
                           (id & 1U) != 0};
      const Octets octets = written(spec);
      const auto message = test::as_message(octets);
      const auto header = read_header(message);
      ASSERT_TRUE(header.has_value());
      EXPECT_EQ(header->id, id);
      EXPECT_EQ(peek_id(message), id);
      EXPECT_FALSE(header->response);
      EXPECT_TRUE(header->recursion_desired);
      EXPECT_TRUE(header->authentic_data);
      Question question;
      std::size_t records_at = 0;
      ASSERT_TRUE(read_question(message, *header, question, records_at));
      EXPECT_EQ(question.name, name);
      EXPECT_EQ(question.type, type);
      EXPECT_EQ(question.klass, kClassIn);
    }
  }
}

// RFC 7873 section 4.
TEST(QueryTest, CookieIsAnOptionOfOpt) {
  const Name name = name_of("w1.test");
  const Octets cookie = {1, 2, 3, 4, 5, 6, 7, 8};
  Octets expected = written({name.view(), kTypeMx, 1, true});
  expected[expected.size() - 1] = 12;  // of RDATA
  const Octets option = {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8};
  expected.insert(expected.end(), option.begin(), option.end());
  QuerySpec spec{name.view(), kTypeMx, 1, true};
  spec.cookie = cookie;
  EXPECT_EQ(written(spec), expected);
  spec.edns = false;
  EXPECT_EQ(written(spec), written({name.view(), kTypeMx, 1, false}));
}

TEST(QueryTest, SecretShowsInTheCaseOfLettersOnly) {
  const Name name = name_of("w1.test");
  Octets expected = written({name.view(), kTypeMx, 1, true});
  for (const std::size_t at : {13U, 16U, 17U, 18U, 19U}) {
    expected[at] ^= 0x20U;
  }
  QuerySpec spec{name.view(), kTypeMx, 1, true};
  spec.case_secret = ~std::uint64_t{0};
  EXPECT_EQ(written(spec), expected);
}

TEST(QueryDeathTest, TooSmallABufferIsAMistakeOfOurs) {
  const Name name = name_of("small.test");
  const QuerySpec spec{name.view(), kTypeMx, 3, true};
  std::vector<std::byte> buffer(query_size(spec) - 1);
  EXPECT_DEATH(write_query(spec, buffer), "buffer.size");
}

}  // namespace
}  // namespace mxsweep
