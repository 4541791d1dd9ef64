// The table of record types, and each decoder alone.
#include <gtest/gtest.h>

#include <set>

#include "scanner/rr/record_type.h"
#include "scanner/rr/status.h"

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::as_message;
using test::Octets;

// Runs a decoder on RDATA that stands behind an empty header.
struct Decoded {
  Answer answer;
  bool malformed = false;
  bool at_end = false;
};

Decoded decoded(std::uint16_t code, const Octets& rdata,
                const RecordContext& context) {
  Octets message(kHeaderOctets, 0);
  message.insert(message.end(), rdata.begin(), rdata.end());
  Cursor cursor(as_message(message), kHeaderOctets);
  Decoded out;
  find_record_type(code)->decode(cursor, context, out.answer);
  out.malformed = cursor.malformed();
  out.at_end = cursor.at_end();
  return out;
}

TEST(RecordTypesTest, TableHasTheThreeTypesAndFindsThem) {
  EXPECT_EQ(record_types().size(), 3U);
  EXPECT_EQ(find_record_type(kTypeMx)->name, "MX");
  EXPECT_EQ(find_record_type(kTypeA)->name, "A");
  EXPECT_EQ(find_record_type(kTypeAaaa)->name, "AAAA");
  EXPECT_EQ(find_record_type(16), nullptr);
  EXPECT_EQ(find_record_type(0), nullptr);
  EXPECT_EQ(find_record_type(255), nullptr);
}

TEST(RecordTypesTest, NamesAndCodesAreDistinctAndDecodersPresent) {
  std::set<std::string_view> names;
  std::set<std::uint16_t> codes;
  for (const RecordType& type : record_types()) {
    EXPECT_TRUE(names.insert(type.name).second);
    EXPECT_TRUE(codes.insert(type.code).second);
    EXPECT_NE(type.decode, nullptr);
    EXPECT_EQ(find_record_type(type.code), &type);
  }
}

TEST(RecordTypesTest, MxDecoderFillsEveryField) {
  const Decoded out =
      decoded(kTypeMx, test::mx_rdata(300, "Mail.Test"), {60, 7});
  ASSERT_EQ(out.answer.mx.size(), 1U);
  EXPECT_EQ(out.answer.mx[0].preference, 300);
  EXPECT_EQ(to_text(out.answer.mx[0].exchange.view()), "mail.test");
  EXPECT_EQ(out.answer.mx[0].index, 7);
  EXPECT_TRUE(out.at_end);
  EXPECT_FALSE(out.malformed);
}

TEST(RecordTypesTest, AddressDecodersFillEveryField) {
  const Decoded four = decoded(kTypeA, {198, 51, 100, 9}, {60, 2});
  ASSERT_EQ(four.answer.addresses.size(), 1U);
  const AddressData& address = four.answer.addresses[0];
  EXPECT_EQ(address.family, 4);
  EXPECT_EQ(address.ttl_s, 60U);
  EXPECT_EQ(address.index, 2);
  EXPECT_EQ(address.bytes, (std::array<std::uint8_t, 16>{198, 51, 100, 9}));
  Octets sixteen;
  for (std::uint8_t octet = 1; octet <= 16; ++octet) {
    sixteen.push_back(octet);
  }
  const Decoded six = decoded(kTypeAaaa, sixteen, {61, 3});
  ASSERT_EQ(six.answer.addresses.size(), 1U);
  EXPECT_EQ(six.answer.addresses[0].family, 6);
  EXPECT_EQ(six.answer.addresses[0].bytes[15], 16);
}

TEST(RecordTypesTest, ShortRdataMarksTheCursorAndAppendsNothing) {
  for (const RecordType& type : record_types()) {
    for (const std::size_t size : {0U, 1U, 2U, 3U}) {
      const Decoded out = decoded(type.code, Octets(size, 9), {});
      EXPECT_TRUE(out.malformed) << type.name << size;
      EXPECT_TRUE(out.answer.mx.empty()) << type.name << size;
      EXPECT_TRUE(out.answer.addresses.empty()) << type.name << size;
      EXPECT_FALSE(out.answer.duplicate_records) << type.name << size;
    }
  }
}

TEST(RecordTypesTest, W7EqualOctetsOfOtherFamiliesAreNoDuplicates) {
  Answer answer;
  Octets message(kHeaderOctets, 0);
  message.resize(kHeaderOctets + 16, 0);
  Cursor first(as_message(message), kHeaderOctets);
  decode_a(first, {}, answer);
  Cursor second(as_message(message), kHeaderOctets);
  decode_aaaa(second, {}, answer);
  EXPECT_EQ(answer.addresses.size(), 2U);
  EXPECT_FALSE(answer.duplicate_records);
  Cursor third(as_message(message), kHeaderOctets);
  decode_a(third, {}, answer);
  EXPECT_EQ(answer.addresses.size(), 2U);
  EXPECT_TRUE(answer.duplicate_records);
}

TEST(LookupStatusTest, EveryStatusHasItsOwnLabel) {
  std::set<std::string_view> labels;
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    EXPECT_TRUE(labels.insert(to_text(static_cast<LookupStatus>(i))).second);
  }
  EXPECT_EQ(to_text(LookupStatus::kNoError), "NOERROR");
  EXPECT_EQ(to_text(LookupStatus::kOtherRcode), "OTHER_RCODE");
  EXPECT_EQ(to_text(LookupStatus::kNotAttempted), "NOT_ATTEMPTED");
}

TEST(LookupStatusTest, OnlyThreeAreAnswers) {
  std::size_t answers = 0;
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    answers += is_answer(static_cast<LookupStatus>(i)) ? 1 : 0;
  }
  EXPECT_EQ(answers, 3U);
  EXPECT_TRUE(is_answer(LookupStatus::kNoError));
  EXPECT_TRUE(is_answer(LookupStatus::kNoData));
  EXPECT_TRUE(is_answer(LookupStatus::kNxDomain));
}

TEST(LookupStatusTest, AnswersAndCnameLoopsAreConclusive) {
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    const auto status = static_cast<LookupStatus>(i);
    EXPECT_EQ(is_conclusive(status),
              is_answer(status) || status == LookupStatus::kCnameLoop);
  }
}

}  // namespace
}  // namespace mxsweep
