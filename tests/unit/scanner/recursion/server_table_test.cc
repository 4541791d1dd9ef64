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

  std::uint32_t add(const char* address) {
    const std::uint32_t number = next_++;
    table_.add(number, endpoint_of(address));
    return number;
  }

  // A question that is answered, and the rest that its rate asks for.
  void use(std::uint32_t server) {
    table_.sent(server, now_);
    EXPECT_FALSE(table_.ended(server, ServerEnd::kUseful, {now_, kRtt}, now_));
    now_ = now_ + io::Duration::seconds(1);
  }

  [[nodiscard]] std::uint32_t find(const char* address) const {
    return table_.find(endpoint_of(address), ServerTable::kNone);
  }

  std::uint32_t next_ = 0;
  io::Instant now_ = kStart;
  ServerTable table_{ServerLimits{}, 4};
  const std::uint32_t server_ = add("22.0.0.1");
};

TEST_F(ServerTableTest, EachAddressIsOneServer) {
  const std::uint32_t other = add("22.0.0.1:54");
  EXPECT_EQ(find("22.0.0.1"), server_);
  EXPECT_EQ(find("22.0.0.1:54"), other);
  EXPECT_EQ(find("22.0.0.2"), ServerTable::kNone);
  EXPECT_EQ(table_.size(), 2U);
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
}

TEST_F(ServerTableTest, T2WhoRepliedToEdnsIsAskedWithIt) {
  EXPECT_TRUE(table_.takes_edns(server_, false));
  EXPECT_FALSE(table_.takes_edns(server_, true)) << "the last chance";
  table_.note_edns(server_, false);
  EXPECT_FALSE(table_.takes_edns(server_, false));
  table_.note_edns(server_, true);
  EXPECT_TRUE(table_.takes_edns(server_, true));
  table_.note_edns(server_, false);
  EXPECT_TRUE(table_.takes_edns(server_, true));
}

TEST_F(ServerTableTest, T2WhoWasGivenUpTwiceIsTriedWithoutEdns) {
  for (int i = 0; i < 4; ++i) {
    lose_one(server_, kStart);
  }
  EXPECT_TRUE(table_.takes_edns(server_, false));
  lose_one(server_, kStart + ServerTable::kOutFirst);
  EXPECT_FALSE(table_.takes_edns(server_, false));
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
  const std::uint32_t ipv6 = add("2d00::1");
  EXPECT_TRUE(table_.family_works(6));
  static_cast<void>(lose_one(ipv6, kStart));
  EXPECT_FALSE(table_.family_works(6));
  EXPECT_TRUE(table_.family_works(4));
  table_.sent(ipv6, kStart);
  EXPECT_FALSE(table_.ended(ipv6, ServerEnd::kUseful, {kStart, kRtt}, kStart));
  EXPECT_TRUE(table_.family_works(6));
}

TEST_F(ServerTableTest, NearServersComeBeforeFarAndSilentOnes) {
  const std::uint32_t far = add("22.0.0.2");
  const std::uint32_t silent = add("22.0.0.3");
  table_.sent(far, kStart);
  EXPECT_FALSE(table_.ended(far, ServerEnd::kUseful,
                            {kStart, io::Duration::milliseconds(150)}, kStart));
  static_cast<void>(lose_one(silent, kStart));
  EXPECT_LT(table_.expected(server_), table_.expected(far));
  EXPECT_LT(table_.expected(far), table_.expected(silent));
}

TEST_F(ServerTableTest, ThePlaceOfTheOneUsedLongestAgoIsGiven) {
  const std::uint32_t second = add("22.0.0.2");
  const std::uint32_t third = add("22.0.0.3");
  EXPECT_EQ(table_.candidate(), ServerTable::kNone);  // there is room
  const std::uint32_t fourth = add("22.0.0.4");
  for (const std::uint32_t server : {third, server_, fourth, second}) {
    use(server);
  }
  for (const std::uint32_t server : {third, server_, fourth, second}) {
    ASSERT_TRUE(table_.has_place(now_));
    ASSERT_EQ(table_.candidate(), server);
    const io::Endpoint before = table_.endpoint(server);
    table_.note_edns(server, false);
    table_.drop(server);
    EXPECT_EQ(table_.find(before, server), ServerTable::kNone);
    io::Endpoint next = before;
    next.port = 1000;
    table_.add(server, next);
    EXPECT_EQ(table_.find(next, ServerTable::kNone), server);
    EXPECT_TRUE(table_.takes_edns(server, false));
    EXPECT_EQ(table_.size(), 4U);
    use(server);
  }
}

