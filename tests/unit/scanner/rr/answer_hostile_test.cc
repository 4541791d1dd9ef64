// read_answer() on replies that break the rules: RDLENGTH, pointers, label
// types, cuts at every octet, and random damage (W3, W4).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "io/base/prng.h"

#include "scanner/rr/answer.h"
#include "scanner/rr/record_type.h"

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::as_message;
using test::cname_record;
using test::compressed;
using test::Message;
using test::mx_rdata;
using test::mx_record;
using test::mx_texts;
using test::Octets;
using test::opt_record;
using test::Rr;
using test::soa_record;
using test::wire;

// Malformed, and no row invented.
void expect_malformed(const Message& message, const std::string& what) {
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kMalformed) << what;
  EXPECT_TRUE(answer.records.empty()) << what;
  EXPECT_TRUE(answer.records.empty()) << what;
}

// A good MX before the bad record must not survive it.
void expect_malformed_rdata(const Octets& rdata, const std::string& what) {
  Message message("bad.test");
  message.answer(mx_record("bad.test", 5, "good.test"))
      .answer({wire("bad.test"), kTypeMx, 300, rdata});
  expect_malformed(message, what);
}

TEST(AnswerHostileTest, W4RdlengthOneShortOrOneLong) {
  for (const int error : {-1, 1}) {
    for (const bool last : {true, false}) {
      Message message("w4.test");
      Rr record = mx_record("w4.test", 10, "m.w4.test");
      record.rdlength_error = error;
      message.answer(record);
      if (!last) {
        message.answer(mx_record("w4.test", 20, "n.w4.test"));
      }
      expect_malformed(message, std::to_string(error));
    }
  }
}

TEST(AnswerHostileTest, W4NameMustEndWithTheRdata) {
  Octets longer = mx_rdata(10, "m.w4.test");
  longer.push_back(0);
  expect_malformed_rdata(longer, "one octet more");
  Octets shorter = mx_rdata(10, "m.w4.test");
  shorter.pop_back();
  expect_malformed_rdata(shorter, "without the root octet");
}

TEST(AnswerHostileTest, W4RdataOfLessThanThreeOctets) {
  expect_malformed_rdata({}, "empty");
  expect_malformed_rdata({0}, "half a preference");
  expect_malformed_rdata({0, 10}, "no exchange");
}

TEST(AnswerHostileTest, W4SmallestRdataIsTheNullMx) {
  Message message("w4.test");
  message.answer({wire("w4.test"), kTypeMx, 300, {0, 0, 0}});
  EXPECT_EQ(mx_texts(message.read()), std::vector<std::string>{"0 ."});
}

TEST(AnswerHostileTest, W4AddressesOfTheWrongSize) {
  for (const std::size_t size : {0U, 3U, 5U, 16U}) {
    Message message("w4.test", kTypeA);
    message.answer({wire("w4.test"), kTypeA, 300, Octets(size, 1)});
    expect_malformed(message, std::to_string(size));
  }
  for (const std::size_t size : {0U, 4U, 15U, 17U}) {
    Message message("w4.test", kTypeAaaa);
    message.answer({wire("w4.test"), kTypeAaaa, 300, Octets(size, 1)});
    expect_malformed(message, std::to_string(size));
  }
}

TEST(AnswerHostileTest, W3ExchangeThatPointsToItself) {
  Message message("w3.test");
  const std::size_t rdata_at = message.size() + wire("w3.test").size() + 10;
  message.answer({wire("w3.test"), kTypeMx, 300,
                  mx_rdata(10, compressed("", rdata_at + 2))});
  expect_malformed(message, "self");
  Message labelled("w3.test");
  labelled.answer({wire("w3.test"), kTypeMx, 300,
                   mx_rdata(10, compressed("loop", rdata_at + 2))});
  expect_malformed(labelled, "label, then self");
}

