// What the answers mean for mail: RFC 5321 section 5.1 (S), RFC 7505 (N),
// negative answers (X), extended errors (E) and name collisions (I7), each
// case with its rule's number.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/unit/scanner/mail/lookup_builder.h"

namespace mxsweep {
namespace {

using test::label_of;
using test::labels_of;
using test::LookupBuilder;
using test::status_of_label;

// Addresses that are global, as those for documentation are not.
constexpr const char* kFour = "5.6.7.8";
constexpr const char* kSix = "2a00:1::8";

constexpr std::array kFailures = {"SERVFAIL",  "REFUSED",     "FORMERR",
                                  "NOTIMP",    "OTHER_RCODE", "REFERRAL",
                                  "YXDOMAIN",  "TIMEOUT",     "NETWORK_ERROR",
                                  "TRUNCATED", "MALFORMED"};

std::string kind(LookupBuilder& builder) {
  return std::string(label_of(builder.run().mail_kind));
}

std::vector<std::string> exchanges(const Lookup& lookup) {
  std::vector<std::string> out;
  for (const Exchange& exchange : lookup.exchanges) {
    out.push_back(std::to_string(exchange.preference) + " " +
                  to_text(lookup.text(exchange.name)));
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST(VerdictRoutingTest, S1DomainWithMxAndAddressIsMx) {
  LookupBuilder b("s1.test");
  b.mx(10, "m.s1.test").host("m.s1.test", kFour, kSix);
  EXPECT_EQ(kind(b), "mx");
  EXPECT_EQ(exchanges(b.lookup), Texts{"10 m.s1.test"});
  EXPECT_EQ(exchange_status(b.lookup.exchanges[0]), ExchangeStatus::kResolved);
  EXPECT_EQ(labels_of(b.lookup.findings), "single_mx");
  EXPECT_EQ(b.exchange_findings(), "");
}

TEST(VerdictRoutingTest, S2AliasIsFollowedToTheOwnerOfTheMx) {
  LookupBuilder b("s2.test");
  b.cname("w.s2b.test").cname("x.s2b.test").mx(5, "m.s2b.test");
  b.host("m.s2b.test", kFour, kSix);
  EXPECT_EQ(kind(b), "mx");
  EXPECT_EQ(to_text(b.lookup.owner()), "x.s2b.test");
  EXPECT_EQ(b.lookup.chain.size(), 2U);
  EXPECT_EQ(labels_of(b.lookup.findings), "domain_is_cname single_mx");
}

TEST(VerdictRoutingTest, S3AliasWithoutMxHasTheImplicitMxOfItsTarget) {
  LookupBuilder b("s3.test", "NODATA");
  b.cname("y.s3b.test").host("y.s3b.test", kFour, kSix);
  EXPECT_EQ(kind(b), "implicit_mx");
  EXPECT_EQ(exchanges(b.lookup), Texts{"0 y.s3b.test"});
  EXPECT_EQ(labels_of(b.lookup.findings), "implicit_mx domain_is_cname");
}

TEST(VerdictRoutingTest, S4DomainThatDoesNotExistHasNoMail) {
  LookupBuilder b("s4.test", "NXDOMAIN");
  b.answer.negative_ttl_s = 900;
  EXPECT_EQ(kind(b), "none");
  EXPECT_TRUE(b.lookup.exchanges.empty());
  EXPECT_EQ(b.lookup.negative_ttl_s, 900U);  // X1
}

TEST(VerdictRoutingTest, S5FailedQuestionIsUnknownNeverNone) {
  for (const char* failure : kFailures) {
    LookupBuilder b("s5.test", failure);
    EXPECT_EQ(kind(b), "unknown") << failure;
    EXPECT_TRUE(b.lookup.exchanges.empty()) << failure;
    EXPECT_FALSE(b.lookup.implicit) << failure;
    EXPECT_EQ(labels_of(b.lookup.findings), "") << failure;
  }
}

TEST(VerdictRoutingTest, QuestionsNeverAskedAreUnknown) {
  for (const char* status : {"INVALID_NAME", "BLOCKLISTED", "NOT_ATTEMPTED"}) {
    LookupBuilder b("a.test");
    b.lookup.reply.status = status_of_label(status);
    conclude(b.options, b.lookup);
    EXPECT_EQ(label_of(b.lookup.mail_kind), "unknown") << status;
  }
}

TEST(VerdictRoutingTest, S6NoMxButAnAddressIsImplicitMxWithPreferenceZero) {
  LookupBuilder b("s6.test", "NODATA");
  b.host("s6.test", kFour, "NODATA");
  EXPECT_EQ(kind(b), "implicit_mx");
  EXPECT_EQ(exchanges(b.lookup), Texts{"0 s6.test"});
  EXPECT_TRUE(b.lookup.implicit);
  EXPECT_EQ(b.lookup.mx_count, 0);
  EXPECT_EQ(labels_of(b.lookup.findings), "implicit_mx no_ipv6");
}

TEST(VerdictRoutingTest, S7NoMxAndNoAddressIsNone) {
  LookupBuilder b("s7.test", "NODATA");
  b.host("s7.test", "NODATA", "NODATA");
  EXPECT_EQ(kind(b), "none");
  EXPECT_EQ(labels_of(b.lookup.findings), "no_mail");
  EXPECT_EQ(b.exchange_findings(), "");  // nothing about an MX: there is none
}

TEST(VerdictRoutingTest, S7OwnAddressQuestionThatFailedIsUnknownNeverNone) {
  for (const char* failure : kFailures) {
    for (const bool first : {true, false}) {
      LookupBuilder b("s7.test", "NODATA");
      b.host("s7.test", first ? failure : "NODATA", first ? "NODATA" : failure);
      EXPECT_EQ(kind(b), "unknown") << failure << first;
      EXPECT_EQ(labels_of(b.lookup.findings), "mx_lookup_failed");
    }
  }
}

TEST(VerdictRoutingTest, S8OwnAddressIsNeverUsedWhenThereAreMx) {
  LookupBuilder b("s8.test");
  b.mx(10, "gone.s8.test");
  b.host("s8.test", kFour, kSix).host("gone.s8.test", "NXDOMAIN", "NXDOMAIN");
  EXPECT_EQ(kind(b), "unusable");
  EXPECT_EQ(exchanges(b.lookup), Texts{"10 gone.s8.test"});
  EXPECT_FALSE(b.lookup.implicit);
  EXPECT_EQ(labels_of(b.lookup.findings), "mx_no_global_address single_mx");
  EXPECT_EQ(b.exchange_findings(), "gone.s8.test: mx_nxdomain mx_no_address");
}

TEST(VerdictRoutingTest, S9ExchangeThatIsAnAliasIsKeptAndMarked) {
  LookupBuilder b("s9.test");
  b.mx(10, "c.s9.test").host("c.s9.test", kFour, kSix, "r.s9.test");
  EXPECT_EQ(kind(b), "mx");
  EXPECT_EQ(b.exchange_findings(), "c.s9.test: mx_is_cname");
  EXPECT_EQ(to_text(b.lookup.exchanges[0].host->cname()), "r.s9.test");
}

TEST(VerdictRoutingTest, S10SortedByPreferenceThenExchange) {
  LookupBuilder b("s10.test");
  b.mx(20, "a.s10.test").mx(10, "zz.s10.test").mx(65535, "b.s10.test");
  b.mx(10, "alpha.s10.test").mx(9, "x.s10.test").mx(10, "c.s10.test");
  b.addresses(AddressMode::kNone).run();
  EXPECT_EQ(exchanges(b.lookup),
            (Texts{"9 x.s10.test", "10 alpha.s10.test", "10 c.s10.test",
                   "10 zz.s10.test", "20 a.s10.test", "65535 b.s10.test"}));
}

TEST(VerdictRoutingTest, S10OrderOfExchangesIsThatOfTheirTexts) {
  LookupBuilder b("s10.test");
  const Texts sorted = {"a-b.test", "a.b.test", "a.test",  "aa.test",
                        "b",        "b.test",   "ba.test", "c.a.a.test"};
  for (const std::size_t i : {3U, 7U, 0U, 4U, 1U, 6U, 2U, 5U}) {
    b.mx(10, sorted[i]);
  }
  b.addresses(AddressMode::kNone).run();
  Texts names;
  for (const Exchange& exchange : b.lookup.exchanges) {
    names.push_back(to_text(b.lookup.text(exchange.name)));
  }
  EXPECT_EQ(names, sorted);
}

TEST(VerdictRoutingTest, S11EveryAddressOfAMultihomedHostIsKept) {
  LookupBuilder b("s11.test");
  b.mx(10, "m.s11.test").host("m.s11.test", "5.0.0.3 5.0.0.1 5.0.0.2", kSix);
  EXPECT_EQ(kind(b), "mx");
  ASSERT_EQ(b.lookup.exchanges[0].host->addresses.size(), 4U);
  EXPECT_EQ(b.lookup.exchanges[0].host->addresses[1].index, 1);
}

TEST(VerdictRoutingTest, S12HostWithIpv6OnlyIsUsable) {
  LookupBuilder b("s12.test");
  b.mx(10, "m.s12.test").host("m.s12.test", "NODATA", kSix);
  EXPECT_EQ(kind(b), "mx");
  EXPECT_EQ(labels_of(b.lookup.findings),
            "single_mx single_address mx_ipv6_only");
}

TEST(VerdictRoutingTest, S13SingleLabelIsAskedButMarked) {
  LookupBuilder b("s13.test");
  b.mx(10, "mail").host("mail", "NXDOMAIN", "NXDOMAIN");
  EXPECT_EQ(kind(b), "unusable");
  EXPECT_EQ(b.exchange_findings(),
            "mail: mx_single_label mx_nxdomain mx_no_address");
}

TEST(VerdictRoutingTest, S13LocalhostIsDeadWithoutAsking) {
  LookupBuilder b("s13.test");
  b.mx(10, "localhost").mx(20, "localhost.localdomain.localhost");
  EXPECT_EQ(kind(b), "unusable");
  EXPECT_EQ(b.exchange_findings(),
            "localhost: mx_localhost mx_single_label | "
            "localhost.localdomain.localhost: mx_localhost");
}

TEST(VerdictRoutingTest, S14AddressLiteralIsMarkedAndNoAddressIsInvented) {
  LookupBuilder b("s14.test");
  b.mx(10, "192.0.2.25");
  EXPECT_EQ(kind(b), "unusable");
  EXPECT_EQ(exchanges(b.lookup), Texts{"10 192.0.2.25"});
  EXPECT_EQ(b.lookup.exchanges[0].host, nullptr);
  EXPECT_EQ(exchange_status(b.lookup.exchanges[0]), ExchangeStatus::kSkipped);
  EXPECT_EQ(b.exchange_findings(), "192.0.2.25: mx_is_ip_literal");
  EXPECT_EQ(labels_of(b.lookup.findings), "mx_no_global_address single_mx");
}

TEST(VerdictRoutingTest, S14AddressLiteralIsAskedOnDemand) {
  LookupBuilder b("s14.test");
  b.options.query_literals = true;
  b.mx(10, "192.0.2.25").host("192.0.2.25", kFour, "NODATA");
  EXPECT_EQ(kind(b), "mx");
}

TEST(VerdictRoutingTest, N1NullMxIsNotAskedFor) {
  LookupBuilder b("n1.test");
  b.mx(0, ".");
  EXPECT_EQ(kind(b), "null_mx");
  EXPECT_EQ(b.lookup.mx_count, 1);
  EXPECT_EQ(exchanges(b.lookup), Texts{"0 ."});
  EXPECT_EQ(b.lookup.exchanges[0].skip, HostSkip::kNotWanted);
  EXPECT_EQ(labels_of(b.lookup.findings), "null_mx");
  EXPECT_EQ(b.exchange_findings(), "");
}

TEST(VerdictRoutingTest, N2NullMxBesideOthersLeavesTheOthersUsable) {
  LookupBuilder b("n2.test");
  b.mx(0, ".").mx(10, "m.n2.test").host("m.n2.test", kFour, kSix);
  EXPECT_EQ(kind(b), "mx");
  EXPECT_EQ(labels_of(b.lookup.findings), "null_mx_with_others");
}

TEST(VerdictRoutingTest, N2NullMxBesideDeadHostsIsUnusable) {
  LookupBuilder b("n2.test");
  b.mx(0, ".").mx(10, "m.n2.test").host("m.n2.test", "NODATA", "NODATA");
  EXPECT_EQ(kind(b), "unusable");
  EXPECT_EQ(labels_of(b.lookup.findings),
            "null_mx_with_others mx_no_global_address");
}

TEST(VerdictRoutingTest, N3NullMxWithAnotherPreferenceIsStillNull) {
  LookupBuilder b("n3.test");
  b.mx(10, ".");
  EXPECT_EQ(kind(b), "null_mx");
  EXPECT_EQ(labels_of(b.lookup.findings), "null_mx null_mx_nonzero_pref");
}

TEST(VerdictRoutingTest, N4NullMxHoldsWhateverAddressesAreWanted) {
  for (const AddressMode mode : {AddressMode::kBoth, AddressMode::kIpv4,
                                 AddressMode::kIpv6, AddressMode::kNone}) {
    LookupBuilder b("n4.test");
    b.mx(0, ".").addresses(mode);
    EXPECT_EQ(kind(b), "null_mx");
  }
}

TEST(VerdictRoutingTest, N5LocalhostIsUnusableNotNull) {
  for (const AddressMode mode : {AddressMode::kBoth, AddressMode::kIpv4,
                                 AddressMode::kIpv6, AddressMode::kNone}) {
    LookupBuilder b("n5.test");
    b.mx(0, "localhost").addresses(mode);
    EXPECT_EQ(kind(b), "unusable") << static_cast<int>(mode);
    EXPECT_EQ(labels_of(b.lookup.findings), "mx_no_global_address single_mx");
    EXPECT_EQ(b.exchange_findings(), "localhost: mx_localhost mx_single_label");
  }
}

TEST(VerdictRoutingTest, X1NegativeTtlIsTaken) {
  for (const char* status : {"NXDOMAIN", "NODATA"}) {
    LookupBuilder b("x1.test", status);
    b.answer.negative_ttl_s = 60;
    b.host("x1.test", "NODATA", "NODATA").run();
    EXPECT_EQ(b.lookup.negative_ttl_s, 60U) << status;
  }
}

TEST(VerdictRoutingTest, X2NoDataWithoutSoaIsNoData) {
  LookupBuilder b("x2.test", "NODATA");
  b.host("x2.test", "NODATA", "NODATA");
  EXPECT_EQ(kind(b), "none");
  EXPECT_FALSE(b.lookup.negative_ttl_s.has_value());
}

TEST(VerdictRoutingTest, X3MissingTargetOfAnAliasIsKeptApart) {
  LookupBuilder b("x3.test", "NXDOMAIN");
  b.cname("nope.test");
  EXPECT_EQ(kind(b), "none");
  EXPECT_EQ(to_text(b.lookup.owner()), "nope.test");
  EXPECT_EQ(labels_of(b.lookup.findings), "domain_is_cname");
}

TEST(VerdictRoutingTest, X4CachedFailureSaysNothingAboutTheDomain) {
  LookupBuilder b("x4.test", "SERVFAIL");
  b.ede(13);
  EXPECT_EQ(kind(b), "unknown");
  EXPECT_EQ(labels_of(b.lookup.findings), "");
}

TEST(VerdictRoutingTest, E2FilteredAnswersAreUnknown) {
  for (const std::uint16_t code : std::vector<std::uint16_t>{4, 15, 16, 17}) {
    for (const char* status : {"NXDOMAIN", "NODATA", "NOERROR"}) {
      LookupBuilder b("e2.test", status);
      b.ede(code).mx(10, "m.e2.test").host("m.e2.test", "NXDOMAIN", "NXDOMAIN");
      EXPECT_EQ(kind(b), "unknown") << status << code;
      EXPECT_TRUE(b.lookup.findings.has(Finding::kResolverFiltered));
      EXPECT_FALSE(b.lookup.implicit);
    }
  }
}

TEST(VerdictRoutingTest, E2OtherCodesAreNoFilter) {
  for (const std::uint16_t code :
       std::vector<std::uint16_t>{0, 3, 5, 14, 18, 19, 22, 29}) {
    LookupBuilder b("e2.test", "NXDOMAIN");
    b.ede(code);
    EXPECT_EQ(kind(b), "none") << code;
    EXPECT_FALSE(b.lookup.findings.has(Finding::kResolverFiltered)) << code;
  }
}

TEST(VerdictRoutingTest, E2RefusedByAFilterIsAFailureNotALie) {
  LookupBuilder b("e2.test", "REFUSED");
  b.ede(15);
  EXPECT_EQ(kind(b), "unknown");
  EXPECT_EQ(labels_of(b.lookup.findings), "");
}

TEST(VerdictRoutingTest, E2FilteredAddressAnswerDecidesNothing) {
  LookupBuilder host("e2.test");
  host.mx(10, "m.e2.test").host("m.e2.test", "NXDOMAIN", "NXDOMAIN", {}, true);
  EXPECT_EQ(kind(host), "mx");
  EXPECT_EQ(labels_of(host.lookup.findings), "single_mx");
  EXPECT_EQ(host.exchange_findings(),
            "m.e2.test: mx_lookup_failed resolver_filtered");

  LookupBuilder own("e2.test", "NODATA");
  own.host("e2.test", "NODATA", "NODATA", {}, true);
  EXPECT_EQ(kind(own), "unknown");
  EXPECT_EQ(labels_of(own.lookup.findings),
            "mx_lookup_failed resolver_filtered");

  LookupBuilder forged("e2.test", "NODATA");
  forged.host("e2.test", "0.0.0.0", "NODATA", {}, true);
  EXPECT_EQ(kind(forged), "unknown");
}

TEST(VerdictRoutingTest, E3StaleAnswerStillCounts) {
  LookupBuilder b("e3.test");
  b.ede(3).mx(10, "m.e3.test").host("m.e3.test", kFour, kSix);
  EXPECT_EQ(kind(b), "mx");
  EXPECT_EQ(labels_of(b.lookup.findings), "single_mx stale_answer");
}

TEST(VerdictRoutingTest, E3StaleNxDomainStillCounts) {
  LookupBuilder b("e3.test", "NXDOMAIN");
  b.ede(19);
  EXPECT_EQ(kind(b), "none");
  EXPECT_EQ(labels_of(b.lookup.findings), "stale_answer");
}

TEST(VerdictRoutingTest, I7NameCollisionAddressMeansNoMail) {
  LookupBuilder b("i7.test", "NODATA");
  b.host("i7.test", "127.0.53.53", "NODATA");
  EXPECT_EQ(kind(b), "none");
  EXPECT_TRUE(b.lookup.findings.has(Finding::kNameCollision));
  EXPECT_FALSE(b.lookup.findings.has(Finding::kImplicitMx));
}

TEST(VerdictRoutingTest, I7NameCollisionExchangeMeansNoMail) {
  LookupBuilder b("i7.test");
  b.mx(10, "your-dns-needs-immediate-attention.i7");
  b.host("your-dns-needs-immediate-attention.i7", "127.0.53.53", "NODATA");
  EXPECT_EQ(kind(b), "none");
  EXPECT_TRUE(b.lookup.findings.has(Finding::kNameCollision));
}

TEST(VerdictRoutingTest, I7OtherLoopbackAddressesAreNoCollision) {
  for (const char* address : {"127.0.0.1", "127.0.53.54", "127.1.53.53"}) {
    LookupBuilder b("i7.test");
    b.mx(10, "m.i7.test").host("m.i7.test", address, "NODATA");
    EXPECT_EQ(kind(b), "mx") << address;
    EXPECT_FALSE(b.lookup.findings.has(Finding::kNameCollision));
  }
}

struct ModeCase {
  AddressMode mode;
  const char* a;
  const char* aaaa;
  const char* kind_of_mx;
  const char* kind_of_implicit;
};

constexpr std::array kModeCases = {
    ModeCase{AddressMode::kBoth, "5.6.7.8", "NODATA", "mx", "implicit_mx"},
    ModeCase{AddressMode::kBoth, "NODATA", "2a00::1", "mx", "implicit_mx"},
    ModeCase{AddressMode::kBoth, "NODATA", "NODATA", "unusable", "none"},
    ModeCase{AddressMode::kBoth, "NXDOMAIN", "NXDOMAIN", "unusable", "none"},
    ModeCase{AddressMode::kBoth, "NXDOMAIN", "NODATA", "unusable", "none"},
    ModeCase{AddressMode::kBoth, "TIMEOUT", "NODATA", "mx", "unknown"},
    ModeCase{AddressMode::kBoth, "NODATA", "SERVFAIL", "mx", "unknown"},
    ModeCase{AddressMode::kBoth, "NXDOMAIN", "SERVFAIL", "mx", "unknown"},
    ModeCase{AddressMode::kBoth, "5.6.7.8", "SERVFAIL", "mx", "implicit_mx"},
    ModeCase{AddressMode::kIpv4, "5.6.7.8", "", "mx", "implicit_mx"},
    // The other family may have addresses.
    ModeCase{AddressMode::kIpv4, "NODATA", "", "mx", "unknown"},
    ModeCase{AddressMode::kIpv4, "NXDOMAIN", "", "unusable", "none"},
    ModeCase{AddressMode::kIpv4, "REFUSED", "", "mx", "unknown"},
    ModeCase{AddressMode::kIpv6, "", "2a00::1", "mx", "implicit_mx"},
    ModeCase{AddressMode::kIpv6, "", "NODATA", "mx", "unknown"},
    ModeCase{AddressMode::kIpv6, "", "NXDOMAIN", "unusable", "none"},
    ModeCase{AddressMode::kNone, "", "", "mx", "unknown"}};

TEST(VerdictRoutingTest, AddressModesDecideOnlyWhatTheyKnow) {
  for (const ModeCase& one : kModeCases) {
    const std::string note = std::string(one.a) + "/" + one.aaaa + " mode " +
                             std::to_string(static_cast<int>(one.mode));
    LookupBuilder mx("d.test");
    mx.mx(10, "m.test").addresses(one.mode).host("m.test", one.a, one.aaaa);
    EXPECT_EQ(kind(mx), one.kind_of_mx) << note;
    LookupBuilder implicit("d.test", "NODATA");
    implicit.addresses(one.mode).host("d.test", one.a, one.aaaa);
    EXPECT_EQ(kind(implicit), one.kind_of_implicit) << note;
  }
}

TEST(VerdictRoutingTest, OneLiveHostAmongDeadOnesMakesItMx) {
  LookupBuilder b("d.test");
  b.mx(10, "dead.test").mx(20, "localhost").mx(30, "live.test");
  b.host("dead.test", "NXDOMAIN", "NXDOMAIN").host("live.test", kFour, kSix);
  EXPECT_EQ(kind(b), "mx");
  EXPECT_FALSE(b.lookup.findings.has(Finding::kMxNoGlobalAddress));
}

TEST(VerdictRoutingTest, OneUndecidedHostAmongDeadOnesMakesItMx) {
  LookupBuilder b("d.test");
  b.mx(10, "dead.test").mx(20, "who.test");
  b.host("dead.test", "NODATA", "NODATA").host("who.test", "TIMEOUT", "NODATA");
  EXPECT_EQ(kind(b), "mx");
  EXPECT_FALSE(b.lookup.findings.has(Finding::kMxNoGlobalAddress));
}

TEST(VerdictRoutingTest, ExchangeStatusIsTheFailureElseNoDataElseNxDomain) {
  struct Case {
    const char* a;
    const char* aaaa;
    ExchangeStatus status;
  };

  const std::array cases = {
      Case{"5.6.7.8", "SERVFAIL", ExchangeStatus::kResolved},
      Case{"NXDOMAIN", "NXDOMAIN", ExchangeStatus::kNxDomain},
      Case{"NXDOMAIN", "NODATA", ExchangeStatus::kNoData},
      Case{"NODATA", "NODATA", ExchangeStatus::kNoData},
      Case{"NODATA", "SERVFAIL", ExchangeStatus::kServFail},
      Case{"REFUSED", "NODATA", ExchangeStatus::kRefused},
      Case{"FORMERR", "NODATA", ExchangeStatus::kFormErr},
      Case{"NOTIMP", "", ExchangeStatus::kNotImp},
      Case{"OTHER_RCODE", "", ExchangeStatus::kOtherRcode},
      Case{"REFERRAL", "NODATA", ExchangeStatus::kReferral},
      Case{"NODATA", "CNAME_LOOP", ExchangeStatus::kCnameLoop},
      Case{"NODATA", "YXDOMAIN", ExchangeStatus::kYxDomain},
      Case{"", "TIMEOUT", ExchangeStatus::kTimeout},
      Case{"NETWORK_ERROR", "NXDOMAIN", ExchangeStatus::kNetworkError},
      Case{"NODATA", "TRUNCATED", ExchangeStatus::kTruncated},
      Case{"MALFORMED", "NODATA", ExchangeStatus::kMalformed},
      Case{"NODATA", "NOT_ATTEMPTED", ExchangeStatus::kSkipped}};
  for (const Case& one : cases) {
    LookupBuilder b("d.test");
    b.mx(10, "m.test").host("m.test", one.a, one.aaaa).run();
    EXPECT_EQ(exchange_status(b.lookup.exchanges[0]), one.status)
        << one.a << "/" << one.aaaa;
  }
}

}  // namespace
}  // namespace mxsweep
