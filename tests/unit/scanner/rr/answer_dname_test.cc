// DNAMEs in read_answer(): RFC 6672, of replies in which the CNAME that follows
// from one is there, or was left out.
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

test::Rr dname_record(const std::string& owner, const std::string& target) {
  return {test::wire(owner), kTypeDname, 60, test::wire(target)};
}

// So many octets of labels, each of 63 at most, and no root.
std::string long_labels(std::size_t octets) {
  std::string out;
  while (octets > 0) {
    std::size_t label = octets < 64 ? octets : 64;
    label -= octets - label == 1 ? 1 : 0;
    out += std::string(label - 1, 'l') + '.';
    octets -= label;
  }
  out.pop_back();
  return out;
}

TEST(AnswerDnameTest, S15TheAliasIsMadeAndUnfinished) {
  Message message("a.b.old.test");
  message.answer(dname_record("old.test", "new.example"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kReferral);
  EXPECT_TRUE(answer.unfinished);
  EXPECT_EQ(chain_texts(answer), Texts{"a.b.new.example"});
}

TEST(AnswerDnameTest, S15RecordsBehindTheAliasCount) {
  Message message("x.old.test");
  message.answer(mx_record("m.test", 7, "host.test"))
      .answer(cname_record("x.new.test", "m.test"))
      .answer(dname_record("old.test", "new.test"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoError);
  EXPECT_EQ(chain_texts(answer), (Texts{"x.new.test", "m.test"}));
  EXPECT_EQ(mx_texts(answer), Texts{"7 host.test"});
}

TEST(AnswerDnameTest, S15OneMayLeadToAnother) {
  Message message("x.one.test");
  message.answer(dname_record("two.test", "."))
      .answer(dname_record("one.test", "y.two.test"));
  const Answer answer = message.read();
  EXPECT_TRUE(answer.unfinished);
  EXPECT_EQ(chain_texts(answer), (Texts{"x.y.two.test", "x.y"}));
}

TEST(AnswerDnameTest, S15ACnameThatIsThereCounts) {
  Message message("x.old.test");
  message.answer(dname_record("old.test", "new.test"))
      .answer(cname_record("x.old.test", "other.test"));
  EXPECT_EQ(chain_texts(message.read()), Texts{"other.test"});
}

TEST(AnswerDnameTest, S15ItsOwnNameAndOthersAreNoAliases) {
  for (const char* name : {"old.test", "x.cold.test", "test"}) {
    Message message(name);
    message.answer(dname_record("old.test", "new.test"));
    const Answer answer = message.read();
    EXPECT_EQ(answer.status, LookupStatus::kNoData) << name;
    EXPECT_TRUE(answer.cname_chain.empty()) << name;
  }
}

TEST(AnswerDnameTest, S15WithASoaItIsNodataOrNxdomainOfTheTarget) {
  Message message("x.old.test");
  message.answer(dname_record("old.test", "new.test"))
      .authority(test::soa_record(60, 60));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kNoData);
  EXPECT_FALSE(answer.unfinished);
  EXPECT_EQ(chain_texts(answer), Texts{"x.new.test"});
}

TEST(AnswerDnameTest, S15ANameThatBecomesTooLongIsYxdomain) {
  // The alias has 4 octets, those of the target, and the root.
  for (const std::size_t octets : {250U, 251U}) {
    Message message("abc.old.test");
    message.answer(dname_record("old.test", long_labels(octets)));
    const Answer answer = message.read();
    const bool fits = octets == 250;
    EXPECT_EQ(answer.status,
              fits ? LookupStatus::kReferral : LookupStatus::kYxDomain);
    EXPECT_EQ(answer.unfinished, fits);
    EXPECT_EQ(answer.cname_chain.size(), fits ? 1U : 0U);
  }
}

TEST(AnswerDnameTest, S15ThatAServerSaysSoIsYxdomainToo) {
  Message message("x.old.test", kTypeMx);
  message.rcode(kRcodeYxDomain).answer(dname_record("old.test", "new.test"));
  const Answer answer = message.read();
  EXPECT_EQ(answer.status, LookupStatus::kYxDomain);
  EXPECT_EQ(answer.rcode, kRcodeYxDomain);
  EXPECT_TRUE(is_conclusive(answer.status));
  EXPECT_FALSE(is_answer(answer.status));
}

// It speaks of the name as NXDOMAIN does, so that the whole must have come.
TEST(AnswerDnameTest, S15APartOfAReplyThatSaysSoIsMalformed) {
  Message message("x.old.test", kTypeMx);
  message.rcode(kRcodeYxDomain).authority(test::soa_record(900, 300));
  EXPECT_EQ(message.read().status, LookupStatus::kYxDomain);
  const Answer cut = message.read_first(message.size() - 1);
  EXPECT_EQ(cut.status, LookupStatus::kMalformed);
  EXPECT_TRUE(cut.ends_early);
}

// loop.test DNAME loop.loop.test: each link is longer than the one before.
TEST(AnswerDnameTest, S15OneThatLeadsToItselfEnds) {
  Message growing("x.loop.test");
  growing.answer(dname_record("loop.test", "a.loop.test"));
  EXPECT_EQ(growing.read().status, LookupStatus::kCnameLoop);
  Message fast("x.loop.test");
  fast.answer(dname_record("loop.test", std::string(60, 'a') + ".loop.test"));
  EXPECT_EQ(fast.read().status, LookupStatus::kYxDomain);
  Message back("x.loop.test");
  back.answer(dname_record("loop.test", "loop.test"));
  EXPECT_EQ(back.read().status, LookupStatus::kCnameLoop);
}

TEST(AnswerDnameTest, S15OneThatIsBrokenSpoilsTheReply) {
  Message message("x.old.test");
  test::Octets target = test::wire("new.test");
  target.push_back(0);
  message.answer({test::wire("old.test"), kTypeDname, 60, target});
  EXPECT_EQ(message.read().status, LookupStatus::kMalformed);
}

}  // namespace
}  // namespace mxsweep
