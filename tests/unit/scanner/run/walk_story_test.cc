// What explain tells of the steps of a walk.
#include "scanner/run/walk_story.h"

#include <gtest/gtest.h>

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
            "served by ns1.example.com, ns.other.net (no addresses given, so "
            "one is looked up) (R1)");
}

TEST_F(WalkStoryTest, OtherReplies) {
  EXPECT_EQ(outcome(ZoneReply::kAnswer),
            "a.gtld.net, of the zone com: that is the answer of the zone com");
  EXPECT_EQ(outcome(ZoneReply::kNoData), outcome(ZoneReply::kAnswer));
  EXPECT_EQ(outcome(ZoneReply::kLame),
            "a.gtld.net, of the zone com: of no use for the zone com: a lame "
            "delegation, another server is asked (R3)");
  const Name root = name_of(".");
  step_.zone = root.view();
  step_.server = {};
  EXPECT_EQ(outcome(ZoneReply::kAlias),
            "of the root: an alias that leads out of the root: its end is "
            "asked for where it belongs (R4)");
}

TEST_F(WalkStoryTest, Silence) {
  step_.replied = false;
  EXPECT_EQ(outcome(ZoneReply::kLame),
            "a.gtld.net, of the zone com: nothing of use came: another server, "
            "or the same again (R3)");
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
