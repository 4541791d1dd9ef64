// What servers are asked: rates and bounds that rise and fall, servers that are
// given up and come back.
#include "scanner/recursion/server_table.h"

#include <gtest/gtest.h>

namespace mxsweep {
namespace {

constexpr io::Instant kStart{1'000'000'000'000};
constexpr io::Duration kRtt = io::Duration::milliseconds(20);

io::Endpoint endpoint_of(const char* text) {
  return *io::parse_endpoint(text, 53);
}

class ServerTableTest : public ::testing::Test {
 protected:
  // Questions that leave within a second, each answered at once.
  std::uint32_t asked_in_a_second(std::uint32_t server, io::Instant from) {
    std::uint32_t count = 0;
    for (int ms = 0; ms < 1000; ++ms) {
      const io::Instant now = from + io::Duration::milliseconds(ms);
      while (table_.has_room(server, now)) {
        table_.sent(server, now);
        EXPECT_FALSE(
            table_.ended(server, ServerEnd::kUseful, {now, kRtt}, now));
        ++count;
      }
    }
    return count;
  }

  bool lose_one(std::uint32_t server, io::Instant now) {
    table_.sent(server, now);
    return table_.ended(server, ServerEnd::kSilence, {now, {}}, now);
  }

  ServerTable table_{ServerLimits{}};
  const std::uint32_t server_ = table_.find_or_add(endpoint_of("22.0.0.1"));
};

TEST_F(ServerTableTest, EachAddressIsOneServer) {
  EXPECT_EQ(table_.find_or_add(endpoint_of("22.0.0.1")), server_);
  EXPECT_NE(table_.find_or_add(endpoint_of("22.0.0.2")), server_);
  EXPECT_NE(table_.find_or_add(endpoint_of("22.0.0.1:54")), server_);
  EXPECT_EQ(table_.size(), 3U);
}

TEST_F(ServerTableTest, StrangersAreAskedLittleAndTheRateRises) {
  const std::uint32_t first = asked_in_a_second(server_, kStart);
  EXPECT_GE(first, 50U);
  EXPECT_LE(first, 100U);
  std::uint32_t last = first;
  for (int second = 1; second < 20; ++second) {
    last = asked_in_a_second(server_, kStart + io::Duration::seconds(second));
  }
  EXPECT_GE(last, 490U);
  EXPECT_LE(last, 510U);
}

TEST_F(ServerTableTest, RegistriesMayBeAskedTwiceAsMuch) {
  table_.mark_registry(server_);
  std::uint32_t last = 0;
  for (int second = 0; second < 20; ++second) {
    last = asked_in_a_second(server_, kStart + io::Duration::seconds(second));
  }
  EXPECT_GE(last, 990U);
  EXPECT_LE(last, 1010U);
}

TEST_F(ServerTableTest, FewAreInFlightAtFirst) {
  io::Instant now = kStart;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(table_.has_room(server_, now)) << i;
    table_.sent(server_, now);
    now = now + io::Duration::milliseconds(20);
  }
  EXPECT_FALSE(table_.has_room(server_, now + io::Duration::seconds(1)));
  EXPECT_TRUE(table_.is_full(server_));
}

TEST_F(ServerTableTest, SilenceSlowsDownButNotBelowTheStart) {
  for (int second = 0; second < 5; ++second) {
    asked_in_a_second(server_, kStart + io::Duration::seconds(second));
  }
  const double before = table_.rate_pps(server_);
  EXPECT_FALSE(lose_one(server_, kStart + io::Duration::seconds(6)));
  EXPECT_DOUBLE_EQ(table_.rate_pps(server_), before * 0.75);
  EXPECT_FALSE(lose_one(server_, kStart + io::Duration::seconds(7)));
  EXPECT_FALSE(lose_one(server_, kStart + io::Duration::seconds(8)));
  EXPECT_GE(table_.rate_pps(server_), 50);
}

TEST_F(ServerTableTest, SilentServersAreGivenUpAndLookedAtAgain) {
  io::Instant now = kStart;
  for (int i = 1; i < ServerTable::kSilentMax; ++i) {
    EXPECT_FALSE(lose_one(server_, now));
  }
  EXPECT_TRUE(lose_one(server_, now));
  EXPECT_FALSE(table_.is_there(server_, now));
  now = now + ServerTable::kOutFirst;
  ASSERT_TRUE(table_.is_there(server_, now));
  table_.sent(server_, now);
  EXPECT_FALSE(table_.is_there(server_, now)) << "one question finds out";
  EXPECT_TRUE(table_.ended(server_, ServerEnd::kSilence, {now, {}}, now));
  EXPECT_FALSE(table_.is_there(server_, now + ServerTable::kOutFirst));
  now = now + ServerTable::kOutFirst * 2;
  ASSERT_TRUE(table_.is_there(server_, now));
  table_.sent(server_, now);
  EXPECT_FALSE(table_.ended(server_, ServerEnd::kUseful, {now, kRtt}, now));
  table_.sent(server_, now);
  EXPECT_TRUE(table_.is_there(server_, now));
  EXPECT_TRUE(table_.heard(server_));
}

TEST_F(ServerTableTest, LostQuestionsAmongRepliesSayNothing) {
  for (int i = 0; i < 10; ++i) {
    table_.sent(server_, kStart);
  }
  const io::Instant later = kStart + io::Duration::milliseconds(20);
  EXPECT_FALSE(
      table_.ended(server_, ServerEnd::kUseful, {kStart, kRtt}, later));
  for (int i = 1; i < 10; ++i) {
    EXPECT_FALSE(table_.ended(server_, ServerEnd::kSilence, {kStart, {}},
                              later + io::Duration::seconds(1)));
  }
  EXPECT_TRUE(table_.is_there(server_, later + io::Duration::seconds(1)));
}

TEST_F(ServerTableTest, UselessToManyInARowIsGivenUp) {
  for (int i = 1; i < ServerTable::kUselessMax; ++i) {
    table_.sent(server_, kStart);
    EXPECT_FALSE(
        table_.ended(server_, ServerEnd::kUseless, {kStart, kRtt}, kStart));
  }
  table_.sent(server_, kStart);
  EXPECT_TRUE(
      table_.ended(server_, ServerEnd::kUseless, {kStart, kRtt}, kStart));
  EXPECT_FALSE(table_.is_there(server_, kStart));
}

TEST_F(ServerTableTest, AFamilyThatOnlyFailsIsKnown) {
  const std::uint32_t ipv6 = table_.find_or_add(endpoint_of("2d00::1"));
  EXPECT_TRUE(table_.family_works(6));
  static_cast<void>(lose_one(ipv6, kStart));
  EXPECT_FALSE(table_.family_works(6));
  EXPECT_TRUE(table_.family_works(4));
  table_.sent(ipv6, kStart);
  EXPECT_FALSE(table_.ended(ipv6, ServerEnd::kUseful, {kStart, kRtt}, kStart));
  EXPECT_TRUE(table_.family_works(6));
}

TEST_F(ServerTableTest, NearServersComeBeforeFarAndSilentOnes) {
  const std::uint32_t far = table_.find_or_add(endpoint_of("22.0.0.2"));
  const std::uint32_t silent = table_.find_or_add(endpoint_of("22.0.0.3"));
  table_.sent(far, kStart);
  EXPECT_FALSE(table_.ended(far, ServerEnd::kUseful,
                            {kStart, io::Duration::milliseconds(150)}, kStart));
  static_cast<void>(lose_one(silent, kStart));
  EXPECT_LT(table_.expected(server_), table_.expected(far));
  EXPECT_LT(table_.expected(far), table_.expected(silent));
}

TEST_F(ServerTableTest, TheTableIsBounded) {
  io::Endpoint endpoint = endpoint_of("22.0.0.0");
  for (std::uint32_t i = table_.size(); i < ServerTable::kServersMax; ++i) {
    endpoint.port = static_cast<std::uint16_t>(1000 + i % 60'000);
    endpoint.address[3] = static_cast<std::uint8_t>(2 + i / 60'000);
    ASSERT_NE(table_.find_or_add(endpoint), ServerTable::kNone);
  }
  endpoint.port = 1;
  EXPECT_EQ(table_.find_or_add(endpoint), ServerTable::kNone);
  EXPECT_EQ(table_.find_or_add(endpoint_of("22.0.0.1")), server_);
  EXPECT_LE(table_.bytes(), std::size_t{32} << 20U);
}

}  // namespace
}  // namespace mxsweep
