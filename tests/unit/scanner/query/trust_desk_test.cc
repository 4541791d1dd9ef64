// TrustDesk: when resolvers that made answers up are asked again, what they
// are asked, and what clears them.
#include "scanner/query/trust_desk.h"

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

TrustDesk desk_of(const std::vector<std::uint16_t>& distrusted) {
  return TrustDesk(distrusted, io::Prng(3), kStart);
}

// Everything that is due now.
std::vector<TrustDesk::Question> questions(TrustDesk& desk, Instant now) {
  std::vector<TrustDesk::Question> asked;
  while (desk.due(now)) {
    asked.push_back(desk.next_question(now));
  }
  return asked;
}

// One that is due answers both questions.
std::optional<std::uint16_t> answer(TrustDesk& desk, Instant now,
                                    LookupStatus first, LookupStatus second) {
  const std::vector<TrustDesk::Question> asked = questions(desk, now);
  EXPECT_EQ(asked.size(), 2U);
  EXPECT_FALSE(desk.take_answer(asked[0].suspect, first, now).has_value());
  return desk.take_answer(asked[1].suspect, second, now);
}

TEST(TrustDeskTest, WithoutSuspectsNothingIsEverDue) {
  EXPECT_FALSE(desk_of({}).due(Instant::never() - Duration::seconds(1)));
}

TEST(TrustDeskTest, EachIsAskedTwoNewNamesAfterTenSeconds) {
  TrustDesk desk = desk_of({4, 9});
  EXPECT_FALSE(desk.due(kStart + Duration::milliseconds(9'999)));
  std::multiset<std::uint16_t> resolvers;
  std::set<std::string> names;
  for (const auto& each : questions(desk, kStart + Duration::seconds(10))) {
    resolvers.insert(each.resolver);
    names.emplace(each.name.key());
  }
  EXPECT_EQ(resolvers, (std::multiset<std::uint16_t>{4, 4, 9, 9}));
  EXPECT_EQ(names.size(), 4U);
  EXPECT_FALSE(desk.due(kStart + Duration::seconds(3600)));
}

TEST(TrustDeskTest, WhoFindsNeitherNameIsCleared) {
  TrustDesk desk = desk_of({7});
  const Instant now = kStart + Duration::seconds(10);
  EXPECT_EQ(answer(desk, now, kTruth, LookupStatus::kNoData), 7);
  EXPECT_FALSE(desk.due(now + Duration::seconds(3600)));
}

TEST(TrustDeskTest, OneLieSilenceOrRefusalIsNotEnough) {
  for (const LookupStatus other :
       {kLie, LookupStatus::kTimeout, LookupStatus::kRefused,
        LookupStatus::kServFail, LookupStatus::kNetworkError,
        LookupStatus::kTruncated, LookupStatus::kMalformed}) {
    TrustDesk desk = desk_of({7});
    Instant now = kStart + Duration::seconds(10);
    EXPECT_EQ(answer(desk, now, kTruth, other), std::nullopt);
    now = now + Duration::seconds(20);
    EXPECT_EQ(answer(desk, now, other, kTruth), std::nullopt);
    now = now + Duration::seconds(40);
    EXPECT_EQ(answer(desk, now, kTruth, kTruth), 7);
  }
}

TEST(TrustDeskTest, PausesDoubleUpToFiveMinutes) {
  TrustDesk desk = desk_of({7});
  Instant now = kStart + Duration::seconds(10);
  for (const int pause_s : {20, 40, 80, 160, 300, 300}) {
    EXPECT_EQ(answer(desk, now, kLie, kLie), std::nullopt);
    EXPECT_FALSE(
        desk.due(now + Duration::seconds(pause_s) - Duration::milliseconds(1)));
    now = now + Duration::seconds(pause_s);
    EXPECT_TRUE(desk.due(now)) << pause_s;
  }
}

}  // namespace
}  // namespace mxsweep
