// HostResolver on one thread: each host is asked once, everybody who waits gets
// it, and the mail between shards keeps its order in rings far too small.
#include "scanner/mail/host_resolver.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::address_of;
using test::name_of;

// A, then AAAA, as the texts of test::LookupBuilder would say.
Answer answer_of(const std::vector<std::string>& addresses) {
  Answer answer;
  answer.status =
      addresses.empty() ? LookupStatus::kNoData : LookupStatus::kNoError;
  for (const std::string& text : addresses) {
    const auto index = static_cast<std::uint16_t>(answer.records.size());
    const AddressData address = address_of(text, index);
    if (index == 0) {
      answer.records.begin(address.family == 4 ? kTypeA : kTypeAaaa);
    }
    test::add_address(answer.records, address);
  }
  return answer;
}

struct Asked {
  std::string host;
  std::uint16_t type;
  bool operator==(const Asked&) const = default;
};

class HostResolverTest : public ::testing::Test {
 protected:
  void start(AddressMode mode, std::uint32_t entries = 100, bool tlsa = false) {
    HostResolverOptions options;
    options.tlsa = tlsa;
    options.addresses = mode;
    options.cache_bytes = entries * HostCache::kEntryBytes;
    options.pref64s = pref64s_;
    hosts_ = std::make_unique<HostResolver>(options, counters_);
  }

  void request(const std::string& host, std::uint32_t lookup,
               std::uint32_t exchange = 0) {
    names_.push_back(name_of(host));
    hosts_->request({names_.back().view(), lookup, exchange});
  }

  // Takes the next question, without an answer yet.
  HostResolver::HostQuestion take_question(const Asked& expected) {
    EXPECT_TRUE(hosts_->has_questions());
    const HostResolver::HostQuestion question = hosts_->next_question();
    EXPECT_EQ(to_text(hosts_->name(question)), expected.host);
    EXPECT_EQ(question.type, expected.type);
    return question;
  }

  void answer_next(const Asked& expected,
                   const std::vector<std::string>& addresses) {
    const HostResolver::HostQuestion question = take_question(expected);
    const Answer answer = answer_of(addresses);
    hosts_->take_answer(question, answer.status, &answer);
  }

  void fail_next(const Asked& expected, LookupStatus status) {
    hosts_->take_answer(take_question(expected), status, nullptr);
  }

  std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>> ready() {
    std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>> out;
    for (auto reply = hosts_->next_ready(); reply.has_value();
         reply = hosts_->next_ready()) {
      out.emplace(to_text(reply->entry->name()), reply->lookup,
                  reply->exchange);
      last_ = reply->entry;
    }
    return out;
  }

  std::vector<Pref64> pref64s_;
  ShardCounters counters_;
  std::deque<Name> names_;
  std::unique_ptr<HostResolver> hosts_;
  HostEntry* last_ = nullptr;
};

TEST_F(HostResolverTest, TlsaIsOneMoreQuestionAboutAHost) {
  start(AddressMode::kBoth, 100, true);
  request("mx.test", 1);
  request("mx.test", 2);
  answer_next({"mx.test", kTypeA}, {"192.0.2.1"});
  answer_next({"mx.test", kTypeAaaa}, {});
  EXPECT_TRUE(ready().empty());
  answer_next({"_25._tcp.mx.test", kTypeTlsa}, {});
  EXPECT_EQ(ready().size(), 2U);
  EXPECT_FALSE(hosts_->has_questions());
  EXPECT_EQ(last_->tlsa->report.status, PolicyStatus::kAbsent);
}

