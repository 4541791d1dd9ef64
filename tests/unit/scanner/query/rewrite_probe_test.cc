// RewriteProbe: when resolvers that made answers up are asked again, what they
// are asked, and what clears them.
#include "scanner/query/rewrite_probe.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace mxsweep {
namespace {

using io::Duration;
using io::Instant;

constexpr Instant kStart{1'000'000'000};
constexpr LookupStatus kLie = LookupStatus::kNoError;
constexpr LookupStatus kTruth = LookupStatus::kNxDomain;

RewriteProbe probe_of(const std::vector<std::uint16_t>& rewriting) {
  return RewriteProbe(rewriting, io::Prng(3), kStart);
}

// Everything that is due now.
std::vector<RewriteProbe::Question> questions(RewriteProbe& probe,
                                              Instant now) {
  std::vector<RewriteProbe::Question> asked;
  while (probe.due(now)) {
    asked.push_back(probe.next_question(now));
  }
  return asked;
}

// One that is due answers both questions.
std::optional<std::uint16_t> answer(RewriteProbe& probe, Instant now,
                                    LookupStatus first, LookupStatus second) {
  const std::vector<RewriteProbe::Question> asked = questions(probe, now);
  EXPECT_EQ(asked.size(), 2U);
  EXPECT_FALSE(probe.take_answer(asked[0].probed, first, now).has_value());
  return probe.take_answer(asked[1].probed, second, now);
}

TEST(RewriteProbeTest, WithoutSuspectsNothingIsEverDue) {
  EXPECT_FALSE(probe_of({}).due(Instant::never() - Duration::seconds(1)));
}

TEST(RewriteProbeTest, EachIsAskedTwoNewNamesAfterTenSeconds) {
  RewriteProbe probe = probe_of({4, 9});
  EXPECT_FALSE(probe.due(kStart + Duration::milliseconds(9'999)));
  std::multiset<std::uint16_t> resolvers;
  std::set<std::string> names;
  for (const auto& each : questions(probe, kStart + Duration::seconds(10))) {
    resolvers.insert(each.resolver);
    names.emplace(each.name.key());
  }
  EXPECT_EQ(resolvers, (std::multiset<std::uint16_t>{4, 4, 9, 9}));
  EXPECT_EQ(names.size(), 4U);
  EXPECT_FALSE(probe.due(kStart + Duration::seconds(3600)));
}

TEST(RewriteProbeTest, WhoFindsNeitherNameIsCleared) {
  RewriteProbe probe = probe_of({7});
  const Instant now = kStart + Duration::seconds(10);
  EXPECT_EQ(answer(probe, now, kTruth, LookupStatus::kNoData), 7);
  EXPECT_FALSE(probe.due(now + Duration::seconds(3600)));
}

TEST(RewriteProbeTest, OneLieSilenceOrRefusalIsNotEnough) {
  for (const LookupStatus other :
       {kLie, LookupStatus::kTimeout, LookupStatus::kRefused,
        LookupStatus::kServFail, LookupStatus::kNetworkError,
        LookupStatus::kTruncated, LookupStatus::kMalformed}) {
    RewriteProbe probe = probe_of({7});
    Instant now = kStart + Duration::seconds(10);
    EXPECT_EQ(answer(probe, now, kTruth, other), std::nullopt);
    now = now + Duration::seconds(20);
    EXPECT_EQ(answer(probe, now, other, kTruth), std::nullopt);
    now = now + Duration::seconds(40);
    EXPECT_EQ(answer(probe, now, kTruth, kTruth), 7);
  }
}

TEST(RewriteProbeTest, PausesDoubleUpToFiveMinutes) {
  RewriteProbe probe = probe_of({7});
  Instant now = kStart + Duration::seconds(10);
  for (const int pause_s : {20, 40, 80, 160, 300, 300}) {
    EXPECT_EQ(answer(probe, now, kLie, kLie), std::nullopt);
    EXPECT_FALSE(probe.due(now + Duration::seconds(pause_s) -
                           Duration::milliseconds(1)));
    now = now + Duration::seconds(pause_s);
    EXPECT_TRUE(probe.due(now)) << pause_s;
  }
}

}  // namespace
}  // namespace mxsweep
