// The check before a run, on the simulated network.
#include "scanner/run/resolver_check.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/engine_rig.h"
#include "tests/support/sim_transport.h"

namespace mxsweep::sim {
namespace {

class Notes final : public ScanEvents {
 public:
  void note(std::string_view text) override { texts.emplace_back(text); }

  void waits(std::string_view /*for_what*/) override {}

  void progress(const ProgressInput& /*now*/) override {}

  std::vector<std::string> texts;
};

class ResolverCheckTest : public ::testing::Test {
 protected:
  void add(const std::string& rule, const LinkProfile& link = {}) {
    const std::string address =
        "192.0.2." + std::to_string(network_.endpoints().size() + 1);
    FakeResolver resolver(*io::parse_endpoint(address, 53), zone_);
    if (!rule.empty()) {
      Rule parsed;
      ASSERT_EQ(parse_rule(rule, parsed), "");
      resolver.rules.push_back(parsed);
    }
    network_.add_resolver(std::move(resolver), link);
  }

  std::vector<Fitness> check(std::uint64_t rate_pps = 0,
                             io::Duration wait = io::Duration::seconds(1)) {
    SimTransport transport(network_, {});
    io::Prng prng(5);
    checked_ = check_resolvers(transport, network_.endpoints(),
                               {prng, kSimStart, rate_pps, nullptr, wait});
    elapsed_ = transport.now() - kSimStart;
    std::vector<Fitness> fitness;
    for (const CheckedResolver& each : checked_) {
      fitness.push_back(each.fitness);
    }
    return fitness;
  }

