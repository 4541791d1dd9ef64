// FollowedChains: what questions about the end of a chain make of it, and
// where a chain has its end for good (S2).
#include "scanner/query/followed_chains.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scanner/query/pending_query.h"

#include "tests/support/rr_sets.h"
#include "tests/unit/scanner/dns/codec_message.h"

namespace mxsweep {
namespace {

using test::chain_texts;
using test::name_of;
using Texts = std::vector<std::string>;

Answer answer_with(const Texts& targets) {
  Answer answer;
  answer.status = LookupStatus::kNoData;
  for (const std::string& target : targets) {
    answer.cname_chain.push_back(name_of(target));
  }
  return answer;
}

Answer unfinished(const Texts& targets) {
  Answer answer = answer_with(targets);
  answer.status = LookupStatus::kReferral;
  answer.unfinished = true;
  return answer;
}

TEST(FollowedChainsTest, AnswersTellTheWholeChain) {
  FollowedChains chains;
  const Name first = name_of("a.test");
  Answer told = unfinished({"b.test", "c.test"});
  EXPECT_EQ(to_text(chains.follow(7, first.view(), told)), "c.test");
  told = unfinished({"d.test"});
  chains.complete(7, told);
  EXPECT_EQ(chain_texts(told), (Texts{"b.test", "c.test", "d.test"}));
  EXPECT_TRUE(told.unfinished);
  EXPECT_EQ(to_text(chains.follow(7, name_of("c.test").view(), told)),
            "d.test");
  told = answer_with({});
  chains.complete(7, told);
  EXPECT_EQ(told.status, LookupStatus::kNoData);
  EXPECT_EQ(chain_texts(told), (Texts{"b.test", "c.test", "d.test"}));
}

TEST(FollowedChainsTest, AFailureTellsTheChainThatLedToIt) {
  FollowedChains chains;
  static_cast<void>(
      chains.follow(1, name_of("a.test").view(), unfinished({"b.test"})));
  Answer failed;
  failed.status = LookupStatus::kServFail;
  chains.complete(1, failed);
  EXPECT_EQ(failed.status, LookupStatus::kServFail);
  EXPECT_EQ(chain_texts(failed), Texts{"b.test"});
}

TEST(FollowedChainsTest, NothingOfADroppedChainIsLeft) {
  FollowedChains chains;
  Answer told = unfinished({"b.test", "c.test"});
  told.stray_records = true;
  static_cast<void>(chains.follow(1, name_of("a.test").view(), told));
  chains.drop(1);
  chains.drop(1);
  EXPECT_EQ(chains.size(), 0U);
  EXPECT_EQ(to_text(chains.follow(2, name_of("x.test").view(),
                                  unfinished({"b.test"}))),
            "b.test");
  Answer end = answer_with({"a.test"});
  chains.complete(2, end);
  EXPECT_EQ(end.status, LookupStatus::kNoData);
  EXPECT_FALSE(end.stray_records);
  EXPECT_EQ(chain_texts(end), (Texts{"b.test", "a.test"}));
}

TEST(FollowedChainsTest, ComingBackToAnyNameIsALoop) {
  for (const char* back : {"a.test", "b.test", "c.test"}) {
    FollowedChains chains;
    static_cast<void>(chains.follow(1, name_of("a.test").view(),
                                    unfinished({"b.test", "c.test"})));
    Answer told = answer_with({"d.test", back});
    told.records.begin(kTypeMx);
    test::add_mx(told.records, 10, name_of("m.test"));
    chains.complete(1, told);
    EXPECT_EQ(told.status, LookupStatus::kCnameLoop) << back;
    EXPECT_TRUE(told.records.empty());
    EXPECT_EQ(chain_texts(told), (Texts{"b.test", "c.test", "d.test", back}));
    Answer open = unfinished({back});
    chains.complete(1, open);
    EXPECT_EQ(open.status, LookupStatus::kCnameLoop) << back;
    EXPECT_FALSE(open.unfinished) << back;
  }
}

Texts names_from(std::size_t first, std::size_t count) {
  Texts out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back("c" + std::to_string(first + i) + ".test");
  }
  return out;
}

TEST(FollowedChainsTest, TheBoundIsForAllRepliesTogether) {
  for (std::size_t before = 1; before <= kCnameChainMax; ++before) {
    FollowedChains chains;
    static_cast<void>(chains.follow(1, name_of("first.test").view(),
                                    unfinished(names_from(0, before))));
    Answer last = answer_with(names_from(before, kCnameChainMax - before));
    chains.complete(1, last);
    EXPECT_EQ(last.status, LookupStatus::kNoData) << before;
    EXPECT_EQ(last.cname_chain.size(), kCnameChainMax);
    Answer more = answer_with(names_from(before, kCnameChainMax - before + 1));
    chains.complete(1, more);
    EXPECT_EQ(more.status, LookupStatus::kCnameLoop) << before;
    EXPECT_EQ(more.cname_chain.size(), kCnameChainMax);
  }
}

TEST(FollowedChainsTest, AuthenticOnlyIfEveryReplyWas) {
  for (unsigned which = 0; which < 8; ++which) {
    FollowedChains chains;
    Answer told = unfinished({"b.test"});
    told.authentic_data = (which & 1U) != 0;
    static_cast<void>(chains.follow(1, name_of("a.test").view(), told));
    told = unfinished({"c.test"});
    told.authentic_data = (which & 2U) != 0;
    chains.complete(1, told);
    static_cast<void>(chains.follow(1, name_of("b.test").view(), told));
    Answer last = answer_with({});
    last.authentic_data = (which & 4U) != 0;
    chains.complete(1, last);
    EXPECT_EQ(last.authentic_data, which == 7) << which;
  }
}

TEST(FollowedChainsTest, StrayRecordsOnTheWayAreRemembered) {
  FollowedChains chains;
  Answer told = unfinished({"b.test"});
  told.stray_records = true;
  static_cast<void>(chains.follow(1, name_of("a.test").view(), told));
  Answer last = answer_with({});
  chains.complete(1, last);
  EXPECT_TRUE(last.stray_records);
}

TEST(FollowedChainsTest, NamesStayWhereTheyAreWhileOthersComeAndGo) {
  FollowedChains chains;
  const NameView kept =
      chains.follow(0, name_of("a.test").view(), unfinished({"kept.test"}));
  for (std::uint32_t other = 1; other < 1000; ++other) {
    static_cast<void>(chains.follow(other, name_of("a.test").view(),
                                    unfinished({"other.test"})));
  }
  for (std::uint32_t other = 1; other < 1000; ++other) {
    chains.drop(other);
  }
  EXPECT_EQ(to_text(kept), "kept.test");
  EXPECT_EQ(chains.size(), 1U);
}

TEST(QueryPoolTest, AFollowedQuestionStartsAnewForTheSameOwner) {
  QueryPool pool(1);
  const Name name = name_of("a.test");
  QueryRequest request;
  request.name = name.view();
  request.name_hash = 7;
  request.type = kTypeAaaa;
  request.owner = {3, 42};
  const std::uint32_t index = pool.take(request);
  pool[index].attempts = 3;
  pool[index].retries_used = 2;
  pool[index].edns = false;
  pool[index].stream = true;
  pool[index].was_truncated = true;
  pool[index].without_edns_tried = true;
  pool[index].attempt.resolver = 5;
  pool.follow(index, unfinished({"b.test"}));
  const PendingQuery& query = pool[index];
  EXPECT_EQ(to_text(query.name), "b.test");
  EXPECT_EQ(query.owner, 42U);
  EXPECT_EQ(query.asker, 3U);
  EXPECT_EQ(query.type, kTypeAaaa);
  EXPECT_EQ(query.packets(), 3);
  EXPECT_EQ(query.attempts, 0);
  EXPECT_EQ(query.retries_used, 0U);
  EXPECT_TRUE(query.edns);
  EXPECT_FALSE(query.stream || query.was_truncated || query.without_edns_tried);
  EXPECT_EQ(query.attempt.resolver, kNoResolver);
  pool.give_back(index);
  Answer answer = answer_with({});
  EXPECT_EQ(pool.take(request), index);
  pool.complete_chain(index, answer);  // nothing is left of the other
  EXPECT_TRUE(answer.cname_chain.empty());
}

}  // namespace
}  // namespace mxsweep
