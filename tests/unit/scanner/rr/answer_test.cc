// read_answer() on well-formed replies: MX and address records, TTLs,
// duplicates, strays, negative answers, OPT (W1, W2, W5-W10, X1-X3, T3, E1).
#include "scanner/rr/answer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::compressed;
using test::Message;
using test::mx_rdata;
using test::mx_record;
using test::mx_texts;
using test::Octets;
using test::opt_record;
using test::option;
using test::Rr;
using test::soa_record;
using test::wire;
using Texts = std::vector<std::string>;

TEST(AnswerTest, W1PreferenceIsUnsignedAndKeepsWireOrder) {
  Message message("w1.test");
  message.answer(mx_record("w1.test", 65535, "m.w1.test"))
      .answer(mx_record("w1.test", 0, "n.w1.test"))
      .answer(mx_record("w1.test", 32768, "o.w1.test"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoError);
  EXPECT_EQ(mx_texts(answer),
            (Texts{"65535 m.w1.test", "0 n.w1.test", "32768 o.w1.test"}));
  EXPECT_EQ(answer.records.as<MxData>()[2].index, 2);
}

TEST(AnswerTest, W2CompressionAgainstQnameAndAgainstEarlierRdata) {
  Message message("w2.test");
  const Octets owner = compressed("", kHeaderOctets);
  // First RDATA: 2 octets of preference, then "mail" and a pointer.
  const std::size_t exchange_at = message.size() + 2 + 10 + 2;
  message
      .answer({owner, kTypeMx, 300,
               mx_rdata(10, compressed("mail", kHeaderOctets))})
      .answer({owner, kTypeMx, 300, mx_rdata(20, compressed("", exchange_at))})
      .answer(
          {owner, kTypeMx, 300, mx_rdata(30, compressed("b", exchange_at))});
  EXPECT_EQ(mx_texts(message.read()),
            (Texts{"10 mail.w2.test", "20 mail.w2.test", "30 b.mail.w2.test"}));
}

TEST(AnswerTest, W5OwnerAndExchangeCompareWithoutCase) {
  Message message("w5.test");
  message.answer(mx_record("W5.TesT", 10, "MaIl.W5.TEST"))
      .answer(mx_record("w5.test", 10, "mail.w5.test"));
  const Answer answer = message.read();
  EXPECT_EQ(mx_texts(answer), Texts{"10 mail.w5.test"});
  EXPECT_TRUE(answer.duplicate_records);
  EXPECT_FALSE(answer.stray_records);
}

TEST(AnswerTest, W6AnyOctetInAnExchangeIsKept) {
  Message message("w6.test");
  const Octets dotted = {3, 'a', '.', 'b', 0};
  const Octets nul = {1, 0, 0};
  message.answer({wire("w6.test"), kTypeMx, 300, mx_rdata(1, dotted)})
      .answer({wire("w6.test"), kTypeMx, 300, mx_rdata(2, nul)})
      .answer(mx_record("w6.test", 3, "foo_bar.w6.test"));
  EXPECT_EQ(mx_texts(message.read()),
            (Texts{"1 a\\.b", "2 \\000", "3 foo_bar.w6.test"}));
}

TEST(AnswerTest, W7DuplicatesAreDroppedAndTheLowestTtlCounts) {
  Message message("w7.test");
  message.answer(mx_record("w7.test", 10, "m.w7.test", 900))
      .answer(mx_record("w7.test", 10, "m.w7.test", 300))
      .answer(mx_record("w7.test", 20, "m.w7.test", 600));
  const Answer answer = message.read();
  EXPECT_EQ(mx_texts(answer), (Texts{"10 m.w7.test", "20 m.w7.test"}));
  EXPECT_EQ(answer.records.as<MxData>()[1].index, 2);
  EXPECT_TRUE(answer.duplicate_records);
  EXPECT_EQ(answer.records.ttl_s(), 300U);
}

TEST(AnswerTest, W7SameExchangeWithAnotherPreferenceIsNoDuplicate) {
  Message message("w7.test");
  message.answer(mx_record("w7.test", 10, "m.w7.test"))
      .answer(mx_record("w7.test", 11, "m.w7.test"));
  EXPECT_EQ(message.read().records.size(), 2U);
  EXPECT_FALSE(message.read().duplicate_records);
}

TEST(AnswerTest, W8TtlWithTheTopBitIsZero) {
  Message message("w8.test");
  message.answer(mx_record("w8.test", 10, "m.w8.test", 0x80000001U));
  EXPECT_EQ(message.read().status, LookupStatus::kNoError);
  EXPECT_EQ(message.read().records.ttl_s(), 0U);
}

TEST(AnswerTest, W8TtlOf31BitsIsKept) {
  Message message("w8.test");
  message.answer(mx_record("w8.test", 10, "m.w8.test", 0x7FFFFFFFU));
  EXPECT_EQ(message.read().records.ttl_s(), 0x7FFFFFFFU);
}

TEST(AnswerTest, W9StrayOwnersAreIgnoredAndReported) {
  Message message("w9.test");
  message.answer(mx_record("other.test", 1, "evil.test", 5))
      .answer(mx_record("w9.test", 10, "m.w9.test"))
      .answer(mx_record("sub.w9.test", 2, "evil.test"));
  const Answer answer = message.read();
  EXPECT_EQ(mx_texts(answer), Texts{"10 m.w9.test"});
  EXPECT_EQ(answer.records.as<MxData>()[0].index, 0);
  EXPECT_EQ(answer.records.ttl_s(), 300U);
  EXPECT_TRUE(answer.stray_records);
}

TEST(AnswerTest, W9OnlyStraysIsNoData) {
  Message message("w9.test");
  message.answer(mx_record("other.test", 1, "evil.test"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoData);
  EXPECT_TRUE(answer.records.empty());
  EXPECT_TRUE(answer.stray_records);
  EXPECT_EQ(answer.records.ttl_s(), 0U);
}

TEST(AnswerTest, W9OtherTypesAndClassesAreNoStrays) {
  Message message("w9.test");
  Rr chaos = mx_record("w9.test", 1, "chaos.test");
  chaos.klass = 3;
  message.answer(chaos)
      .answer({wire("w9.test"), 46, 300, wire("rrsig.test")})  // RRSIG
      .answer(mx_record("w9.test", 10, "m.w9.test"));
  const Answer answer = message.read();
  EXPECT_EQ(mx_texts(answer), Texts{"10 m.w9.test"});
  EXPECT_FALSE(answer.stray_records);
}

TEST(AnswerTest, W10AdditionalAddressesAreNoAnswer) {
  Message message("w10.test");
  message.answer(mx_record("w10.test", 10, "m.w10.test"))
      .additional({wire("m.w10.test"), kTypeA, 300, {192, 0, 2, 1}})
      .additional(mx_record("w10.test", 1, "extra.w10.test"));
  const Answer answer = message.read();
  EXPECT_EQ(mx_texts(answer), Texts{"10 m.w10.test"});
  EXPECT_EQ(answer.records.size(), 1U);
}

TEST(AnswerTest, MxInTheAuthoritySectionIsNoAnswer) {
  Message message("w10.test");
  message.authority(mx_record("w10.test", 1, "m.w10.test"));
  EXPECT_EQ(message.read().status, LookupStatus::kNoData);
  EXPECT_TRUE(message.read().records.empty());
}

TEST(AnswerTest, AddressesKeepOrderTtlAndFamily) {
  Message a("host.test", kTypeA);
  a.answer({wire("host.test"), kTypeA, 60, {192, 0, 2, 2}})
      .answer({wire("host.test"), kTypeA, 30, {192, 0, 2, 1}})
      .answer({wire("host.test"), kTypeA, 90, {192, 0, 2, 2}});
  const Answer four = a.read();
  ASSERT_EQ(four.records.size(), 2U);
  EXPECT_EQ(four.records.as<AddressData>()[0].bytes[3], 2);
  EXPECT_EQ(four.records.as<AddressData>()[0].ttl_s, 60U);
  EXPECT_EQ(four.records.as<AddressData>()[1].bytes[3], 1);
  EXPECT_EQ(four.records.as<AddressData>()[1].index, 1);
  EXPECT_EQ(four.records.as<AddressData>()[1].family, 4);
  EXPECT_EQ(four.records.ttl_s(), 30U);
  EXPECT_TRUE(four.duplicate_records);
  Message aaaa("host.test", kTypeAaaa);
  Octets octets(16, 0);
  octets[0] = 0x20;
  octets[15] = 0x99;
  aaaa.answer({wire("host.test"), kTypeAaaa, 60, octets});
  const Answer six = aaaa.read();
  ASSERT_EQ(six.records.size(), 1U);
  EXPECT_EQ(six.records.as<AddressData>()[0].family, 6);
  EXPECT_EQ(six.records.as<AddressData>()[0].bytes[15], 0x99);
}

TEST(AnswerTest, X1NxdomainHasTheLowerOfTtlAndMinimum) {
  Message message("x1.test");
  message.rcode(3).authority(soa_record(900, 300));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNxDomain);
  EXPECT_EQ(answer.rcode, kRcodeNxDomain);
  EXPECT_TRUE(answer.soa_present);
  EXPECT_EQ(answer.negative_ttl_s, 300U);
  Message other("x1.test");
  other.rcode(3).authority(soa_record(60, 300));
  EXPECT_EQ(other.read().negative_ttl_s, 60U);
  Message top_bit("x1.test");
  top_bit.rcode(3).authority(soa_record(0x80000000U, 300));
  EXPECT_EQ(top_bit.read().negative_ttl_s, 0U);
}

TEST(AnswerTest, X1NxdomainNeedsNoSoa) {
  Message message("x1.test");
  message.rcode(3);
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNxDomain);
  EXPECT_FALSE(answer.soa_present);
  EXPECT_FALSE(answer.negative_ttl_s.has_value());
}

