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

std::optional<std::uint16_t> end(RewriteProbe& probe, Instant now,
                                 const RewriteProbe::Question& question,
                                 LookupStatus status, bool knows_the_root) {
  ReplyMessage message;
  message.header.answers = knows_the_root ? 1 : 0;
  Completion done;
  done.owner.index = question.index;
  done.reply.status = status;
  done.reply.at = now;
  done.message = &message;
  return probe.take_answer(done);
}

// One that is due answers all three questions.
std::optional<std::uint16_t> answer(RewriteProbe& probe, Instant now,
                                    LookupStatus first, LookupStatus second,
                                    bool knows_the_root = true) {
  const std::vector<RewriteProbe::Question> asked = questions(probe, now);
  EXPECT_EQ(asked.size(), 3U);
  EXPECT_FALSE(end(probe, now, asked[0], first, false).has_value());
  EXPECT_FALSE(end(probe, now, asked[1], second, false).has_value());
  EXPECT_EQ(asked[2].type, kTypeNs);
  EXPECT_EQ(to_text(asked[2].name), ".");
  return end(probe, now, asked[2],
             knows_the_root ? LookupStatus::kNoError : LookupStatus::kNxDomain,
             knows_the_root);
}

TEST(RewriteProbeTest, WithoutSuspectsNothingIsEverDue) {
  EXPECT_FALSE(probe_of({}).due(Instant::never() - Duration::seconds(1)));
}

TEST(RewriteProbeTest, EachIsAskedTwoNewNamesAndTheRootAfterTenSeconds) {
  RewriteProbe probe = probe_of({4, 9});
  EXPECT_FALSE(probe.due(kStart + Duration::milliseconds(9'999)));
  std::multiset<std::uint16_t> resolvers;
  std::set<std::string> names;
  for (const auto& each : questions(probe, kStart + Duration::seconds(10))) {
    resolvers.insert(each.resolver);
    names.emplace(each.name.key());
  }
  EXPECT_EQ(resolvers, (std::multiset<std::uint16_t>{4, 4, 4, 9, 9, 9}));
  EXPECT_EQ(names.size(), 5U);  // the root twice
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

TEST(RewriteProbeTest, WhoDeniesTheRootIsNotCleared) {
  RewriteProbe probe = probe_of({7});
  Instant now = kStart + Duration::seconds(10);
  EXPECT_EQ(answer(probe, now, kTruth, kTruth, false), std::nullopt);
  now = now + Duration::seconds(20);
  EXPECT_EQ(answer(probe, now, kTruth, kTruth), 7);
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
