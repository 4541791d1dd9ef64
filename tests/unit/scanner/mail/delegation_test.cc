// What a lookup takes over from the report about a delegation.
#include "scanner/mail/delegation.h"

#include <gtest/gtest.h>

#include <string>

#include "io/base/endpoint.h"

#include "scanner/mail/operator_matcher.h"

#include "tests/support/suffixes.h"
#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::labels_of;
using test::LookupBuilder;
using test::name_of;

class DelegationTest : public ::testing::Test {
 protected:
  DelegationTest() { options_.operators = &matcher_; }

  // The findings where so many name servers lie at or below `above`.
  std::string findings(const std::string& zone, const std::string& above,
                       std::uint8_t servers = 2, bool lame = false) {
    LookupBuilder builder("name.example.com");
    DelegationReport report;
    const Name zone_name = name_of(zone);
    const Name above_name = name_of(above);
    report.zone = zone_name.view();
    report.servers_below = above_name.view();
    report.servers = servers;
    report.answered = answered_;
    report.lame = lame;
    take_delegation(report, options_, builder.lookup);
    EXPECT_FALSE(delegation_of(builder.lookup).has_value());
    return labels_of(builder.lookup.findings);
  }

  bool answered_ = true;  // a server of the zone did
  PublicSuffixes suffixes_ = test::suffixes_of("com\nnet\nuk\nco.uk\n");
  OperatorTable table_;
  OperatorMatcher matcher_{table_, suffixes_};
  MailOptions options_;
};

TEST_F(DelegationTest, R9OneRegistrableDomainIsOneOperator) {
  EXPECT_EQ(findings("example.com", "dns.net"), "single_ns_operator");
  EXPECT_EQ(findings("example.com", "a.b.dns.net"), "single_ns_operator");
  EXPECT_EQ(findings("example.co.uk", "dns.co.uk"), "single_ns_operator");
  EXPECT_EQ(findings("example.com", "net"), "");
  EXPECT_EQ(findings("example.com", "co.uk"), "");
  EXPECT_EQ(findings("example.com", "."), "");
}

TEST_F(DelegationTest, R9OneServerIsNobodysWhole) {
  EXPECT_EQ(findings("example.com", "ns.dns.net", 1), "");
}

TEST_F(DelegationTest, R9NothingIsSaidOfServersThatDidNotAnswer) {
  answered_ = false;
  EXPECT_EQ(findings("example.com", "dns.net"), "");
  EXPECT_EQ(findings("example.com", "dns.net", 2, true), "lame_delegation");
}

// Whoever runs servers may have names below the zone for them.
TEST_F(DelegationTest, R9OwnNamesTellNobody) {
  EXPECT_EQ(findings("example.com", "example.com"), "");
  EXPECT_EQ(findings("sub.example.com", "ns.example.com"), "");
}

TEST_F(DelegationTest, R9NothingIsSaidOfRegistries) {
  EXPECT_EQ(findings("com", "gtld.net"), "");
  EXPECT_EQ(findings("co.uk", "nic.uk"), "");
  EXPECT_EQ(findings("com", "gtld.net", 2, true), "");
  EXPECT_EQ(findings(".", "root.net", 2, true), "");
}

TEST_F(DelegationTest, R9ALameServerIsFound) {
  EXPECT_EQ(findings("example.com", ".", 2, true), "lame_delegation");
}

TEST_F(DelegationTest, WithoutSuffixesNobodyIsTold) {
  options_.operators = nullptr;
  EXPECT_EQ(findings("example.com", "dns.net"), "");
}

TEST_F(DelegationTest, DetailsAreKeptBesideTheServer) {
  LookupBuilder builder("example.com");
  Lookup& lookup = builder.lookup;
  EXPECT_FALSE(delegation_of(lookup).has_value());
  lookup.set_server(*io::parse_endpoint("192.0.2.7", 53));
  EXPECT_FALSE(delegation_of(lookup).has_value());

  DelegationReport report;
  const Name zone = name_of("example.com");
  report.zone = zone.view();
  report.servers_below = zone.view();
  report.detailed = true;
  report.status = DelegationStatus::kPartlyLame;
  report.servers_hash = 0xFEDC'BA98'0000'0100U;
  report.own_servers_hash = 7;
  take_delegation(report, options_, lookup);
  lookup.set_texts("Example.COM", "");

  const auto kept = delegation_of(lookup);
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(to_text(kept->zone), "example.com");
  EXPECT_EQ(kept->status, DelegationStatus::kPartlyLame);
  EXPECT_EQ(kept->servers_hash, 0xFEDC'BA98'0000'0100U);
  EXPECT_EQ(kept->own_servers_hash, 7U);
  EXPECT_EQ(lookup.server(), "192.0.2.7:53");
  lookup.reset();
  EXPECT_FALSE(delegation_of(lookup).has_value());
  EXPECT_EQ(lookup.server(), "");
}

TEST_F(DelegationTest, RootWithoutServerAndStatus) {
  LookupBuilder builder("example.com");
  DelegationReport report;
  const Name root = name_of(".");
  report.zone = root.view();
  report.servers_below = root.view();
  report.detailed = true;
  take_delegation(report, options_, builder.lookup);
  const auto kept = delegation_of(builder.lookup);
  ASSERT_TRUE(kept.has_value());
  EXPECT_TRUE(kept->zone.is_root());
  EXPECT_FALSE(kept->status.has_value());
  EXPECT_EQ(builder.lookup.server(), "");
}

}  // namespace
}  // namespace mxsweep