TEST(AnswerTest, X1MxBesideNxdomainIsNoAnswer) {
  Message message("x1.test");
  message.rcode(3).answer(mx_record("x1.test", 10, "m.x1.test"));
  EXPECT_EQ(message.read().status, LookupStatus::kNxDomain);
  EXPECT_TRUE(message.read().records.empty());
}

TEST(AnswerTest, X2NodataTakesASoaOrNoNs) {
  Message with("x2.test");
  with.authority(soa_record(900, 300));
  EXPECT_EQ(with.read().status, LookupStatus::kNoData);
  EXPECT_TRUE(with.read().soa_present);
  EXPECT_EQ(with.read().negative_ttl_s, 300U);
  const Message without("x2.test");
  EXPECT_EQ(without.read().status, LookupStatus::kNoData);
  EXPECT_FALSE(without.read().soa_present);
  Message both("x2.test");
  both.authority({wire("test"), kTypeNs, 300, wire("ns.test")})
      .authority(soa_record(900, 300));
  EXPECT_EQ(both.read().status, LookupStatus::kNoData);
}

TEST(AnswerTest, X2NsWithoutSoaIsAReferral) {
  for (const std::string_view zone : {"x2.test", "test", "."}) {
    for (const std::uint16_t type : {kTypeMx, kTypeA, kTypeAaaa}) {
      Message referral("x2.test", type);
      referral.authority({wire(zone), kTypeNs, 300, wire("ns.test")})
          .additional({wire("ns.test"), kTypeA, 300, {192, 0, 2, 1}})
          .additional(opt_record(0));
      const Answer answer = referral.read();
      EXPECT_EQ(answer.status, LookupStatus::kReferral) << zone;
      EXPECT_FALSE(answer.unfinished) << zone;
      EXPECT_FALSE(answer.negative_ttl_s.has_value());
    }
  }
  Message answered("x2.test");
  answered.answer(mx_record("x2.test", 10, "m.test"))
      .authority({wire("x2.test"), kTypeNs, 300, wire("ns.test")});
  EXPECT_EQ(answered.read().status, LookupStatus::kNoError);
  Message denied("x2.test");
  denied.rcode(3).authority({wire("test"), kTypeNs, 300, wire("ns.test")});
  EXPECT_EQ(denied.read().status, LookupStatus::kNxDomain);
  Message elsewhere("x2.test");  // only the authority section delegates
  elsewhere.answer({wire("test"), kTypeNs, 300, wire("ns.test")})
      .additional({wire("test"), kTypeNs, 300, wire("ns.test")});
  EXPECT_EQ(elsewhere.read().status, LookupStatus::kNoData);
}