TEST(AnswerHostileTest, W3ExchangeThatPointsForwardPastOrIntoTheHeader) {
  for (const std::size_t target : {0U, 2U, 4U, 11U, 48U, 60U, 1000U, 0x3FFFU}) {
    expect_malformed_rdata(
        mx_rdata(
            10,
            compressed("m", target + (target > 11 && target < 100 ? 100 : 0))),
        std::to_string(target));
  }
}

TEST(AnswerHostileTest, W3ChainOf200Pointers) {
  // The pointers stand in the RDATA of a record nobody asked for.
  Message message("w3.test");
  const std::size_t rdata_at = message.size() + wire("w3.test").size() + 10;
  Octets pointers;
  std::size_t target = kHeaderOctets;
  for (std::size_t i = 0; i < 200; ++i) {
    test::put_u16(0xC000U | target, pointers);
    target = rdata_at + 2 * i;
  }
  message.answer({wire("w3.test"), 65280, 300, pointers})
      .answer({wire("w3.test"), kTypeMx, 300,
               mx_rdata(10, compressed("", target))});
  expect_malformed(message, "200 pointers");
}

TEST(AnswerHostileTest, W3OtherLabelTypes) {
  for (const std::uint8_t type : Octets{0x40, 0x41, 0x7F, 0x80, 0xBF}) {
    Octets exchange = {type};
    exchange.resize(200, 'x');
    exchange.push_back(0);
    expect_malformed_rdata(mx_rdata(10, exchange), std::to_string(type));
    Message owned("w3.test");
    owned.answer({exchange, kTypeMx, 300, mx_rdata(10, "m.test")});
    expect_malformed(owned, "owner " + std::to_string(type));
  }
}

TEST(AnswerHostileTest, W3ExchangeOver255Octets) {
  Octets exchange;
  for (int i = 0; i < 4; ++i) {
    exchange.push_back(63);
    exchange.insert(exchange.end(), 63, 'x');
  }
  exchange.push_back(0);
  expect_malformed_rdata(mx_rdata(10, exchange), "257 octets");
}

TEST(AnswerHostileTest, BadOwnerInWhatAnswersIsMalformed) {
  Message authority("w3.test");
  authority.answer(mx_record("w3.test", 10, "m.test"))
      .authority({{0xC0, 0xFF}, kTypeNs, 300, wire("ns.test")});
  expect_malformed(authority, "authority");
  EXPECT_FALSE(authority.read().edns_fault);
  EXPECT_FALSE(authority.read().ends_early);
}

TEST(AnswerHostileTest, BadOwnerBehindASoundAnswerSpoilsNothing) {
  const Rr bad = {{0x80}, kTypeA, 300, {192, 0, 2, 1}};
  Message additional("w3.test");
  additional.answer(mx_record("w3.test", 10, "m.test")).additional(bad);
  EXPECT_EQ(additional.read().status, LookupStatus::kNoError);
  EXPECT_EQ(mx_texts(additional.read()), std::vector<std::string>{"10 m.test"});
  EXPECT_FALSE(additional.read().edns_fault);
}

// Where nothing is found, the upper bits of the response code (BADVERS) may be
// what was lost: only a SOA says that there is nothing.
TEST(AnswerHostileTest, NothingFoundBeforeABrokenAdditionalNeedsASoa) {
  const Rr bad = {{0x80}, kTypeA, 300, {192, 0, 2, 1}};
  for (const std::uint8_t rcode : Octets{0, 3}) {
    Message bare("w3.test");
    bare.rcode(rcode).additional(bad);
    expect_malformed(bare, "bare");
    EXPECT_TRUE(bare.read().edns_fault);
    EXPECT_FALSE(bare.read().ends_early);
    Message proven("w3.test");
    proven.rcode(rcode).authority(soa_record(60, 60)).additional(bad);
    EXPECT_TRUE(is_answer(proven.read().status));
    EXPECT_FALSE(proven.read().edns_fault);
  }
}

