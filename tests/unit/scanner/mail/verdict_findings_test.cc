// The findings of docs/results.md, each with the condition under which it is
// given and the nearest one under which it is not.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::labels_of;
using test::LookupBuilder;

constexpr const char* kFour = "5.6.7.8";
constexpr const char* kSix = "2a00:1::8";

bool has(LookupBuilder& builder, Finding finding) {
  return builder.lookup.findings.has(finding);
}

// A domain with `count` MX, addresses not wanted.
LookupBuilder with_mx(int count) {
  LookupBuilder b("d.test");
  b.addresses(AddressMode::kNone);
  for (int i = 0; i < count; ++i) {
    b.mx(10, "m" + std::to_string(i) + ".test");
  }
  return b;
}

// What one address makes of its host.
std::string findings_of_address(const std::string& a, const std::string& aaaa) {
  LookupBuilder b("d.test");
  b.mx(10, "m.test").host("m.test", a, aaaa).run();
  return labels_of(b.lookup.exchanges[0].findings);
}

TEST(VerdictFindingsTest, SingleMxIsExactlyOneRecord) {
  for (const int count : {1, 2}) {
    LookupBuilder b = with_mx(count);
    b.run();
    EXPECT_EQ(has(b, Finding::kSingleMx), count == 1) << count;
  }
}

TEST(VerdictFindingsTest, SpfMxLimitIsMoreThanTen) {
  for (const int count : {10, 11}) {
    LookupBuilder b = with_mx(count);
    b.run();
    EXPECT_EQ(has(b, Finding::kSpfMxLimit), count == 11) << count;
  }
}

TEST(VerdictFindingsTest, ManyMxIsMoreThanTwenty) {
  for (const int count : {20, 21, 398}) {
    LookupBuilder b = with_mx(count);
    b.run();
    EXPECT_EQ(has(b, Finding::kManyMx), count != 20) << count;
    EXPECT_EQ(b.lookup.mx_count, count);
  }
}

TEST(VerdictFindingsTest, TtlLimits) {
  struct Case {
    std::uint32_t ttl;
    const char* expected;
  };

  const std::array cases = {Case{0, "single_mx low_ttl"},
                            Case{59, "single_mx low_ttl"},
                            Case{60, "single_mx"},
                            Case{604800, "single_mx"},
                            Case{604801, "single_mx high_ttl"},
                            Case{0x7FFFFFFF, "single_mx high_ttl"}};
  for (const Case& one : cases) {
    LookupBuilder b = with_mx(1);
    b.ttl(one.ttl).run();
    EXPECT_EQ(labels_of(b.lookup.findings), one.expected) << one.ttl;
    EXPECT_EQ(b.lookup.mx_ttl_s, one.ttl);
  }
}

TEST(VerdictFindingsTest, NoTtlFindingWithoutMx) {
  LookupBuilder b("d.test", "NODATA");
  b.ttl(0).host("d.test", kFour, kSix).run();
  EXPECT_EQ(labels_of(b.lookup.findings), "implicit_mx");
}

TEST(VerdictFindingsTest, DuplicateExchangeByRecordOrByName) {
  LookupBuilder record = with_mx(2);
  record.answer.duplicate_records = true;
  record.run();
  EXPECT_TRUE(has(record, Finding::kDuplicateExchange));

  LookupBuilder name = with_mx(2);
  name.mx(20, "m0.test").run();
  EXPECT_TRUE(has(name, Finding::kDuplicateExchange));

  LookupBuilder none = with_mx(2);
  none.run();
  EXPECT_FALSE(has(none, Finding::kDuplicateExchange));
}

TEST(VerdictFindingsTest, DuplicateExchangeAmongMany) {
  for (const int count : {15, 16, 17, 40}) {
    LookupBuilder none = with_mx(count);
    none.run();
    EXPECT_FALSE(has(none, Finding::kDuplicateExchange)) << count;
    LookupBuilder twice = with_mx(count);
    twice.mx(20, "m7.test").run();
    EXPECT_TRUE(has(twice, Finding::kDuplicateExchange)) << count;
  }
}

TEST(VerdictFindingsTest, StrayAnswerAndTldDomain) {
  LookupBuilder stray = with_mx(1);
  stray.answer.stray_records = true;
  stray.run();
  EXPECT_EQ(labels_of(stray.lookup.findings), "single_mx stray_answer");

  LookupBuilder tld("ai");  // I6
  tld.mx(10, "m.ai").host("m.ai", kFour, kSix).run();
  EXPECT_EQ(labels_of(tld.lookup.findings), "single_mx tld_domain");

  LookupBuilder root(".", "NODATA");
  root.host(".", "NODATA", "NODATA").run();
  EXPECT_FALSE(has(root, Finding::kTldDomain));
}