TEST(AnswerTest, SoaOutsideTheAuthoritySectionSaysNothing) {
  Message message("x2.test");
  message.answer(soa_record(900, 300)).additional(soa_record(900, 300));
  EXPECT_EQ(message.read().status, LookupStatus::kNoData);
  EXPECT_FALSE(message.read().soa_present);
}

TEST(AnswerTest, BrokenSoaIsMalformed) {
  for (const int error : {-1, -4, -20}) {
    Rr soa = soa_record(900, 300);
    soa.rdata.resize(soa.rdata.size() - static_cast<std::size_t>(-error));
    Message message("x2.test");
    message.authority(soa);
    EXPECT_EQ(message.read().status, LookupStatus::kMalformed) << error;
  }
  Rr longer = soa_record(900, 300);
  longer.rdata.push_back(0);
  Message message("x2.test");
  message.rcode(3).authority(longer);
  EXPECT_EQ(message.read().status, LookupStatus::kMalformed);
}

TEST(AnswerTest, RcodesBecomeStatuses) {
  const std::vector<std::pair<std::uint8_t, LookupStatus>> expected = {
      {1, LookupStatus::kFormErr},    {2, LookupStatus::kServFail},
      {4, LookupStatus::kNotImp},     {5, LookupStatus::kRefused},
      {6, LookupStatus::kYxDomain},   {9, LookupStatus::kOtherRcode},
      {15, LookupStatus::kOtherRcode}};
  for (const auto& [rcode, status] : expected) {
    Message message("rcode.test");
    message.rcode(rcode).answer(mx_record("rcode.test", 1, "m.test"));
    const Answer answer = message.read();
    EXPECT_EQ(answer.status, status) << int{rcode};
    EXPECT_EQ(answer.rcode, rcode);
    EXPECT_TRUE(answer.records.empty()) << int{rcode};
  }
}

