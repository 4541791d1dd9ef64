// What replies of authoritative servers are taken for, and what of them is
// believed (rules R1 to R4, R7, R11 and R12).
#include "scanner/recursion/zone_reply.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "io/base/prng.h"

#include "tests/support/names.h"
#include "tests/support/packet_builder.h"

namespace mxsweep {
namespace {

using sim::PacketBuilder;
using sim::Part;
using sim::wire_name;
using test::name_of;

constexpr std::uint16_t kReferralFlags = sim::kQr;
constexpr std::uint16_t kAuthFlags = sim::kQr | sim::kAa;
constexpr std::string_view kAddress("\x16\0\0\5", 4);

// A reply to "one.test MX" of a server of `zone`.
class Reply {
 public:
  explicit Reply(std::uint16_t flags) {
    out_.header(1, flags);
    out_.question(wire_name("one.test"), sim::kMx);
  }

  Reply& ns(const char* owner, const char* target, std::uint32_t ttl = 3600) {
    out_.begin_record(Part::kAuthority, wire_name(owner), sim::kNs, ttl);
    out_.name(wire_name(target));
    out_.end_record();
    return *this;
  }

  Reply& soa(const char* owner) {
    out_.begin_record(Part::kAuthority, wire_name(owner), sim::kSoa, 900);
    out_.name(wire_name("ns.test"));
    out_.name(wire_name("admin.test"));
    for (int field = 0; field < 5; ++field) {
      out_.u32(300);
    }
    out_.end_record();
    return *this;
  }

  Reply& a(const char* owner, std::string_view octets = kAddress,
           std::uint32_t ttl = 3600) {
    out_.begin_record(Part::kAdditional, wire_name(owner),
                      octets.size() == 4 ? sim::kA : sim::kAaaa, ttl);
    out_.raw(octets);
    out_.end_record();
    return *this;
  }

  Reply& cname(const char* owner, const char* target) {
    out_.begin_record(Part::kAnswer, wire_name(owner), sim::kCname, 3600);
    out_.name(wire_name(target));
    out_.end_record();
    return *this;
  }

  Reply& mx(const char* owner) {
    out_.begin_record(Part::kAnswer, wire_name(owner), sim::kMx, 3600);
    out_.u16(10);
    out_.name(wire_name("m.test"));
    out_.end_record();
    return *this;
  }

  ZoneReply read(const char* zone) {
    octets_ = out_.take();
    return read_octets(zone);
  }

  // After so many changes of octets behind the question, and a cut.
  ZoneReply read_changed(const char* zone, io::Prng& prng) {
    octets_ = out_.take();
    const auto behind = static_cast<std::uint32_t>(octets_.size() - 26);
    for (std::uint32_t i = prng.below(6); i > 0; --i) {
      octets_[26 + prng.below(behind)] =
          static_cast<std::byte>(prng.below(256));
    }
    octets_[6 + prng.below(6)] ^= static_cast<std::byte>(prng.below(2));
    octets_.resize(octets_.size() - prng.below(behind) * prng.below(2));
    return read_octets(zone);
  }

  ZoneReply read_octets(const char* zone) {
    const std::optional<Header> header = read_header(octets_);
    const Name asked = name_of("one.test");
    zone_ = name_of(zone);
    asked_ = asked;
    ReplyMessage message{octets_, *header, 12 + asked.view().size() + 4, {}};
    read_answer(octets_, *header, {asked_.view(), kTypeMx, message.records_at},
                answer);
    return read_zone_reply({asked_.view(), zone_.view()}, answer, message,
                           referral);
  }

  // Of the name servers that the zone names itself.
  bool read_own(const char* zone) {
    read(zone);
    const std::optional<Header> header = read_header(octets_);
    const ReplyMessage message{
        octets_, *header, 12 + asked_.view().size() + 4, {}};
    return read_own_servers({asked_.view(), zone_.view()}, message, referral);
  }

  // "cut: server address-count, ..."
  [[nodiscard]] std::string delegated() const {
    std::string text = to_text(referral.cut.view()) + ":";
    for (std::size_t i = 0; i < referral.count; ++i) {
      text += " " + to_text(referral.servers[i].name.view()) + "/" +
              std::to_string(referral.servers[i].glue_count);
    }
    return text;
  }