TEST_F(HostResolverTest, HostWhoseTlsaCannotBeNamedHasNone) {
  start(AddressMode::kIpv4, 100, true);
  const std::string label(63, 'a');
  const std::string longest =
      label + '.' + label + '.' + label + '.' + std::string(61, 'a');
  request(longest, 1);
  request("mx.test", 2);
  answer_next({longest, kTypeA}, {"192.0.2.1"});
  EXPECT_EQ(ready().size(), 1U);
  EXPECT_EQ(last_->tlsa->report.status, PolicyStatus::kAbsent);
  answer_next({"mx.test", kTypeA}, {"192.0.2.1"});
  fail_next({"_25._tcp.mx.test", kTypeTlsa}, LookupStatus::kServFail);
  EXPECT_EQ(ready().size(), 1U);
  EXPECT_EQ(last_->tlsa->report.status, PolicyStatus::kUnknown);
  EXPECT_EQ(last_->a_status, LookupStatus::kNoError);
}

TEST_F(HostResolverTest, HostWantedByManyIsAskedOnce) {
  start(AddressMode::kBoth);
  request("m.test", 1, 0);
  request("m.test", 2, 3);
  request("m.test", 2, 4);
  answer_next({"m.test", kTypeA}, {"192.0.2.1"});
  EXPECT_TRUE(ready().empty());  // the other family is still open
  request("m.test", 5, 0);
  answer_next({"m.test", kTypeAaaa}, {"2001:db8::1"});
  EXPECT_FALSE(hosts_->has_questions());
  EXPECT_EQ(ready(),
            (std::set<std::tuple<std::string, std::uint32_t, std::uint32_t>>{
                {"m.test", 1, 0},
                {"m.test", 2, 3},
                {"m.test", 2, 4},
                {"m.test", 5, 0}}));
  EXPECT_EQ(last_->references.load(), 4U);
  EXPECT_EQ(counters_.hosts.get(), 1U);
  EXPECT_EQ(counters_.host_hits.get(), 3U);
  // From memory, at once.
  request("m.test", 9, 9);
  EXPECT_FALSE(hosts_->has_questions());
  EXPECT_EQ(ready().size(), 1U);
  EXPECT_EQ(last_->references.load(), 5U);
  for (int i = 0; i < 5; ++i) {
    HostResolver::release(*last_);
  }
  EXPECT_EQ(last_->references.load(), 0U);
}

// RFC 6052: what a DNS64 resolver of the run made is told from what is real.
TEST_F(HostResolverTest, AddressesMadeByDns64AreMarked) {
  pref64s_ = {*pref64_of(address_of("2001:db8:64::c000:aa", 0))};
  start(AddressMode::kBoth);
  request("m.test", 1);
  answer_next({"m.test", kTypeA}, {"8.8.8.8"});
  answer_next({"m.test", kTypeAaaa}, {"2001:db8:64::808:808", "2a00::1"});
  EXPECT_EQ(ready().size(), 1U);
  ASSERT_EQ(last_->addresses.size(), 3U);
  EXPECT_EQ(last_->addresses[0].pref64_bits, 0);
  EXPECT_EQ(last_->addresses[1].pref64_bits, 96);
  EXPECT_EQ(last_->addresses[2].pref64_bits, 0);
}

// The zone will not be another one in a minute, a resolver may.
TEST_F(HostResolverTest, CnameLoopIsKeptLikeAnAnswerNotLikeAFailure) {
  for (const LookupStatus status :
       {LookupStatus::kNxDomain, LookupStatus::kCnameLoop,
        LookupStatus::kYxDomain, LookupStatus::kReferral,
        LookupStatus::kServFail}) {
    start(AddressMode::kIpv4);
    request("m.test", 1);
    fail_next({"m.test", kTypeA}, status);
    ASSERT_EQ(ready().size(), 1U);
    EXPECT_EQ(last_->failed, !is_conclusive(status)) << to_text(status);
    EXPECT_EQ(last_->a_status, status);
    EXPECT_TRUE(last_->addresses.empty());
  }
}