TEST(AnswerTest, AdIsTakenFromTheHeader) {
  Message message("ad.test");
  message.answer(mx_record("ad.test", 1, "m.test"));
  EXPECT_FALSE(message.read().authentic_data);
  message.flags(0x0020);
  EXPECT_TRUE(message.read().authentic_data);
}

TEST(AnswerTest, T3ExtendedRcodeIsPutTogether) {
  Message badvers("t3.test");
  badvers.additional(opt_record(1));
  EXPECT_EQ(badvers.read().rcode, kRcodeBadVers);
  EXPECT_EQ(badvers.read().status, LookupStatus::kOtherRcode);
  EXPECT_TRUE(badvers.read().edns_fault);
  Message badcookie("t3.test");
  badcookie.rcode(7).additional(opt_record(1));
  EXPECT_EQ(badcookie.read().rcode, 23);
  EXPECT_FALSE(badcookie.read().edns_fault);
  Message highest("t3.test");
  highest.rcode(15).additional(opt_record(0xFF));
  EXPECT_EQ(highest.read().rcode, 4095);
}

TEST(AnswerTest, T3LowBitsAloneDoNotDecide) {
  // 0x13: the header alone would say NXDOMAIN.
  Message message("t3.test");
  message.rcode(3).additional(opt_record(1));
  EXPECT_EQ(message.read().rcode, 19);
  EXPECT_EQ(message.read().status, LookupStatus::kOtherRcode);
}

TEST(AnswerTest, T1OptIsNoticedWhateverItsPayloadSize) {
  Message with("t1.test");
  Rr opt = opt_record(0);
  opt.klass = 0;  // below 512: for the sender of datagrams to care about
  with.answer(mx_record("t1.test", 1, "m.test")).additional(opt);
  EXPECT_TRUE(with.read().edns);
  EXPECT_EQ(with.read().status, LookupStatus::kNoError);
  EXPECT_FALSE(Message("t1.test").read().edns);
}

TEST(AnswerTest, OptMayStandAmongOtherAdditionals) {
  Message message("t1.test");
  message.answer(mx_record("t1.test", 1, "m.test"))
      .additional({wire("m.test"), kTypeA, 60, {192, 0, 2, 1}})
      .additional(opt_record(0))
      .additional({wire("m.test"), kTypeA, 60, {192, 0, 2, 2}});
  EXPECT_TRUE(message.read().edns);
}

TEST(AnswerTest, TwoOptsOrAnOwnerOtherThanRootAreMalformed) {
  Message two("t1.test");
  two.additional(opt_record(0)).additional(opt_record(0));
  EXPECT_EQ(two.read().status, LookupStatus::kMalformed);
  EXPECT_TRUE(two.read().edns_fault);
  Message owned("t1.test");
  Rr opt = opt_record(0);
  opt.owner = wire("a.test");
  owned.additional(opt);
  EXPECT_EQ(owned.read().status, LookupStatus::kMalformed);
}