  Zone zone_;
  SimNetwork network_{9, kSimStart};
  io::Duration elapsed_{};
  std::vector<CheckedResolver> checked_;
};

TEST_F(ResolverCheckTest, TellsHonestLyingAndSilentApart) {
  add("");
  add("* A -> tail 1,0,0 C00C_0001_0001_0000003C_0004_CB007150");
  add("* * -> silence");
  add("* * -> rcode REFUSED");
  add("* * -> rcode SERVFAIL");
  EXPECT_EQ(check(), (std::vector<Fitness>{
                         Fitness::kFit, Fitness::kRewritesNxdomain,
                         Fitness::kSilent, Fitness::kFit, Fitness::kFit}));
}

TEST_F(ResolverCheckTest, LastsAsLongAsTheSlowestReply) {
  add("");
  EXPECT_EQ(check(), std::vector<Fitness>{Fitness::kFit});
  EXPECT_LT(elapsed_, io::Duration::milliseconds(50));
  add("* * -> silence");
  static_cast<void>(check());
  EXPECT_GE(elapsed_, io::Duration::seconds(2));
  EXPECT_LT(elapsed_, io::Duration::milliseconds(2100));
}

TEST_F(ResolverCheckTest, SlowOnesAreThereForWhoWaits) {
  LinkProfile slow;
  slow.latency = io::Duration::milliseconds(1200);
  add("", slow);
  EXPECT_EQ(check(), std::vector<Fitness>{Fitness::kSilent});
  EXPECT_EQ(check(0, io::Duration::milliseconds(2500)),
            std::vector<Fitness>{Fitness::kFit});
}

TEST_F(ResolverCheckTest, OneReplyLostIsAskedForAgain) {
  add("* * try=1 -> silence");
  EXPECT_EQ(check(), std::vector<Fitness>{Fitness::kFit});
}

// Nobody looks by the clock while nothing can come.
TEST_F(ResolverCheckTest, SleepsWhileItWaits) {
  add("* * -> silence");
  SimTransport transport(network_, {});
  io::Prng prng(5);
  static_cast<void>(
      check_resolvers(transport, network_.endpoints(), {prng, kSimStart, 0}));
  EXPECT_LT(transport.receives(), 100U);  // one each 50 ms
}

TEST_F(ResolverCheckTest, OneThatOnlyTruncatesIsThere) {
  LinkProfile no_tcp;
  no_tcp.stream_refused = 1;
  add("* * udp -> truncate", no_tcp);
  EXPECT_EQ(check(), std::vector<Fitness>{Fitness::kFit});
}

TEST_F(ResolverCheckTest, RefusedPortsEndIt) {
  add("* * -> refuse");
  EXPECT_EQ(check(), std::vector<Fitness>{Fitness::kSilent});
  EXPECT_LT(elapsed_, io::Duration::milliseconds(50));
}

// Or anybody could have an honest resolver thrown out.
TEST_F(ResolverCheckTest, T6ForgedRepliesAccuseNobody) {
  add("* A -> rcode NXDOMAIN "
      "forge=source,port,id,name,type,class,query,opcode,noquestion");
  EXPECT_EQ(check(), std::vector<Fitness>{Fitness::kFit});
}

TEST_F(ResolverCheckTest, AsksForNamesThatNobodyCanGuess) {
  add("");
  static_cast<void>(check());
  std::set<std::string> names;
  for (const SentQuery& sent : network_.sent()) {
    if (sent.query.name != "ipv4only.arpa" && sent.query.name != ".") {
      EXPECT_EQ(sent.query.name.rfind("mxsweep-", 0), 0U);
      names.insert(sent.query.name);
    }
  }
  EXPECT_EQ(names.size(), 2U);
}

// RFC 7050 section 3; the second has a prefix of its own, of 32 bits.
TEST_F(ResolverCheckTest, FindsThePrefixesOfDns64) {
  add("");
  add("ipv4only.arpa AAAA -> tail 2,0,0 "
      "C00C_001C_0001_0000003C_0010_0064FF9B0000000000000000C00000AA_"
      "C00C_001C_0001_0000003C_0010_0064FF9B0000000000000000C00000AB");
  add("ipv4only.arpa AAAA -> tail 1,0,0 "
      "C00C_001C_0001_0000003C_0010_20010DB8C00000AA0000000000000000");
  add("ipv4only.arpa AAAA -> tail 1,0,0 "
      "C00C_001C_0001_0000003C_0010_20010DB8000000000000000000000001");
  EXPECT_EQ(check(), std::vector<Fitness>(4, Fitness::kFit));
  EXPECT_TRUE(checked_[0].pref64s.empty());
  ASSERT_EQ(checked_[1].pref64s.size(), 1U);
  EXPECT_EQ(to_text(checked_[1].pref64s[0]), "64:ff9b::/96");
  ASSERT_EQ(checked_[2].pref64s.size(), 1U);
  EXPECT_EQ(to_text(checked_[2].pref64s[0]), "2001:db8::/32");
  EXPECT_TRUE(checked_[3].pref64s.empty());
  // The well-known one every address shows.
  EXPECT_EQ(pref64s_among(checked_), checked_[2].pref64s);
  Notes notes;
  ASSERT_TRUE(unfit_among(checked_, network_.endpoints(), notes).ok());
  EXPECT_EQ(notes.texts,
            (std::vector<std::string>{
                "192.0.2.2:53 makes AAAA of A records (DNS64, 64:ff9b::/96): "
                "they are judged by the IPv4 address inside",
                "192.0.2.3:53 makes AAAA of A records (DNS64, 2001:db8::/32): "
                "they are judged by the IPv4 address inside"}));
}

// The root's servers, and NSD with one zone: a referral upwards, downwards,
// or REFUSED, and RA=0.
TEST_F(ResolverCheckTest, FindsServersThatDoNotRecurse) {
  const std::string ns1 =  // . NS ns1.example.com
      "00_0002_0001_0003F480_0011_036E7331076578616D706C6503636F6D00";
  const std::string soa =  // . SOA . . 1 2 3 4 5
      "00_0006_0001_00000384_0016_0000_00000001_00000002_00000003_00000004_"
      "00000005";
  add("* * -> tail 0,1,0 " + ns1 + " nora");
  add("* * -> rcode REFUSED nora");
  add("* A -> rcode REFUSED nora");                 // the other one with RA=1
  add("* A -> rcode NXDOMAIN nora");                // it knows all, it seems
  add("* A -> tail 0,2,0 " + ns1 + soa + " nora");  // NODATA (RFC 2308 2.2)
  add("* * -> tail 0,1,0 " + ns1);                  // and RA=1
  add("* * -> rcode SERVFAIL nora");
  EXPECT_EQ(check(),
            (std::vector<Fitness>{Fitness::kNoRecursion, Fitness::kNoRecursion,
                                  Fitness::kFit, Fitness::kFit, Fitness::kFit,
                                  Fitness::kFit, Fitness::kFit}));
  Notes notes;
  const auto unfit = unfit_among(checked_, network_.endpoints(), notes);
  ASSERT_TRUE(unfit.ok());
  EXPECT_EQ(unfit.value(), (std::vector<std::uint16_t>{0, 1}));
  EXPECT_EQ(notes.texts,
            (std::vector<std::string>{
                "192.0.2.1:53 does not recurse (RA=0, refers to "
                "ns1.example.com): left out until it does",
                "192.0.2.2:53 does not recurse (RA=0, REFUSED): left out until "
                "it does"}));
}

TEST_F(ResolverCheckTest, WhoDeniesTheRootDeniesWhatExists) {
  add("* * -> rcode NXDOMAIN");
  add(". * -> rcode NXDOMAIN");
  add(". * -> rcode NOERROR");  // NODATA
  add(". * -> rcode SERVFAIL");
  add(". * -> refer");
  EXPECT_EQ(check(), (std::vector<Fitness>{Fitness::kDenies, Fitness::kDenies,
                                           Fitness::kDenies, Fitness::kFit,
                                           Fitness::kFit}));
  EXPECT_TRUE(checked_[3].root.replied);
  EXPECT_FALSE(checked_[3].root.known);
  EXPECT_EQ(checked_[3].root.rcode, "SERVFAIL");
  EXPECT_FALSE(checked_[4].root.known);
  EXPECT_EQ(checked_[4].root.rcode, "NOERROR");
  Notes notes;
  const auto unfit = unfit_among(checked_, network_.endpoints(), notes);
  ASSERT_TRUE(unfit.ok());
  EXPECT_EQ(unfit.value(), (std::vector<std::uint16_t>{0, 1, 2}));
  EXPECT_EQ(notes.texts.front(),
            "192.0.2.1:53 denies the root's name servers: left out until it "
            "knows them");
}

TEST_F(ResolverCheckTest, NobodyWhoRecursesIsAnError) {
  add("");
  add("");
  Notes notes;
  auto unfit = unfit_among({{Fitness::kNoRecursion, {}, "ns1.example.com"},
                            {Fitness::kNoRecursion, {}, ""}},
                           network_.endpoints(), notes);
  ASSERT_FALSE(unfit.ok());
  EXPECT_EQ(unfit.error().code, io::ErrorCode::kDistrust);
  EXPECT_EQ(unfit.error().what,
            "resolver 192.0.2.1:53 does not recurse (RA=0, refers to "
            "ns1.example.com); the others are no better; name another one with "
            "-r, or ask anyway with --no-resolver-check");
  unfit = unfit_among({{Fitness::kRewritesNxdomain, {}, "", "abc.example"},
                       {Fitness::kNoRecursion, {}, ""}},
                      network_.endpoints(), notes);
  ASSERT_FALSE(unfit.ok());
  EXPECT_EQ(unfit.error().what,
            "resolver 192.0.2.1:53 finds abc.example, which does not exist, so "
            "none of its answers can be trusted; resolver 192.0.2.2:53 does "
            "not recurse (RA=0, REFUSED); name another one with -r, or ask "
            "anyway with --no-resolver-check");
  EXPECT_TRUE(notes.texts.empty());
}

TEST_F(ResolverCheckTest, ManyResolversAtOnce) {
  for (int i = 0; i < 250; ++i) {
    add(i % 50 == 7 ? "* A -> tail 1,0,0 "
                      "C00C_0001_0001_0000003C_0004_CB007150"
                    : "");
  }
  const std::vector<Fitness> results = check();
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i],
              i % 50 == 7 ? Fitness::kRewritesNxdomain : Fitness::kFit)
        << i;
  }
}

