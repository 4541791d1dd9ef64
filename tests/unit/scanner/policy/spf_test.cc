// SPF records: which texts are one, and what each says (P5, P6).
#include <gtest/gtest.h>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

SpfPolicy values_of(std::string_view text) {
  const PolicyReport report = test::report_of(Policy::kSpf, {text});
  EXPECT_EQ(report.status, PolicyStatus::kValid) << text;
  const auto* const policy = report.get<SpfPolicy>();
  return policy == nullptr ? SpfPolicy() : *policy;
}

std::string_view all_label(std::string_view text) {
  return kSpfAllLabels[static_cast<std::size_t>(values_of(text).all)];
}

std::string_view status_of(std::string_view text) {
  return test::status_of(Policy::kSpf, text);
}

std::string why_of(std::string_view text) {
  return test::why_of(Policy::kSpf, text);
}

TEST(SpfTest, P6VersionEndsWithABlankOrTheRecord) {
  EXPECT_EQ(status_of("v=spf1"), "valid");
  EXPECT_EQ(status_of("V=SPF1 -all"), "valid");
  EXPECT_EQ(status_of("v=spf10 -all"), "absent");
  EXPECT_EQ(status_of("v=spf1\t-all"), "absent");
  EXPECT_EQ(status_of(" v=spf1 -all"), "absent");
  EXPECT_EQ(status_of("spf2.0/mfrom -all"), "absent");
  EXPECT_EQ(status_of(""), "absent");
}

TEST(SpfTest, WhatIsSaidOfAllOthers) {
  EXPECT_EQ(all_label("v=spf1 -all"), "-all");
  EXPECT_EQ(all_label("v=spf1 ~all"), "~all");
  EXPECT_EQ(all_label("v=spf1 ?ALL"), "?all");
  EXPECT_EQ(all_label("v=spf1 +all"), "+all");
  EXPECT_EQ(all_label("v=spf1 all"), "+all");
  EXPECT_EQ(all_label("v=spf1 mx"), "none");
  EXPECT_EQ(all_label("v=spf1 redirect=_spf.example.com"), "redirect");
}

TEST(SpfTest, AllGoesBeforeRedirectAndEndsTheRecord) {
  const SpfPolicy policy = values_of(
      "v=spf1 redirect=_spf.example.com a -all mx include:x.example ~all");
  EXPECT_EQ(policy.all, SpfAll::kFail);
  EXPECT_EQ(policy.lookups, 1);
}

TEST(SpfTest, P5TermsThatAskTheDnsAreCounted) {
  const SpfPolicy policy = values_of(
      "v=spf1 a mx:mail.example ptr exists:%{i}.example.com "
      "include:_spf.example.com ?include:b.example ip4:192.0.2.0/24 "
      "ip6:2001:db8::/32 exp=why.example.com redirect=c.example");
  EXPECT_EQ(policy.lookups, 7);
}

// Those of one record are enough for permerror, whatever it includes. What
// stands behind `all` is never come to, nor a redirect beside it.
TEST(SpfTest, P5MoreThanTenTermsThatAskAreInvalid) {
  const std::string ten =
      "v=spf1 a mx ptr a:b.example mx:b.example exists:b.example "
      "include:a.example include:b.example include:c.example "
      "?include:d.example ip4:192.0.2.1";
  EXPECT_EQ(values_of(ten + " -all").lookups, 10);
  EXPECT_EQ(values_of(ten + " -all a mx").lookups, 10);
  EXPECT_EQ(values_of(ten + " redirect=e.example -all").lookups, 10);
  EXPECT_EQ(values_of(ten + " exp=e.example").lookups, 10);
  for (const std::string_view more :
       {" a -all", " include:e.example ~all", " redirect=e.example"}) {
    const PolicyReport report =
        test::report_of(Policy::kSpf, {ten + std::string(more)});
    EXPECT_EQ(report.status, PolicyStatus::kInvalid) << more;
    ASSERT_NE(report.get<SpfPolicy>(), nullptr) << more;
    EXPECT_EQ(report.get<SpfPolicy>()->lookups, 11) << more;
    EXPECT_EQ(report.fault.why.find("more than 10 of its terms"), 0U) << more;
  }
  // A fault behind the eleventh says more.
  EXPECT_EQ(why_of(ten + " a -all foo"), "15: SPF has no such mechanism");
}

TEST(SpfTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(why_of("v=spf1 mx -all"), "");
  EXPECT_EQ(why_of("v=spf1  mx include: -all"), "3: include wants a domain");
  EXPECT_EQ(why_of("v=spf1 ip4:192.0.2.0/33"),
            "2: ip4 wants an IPv4 address or network");
  EXPECT_EQ(why_of("v=spf1 -redirect=a.example"),
            "2: a modifier has no sign before it");
  EXPECT_EQ(why_of("v=spf1 redirect=a.example redirect=a.example"),
            "3: redirect stands there twice");
  EXPECT_EQ(why_of("v=spf1 exp=x -all"), "2: exp wants a domain");
  EXPECT_EQ(why_of("v=spf1 1x=y"),
            "2: it is neither a mechanism nor a modifier");
}