TEST_F(HostResolverTest, NegativeOutcomesAndFailuresAreKeptToo) {
  for (const LookupStatus status :
       {LookupStatus::kNxDomain, LookupStatus::kNoData, LookupStatus::kServFail,
        LookupStatus::kTimeout}) {
    start(AddressMode::kBoth);
    request("m.test", 1);
    fail_next({"m.test", kTypeA}, status);
    fail_next({"m.test", kTypeAaaa}, status);
    EXPECT_EQ(ready().size(), 1U);
    request("m.test", 2);
    EXPECT_FALSE(hosts_->has_questions());
    EXPECT_EQ(ready().size(), 1U);
    EXPECT_EQ(last_->a_status, status);
    EXPECT_EQ(last_->aaaa_status, status);
    EXPECT_TRUE(last_->addresses.empty());
  }
}

TEST_F(HostResolverTest, OnlyTheFamiliesWantedAreAsked) {
  start(AddressMode::kIpv4);
  request("m.test", 1);
  answer_next({"m.test", kTypeA}, {"192.0.2.1"});
  EXPECT_FALSE(hosts_->has_questions());
  EXPECT_EQ(ready().size(), 1U);
  EXPECT_FALSE(last_->aaaa_status.has_value());

  start(AddressMode::kIpv6);
  request("m.test", 1);
  answer_next({"m.test", kTypeAaaa}, {"2001:db8::1"});
  EXPECT_FALSE(hosts_->has_questions());
  EXPECT_EQ(ready().size(), 1U);
  EXPECT_FALSE(last_->a_status.has_value());
}

TEST_F(HostResolverTest, QuestionsComeInTheOrderOfTheRequests) {
  start(AddressMode::kBoth);
  request("b.test", 1);
  request("a.test", 2);
  take_question({"b.test", kTypeA});
  request("c.test", 3);
  take_question({"b.test", kTypeAaaa});
  take_question({"a.test", kTypeA});
  take_question({"a.test", kTypeAaaa});
  take_question({"c.test", kTypeA});
  take_question({"c.test", kTypeAaaa});
  EXPECT_FALSE(hosts_->has_questions());
  request("d.test", 4);
  take_question({"d.test", kTypeA});
}

TEST_F(HostResolverTest, S11AddressesAreInWireOrderAThenAaaa) {
  for (const bool a_first : {true, false}) {
    start(AddressMode::kBoth);
    request("m.test", 1);
    const auto a = take_question({"m.test", kTypeA});
    const auto aaaa = take_question({"m.test", kTypeAaaa});
    const Answer four = answer_of({"192.0.2.9", "192.0.2.1"});
    const Answer six = answer_of({"2001:db8::9", "2001:db8::1"});
    if (a_first) {
      hosts_->take_answer(a, four.status, &four);
      hosts_->take_answer(aaaa, six.status, &six);
    } else {
      hosts_->take_answer(aaaa, six.status, &six);
      hosts_->take_answer(a, four.status, &four);
    }
    ASSERT_EQ(ready().size(), 1U);
    std::vector<std::string> texts;
    for (const AddressData& address : last_->addresses) {
      texts.push_back(io::address_text(address.bytes.data(), address.family));
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"192.0.2.9", "192.0.2.1",
                                               "2001:db8::9", "2001:db8::1"}));
  }
}

TEST_F(HostResolverTest, S9AliasIsTheLastTargetAndThatOfAWins) {
  for (const bool a_first : {true, false}) {
    start(AddressMode::kBoth);
    request("m.test", 1);
    const auto a = take_question({"m.test", kTypeA});
    const auto aaaa = take_question({"m.test", kTypeAaaa});
    Answer four = answer_of({"192.0.2.9"});
    four.cname_chain = {name_of("x.test"), name_of("four.test")};
    Answer six = answer_of({});
    six.cname_chain = {name_of("six.test")};
    hosts_->take_answer(a_first ? a : aaaa, LookupStatus::kNoError,
                        a_first ? &four : &six);
    hosts_->take_answer(a_first ? aaaa : a, LookupStatus::kNoError,
                        a_first ? &six : &four);
    ASSERT_EQ(ready().size(), 1U);
    EXPECT_EQ(to_text(last_->cname()), "four.test");
  }
}

