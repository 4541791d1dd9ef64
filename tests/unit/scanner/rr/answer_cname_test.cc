// CNAME chains in read_answer(): RFC 1034 section 3.6.2, S2, S3, X3, and the
// ways in which a chain can be broken.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scanner/rr/answer.h"

#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::chain_texts;
using test::cname_record;
using test::Message;
using test::mx_record;
using test::mx_texts;
using Texts = std::vector<std::string>;

std::string link_name(std::size_t index) {
  return "c" + std::to_string(index) + ".test";
}

TEST(AnswerCnameTest, S2MxOfTheTargetCounts) {
  Message message("s2.test");
  message.answer(cname_record("s2.test", "x.s2b.test"))
      .answer(mx_record("x.s2b.test", 5, "m.s2b.test"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoError);
  EXPECT_EQ(chain_texts(answer), Texts{"x.s2b.test"});
  EXPECT_EQ(mx_texts(answer), Texts{"5 m.s2b.test"});
  EXPECT_FALSE(answer.stray_records);
}

TEST(AnswerCnameTest, S3TargetWithoutMxIsNodataIfThereIsASoa) {
  Message message("s3.test");
  message.answer(cname_record("s3.test", "y.s3b.test"))
      .authority(test::soa_record(60, 60));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoData);
  EXPECT_FALSE(answer.unfinished);
  EXPECT_EQ(chain_texts(answer), Texts{"y.s3b.test"});
}

TEST(AnswerCnameTest, S2ChainWithoutAnEndIsUnfinished) {
  Message bare("q.test");
  bare.answer(cname_record("q.test", "c1.test"));
  Message longer("q.test");
  longer.answer(cname_record("c1.test", "c2.test"))
      .answer(cname_record("q.test", "c1.test"));
  Message delegated("q.test");
  delegated.answer(cname_record("q.test", "c1.test"))
      .authority({test::wire("test"), kTypeNs, 60, test::wire("ns.test")});
  Message beside("q.test");  // the MX of an alias is none (RFC 1034 3.6.2)
  beside.answer(mx_record("q.test", 10, "m.test"))
      .answer(cname_record("q.test", "c1.test"));
  Message address("q.test", kTypeA);
  address.answer(cname_record("q.test", "c1.test"));
  for (const Message* message :
       {&bare, &longer, &delegated, &beside, &address}) {
    const Answer answer = message->read();
    EXPECT_TRUE(answer.unfinished);
    EXPECT_EQ(answer.status, LookupStatus::kReferral);
    EXPECT_FALSE(is_answer(answer.status));
    EXPECT_EQ(chain_texts(answer).front(), "c1.test");
    EXPECT_TRUE(answer.records.empty());
  }
  EXPECT_EQ(chain_texts(longer.read()), (Texts{"c1.test", "c2.test"}));
  EXPECT_TRUE(beside.read().stray_records);
}

TEST(AnswerCnameTest, S2ChainWithAnEndIsFinished) {
  Message message("q.test");
  message.answer(cname_record("q.test", "c1.test"))
      .answer(mx_record("c1.test", 10, "m.test"));
  EXPECT_FALSE(message.read().unfinished);
  Message denied("q.test");
  denied.rcode(3).answer(cname_record("q.test", "c1.test"));
  EXPECT_FALSE(denied.read().unfinished);
  Message failed("q.test");
  failed.rcode(2).answer(cname_record("q.test", "c1.test"));
  EXPECT_FALSE(failed.read().unfinished);
}