TEST(AnswerHostileTest, OptOutsideTheAdditionalSectionIsMalformed) {
  Message answer("w3.test");
  answer.answer(mx_record("w3.test", 10, "m.test")).answer(opt_record(0));
  expect_malformed(answer, "answer");
  EXPECT_TRUE(answer.read().edns_fault);
  Message authority("w3.test");
  authority.answer(mx_record("w3.test", 10, "m.test")).authority(opt_record(0));
  expect_malformed(authority, "authority");
  EXPECT_TRUE(authority.read().edns_fault);
}

TEST(AnswerHostileTest, RecordsOfAnotherClassAloneAreMalformed) {
  for (const Octets& rdata : {mx_rdata(10, "m.test"), Octets{0}}) {
    const Rr chaos = {wire("w3.test"), kTypeMx, 300, rdata, 3};
    Message answer("w3.test");
    answer.answer(chaos);
    expect_malformed(answer, "answer");
    Message authority("w3.test");
    authority.authority(chaos);
    expect_malformed(authority, "authority");
    Message beside("w3.test");
    beside.answer(chaos).answer(mx_record("w3.test", 10, "m.test"));
    EXPECT_EQ(beside.read().status, LookupStatus::kNoError);
    Message proven("w3.test");
    proven.answer(chaos).authority(soa_record(60, 60));
    EXPECT_EQ(proven.read().status, LookupStatus::kNoData);
  }
  Message soa("w3.test");
  Rr chaos_soa = soa_record(60, 60);
  chaos_soa.klass = 3;
  soa.authority(chaos_soa);
  expect_malformed(soa, "SOA");
}

TEST(AnswerHostileTest, BrokenRdataOfStraysIsNotLookedAt) {
  // A stray is ignored as a whole: it says nothing about the name asked.
  Message message("w9.test");
  message.answer({wire("other.test"), kTypeMx, 300, {0}})
      .answer(mx_record("w9.test", 10, "m.test"));
  EXPECT_EQ(message.read().status, LookupStatus::kNoError);
  EXPECT_TRUE(message.read().stray_records);
}

TEST(AnswerHostileTest, UnknownTypeAskedIsMalformed) {
  Message message("ns.test", kTypeNs);
  message.answer({wire("ns.test"), kTypeNs, 300, wire("ns.test")});
  expect_malformed(message, "NS is no row of record_types()");
}

TEST(AnswerHostileTest, OctetsBehindTheLastRecordAreIgnored) {
  Message message("tail.test");
  message.answer(mx_record("tail.test", 10, "m.test"));
  Octets octets = message.octets();
  octets.insert(octets.end(), {0xC0, 0xFF, 0xFF});
  const Name asked = test::name_of("tail.test");
  Answer answer;
  read_answer(as_message(octets), *read_header(as_message(octets)),
              {asked.view(), kTypeMx, kHeaderOctets + 11 + 4}, answer);
  EXPECT_EQ(answer.records.size(), 1U);
}

Message rich_message() {
  Message message("cut.test");
  message.answer(cname_record("cut.test", "real.test"))
      .answer({compressed("", kHeaderOctets + 4), 46, 300, Octets(20, 7)})
      .answer(mx_record("real.test", 10, "a.real.test"))
      .answer({wire("real.test"), kTypeMx, 60,
               mx_rdata(20, compressed("b", kHeaderOctets))})
      .authority(soa_record(900, 300));
  return message;
}

// Header and question of "cut.test".
constexpr std::size_t kQuestionEnd = kHeaderOctets + 10 + 4;