TEST_F(HostResolverTest, FailedAnswerLeavesNoData) {
  start(AddressMode::kIpv4);
  request("m.test", 1);
  const auto question = take_question({"m.test", kTypeA});
  Answer left_over = answer_of({"192.0.2.9"});
  left_over.cname_chain = {name_of("x.test")};
  hosts_->take_answer(question, LookupStatus::kServFail, &left_over);
  ASSERT_EQ(ready().size(), 1U);
  EXPECT_TRUE(last_->addresses.empty());
  EXPECT_TRUE(last_->cname().empty());
}

TEST_F(HostResolverTest, E2FilteredAnswerMarksTheHost) {
  for (std::uint16_t code = 0; code <= 30; ++code) {
    start(AddressMode::kBoth);
    request("m.test", 1);
    const auto a = take_question({"m.test", kTypeA});
    const auto aaaa = take_question({"m.test", kTypeAaaa});
    Answer lie = answer_of({});
    lie.ede_codes = {22, code};
    const Answer good = answer_of({});
    hosts_->take_answer(a, LookupStatus::kNxDomain, &lie);
    hosts_->take_answer(aaaa, LookupStatus::kNoData, &good);
    ASSERT_EQ(ready().size(), 1U);
    EXPECT_EQ(last_->filtered, code == 4 || (code >= 15 && code <= 17)) << code;
  }
}

TEST_F(HostResolverTest, HeldHostsAreNotEvictedReleasedOnesAre) {
  start(AddressMode::kIpv4, 1);
  request("a.test", 1);
  answer_next({"a.test", kTypeA}, {"192.0.2.1"});
  EXPECT_EQ(ready().size(), 1U);
  HostEntry* held = last_;
  request("b.test", 2);
  answer_next({"b.test", kTypeA}, {"192.0.2.2"});
  EXPECT_EQ(ready().size(), 1U);
  EXPECT_EQ(to_text(held->name()), "a.test");
  EXPECT_EQ(counters_.host_evictions.get(), 0U);
  HostResolver::release(*last_);
  HostResolver::release(*held);
  // One makes way for it, the other was one too many.
  request("c.test", 3);
  EXPECT_EQ(counters_.host_evictions.get(), 2U);
}

// Several shards in one thread, all with the same mail.
class Shards {
 public:
  struct Got {
    std::uint16_t shard = 0;
    std::string host;
    std::uint32_t lookup = 0;
    std::uint32_t exchange = 0;

    bool operator<(const Got& other) const {
      return std::tie(shard, host, lookup, exchange) <
             std::tie(other.shard, other.host, other.lookup, other.exchange);
    }
  };

  Shards(std::uint16_t count, std::size_t ring_capacity)
      : queues_(count, ring_capacity), counters_(count) {
    for (std::uint16_t shard = 0; shard < count; ++shard) {
      HostResolverOptions options;
      options.addresses = AddressMode::kIpv4;
      options.cache_bytes = 64 * HostCache::kEntryBytes;
      options.shard = shard;
      options.shards = count;
      options.host_queues = &queues_;
      desks_.push_back(
          std::make_unique<HostResolver>(options, counters_[shard]));
    }
  }

  void request(std::uint16_t shard, const std::string& host,
               std::uint32_t lookup, std::uint32_t exchange) {
    names_.push_back(name_of(host));
    desks_[shard]->request({names_.back().view(), lookup, exchange});
  }

  // One round of every shard. False when nothing moved any more.
  bool turn() {
    bool moved = false;
    for (std::uint16_t shard = 0; shard < desks_.size(); ++shard) {
      HostResolver& hosts = *desks_[shard];
      moved = hosts.drain_peer_queues() || moved;
      while (hosts.has_questions()) {
        const auto question = hosts.next_question();
        asked[shard].push_back(to_text(hosts.name(question)));
        const Answer answer = answer_of({"192.0.2.1"});
        hosts.take_answer(question, answer.status, &answer);
        moved = true;
      }
      for (auto reply = hosts.next_ready(); reply.has_value();
           reply = hosts.next_ready()) {
        got.push_back({shard, to_text(reply->entry->name()), reply->lookup,
                       reply->exchange});
        HostResolver::release(*reply->entry);
        moved = true;
      }
    }
    return moved;
  }