// What an interrupted check did not find out nobody is accused of.
TEST_F(ResolverCheckTest, EndsWhenStopped) {
  add("* * -> silence");
  SimTransport transport(network_, {});
  io::Prng prng(5);
  const std::atomic<bool> stop{true};
  const std::vector<CheckedResolver> checked = check_resolvers(
      transport, network_.endpoints(), {prng, kSimStart, 1, &stop});
  ASSERT_EQ(checked.size(), 1U);
  EXPECT_EQ(checked[0].fitness, Fitness::kSilent);
  EXPECT_EQ(transport.now(), kSimStart);
  EXPECT_TRUE(network_.sent().empty());
}

TEST_F(ResolverCheckTest, RewritingAndSilentOnesAreNamed) {
  add("");
  add("");
  add("");
  Notes notes;
  const auto unfit =
      unfit_among({{Fitness::kFit, {}, ""},
                   {Fitness::kSilent, {}, ""},
                   {Fitness::kRewritesNxdomain, {}, "", "abc.example"}},
                  network_.endpoints(), notes);
  ASSERT_TRUE(unfit.ok());
  EXPECT_EQ(unfit.value(), std::vector<std::uint16_t>{2});
  EXPECT_EQ(notes.texts,
            (std::vector<std::string>{
                "192.0.2.2:53 does not answer yet",
                "192.0.2.3:53 finds abc.example, which does not exist: left "
                "out until it stops"}));
}

TEST_F(ResolverCheckTest, NobodyLeftIsAnError) {
  add("");
  Notes notes;
  const auto unfit = unfit_among({{Fitness::kRewritesNxdomain, {}, ""}},
                                 network_.endpoints(), notes);
  ASSERT_FALSE(unfit.ok());
  EXPECT_EQ(unfit.error().code, io::ErrorCode::kDistrust);
  EXPECT_TRUE(notes.texts.empty());
}

TEST_F(ResolverCheckTest, KeepsToTheRate) {
  for (int i = 0; i < 100; ++i) {
    add("");
  }
  EXPECT_EQ(check(100), std::vector<Fitness>(100, Fitness::kFit));
  ASSERT_EQ(network_.sent().size(), 400U);
  for (std::size_t i = 10; i < 400; ++i) {
    EXPECT_GT(network_.sent()[i].at - network_.sent()[i - 10].at,
              io::Duration::milliseconds(80))
        << i;
  }
  EXPECT_LT(elapsed_, io::Duration::milliseconds(4100));
}

}  // namespace
}  // namespace mxsweep::sim
