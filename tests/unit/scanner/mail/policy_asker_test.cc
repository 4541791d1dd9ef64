// PolicyAsker without a network: what is asked about which names, and when a
// lookup has to wait no longer.
#include "scanner/mail/policy_asker.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/names.h"

namespace mxsweep {
namespace {

PolicySet set_of(std::initializer_list<Policy> policies) {
  PolicySet set;
  for (const Policy policy : policies) {
    set.add(policy);
  }
  return set;
}

constexpr std::initializer_list<Policy> kAll = {
    Policy::kSpf,    Policy::kDmarc, Policy::kMtaSts,
    Policy::kTlsRpt, Policy::kBimi,  Policy::kTlsa};

Lookup lookup_of(const std::string& name, LookupStatus status) {
  Lookup lookup;
  lookup.reset();
  lookup.set_name(test::name_of(name).view(), LabelClass::kOther);
  lookup.reply.status = status;
  return lookup;
}

std::set<std::string> asked(PolicyAsker& asker) {
  std::set<std::string> names;
  while (asker.has_questions()) {
    names.insert(to_text(asker.next_question().name));
  }
  return names;
}

TEST(PolicyAskerTest, TlsaAloneIsNoneOfItsConcern) {
  EXPECT_FALSE(PolicyAsker(set_of({Policy::kTlsa}), nullptr).wants_any());
  EXPECT_FALSE(PolicyAsker({}, nullptr).wants_any());
  EXPECT_TRUE(PolicyAsker(set_of({Policy::kBimi}), nullptr).wants_any());
}

TEST(PolicyAskerTest, EachPolicyIsAskedForInItsPlace) {
  PolicyAsker asker(set_of(kAll), nullptr);
  Lookup lookup = lookup_of("a.test", LookupStatus::kNoError);
  EXPECT_EQ(asker.begin(0, lookup), 5U);
  EXPECT_EQ(asked(asker), (std::set<std::string>{
                              "a.test", "_dmarc.a.test", "_mta-sts.a.test",
                              "_smtp._tls.a.test", "default._bimi.a.test"}));
}

TEST(PolicyAskerTest, OnlyNamesThatExistAreAskedAbout) {
  PolicyAsker asker(set_of(kAll), nullptr);
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    const auto status = static_cast<LookupStatus>(i);
    Lookup lookup = lookup_of("a.test", status);
    const bool exists =
        status == LookupStatus::kNoError || status == LookupStatus::kNoData;
    EXPECT_EQ(asker.begin(0, lookup) != 0, exists) << to_text(status);
    EXPECT_EQ(lookup.policies != nullptr, exists) << to_text(status);
  }
  Lookup filtered = lookup_of("a.test", LookupStatus::kNoData);
  filtered.findings.add(Finding::kResolverFiltered);
  EXPECT_EQ(asker.begin(0, filtered), 0U);
}

TEST(PolicyAskerTest, NamesOnTheBlocklistAreNotAsked) {
  Blocklist blocklist;
  ASSERT_TRUE(blocklist.add_line("_dmarc.a.test"));
  ASSERT_TRUE(blocklist.add_line("_dmarc.test"));
  PolicyAsker asker(set_of({Policy::kSpf, Policy::kDmarc}), &blocklist);
  Lookup lookup = lookup_of("a.test", LookupStatus::kNoError);
  EXPECT_EQ(asker.begin(0, lookup), 1U);
  EXPECT_EQ(lookup.policies->find(Policy::kDmarc), nullptr);
  // What a name above has to say is not known then.
  Lookup other = lookup_of("b.test", LookupStatus::kNoError);
  EXPECT_EQ(asker.begin(1, other), 2U);
  Answer nothing;
  nothing.clear();
  nothing.status = LookupStatus::kNoData;
  while (asker.has_questions()) {
    const PolicyAsker::Question question = asker.next_question();
    asker.take_answer(question.of_parent, question.number, &nothing);
  }
  EXPECT_EQ(other.policies->find(Policy::kDmarc)->status,
            PolicyStatus::kUnknown);
}

TEST(PolicyAskerTest, NameThatIsTooLongForARecordHasNone) {
  const std::string label(63, 'a');
  PolicyAsker asker(set_of({Policy::kSpf, Policy::kBimi}), nullptr);
  Lookup lookup =
      lookup_of(label + '.' + label + '.' + label + '.' + std::string(61, 'a'),
                LookupStatus::kNoError);
  EXPECT_EQ(asker.begin(0, lookup), 1U);
  EXPECT_EQ(lookup.policies->find(Policy::kBimi)->status,
            PolicyStatus::kAbsent);
}

TEST(PolicyAskerTest, EveryQuestionMakesItsLookupReadyOnce) {
  PolicyAsker asker(set_of(kAll), nullptr);
  std::vector<Lookup> lookups;
  std::uint32_t open = 0;
  for (std::uint32_t i = 0; i < 20; ++i) {
    lookups.push_back(
        lookup_of("n" + std::to_string(i) + ".x.test", LookupStatus::kNoError));
  }
  for (std::uint32_t i = 0; i < 20; ++i) {
    open += asker.begin(i, lookups[i]);
  }
  std::uint32_t questions = 0;
  std::uint32_t ready = 0;
  while (asker.has_questions()) {
    const PolicyAsker::Question question = asker.next_question();
    asker.take_answer(question.of_parent, question.number, nullptr);
    ++questions;
    while (asker.next_ready().has_value()) {
      ++ready;
    }
  }
  EXPECT_EQ(ready, open);
  EXPECT_EQ(questions, open);  // after a failure there is no walk
}

}  // namespace
}  // namespace mxsweep