  [[nodiscard]] std::uint64_t hosts_asked() const {
    std::uint64_t sum = 0;
    for (const ShardCounters& counters : counters_) {
      sum += counters.hosts.get();
    }
    return sum;
  }

  std::map<std::uint16_t, std::vector<std::string>> asked;  // by owner
  std::vector<Got> got;                                     // in order

 private:
  HostQueues queues_;
  std::deque<ShardCounters> counters_;
  std::deque<Name> names_;
  std::vector<std::unique_ptr<HostResolver>> desks_;
};

TEST(HostQueuesTest, EveryRequestIsAnsweredThoughRingsAreTiny) {
  for (const std::size_t capacity : {1U, 2U, 8U}) {
    for (const std::uint16_t count : std::vector<std::uint16_t>{2, 3, 5}) {
      Shards shards(count, capacity);
      std::set<Shards::Got> expected;
      for (std::uint32_t i = 0; i < 40; ++i) {
        for (std::uint16_t shard = 0; shard < count; ++shard) {
          const std::string host = "h" + std::to_string(i) + ".test";
          shards.request(shard, host, i, shard);
          expected.insert({shard, host, i, shard});
        }
      }
      int rounds = 0;
      while (shards.turn()) {
        ASSERT_LT(++rounds, 10000);
      }
      EXPECT_EQ(shards.got.size(), expected.size());
      for (const Shards::Got& one : shards.got) {
        EXPECT_EQ(expected.erase(one), 1U) << one.host << " " << one.shard;
      }
      EXPECT_TRUE(expected.empty());
      EXPECT_EQ(shards.hosts_asked(), 40U);  // once, whoever wanted it
    }
  }
}

TEST(HostQueuesTest, OrderOfRequestsIsKeptThroughTinyRings) {
  Shards shards(2, 1);
  std::vector<std::string> order;
  for (std::uint32_t i = 0; i < 60; ++i) {
    order.push_back("h" + std::to_string(i * 7 % 60) + ".test");
    shards.request(0, order.back(), i, 0);
  }
  while (shards.turn()) {
  }
  // Each owner asked for its hosts in the order in which they were wanted.
  EXPECT_EQ(shards.asked[0].size() + shards.asked[1].size(), order.size());
  for (const auto& [owner, hosts] : shards.asked) {
    ASSERT_GT(hosts.size(), 5U) << owner;
    std::size_t at = 0;
    for (const std::string& host : order) {
      at += at < hosts.size() && hosts[at] == host ? 1 : 0;
    }
    EXPECT_EQ(at, hosts.size()) << "shard " << owner;
  }
}

TEST(HostQueuesTest, OrderOfRepliesIsKeptThroughTinyRings) {
  Shards shards(2, 1);
  std::vector<std::string> foreign;
  for (std::uint32_t i = 0; i < 60; ++i) {
    shards.request(0, "h" + std::to_string(i) + ".test", i, 0);
  }
  while (shards.turn()) {
  }
  foreign = shards.asked[1];  // those that the other shard owns, all known now
  ASSERT_GT(foreign.size(), 10U);
  shards.got.clear();
  for (std::uint32_t i = 0; i < foreign.size(); ++i) {
    shards.request(0, foreign[i], i, 0);
  }
  while (shards.turn()) {
  }
  // A ring of one gives one reply a round, so nothing can overtake.
  ASSERT_EQ(shards.got.size(), foreign.size());
  for (std::uint32_t i = 0; i < foreign.size(); ++i) {
    EXPECT_EQ(shards.got[i].lookup, i);
  }
}

TEST(HostQueuesTest, OneShardNeedsNoQueues) {
  ShardCounters counters;
  HostResolver hosts(HostResolverOptions{}, counters);
  EXPECT_FALSE(hosts.drain_peer_queues());
}

}  // namespace
}  // namespace mxsweep