  Answer answer;
  Referral referral;

 private:
  PacketBuilder out_;
  sim::Bytes octets_;
  Name zone_;
  Name asked_;
};

TEST(ZoneReplyTest, R1ReferralsWithTheirGlue) {
  Reply reply(kReferralFlags);
  reply.ns("one.test", "ns.one.test", 100)
      .ns("one.test", "ns.other", 200)
      .ns("one.test", "ns.one.test", 200)
      .a("ns.one.test")
      .a("ns.one.test",
         std::string_view("\x2d\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16), 50);
  EXPECT_EQ(reply.read("test"), ZoneReply::kReferral);
  EXPECT_EQ(reply.delegated(), "one.test: ns.one.test/2 ns.other/0");
  EXPECT_EQ(reply.referral.ttl_s, 100U);
  EXPECT_EQ(reply.referral.servers[0].glue_ttl_s, 50U);
  EXPECT_EQ(reply.referral.servers[0].glue[1].family, 6);
}

TEST(ZoneReplyTest, R2OnlyWhatIsBelowTheZoneIsBelieved) {
  Reply glue(kReferralFlags);
  glue.ns("one.test", "ns.other").a("ns.other");
  EXPECT_EQ(glue.read("test"), ZoneReply::kReferral);
  EXPECT_EQ(glue.delegated(), "one.test: ns.other/0");
  Reply of_root(kReferralFlags);
  of_root.ns("test", "ns.other").a("ns.other");
  EXPECT_EQ(of_root.read("."), ZoneReply::kReferral);
  EXPECT_EQ(of_root.delegated(), "test: ns.other/1");
  Reply beside(kReferralFlags);
  beside.ns("two.test", "ns.two.test").a("ns.two.test");
  EXPECT_EQ(beside.read("test"), ZoneReply::kLame);
  Reply mixed(kReferralFlags);
  mixed.ns("two.test", "a.test").ns("one.test", "b.test").a("a.test");
  EXPECT_EQ(mixed.read("test"), ZoneReply::kReferral);
  EXPECT_EQ(mixed.delegated(), "one.test: b.test/0");
  Reply stranger(kReferralFlags);
  stranger.ns("one.test", "b.test").a("c.test");
  EXPECT_EQ(stranger.read("test"), ZoneReply::kReferral);
  EXPECT_EQ(stranger.delegated(), "one.test: b.test/0");
}

TEST(ZoneReplyTest, R11AZoneNamesItsOwnServers) {
  Reply reply(kAuthFlags);
  reply.mx("one.test")
      .ns("one.test", "ns.one.test", 100)
      .ns("one.test", "ns.other", 50)
      .a("ns.one.test")
      .a("ns.other");
  EXPECT_TRUE(reply.read_own("one.test"));
  EXPECT_EQ(reply.delegated(), "one.test: ns.one.test/1 ns.other/0");
  EXPECT_EQ(reply.referral.ttl_s, 50U);
}

TEST(ZoneReplyTest, R11NobodyNamesTheServersOfAnotherZone) {
  for (const char* owner : {".", "test", "two.test", "x.one.test"}) {
    Reply reply(kAuthFlags);
    reply.mx("one.test").ns(owner, "ns.one.test");
    EXPECT_FALSE(reply.read_own("one.test")) << owner;
  }
  Reply without_authority(sim::kQr);
  without_authority.mx("one.test").ns("one.test", "ns.one.test");
  EXPECT_FALSE(without_authority.read_own("one.test"));
  EXPECT_FALSE(Reply(kAuthFlags).mx("one.test").read_own("one.test"));
}

// The reply of a server of the root about the root.
class RootReply {
 public:
  explicit RootReply(std::uint16_t flags) {
    out_.header(1, flags);
    out_.question(wire_name("."), sim::kNs);
  }

  RootReply& ns(Part part, const char* owner, const char* target) {
    out_.begin_record(part, wire_name(owner), sim::kNs, 3600);
    out_.name(wire_name(target));
    out_.end_record();
    return *this;
  }

  RootReply& a(const char* owner) {
    out_.begin_record(Part::kAdditional, wire_name(owner), sim::kA, 3600);
    out_.raw(kAddress);
    out_.end_record();
    return *this;
  }

  // The servers and how many addresses each has; "-": the reply is of no use.
  std::string read() {
    const std::vector<std::byte> octets = out_.take();
    const ReplyMessage message{octets, *read_header(octets), 12 + 1 + 4, {}};
    Referral referral;
    if (!read_root_servers(message, referral)) {
      return "-";
    }
    std::string text;
    for (std::size_t i = 0; i < referral.count; ++i) {
      text += to_text(referral.servers[i].name.view()) + "/" +
              std::to_string(referral.servers[i].glue_count) + " ";
    }
    return text;
  }

 private:
  PacketBuilder out_;
};

TEST(ZoneReplyTest, R12RootNamesItsServersInTheAnswer) {
  RootReply reply(kAuthFlags);
  reply.ns(Part::kAnswer, ".", "a.root").ns(Part::kAnswer, ".", "b.root");
  reply.a("b.root").a("c.root");
  EXPECT_EQ(reply.read(), "a.root/0 b.root/1 ");
}

TEST(ZoneReplyTest, R12OnlyTheRootsAuthoritativeAnswerCounts) {
  for (const std::uint16_t flags :
       {std::uint16_t{sim::kQr}, std::uint16_t{sim::kQr | sim::kRa},
        std::uint16_t{kAuthFlags | 2}, std::uint16_t{kAuthFlags | 5}}) {
    EXPECT_EQ(RootReply(flags).ns(Part::kAnswer, ".", "a.root").read(), "-");
  }
  EXPECT_EQ(RootReply(kAuthFlags).ns(Part::kAnswer, "test", "a.test").read(),
            "-");
  EXPECT_EQ(RootReply(kAuthFlags).ns(Part::kAuthority, ".", "a.root").read(),
            "-");
  EXPECT_EQ(RootReply(kAuthFlags).read(), "-");
}

TEST(ZoneReplyTest, R3ReferralsThatLeadNowhereAreLame) {
  for (const char* owner : {".", "test", "one.test"}) {
    Reply reply(kReferralFlags);
    reply.ns(owner, "ns.test").a("ns.test");
    EXPECT_EQ(reply.read("one.test"), ZoneReply::kLame) << owner;
  }
}

TEST(ZoneReplyTest, R3AnswersOfResolversAreLame) {
  Reply cached(sim::kQr | sim::kRa);
  cached.mx("one.test");
  EXPECT_EQ(cached.read("one.test"), ZoneReply::kLame);
  Reply plain(sim::kQr);
  plain.mx("one.test");
  EXPECT_EQ(plain.read("one.test"), ZoneReply::kAnswer);
  Reply both(kAuthFlags | sim::kRa);
  both.mx("one.test");
  EXPECT_EQ(both.read("one.test"), ZoneReply::kAnswer);
}

TEST(ZoneReplyTest, R3ResponseCodesAndNothingAtAllAreLame) {
  for (const unsigned rcode : {1U, 2U, 4U, 5U, 9U}) {
    Reply reply(static_cast<std::uint16_t>(kAuthFlags | rcode));
    EXPECT_EQ(reply.read("one.test"), ZoneReply::kLame) << rcode;
  }
  EXPECT_EQ(Reply(sim::kQr).read("one.test"), ZoneReply::kLame);
}

TEST(ZoneReplyTest, R7NegativeAnswersTakeASoaOfTheZoneOrItsAuthority) {
  for (const unsigned rcode : {0U, 3U}) {
    const auto flags = [rcode](std::uint16_t more) {
      return static_cast<std::uint16_t>(sim::kQr | more | rcode);
    };
    EXPECT_EQ(Reply(flags(0)).soa("test").read("test"), ZoneReply::kAnswer);
    EXPECT_EQ(Reply(flags(0)).soa("one.test").read("test"), ZoneReply::kAnswer);
    EXPECT_EQ(Reply(flags(sim::kAa)).read("test"), ZoneReply::kAnswer);
    EXPECT_EQ(Reply(flags(0)).read("test"), ZoneReply::kLame);
    EXPECT_EQ(Reply(flags(0)).soa(".").read("test"), ZoneReply::kLame);
    EXPECT_EQ(Reply(flags(0)).soa("test").read("one.test"), ZoneReply::kLame);
    EXPECT_EQ(Reply(flags(sim::kAa)).soa(".").read("test"), ZoneReply::kAnswer);
    EXPECT_EQ(Reply(flags(sim::kAa)).soa("test").read("one.test"),
              ZoneReply::kAnswer);
  }
}

TEST(ZoneReplyTest, R7AuthoritativeNoDataWithTheZonesServers) {
  Reply reply(kAuthFlags);
  reply.ns("one.test", "ns.one.test");
  EXPECT_EQ(reply.read("one.test"), ZoneReply::kNoData);
}

TEST(ZoneReplyTest, R4AliasesAreBelievedAsFarAsTheZoneGoes) {
  Reply inside(kAuthFlags);
  inside.cname("one.test", "x.one.test").mx("x.one.test");
  EXPECT_EQ(inside.read("one.test"), ZoneReply::kAnswer);
  Reply outside(kAuthFlags);
  outside.cname("one.test", "x.other").mx("x.other");
  EXPECT_EQ(outside.read("one.test"), ZoneReply::kAlias);
  Reply far(kAuthFlags);
  far.cname("one.test", "a.one.test")
      .cname("a.one.test", "b.other")
      .cname("b.other", "c.one.test")
      .mx("c.one.test");
  EXPECT_EQ(far.read("one.test"), ZoneReply::kAlias);
  const Name asked = name_of("one.test");
  EXPECT_EQ(links_inside({asked.view(), asked.view()}, far.answer.cname_chain),
            2U);
  Reply open(kAuthFlags);
  open.cname("one.test", "x.one.test");
  EXPECT_EQ(open.read("one.test"), ZoneReply::kAlias);
  Reply gone(static_cast<std::uint16_t>(kAuthFlags | 3U));
  gone.cname("one.test", "x.other").soa("one.test");
  EXPECT_EQ(gone.read("one.test"), ZoneReply::kAlias);
}

TEST(ZoneReplyTest, R5DelegationsAreCut) {
  Reply reply(kReferralFlags);
  std::vector<std::string> servers;
  for (int i = 0; i < 30; ++i) {
    servers.push_back("n" + std::to_string(i) + ".test");
    reply.ns("one.test", servers.back().c_str());
  }
  for (int i = 0; i < 30; ++i) {
    reply.a("n0.test");
  }
  EXPECT_EQ(reply.read("test"), ZoneReply::kReferral);
  EXPECT_EQ(reply.referral.count, kDelegatedMax);
  EXPECT_EQ(reply.referral.servers[0].glue_count, kGlueMax);
}

// Whatever the octets are, what is taken from them is within its bounds and
// below the zone.
TEST(ZoneReplyTest, R2HostileOctetsTellNothingAboutOthers) {
  io::Prng prng(20261130);
  int referrals = 0;
  for (int round = 0; round < 20'000; ++round) {
    Reply reply(kReferralFlags);
    reply.ns("one.test", "ns.one.test")
        .ns("one.test", "ns.two.test")
        .a("ns.one.test")
        .a("ns.two.test");
    if (reply.read_changed("test", prng) != ZoneReply::kReferral) {
      continue;
    }
    ++referrals;
    const Referral& found = reply.referral;
    ASSERT_EQ(to_text(found.cut.view()), "one.test");
    ASSERT_LE(found.count, 2U);
    for (std::size_t i = 0; i < found.count; ++i) {
      const Referral::Server& server = found.servers[i];
      ASSERT_FALSE(server.name.empty());
      ASSERT_LE(server.glue_count, 2U);
      ASSERT_TRUE(server.glue_count == 0 ||
                  server.name.view().is_at_or_below(name_of("test").view()));
    }
  }
  EXPECT_GT(referrals, 1000);
  EXPECT_LT(referrals, 19'000);
}

}  // namespace
}  // namespace mxsweep