TEST(AnswerHostileTest, CutBeforeTheAdditionalSectionIsNeverAnAnswer) {
  Message message = rich_message();
  const std::size_t answers_end = message.size();
  message.additional({wire("a.real.test"), kTypeA, 60, {192, 0, 2, 1}})
      .additional(opt_record(0, test::option(15, std::string("\x00\x03", 2))));
  EXPECT_EQ(message.read().status, LookupStatus::kNoError);
  EXPECT_EQ(message.read().records.size(), 2U);
  for (std::size_t size = 0; size < answers_end; ++size) {
    const Answer answer = message.read_first(size);
    EXPECT_EQ(answer.status, LookupStatus::kMalformed) << size;
    EXPECT_EQ(answer.ends_early, size >= kQuestionEnd) << size;
    EXPECT_FALSE(answer.edns_fault) << size;
    EXPECT_TRUE(answer.records.empty()) << size;
  }
  for (std::size_t size = answers_end; size < message.size(); ++size) {
    const Answer answer = message.read_first(size);
    EXPECT_EQ(mx_texts(answer), mx_texts(message.read())) << size;
    EXPECT_FALSE(answer.ends_early) << size;
  }
}

TEST(AnswerHostileTest, CutNegativeAnswersAreNeverNegativeWithoutTheirSoa) {
  for (const std::uint8_t rcode : Octets{0, 3}) {
    Message message("cut.test");
    message.rcode(rcode)
        .answer(cname_record("cut.test", "real.test"))
        .authority(soa_record(900, 300));
    const std::size_t soa_end = message.size();
    message.additional(opt_record(0));
    EXPECT_TRUE(is_answer(message.read().status));
    for (std::size_t size = 0; size < message.size(); ++size) {
      EXPECT_EQ(is_answer(message.read_first(size).status), size >= soa_end)
          << size;
    }
  }
}

// What must hold whatever the octets are.
void expect_sane(const Answer& answer, const std::string& where) {
  if (answer.status == LookupStatus::kNoError) {
    EXPECT_FALSE(answer.records.empty()) << where;
  } else {
    EXPECT_TRUE(answer.records.empty()) << where;
  }
  EXPECT_LE(answer.cname_chain.size(), kCnameChainMax + 1) << where;
  for (const MxData& mx : answer.records.as<MxData>()) {
    Name back;
    EXPECT_EQ(Name::from_text(to_text(mx.exchange), back), NameProblem::kNone)
        << where;
    EXPECT_EQ(back.view(), mx.exchange) << where;
  }
}

Answer read_octets(const Octets& octets, const RecordType& type) {
  Answer answer;
  const auto message = as_message(octets);
  const auto header = read_header(message);
  Question question;
  std::size_t records_at = 0;
  if (header.has_value() &&
      read_question(message, *header, question, records_at)) {
    read_answer(message, *header, {question.name.view(), type.code, records_at},
                answer);
  }
  return answer;
}

TEST(AnswerHostileTest, EverySingleOctetReplacedIsReadSanely) {
  const Octets good = rich_message().octets();
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const int value : {0, 1, 0x3F, 0x40, 0x80, 0xC0, 0xFF}) {
      Octets octets = good;
      octets[at] = static_cast<std::uint8_t>(value);
      for (const RecordType& type : record_types()) {
        expect_sane(read_octets(octets, type),
                    std::to_string(at) + "=" + std::to_string(value));
      }
    }
  }
}

TEST(AnswerHostileTest, RandomDamageIsReadSanely) {
  constexpr std::uint64_t kSeed = 77;
  io::Prng prng(kSeed);
  const Octets good = rich_message().octets();
  for (int round = 0; round < 20000; ++round) {
    Octets octets = good;
    for (std::uint32_t hits = 1 + prng.below(8); hits > 0; --hits) {
      const std::size_t at =
          prng.below(static_cast<std::uint32_t>(octets.size()));
      octets[at] = static_cast<std::uint8_t>(prng.below(256));
    }
    const std::string where =
        "seed " + std::to_string(kSeed) + " round " + std::to_string(round);
    const RecordType& type = record_types()[prng.below(
        static_cast<std::uint32_t>(record_types().size()))];
    expect_sane(read_octets(octets, type), where);
  }
}

}  // namespace
}  // namespace mxsweep
