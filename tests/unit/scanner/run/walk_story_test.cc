// What explain tells of the steps of a walk.
#include "scanner/run/walk_story.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "scanner/dns/header.h"

#include "tests/support/names.h"

namespace mxsweep {
namespace {

using test::name_of;

constexpr io::Instant kAt{1'000'000'000};

class WalkStoryTest : public ::testing::Test {
 protected:
  WalkStoryTest() {
    step_.name = name_.view();
    step_.type = kTypeMx;
    step_.zone = zone_.view();
    step_.server = server_.view();
    step_.asked = asked_;
    step_.at = kAt;
    step_.ended = kAt + io::Duration::seconds(1);
    step_.replied = true;
  }

  // What is told of the step.
  std::string outcome(ZoneReply reply) {
    WalkStory story;
    step_.reply = reply;
    story.on_step(step_);
    const WalkStory::Step* const told =
        story.find("www.example.com", kTypeMx, asked_, kAt);
    return told == nullptr ? "" : told->whom + ": " + told->outcome;
  }

  const Name name_ = name_of("www.example.com");
  const Name zone_ = name_of("com");
  const Name server_ = name_of("a.gtld.net");
  const io::Endpoint asked_ = *io::parse_endpoint("192.0.2.7", 53);
  WalkStep step_;
};

TEST_F(WalkStoryTest, ReferralNamesTheZoneAndItsServers) {
  Referral referral;
  referral.cut = name_of("example.com");
  referral.servers.resize(3);
  referral.servers[0].name = name_of("ns1.example.com");
  referral.servers[0].glue_count = 1;
  referral.servers[1].name = name_of("ns.other.net");
  referral.servers[2].name = name_of("left.from.before");
  referral.count = 2;
  step_.referral = &referral;
  EXPECT_EQ(outcome(ZoneReply::kReferral),
            "a.gtld.net, of the zone com: it refers to the zone example.com, "
            "served by ns1.example.com, ns.other.net (R1)");
  referral.servers[0].glue_count = 0;
  EXPECT_EQ(outcome(ZoneReply::kReferral),
            "a.gtld.net, of the zone com: it refers to the zone example.com, "
            "served by ns1.example.com, ns.other.net (no addresses given) "
            "(R1)");
}

TEST_F(WalkStoryTest, OtherReplies) {
  EXPECT_EQ(outcome(ZoneReply::kAnswer),
            "a.gtld.net, of the zone com: that is the answer of the zone com");
  EXPECT_EQ(outcome(ZoneReply::kNoData), outcome(ZoneReply::kAnswer));
  EXPECT_EQ(outcome(ZoneReply::kLame),
            "a.gtld.net, of the zone com: of no use for the zone com: a lame "
            "delegation (R3)");
  const Name root = name_of(".");
  step_.zone = root.view();
  step_.server = {};
  EXPECT_EQ(outcome(ZoneReply::kAlias),
            "of the root: an alias that leads out of the root (R4)");
}

TEST_F(WalkStoryTest, Silence) {
  step_.replied = false;
  EXPECT_EQ(outcome(ZoneReply::kLame),
            "a.gtld.net, of the zone com: nothing of use came (R3)");
  step_.status = LookupStatus::kTruncated;
  EXPECT_EQ(outcome(ZoneReply::kLame),
            "a.gtld.net, of the zone com: TC over UDP, and TCP failed: no "
            "answer, yet not lame (T4)");
  step_.status = LookupStatus::kMalformed;
  EXPECT_EQ(outcome(ZoneReply::kLame),
            "a.gtld.net, of the zone com: what came cannot be read: of no use "
            "for the zone com, a lame delegation (R3)");
}

// What follows is told of the walk's last step, once, and only if it does.
TEST_F(WalkStoryTest, TheNextStepIsToldWhenItIsTaken) {
  WalkStory story;
  const auto told = [&] {
    return story.find("www.example.com", kTypeMx, asked_, kAt)->outcome;
  };
  step_.walk = 7;
  step_.reply = ZoneReply::kLame;
  story.on_step(step_);
  const std::string lame = told();
  story.on_turn({8, WalkTurn::Kind::kAsks, {}});
  EXPECT_EQ(told(), lame);
  story.on_turn({7, WalkTurn::Kind::kLooksUpHost, server_.view()});
  EXPECT_EQ(told(), lame + "; an address of a.gtld.net is looked up");
  story.on_turn({7, WalkTurn::Kind::kAsks, {}});
  EXPECT_EQ(told(), lame + "; an address of a.gtld.net is looked up");
}

TEST_F(WalkStoryTest, EachTurnHasItsWords) {
  const auto after = [this](ZoneReply reply, WalkTurn::Kind kind) {
    WalkStory story;
    Referral referral;
    referral.cut = name_of("example.com");
    step_.referral = &referral;
    step_.reply = reply;
    story.on_step(step_);
    const auto* const told =
        story.find("www.example.com", kTypeMx, asked_, kAt);
    const std::size_t before = told->outcome.size();
    story.on_turn({step_.walk, kind, server_.view()});
    return told->outcome.substr(before);
  };
  using Kind = WalkTurn::Kind;
  EXPECT_EQ(after(ZoneReply::kReferral, Kind::kAsks), "");
  EXPECT_EQ(after(ZoneReply::kReferral, Kind::kLooksUpHost),
            "; an address of a.gtld.net is looked up");
  EXPECT_EQ(after(ZoneReply::kAlias, Kind::kAsks),
            "; its end is asked for where it belongs");
  EXPECT_EQ(after(ZoneReply::kLame, Kind::kAsks), "; another server is asked");
  EXPECT_EQ(after(ZoneReply::kLame, Kind::kAsksAgain),
            "; who did not answer is asked again");
  EXPECT_EQ(after(ZoneReply::kAnswer, Kind::kAsks), "");
}

TEST_F(WalkStoryTest, WhyNobodyIsLeftIsTold) {
  WalkStory story;
  const std::array servers = {server_.view()};
  WalkEnd end;
  end.name = name_.view();
  end.type = kTypeMx;
  end.zone = zone_.view();
  end.servers = servers;
  story.on_end(end);
  story.on_end(end);
  end.has_address = true;
  end.lame = true;
  end.truncated = true;
  story.on_end(end);
  end.lame = end.truncated = false;
  end.silent = true;
  story.on_end(end);
  const std::string head =
      "MX of www.example.com: no server of the zone com is left to ask: ";
  const std::string none =
      "no address of a name server could be had that may be asked";
  ASSERT_EQ(story.ends().size(), 3U);
  EXPECT_EQ(story.ends()[0], head + none);
  EXPECT_EQ(story.ends()[1],
            head +
                "who replied is lame (R3); who replied said TC, and TCP "
                "failed (T4)");
  EXPECT_EQ(story.ends()[2], head + "who was asked did not answer (R3)");

  story.on_barred({server_.view(), &asked_, false});
  story.on_barred({name_.view(), nullptr, false});
  end.has_address = false;
  end.silent = false;
  story.on_end(end);
  EXPECT_EQ(story.ends()[3],
            head + none +
                "; 192.0.2.7 of a.gtld.net is on the blocklist and "
                "not asked (R8)");
  end.why = WalkEnd::Why::kBlocklisted;
  story.on_end(end);
  EXPECT_EQ(story.ends()[4],
            "MX of www.example.com: the end of the aliases is on the blocklist "
            "and not asked (R8)");
}

TEST_F(WalkStoryTest, PartsOfANameDecideNothing) {
  step_.minimised = true;
  EXPECT_EQ(outcome(ZoneReply::kAnswer),
            "a.gtld.net, of the zone com: no other zone begins there: more of "
            "the name is shown (RFC 9156)");
  EXPECT_EQ(outcome(ZoneReply::kLame),
            "a.gtld.net, of the zone com: of no use: the whole name is asked "
            "for (RFC 9156)");
}

TEST_F(WalkStoryTest, FindsTheStepOfAMessage) {
  WalkStory story;
  EXPECT_TRUE(story.empty());
  story.on_step(step_);
  step_.at = step_.ended + io::Duration::seconds(1);
  step_.ended = step_.at + io::Duration::seconds(1);
  step_.replied = false;
  story.on_step(step_);
  EXPECT_FALSE(story.empty());
  const std::string name = "www.example.com";
  const auto* first = story.find(name, kTypeMx, asked_, kAt);
  const auto* second = story.find(name, kTypeMx, asked_, step_.ended);
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_NE(first, second);
  EXPECT_EQ(story.find(name, kTypeA, asked_, kAt), nullptr);
  EXPECT_EQ(story.find("example.com", kTypeMx, asked_, kAt), nullptr);
  EXPECT_EQ(
      story.find(name, kTypeMx, *io::parse_endpoint("192.0.2.8", 53), kAt),
      nullptr);
  EXPECT_EQ(
      story.find(name, kTypeMx, asked_, step_.ended + io::Duration::seconds(1)),
      nullptr);
}

TEST_F(WalkStoryTest, TellsWhatTheWalkAsksByItself) {
  WalkStory story;
  story.on_step(step_);
  EXPECT_EQ(story.purpose_of("www.example.com", kTypeMx), "");
  step_.for_server = true;
  step_.type = kTypeA;
  story.on_step(step_);
  EXPECT_EQ(story.purpose_of("www.example.com", kTypeA),
            ": an address of that name server? (R1)");
  const Name part = name_of("com");
  step_.name = part.view();
  step_.minimised = true;
  story.on_step(step_);
  EXPECT_EQ(story.purpose_of("com", kTypeA),
            ": does another zone begin there? (RFC 9156)");
}

}  // namespace
}  // namespace mxsweep