TEST(AnswerTest, E1SeveralExtendedErrorsInOrder) {
  Octets options = option(15, std::string("\x00\x16", 2));  // 22
  const Octets cookie = option(10, "12345678");
  const Octets second = option(15, std::string("\x00\x17text", 6));  // 23
  options.insert(options.end(), cookie.begin(), cookie.end());
  options.insert(options.end(), second.begin(), second.end());
  Message message("e1.test");
  message.rcode(2).additional(opt_record(0, options));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kServFail);
  EXPECT_EQ(answer.rcode, kRcodeServFail);
  EXPECT_EQ(answer.ede_codes, (std::vector<std::uint16_t>{22, 23}));
  EXPECT_EQ(answer.cookie.size(), 8U);
}

TEST(AnswerTest, E1ExtendedErrorsLeaveGoodAnswersAlone) {
  Message message("e1.test");
  message.answer(mx_record("e1.test", 10, "m.e1.test"))
      .additional(opt_record(0, option(15, std::string("\x00\x03\xFF", 3))));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoError);
  EXPECT_EQ(answer.records.size(), 1U);
  EXPECT_EQ(answer.ede_codes, std::vector<std::uint16_t>{3});
}

TEST(AnswerTest, E1NumberOfExtendedErrorsIsBounded) {
  Octets options;
  for (char code = 0; code < 100; ++code) {
    const Octets one = option(15, std::string(1, '\0') + code);
    options.insert(options.end(), one.begin(), one.end());
  }
  Message message("e1.test");
  message.additional(opt_record(0, options));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoData);
  EXPECT_EQ(answer.ede_codes,
            (std::vector<std::uint16_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(AnswerTest, BrokenOptionsSpoilWhatIsNotSound) {
  Octets too_long = option(10, "12345678");
  too_long[3] = 9;
  for (const Octets& options : {option(15, ""), option(15, "x"), too_long,
                                Octets{0}, Octets{0, 15}, Octets{0, 15, 0}}) {
    Message message("e1.test");
    message.answer(mx_record("e1.test", 10, "m.e1.test"))
        .additional(opt_record(0, options));
    const Answer answer = message.read();
    EXPECT_EQ(answer.status, LookupStatus::kNoError) << options.size();
    EXPECT_EQ(mx_texts(answer), Texts{"10 m.e1.test"});
    EXPECT_FALSE(answer.edns_fault);
    Message empty("e1.test");
    empty.additional(opt_record(0, options));
    EXPECT_EQ(empty.read().status, LookupStatus::kMalformed) << options.size();
    EXPECT_TRUE(empty.read().edns_fault);
    Message badvers("e1.test");
    badvers.additional(opt_record(1, options));
    EXPECT_EQ(badvers.read().rcode, kRcodeBadVers) << options.size();
  }
}

TEST(AnswerTest, AnswersAreReusedWithoutTraces) {
  Message full("reuse.test");
  full.flags(0x20)
      .answer(mx_record("other.test", 10, "m.test"))
      .answer(test::cname_record("reuse.test", "to.test"))
      .answer(mx_record("to.test", 10, "m.test"))
      .answer(mx_record("to.test", 10, "m.test"))
      .authority(soa_record(60, 60))
      .additional(opt_record(0, option(15, std::string(2, '\0'))));
  Answer answer = full.read();
  EXPECT_TRUE(answer.stray_records && answer.duplicate_records &&
              answer.soa_present && answer.edns && answer.authentic_data);
  const Message empty("reuse.test");
  const Name asked = test::name_of("reuse.test");
  const auto octets = test::as_message(empty.octets());
  read_answer(octets, *read_header(octets),
              {asked.view(), kTypeMx, empty.size()}, answer);
  EXPECT_EQ(answer.status, LookupStatus::kNoData);
  EXPECT_FALSE(answer.stray_records || answer.duplicate_records ||
               answer.soa_present || answer.edns || answer.authentic_data);
  EXPECT_TRUE(answer.records.empty() && answer.cname_chain.empty() &&
              answer.ede_codes.empty());
  EXPECT_EQ(answer.records.ttl_s(), 0U);
  EXPECT_FALSE(answer.negative_ttl_s.has_value());
}

}  // namespace
}  // namespace mxsweep