TEST(VerdictFindingsTest, DnssecBogusIsServfailWithCodes6To12) {
  for (std::uint16_t code = 0; code <= 30; ++code) {
    LookupBuilder failed("d.test", "SERVFAIL");
    failed.ede(code).run();
    EXPECT_EQ(has(failed, Finding::kDnssecBogus), code >= 6 && code <= 12)
        << code;
    LookupBuilder refused("d.test", "REFUSED");
    refused.ede(code).run();
    EXPECT_FALSE(has(refused, Finding::kDnssecBogus)) << code;
  }
}

TEST(VerdictFindingsTest, StaleAnswerIsCodes3And19) {
  for (std::uint16_t code = 0; code <= 30; ++code) {
    LookupBuilder b("d.test", "NXDOMAIN");
    b.ede(code).run();
    EXPECT_EQ(has(b, Finding::kStaleAnswer), code == 3 || code == 19) << code;
  }
}

TEST(VerdictFindingsTest, EveryExtendedErrorOfAReplyIsSeen) {
  LookupBuilder b("d.test", "SERVFAIL");
  b.ede(22).ede(3).ede(7).run();  // E1
  EXPECT_EQ(labels_of(b.lookup.findings), "dnssec_bogus stale_answer");
}

TEST(VerdictFindingsTest, ScopesOfAddresses) {
  struct Case {
    const char* a;
    const char* aaaa;
    const char* expected;
  };

  const std::array cases = {
      Case{"5.6.7.8", "2a00::1", ""},
      Case{"10.0.0.1", "NODATA", "private_address non_global_address"},
      Case{"172.16.0.1", "NODATA", "private_address non_global_address"},
      Case{"192.168.1.1", "NODATA", "private_address non_global_address"},
      Case{"NODATA", "fd00::1", "private_address non_global_address"},
      Case{"127.0.0.1", "NODATA", "loopback_address non_global_address"},
      Case{"NODATA", "::1", "loopback_address non_global_address"},
      Case{"169.254.1.1", "NODATA", "non_global_address"},
      Case{"192.0.2.1", "NODATA", "non_global_address"},
      Case{"100.64.0.1", "NODATA", "non_global_address"},
      Case{"0.0.0.0", "NODATA", "non_global_address"},
      Case{"5.6.7.8 10.0.0.1 127.0.0.1", "NODATA",
           "private_address loopback_address non_global_address"}};
  for (const Case& one : cases) {
    EXPECT_EQ(findings_of_address(one.a, one.aaaa), one.expected) << one.a;
  }
}

TEST(VerdictFindingsTest, OutcomesOfAddressQuestions) {
  EXPECT_EQ(findings_of_address("NXDOMAIN", "NXDOMAIN"),
            "mx_nxdomain mx_no_address");
  EXPECT_EQ(findings_of_address("NODATA", "NODATA"), "mx_no_address");
  EXPECT_EQ(findings_of_address("NXDOMAIN", "NODATA"), "mx_no_address");
  for (const char* failure :
       {"SERVFAIL", "REFUSED", "FORMERR", "NOTIMP", "OTHER_RCODE", "REFERRAL",
        "YXDOMAIN", "TIMEOUT", "NETWORK_ERROR", "TRUNCATED", "MALFORMED"}) {
    EXPECT_EQ(findings_of_address(failure, "NODATA"), "mx_lookup_failed");
    EXPECT_EQ(findings_of_address("NXDOMAIN", failure), "mx_lookup_failed");
    EXPECT_EQ(findings_of_address(kFour, failure), "") << failure;
  }
}

TEST(VerdictFindingsTest, CnameLoopOfTheExchange) {
  EXPECT_EQ(findings_of_address("CNAME_LOOP", "CNAME_LOOP"),
            "cname_loop mx_lookup_failed");
  EXPECT_EQ(findings_of_address("NODATA", "CNAME_LOOP"),
            "cname_loop mx_lookup_failed");
  EXPECT_EQ(findings_of_address(kFour, "CNAME_LOOP"), "cname_loop");
}

TEST(VerdictFindingsTest, CnameLoopOfTheDomainShowsItsChain) {
  LookupBuilder b("d.test", "CNAME_LOOP");
  b.cname("e.test").cname("d.test").run();
  EXPECT_EQ(labels_of(b.lookup.findings), "domain_is_cname cname_loop");
  EXPECT_EQ(b.lookup.mail_kind, MailKind::kUnknown);
  EXPECT_TRUE(b.lookup.exchanges.empty());
  EXPECT_EQ(b.lookup.chain.size(), 2U);
}

TEST(VerdictFindingsTest, FailureAtTheEndOfAChainKeepsTheChain) {
  for (const char* failure : {"SERVFAIL", "TIMEOUT", "REFERRAL"}) {
    LookupBuilder b("d.test", failure);
    b.cname("e.test").run();
    EXPECT_EQ(labels_of(b.lookup.findings), "domain_is_cname") << failure;
    EXPECT_EQ(to_text(b.lookup.owner()), "e.test") << failure;
    EXPECT_EQ(b.lookup.mail_kind, MailKind::kUnknown) << failure;
  }
}