TEST(SpfTest, ThatAMacroIsNoneIsSaid) {
  for (const std::string_view term :
       {"exists:%{x}.a", "include:%{d0}.example.com",
        "a:%{d00r}.example.com/24", "mx:%a.example.com", "ptr:%{d",
        "redirect=%{p0}", "exp=%{c}.a.example", "unknown=%{q}",
        "unknown=100%"}) {
    EXPECT_EQ(why_of("v=spf1 " + std::string(term)).substr(0, 23),
              "2: it has a macro that ")
        << term;
  }
  EXPECT_EQ(why_of("v=spf1 exists:%{d10r}.%{l1-}.%%.%_.%-.a.example "
                   "unknown=%{i01}"),
            "");
  EXPECT_EQ(why_of("v=spf1 exists:%{d}.1"), "2: exists wants a domain");
  EXPECT_EQ(why_of("v=spf1 ip4:%{x}"),
            "2: ip4 wants an IPv4 address or network");
}

TEST(SpfTest, BlanksMayBeSeveral) {
  EXPECT_EQ(values_of("v=spf1   a    mx   -all   ").lookups, 2);
}

TEST(SpfTest, ErrorInAnyTermMakesTheRecordUseless) {
  for (const std::string_view term : {"foo",
                                      "foo:bar",
                                      "-",
                                      "a:",
                                      "a:example.com/33",
                                      "a/024",
                                      "a//129",
                                      "a/",
                                      "include",
                                      "include:",
                                      "include:localhost",
                                      "include:a..1",
                                      "ip4:192.0.2.1:53",
                                      "ip4:192.0.2",
                                      "ip4:192.0.2.0/33",
                                      "ip4",
                                      "ip4:2001:db8::1",
                                      "ip6:192.0.2.1",
                                      "ip6:2001:db8::/129",
                                      "ip6:[2001:db8::1]",
                                      "exists:",
                                      "all:x",
                                      "all/8",
                                      "ptr/24",
                                      "redirect=",
                                      "redirect=%{z}.example",
                                      "-redirect=a.example",
                                      "exp=%{c}.example",
                                      "exists:%{d",
                                      "exists:%x.example",
                                      "exists:%{}",
                                      "=x",
                                      "1x=y",
                                      "include:a.123"}) {
    const std::string text = "v=spf1 " + std::string(term) + " -all";
    EXPECT_EQ(status_of(text), "invalid") << text;
    // Nobody comes to it, but it is an error all the same.
    const std::string behind = "v=spf1 -all " + std::string(term);
    EXPECT_EQ(status_of(behind), "invalid") << behind;
  }
}

TEST(SpfTest, WhatTheGrammarAllowsIsValid) {
  for (const std::string_view term :
       {"a/24", "a//64", "a/24//64", "a:example.com/24//64", "mx/0",
        "a:_x.example.com.", "ptr:example.com", "exists:%{l1r-}.%{d2}",
        "exists:%{ir}.%{v}._spf.%{d2}", "include:%{d}", "unknown=anything",
        "unknown=", "x-y.z=%{s}", "ip4:192.0.2.1", "ip6:::1",
        "ip6:::ffff:192.0.2.1/128", "include:a/b.example.com",
        "include:a.xn--p1ai", "-include:a.b-c"}) {
    const std::string text = "v=spf1 " + std::string(term) + " -all";
    EXPECT_EQ(status_of(text), "valid") << text;
  }
}

TEST(SpfTest, RedirectAndExplanationStandOnceEach) {
  EXPECT_EQ(status_of("v=spf1 redirect=a.example redirect=b.example"),
            "invalid");
  EXPECT_EQ(status_of("v=spf1 exp=a.example exp=b.example -all"), "invalid");
  EXPECT_EQ(status_of("v=spf1 x=1 x=2 -all"), "valid");
}

TEST(SpfTest, OctetsThatAreNoVisibleAsciiAreAnError) {
  EXPECT_EQ(status_of("v=spf1 include:b\xC3\xBC.example -all"), "invalid");
  EXPECT_EQ(status_of("v=spf1\x20\xC2\xA0-all"), "invalid");
  EXPECT_EQ(status_of("v=spf1 a\tmx -all"), "invalid");
}

TEST(SpfTest, P6SeveralRecordsAreNone) {
  const PolicyReport report = test::report_of(
      Policy::kSpf, {"v=spf1 a -all", "google-verification=x", "v=spf1 -all"});
  EXPECT_EQ(report.status, PolicyStatus::kMultiple);
  EXPECT_EQ(report.count, 2);
  EXPECT_EQ(report.get<SpfPolicy>(), nullptr);
  EXPECT_EQ(report.record, "");
}

}  // namespace
}  // namespace mxsweep
