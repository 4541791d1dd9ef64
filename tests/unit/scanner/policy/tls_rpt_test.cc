// Records that ask for reports about TLS (P3).
#include <gtest/gtest.h>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

std::string_view status_of(std::string_view text) {
  return test::status_of(Policy::kTlsRpt, text);
}

int uris_of(std::string_view text) {
  const PolicyReport report = test::report_of(Policy::kTlsRpt, {text});
  const auto* const policy = report.get<TlsRptPolicy>();
  return policy == nullptr ? -1 : policy->rua;
}

TEST(TlsRptTest, P3PlacesForReportsAreCounted) {
  EXPECT_EQ(uris_of("v=TLSRPTv1; rua=mailto:reports@example.com"), 1);
  EXPECT_EQ(uris_of("v=TLSRPTv1;rua=mailto:r@example.com , "
                    "https://r.example.com/v1/tlsrpt;"),
            2);
  EXPECT_EQ(uris_of("v=TLSRPTv1; x=y; rua=ftp://a.example,MAILTO:r@a.example"),
            1);
}

TEST(TlsRptTest, P3OtherVersionsAreNoRecord) {
  EXPECT_EQ(status_of("v=TLSRPTv2; rua=mailto:r@a.example"), "absent");
  EXPECT_EQ(status_of("v=tlsrptv1; rua=mailto:r@a.example"), "absent");
}

TEST(TlsRptTest, P3WithoutAPlaceItIsInvalid) {
  for (const std::string_view text :
       {"v=TLSRPTv1", "v=TLSRPTv1; rua=", "v=TLSRPTv1; rua=r@a.example",
        "v=TLSRPTv1; rua=mailto:", "v=TLSRPTv1; rua=ftp://a.example",
        "v=TLSRPTv1; rua=mailto:r@a.example,",
        "v=TLSRPTv1; rua=mailto:r@a.example; rua=mailto:s@a.example",
        "v=TLSRPTv1; rua=mailto:r@a.example!10m",
        "v=TLSRPTv1; rua=mailto:r@a.example;;", "v=TLSRPTv1; rua",
        "v=TLSRPTv1;; rua=mailto:r@a.example",
        "v=TLSRPTv1; rua=mailto:r@a.example; a b=c",
        "v=TLSRPTv1; rua=mailto:r@a.example; a=b=c"}) {
    EXPECT_EQ(status_of(text), "invalid") << text;
  }
}

TEST(TlsRptTest, P3OfSeveralThoseThatBeginOtherwiseAreDiscarded) {
  const PolicyReport one = test::report_of(
      Policy::kTlsRpt, {"v=TLSRPTv1; rua=mailto:r@a.example", "v=TLSRPTv1"});
  EXPECT_EQ(one.status, PolicyStatus::kValid);
  EXPECT_EQ(one.count, 1);
}

TEST(TlsRptTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(test::why_of(Policy::kTlsRpt, "v=TLSRPTv1; rua=mailto:t@a.example"),
            "");
  EXPECT_EQ(test::why_of(Policy::kTlsRpt, "v=TLSRPTv1;"),
            "it has no rua, where reports go");
  EXPECT_EQ(test::why_of(Policy::kTlsRpt,
                         "v=TLSRPTv1; rua=mailto:a@b; rua=mailto:a@b"),
            "3: rua stands there twice");
  EXPECT_EQ(test::why_of(Policy::kTlsRpt, "v=TLSRPTv1; rua=mailto:a@b; -=c"),
            "3: a field is not written as extensions are");
  EXPECT_EQ(test::why_of(Policy::kTlsRpt, "v=TLSRPTv1; rua=t@a.example"),
            "2: rua wants addresses of the kind mailto: or https:");
  EXPECT_EQ(test::why_of(Policy::kTlsRpt, "v=TLSRPTv1; rua=mailto:a!b@a.de"),
            "2: an exclamation mark in rua is to be written as %21");
  EXPECT_EQ(test::why_of(Policy::kTlsRpt, "v=TLSRPTv1; rua=ftp://a.example"),
            "rua names neither a mail address nor a web server");
}

}  // namespace
}  // namespace mxsweep