TEST(VerdictFindingsTest, NoGlobalAddressWhenNoHostHasOne) {
  LookupBuilder b("d.test");
  b.mx(10, "a.test").mx(20, "b.test").mx(30, "192.0.2.1");
  b.host("a.test", "10.0.0.1", "NODATA").host("b.test", "NODATA", "NODATA");
  b.run();
  EXPECT_TRUE(has(b, Finding::kMxNoGlobalAddress));

  LookupBuilder one("d.test");
  one.mx(10, "a.test").mx(20, "b.test").mx(30, "192.0.2.1");
  one.host("a.test", "10.0.0.1", "NODATA").host("b.test", "NODATA", kSix);
  one.run();
  EXPECT_FALSE(has(one, Finding::kMxNoGlobalAddress));
}

TEST(VerdictFindingsTest, FailedQuestionNeverProvesThatNoneIsGlobal) {
  LookupBuilder b("d.test");
  b.mx(10, "a.test").host("a.test", "10.0.0.1", "TIMEOUT").run();
  EXPECT_FALSE(has(b, Finding::kMxNoGlobalAddress));
  LookupBuilder half("d.test");
  half.mx(10, "a.test").host("a.test", "10.0.0.1", "");
  half.addresses(AddressMode::kIpv4).run();
  EXPECT_FALSE(has(half, Finding::kMxNoGlobalAddress));
}

TEST(VerdictFindingsTest, FamiliesOverAllHosts) {
  struct Case {
    const char* first[2];
    const char* second[2];
    const char* expected;
  };

  const std::array cases = {
      Case{{"5.6.7.8", "2a00::1"}, {"6.6.7.9", "NODATA"}, ""},
      Case{{"5.6.7.8", "NODATA"}, {"6.6.7.9", "NODATA"}, "no_ipv6"},
      Case{{"NODATA", "2a00::1"}, {"NODATA", "2b00::2"}, "mx_ipv6_only"},
      Case{{"5.6.7.8", "NODATA"},
           {"NXDOMAIN", "NXDOMAIN"},
           "single_address no_ipv6"},
      Case{{"5.6.7.8", "NODATA"}, {"TIMEOUT", "NODATA"}, ""},
      // A failed question may hide addresses of its family.
      Case{{"5.6.7.8", "NODATA"}, {"6.6.7.9", "SERVFAIL"}, ""},
      Case{{"REFUSED", "2a00::1"}, {"NODATA", "2b00::2"}, ""},
      Case{{"NODATA", "NODATA"}, {"NODATA", "NODATA"}, "mx_no_global_address"}};
  for (const Case& one : cases) {
    LookupBuilder b("d.test");
    b.mx(10, "a.test").mx(20, "b.test");
    b.host("a.test", one.first[0], one.first[1]);
    b.host("b.test", one.second[0], one.second[1]).run();
    EXPECT_EQ(labels_of(b.lookup.findings), one.expected)
        << one.first[0] << " " << one.second[1];
  }
}

TEST(VerdictFindingsTest, FamiliesAreNotJudgedWhenOnlyOneWasAsked) {
  LookupBuilder b("d.test");
  b.mx(10, "a.test").host("a.test", kFour, "");
  b.addresses(AddressMode::kIpv4).run();
  EXPECT_EQ(labels_of(b.lookup.findings), "single_mx");
}

TEST(VerdictFindingsTest, NamesOfExchangesAreJudgedWhateverIsAsked) {
  for (const AddressMode mode : {AddressMode::kBoth, AddressMode::kNone}) {
    LookupBuilder b("d.test");
    b.mx(10, "x.msv1.invalid").mx(20, "foo_bar.test").mx(30, "a.local");
    b.host("foo_bar.test", kFour, kSix).addresses(mode).run();
    EXPECT_EQ(b.exchange_findings(),
              "x.msv1.invalid: mx_special_use ms_verification_mx | "
              "foo_bar.test: mx_bad_hostname mx_underscore | "
              "a.local: mx_special_use");
  }
}

TEST(VerdictFindingsTest, SpecialUseHostsAreAskedOnDemand) {
  LookupBuilder b("d.test");
  b.options.allow_special = true;
  b.mx(10, "a.local").host("a.local", kFour, kSix).run();
  EXPECT_EQ(b.lookup.mail_kind, MailKind::kMx);
}

// Every finding must be reachable; this list is the union of those above.
TEST(VerdictFindingsTest, NullMxFindingsTogether) {
  LookupBuilder b("d.test");
  b.mx(0, ".").mx(5, ".").mx(10, "m.test").host("m.test", kFour, kSix).run();
  EXPECT_EQ(labels_of(b.lookup.findings),
            "null_mx_nonzero_pref null_mx_with_others duplicate_exchange");
}

TEST(VerdictFindingsTest, LabelsAreDistinct) {
  const std::set<std::string_view> labels(kFindingLabels.begin(),
                                          kFindingLabels.end());
  EXPECT_EQ(labels.size(), kFindingCount);
}

}  // namespace
}  // namespace mxsweep
