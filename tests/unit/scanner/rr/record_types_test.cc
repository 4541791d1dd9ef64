// The table of record types, and each decoder alone.
#include <gtest/gtest.h>

#include <set>

#include "scanner/rr/record_type.h"
#include "scanner/rr/rr_address.h"
#include "scanner/rr/rr_mx.h"
#include "scanner/rr/rr_tlsa.h"
#include "scanner/rr/rr_txt.h"
#include "scanner/rr/status.h"

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::as_message;
using test::Octets;

// Runs a decoder on RDATA that stands behind an empty header.
struct Decoded {
  RrSet records;
  bool malformed = false;
  bool at_end = false;
};

RrSet::Added decode_into(RrSet& records, const Octets& rdata, Decoded& out) {
  Octets message(kHeaderOctets, 0);
  message.insert(message.end(), rdata.begin(), rdata.end());
  Cursor cursor(as_message(message), kHeaderOctets);
  const RecordType* type = find_record_type(records.type());
  type->decode(cursor, records.rdata());
  out.malformed = cursor.malformed();
  out.at_end = cursor.at_end();
  return records.add(60, 7, type->most);
}

Decoded decoded(std::uint16_t code, const Octets& rdata) {
  Decoded out;
  out.records.begin(code);
  decode_into(out.records, rdata, out);
  return out;
}

TEST(RecordTypesTest, TableHasTheTypesAndFindsThem) {
  EXPECT_EQ(record_types().size(), 5U);
  EXPECT_EQ(find_record_type(kTypeMx)->name, "MX");
  EXPECT_EQ(find_record_type(kTypeA)->name, "A");
  EXPECT_EQ(find_record_type(kTypeAaaa)->name, "AAAA");
  EXPECT_EQ(find_record_type(kTypeTxt)->name, "TXT");
  EXPECT_EQ(find_record_type(kTypeTlsa)->name, "TLSA");
  EXPECT_EQ(find_record_type(2), nullptr);
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
  const Decoded out = decoded(kTypeMx, test::mx_rdata(300, "Mail.Test"));
  const auto records = out.records.as<MxData>();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].preference, 300);
  EXPECT_EQ(to_text(records[0].exchange), "mail.test");
  EXPECT_EQ(records[0].index, 7);
  EXPECT_TRUE(out.at_end);
  EXPECT_FALSE(out.malformed);
}

TEST(RecordTypesTest, AddressDecodersFillEveryField) {
  const Decoded four = decoded(kTypeA, {198, 51, 100, 9});
  ASSERT_EQ(four.records.as<AddressData>().size(), 1U);
  const AddressData address = four.records.as<AddressData>()[0];
  EXPECT_EQ(address.family, 4);
  EXPECT_EQ(address.ttl_s, 60U);
  EXPECT_EQ(address.index, 7);
  EXPECT_EQ(address.bytes, (std::array<std::uint8_t, 16>{198, 51, 100, 9}));
  Octets sixteen;
  for (std::uint8_t octet = 1; octet <= 16; ++octet) {
    sixteen.push_back(octet);
  }
  const Decoded six = decoded(kTypeAaaa, sixteen);
  ASSERT_EQ(six.records.as<AddressData>().size(), 1U);
  EXPECT_EQ(six.records.as<AddressData>()[0].family, 6);
  EXPECT_EQ(six.records.as<AddressData>()[0].bytes[15], 16);
}

TEST(RecordTypesTest, ShortRdataMarksTheCursor) {
  for (const RecordType& type : record_types()) {
    for (const std::size_t size : {0U, 1U, 2U, 3U}) {
      // The least that each may have is a whole TLSA without data.
      const bool whole = type.code == kTypeTlsa && size == 3;
      const Decoded out = decoded(type.code, Octets(size, 9));
      EXPECT_EQ(out.malformed, !whole) << type.name << size;
    }
  }
}

TEST(RecordTypesTest, StringsOfTxtAreJoinedWithNothingBetween) {
  const Decoded out = decoded(kTypeTxt, {3, 'v', '=', 's', 0, 2, 'p', 'f'});
  const auto records = out.records.as<TxtData>();
  ASSERT_EQ(records.size(), 1U);
  std::string text = "kept ";
  records[0].append_to(text);
  EXPECT_EQ(text, "kept v=spf");
  EXPECT_TRUE(out.at_end);
  EXPECT_FALSE(out.malformed);
}

TEST(RecordTypesTest, TxtOfAnyOctetsIsKeptAsItIs) {
  const Decoded out = decoded(kTypeTxt, {3, 'A', 0, 0xFF});
  std::string text;
  out.records.as<TxtData>()[0].append_to(text);
  EXPECT_EQ(text, std::string_view("A\0\xFF", 3));
}

TEST(RecordTypesTest, TxtStringsThatDoNotEndWithTheRdataAreMalformed) {
  EXPECT_TRUE(decoded(kTypeTxt, {1, 'a', 2, 'b'}).malformed);
  EXPECT_TRUE(decoded(kTypeTxt, {}).malformed);
  EXPECT_FALSE(decoded(kTypeTxt, {0}).malformed);
}

TEST(RecordTypesTest, TlsaDecoderFillsEveryField) {
  const Decoded out = decoded(kTypeTlsa, {3, 1, 2, 0xAB, 0xCD});
  const auto records = out.records.as<TlsaData>();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].usage, 3);
  EXPECT_EQ(records[0].selector, 1);
  EXPECT_EQ(records[0].matching_type, 2);
  EXPECT_EQ(records[0].data_octets, 2U);
  EXPECT_TRUE(out.at_end);
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

TEST(LookupStatusTest, AnswersAndAliasesWithoutAnEndAreConclusive) {
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    const auto status = static_cast<LookupStatus>(i);
    EXPECT_EQ(is_conclusive(status), is_answer(status) ||
                                         status == LookupStatus::kCnameLoop ||
                                         status == LookupStatus::kYxDomain);
  }
}

}  // namespace
}  // namespace mxsweep