TEST(AnswerCnameTest, X3NxdomainWithCnameKeepsTheChain) {
  Message message("x3.test");
  message.rcode(3).answer(cname_record("x3.test", "nope.test"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNxDomain);
  EXPECT_EQ(chain_texts(answer), Texts{"nope.test"});
}

TEST(AnswerCnameTest, RecordsMayStandInAnyOrder) {
  std::vector<test::Rr> records = {
      cname_record("q.test", "c1.test"), cname_record("c1.test", "c2.test"),
      cname_record("c2.test", "c3.test"), mx_record("c3.test", 10, "m.test")};
  std::vector<int> order = {0, 1, 2, 3};
  do {
    Message message("q.test");
    for (const int index : order) {
      message.answer(records[static_cast<std::size_t>(index)]);
    }
    const Answer answer = message.read();
    EXPECT_EQ(chain_texts(answer), (Texts{"c1.test", "c2.test", "c3.test"}));
    EXPECT_EQ(mx_texts(answer), Texts{"10 m.test"});
    EXPECT_FALSE(answer.stray_records);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(AnswerCnameTest, W9MxOnTheWayIsAStray) {
  Message message("q.test");
  message.answer(mx_record("q.test", 1, "before.test"))
      .answer(cname_record("q.test", "c1.test"))
      .answer(mx_record("c1.test", 10, "m.test"));
  const Answer answer = message.read();
  EXPECT_EQ(mx_texts(answer), Texts{"10 m.test"});
  EXPECT_TRUE(answer.stray_records);
}

TEST(AnswerCnameTest, CnameOfAnotherNameLeadsNowhere) {
  Message message("q.test");
  message.answer(cname_record("other.test", "c1.test"))
      .answer(mx_record("c1.test", 10, "m.test"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoData);
  EXPECT_TRUE(answer.cname_chain.empty());
  EXPECT_TRUE(answer.stray_records);
}

TEST(AnswerCnameTest, CnameInAnotherSectionOrClassLeadsNowhere) {
  Message message("q.test");
  test::Rr chaos = cname_record("q.test", "c1.test");
  chaos.klass = 3;
  message.answer(chaos)
      .answer(mx_record("q.test", 10, "m.test"))
      .authority(cname_record("q.test", "c2.test"))
      .additional(cname_record("q.test", "c3.test"));
  const Answer answer = message.read();
  EXPECT_TRUE(answer.cname_chain.empty());
  EXPECT_EQ(mx_texts(answer), Texts{"10 m.test"});
}

TEST(AnswerCnameTest, W5ChainIsFollowedWithoutCase) {
  Message message("q.test");
  message.answer(cname_record("Q.Test", "C1.TEST"))
      .answer(mx_record("c1.tesT", 10, "m.test"));
  EXPECT_EQ(chain_texts(message.read()), Texts{"c1.test"});
  EXPECT_EQ(message.read().records.size(), 1U);
}

TEST(AnswerCnameTest, TargetMayBeCompressed) {
  Message message("q.test");
  message
      .answer({test::compressed("", kHeaderOctets), kTypeCname, 300,
               test::compressed("www", kHeaderOctets)})
      .answer(mx_record("www.q.test", 10, "m.test"));
  EXPECT_EQ(chain_texts(message.read()), Texts{"www.q.test"});
  EXPECT_EQ(message.read().records.size(), 1U);
}

TEST(AnswerCnameTest, LoopsAreAnOutcome) {
  Message itself("q.test");
  itself.answer(cname_record("q.test", "q.test"))
      .answer(mx_record("q.test", 10, "m.test"));
  EXPECT_EQ(itself.read().status, LookupStatus::kCnameLoop);
  EXPECT_TRUE(itself.read().records.empty());
  EXPECT_EQ(chain_texts(itself.read()), Texts{"q.test"});
  Message pair("q.test");
  pair.rcode(3)
      .answer(cname_record("q.test", "r.test"))
      .answer(cname_record("r.test", "q.test"));
  EXPECT_EQ(pair.read().status, LookupStatus::kCnameLoop);
  EXPECT_EQ(chain_texts(pair.read()), (Texts{"r.test", "q.test"}));
  Message behind("q.test");
  behind.answer(cname_record("q.test", "r.test"))
      .answer(cname_record("s.test", "r.test"))
      .answer(cname_record("r.test", "s.test"))
      .authority(test::soa_record(60, 60));
  EXPECT_EQ(behind.read().status, LookupStatus::kCnameLoop);
  EXPECT_EQ(chain_texts(behind.read()), (Texts{"r.test", "s.test", "r.test"}));
}

Message chain_message(std::size_t links) {
  Message message(link_name(0));
  for (std::size_t i = 0; i < links; ++i) {
    message.answer(cname_record(link_name(i), link_name(i + 1)));
  }
  message.answer(mx_record(link_name(links), 10, "m.test"));
  return message;
}

TEST(AnswerCnameTest, ChainsUpToTheLimitAreFollowed) {
  ASSERT_GE(kCnameChainMax, 24U);
  for (std::size_t links = 1; links <= kCnameChainMax; ++links) {
    const Answer answer = chain_message(links).read();
    EXPECT_EQ(answer.status, LookupStatus::kNoError) << links;
    ASSERT_EQ(answer.cname_chain.size(), links);
    EXPECT_EQ(to_text(answer.cname_chain.back().view()), link_name(links));
    EXPECT_EQ(answer.records.size(), 1U) << links;
  }
}

TEST(AnswerCnameTest, LongerChainsAreTheSameOutcome) {
  for (const std::size_t links : {kCnameChainMax + 1, kCnameChainMax + 20}) {
    const Answer answer = chain_message(links).read();
    EXPECT_EQ(answer.status, LookupStatus::kCnameLoop) << links;
    EXPECT_FALSE(answer.unfinished) << links;
    EXPECT_TRUE(answer.records.empty()) << links;
    EXPECT_EQ(answer.cname_chain.size(), kCnameChainMax) << links;
  }
}

TEST(AnswerCnameTest, FirstOfTwoCnamesOfOneNameIsFollowed) {
  Message message("q.test");
  message.answer(cname_record("q.test", "first.test"))
      .answer(cname_record("q.test", "second.test"))
      .answer(mx_record("second.test", 2, "m2.test"))
      .answer(mx_record("first.test", 1, "m1.test"));
  const Answer answer = message.read();
  EXPECT_EQ(chain_texts(answer), Texts{"first.test"});
  EXPECT_EQ(mx_texts(answer), Texts{"1 m1.test"});
  EXPECT_TRUE(answer.stray_records);
}

TEST(AnswerCnameTest, W4CnameThatDoesNotFillItsRdataIsMalformed) {
  for (const std::uint8_t rcode : test::Octets{0, 3}) {
    test::Rr longer = cname_record("q.test", "c1.test");
    longer.rdata.push_back(0);
    test::Rr shorter = cname_record("q.test", "c1.test");
    shorter.rdata.pop_back();
    for (const test::Rr& record : {longer, shorter}) {
      Message message("q.test");
      message.rcode(rcode).answer(record).answer(
          mx_record("c1.test", 10, "m.test"));
      EXPECT_EQ(message.read().status, LookupStatus::kMalformed);
      EXPECT_TRUE(message.read().records.empty());
      EXPECT_TRUE(message.read().cname_chain.empty());
    }
  }
}

TEST(AnswerCnameTest, AddressesOfAnAliasAreThoseOfItsTarget) {
  Message message("host.test", kTypeA);
  message.answer(cname_record("host.test", "real.test"))
      .answer({test::wire("real.test"), kTypeA, 60, {192, 0, 2, 7}});
  const Answer answer = message.read();
  EXPECT_EQ(chain_texts(answer), Texts{"real.test"});
  ASSERT_EQ(answer.records.size(), 1U);
  EXPECT_EQ(answer.records.as<AddressData>()[0].bytes[3], 7);
}

}  // namespace
}  // namespace mxsweep