TEST_F(ServerTableTest, WhoIsBusyKeepsItsPlace) {
  const std::uint32_t second = add("22.0.0.2");
  const std::uint32_t third = add("22.0.0.3");
  const std::uint32_t fourth = add("22.0.0.4");
  table_.keep(server_);
  table_.sent(second, now_);
  table_.queue(third).length = 1;
  table_.queue_changed(third);
  table_.queue(fourth).timed = true;
  table_.queue_changed(fourth);
  EXPECT_FALSE(table_.has_place(io::Instant{io::Instant::never().ns - 1}));
  EXPECT_EQ(table_.next_place(), io::Instant::never());
  table_.queue(third).length = 0;
  table_.queue_changed(third);
  EXPECT_EQ(table_.candidate(), third);
  table_.queue(fourth).timed = false;
  table_.queue_changed(fourth);
  EXPECT_EQ(table_.candidate(), third);
  table_.put_off(third, now_ + io::Duration::seconds(1));
  EXPECT_EQ(table_.candidate(), fourth);
  table_.drop(fourth);
  table_.add(fourth, endpoint_of("22.0.0.5"));
  // The one put off is next, when its time has come.
  EXPECT_FALSE(table_.has_place(now_));
  EXPECT_TRUE(table_.has_place(now_ + io::Duration::seconds(1)));
}

// Else a server that is dropped and comes back would be asked too much.
TEST_F(ServerTableTest, WhoIsOwedAPauseKeepsItsPlace) {
  for (const char* address : {"22.0.0.2", "22.0.0.3", "22.0.0.4"}) {
    add(address);
  }
  for (std::uint32_t server = 1; server < 4; ++server) {
    table_.sent(server, now_);
  }
  while (table_.has_room(server_, now_)) {
    use(server_);
    now_ = kStart;
  }
  EXPECT_EQ(table_.candidate(), server_);
  EXPECT_FALSE(table_.has_place(now_));
  EXPECT_GT(table_.next_place(), now_);
  EXPECT_LE(table_.next_place(), now_ + io::Duration::milliseconds(120));
}

TEST_F(ServerTableTest, HowOftenTheMostAskedWereAskedIsKept) {
  constexpr std::uint32_t kServers = 1000;
  for (const char* address : {"22.0.0.2", "22.0.0.3", "22.0.0.4"}) {
    add(address);
  }
  io::Endpoint endpoint = endpoint_of("22.1.0.0");
  for (std::uint32_t i = 0; i < kServers; ++i) {
    endpoint.port = static_cast<std::uint16_t>(1 + i);
    const std::uint32_t number = table_.candidate();
    table_.drop(number);
    table_.add(number, endpoint);
    for (std::uint32_t times = 0; times < 1 + i % 10; ++times) {
      use(number);
    }
  }
  std::uint64_t known = 0;
  std::uint64_t tens = 0;
  table_.for_each_asked([&](const io::Endpoint&, std::uint64_t asked) {
    ++known;
    tens += asked == 10 ? 1 : 0;
  });
  EXPECT_EQ(tens, kServers / 10);
  EXPECT_EQ(known, PastServers::kMost + 4);
  EXPECT_EQ(table_.forgotten() + known, kServers);
  // One that comes back goes on counting.
  endpoint.port = 10;
  const std::uint32_t number = table_.candidate();
  table_.drop(number);
  table_.add(number, endpoint);
  use(number);
  std::uint64_t again = 0;
  table_.for_each_asked([&](const io::Endpoint& each, std::uint64_t asked) {
    again = each == endpoint ? asked : again;
  });
  EXPECT_EQ(again, 11U);
}

}  // namespace
}  // namespace mxsweep
