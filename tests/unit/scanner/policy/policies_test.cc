// The table of policies, and what is the same for all that are TXT records.
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/scanner/policy/read_report.h"

namespace mxsweep {
namespace {

std::string name_at(Policy policy, std::string_view text) {
  Name name;
  EXPECT_EQ(Name::from_text(text, name), NameProblem::kNone);
  std::vector<std::uint8_t> octets;
  if (!append_policy_name(kind_of(policy), name.view(), octets)) {
    return "(too long)";
  }
  return to_text(NameView(octets.data(), octets.size()));
}

TEST(PoliciesTest, TableIsInTheOrderOfTheEnumAndEachIsDistinct) {
  std::set<std::string_view> flags;
  std::set<std::string_view> columns;
  ASSERT_EQ(policy_kinds().size(), kPolicyCount);
  for (const PolicyKind& kind : policy_kinds()) {
    EXPECT_EQ(&kind_of(kind.policy), &kind);
    EXPECT_TRUE(flags.insert(kind.flag).second);
    EXPECT_TRUE(columns.insert(kind.columns).second);
    EXPECT_EQ(kind.claims == nullptr, kind.type != kTypeTxt);
  }
}

TEST(PoliciesTest, RecordsStandWhereTheStandardsSay) {
  EXPECT_EQ(name_at(Policy::kSpf, "example.com"), "example.com");
  EXPECT_EQ(name_at(Policy::kDmarc, "example.com"), "_dmarc.example.com");
  EXPECT_EQ(name_at(Policy::kMtaSts, "example.com"), "_mta-sts.example.com");
  EXPECT_EQ(name_at(Policy::kTlsRpt, "example.com"), "_smtp._tls.example.com");
  EXPECT_EQ(name_at(Policy::kBimi, "example.com"), "default._bimi.example.com");
  EXPECT_EQ(name_at(Policy::kTlsa, "mx.example"), "_25._tcp.mx.example");
}

TEST(PoliciesTest, NameThatWouldBeTooLongIsNone) {
  const std::string label(63, 'a');
  const std::string longest =
      label + '.' + label + '.' + label + '.' + std::string(61, 'a');
  EXPECT_EQ(name_at(Policy::kSpf, longest), longest);
  EXPECT_EQ(name_at(Policy::kDmarc, longest), "(too long)");
}

TEST(PoliciesTest, ColumnsBelongToTheirPolicy) {
  EXPECT_EQ(policy_of_column("tls_rpt_rua")->policy, Policy::kTlsRpt);
  EXPECT_EQ(policy_of_column("tlsa_count")->policy, Policy::kTlsa);
  EXPECT_EQ(policy_of_column("status"), nullptr);
}

TEST(PoliciesTest, StringsAreJoinedWithNothingBetween) {
  const Answer answer = test::answer_of(
      kTypeTxt, {test::txt_rdata("v=spf1 include:a.example -all", 5)});
  const PolicyReport report = test::report_of(Policy::kSpf, answer);
  EXPECT_EQ(report.status, PolicyStatus::kValid);
  EXPECT_EQ(report.record, "v=spf1 include:a.example -all");
}

TEST(PoliciesTest, FailureIsNeverAbsent) {
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    Answer answer;
    answer.clear();
    answer.status = static_cast<LookupStatus>(i);
    const PolicyStatus status = test::report_of(Policy::kSpf, answer).status;
    EXPECT_EQ(status, is_answer(answer.status) ? PolicyStatus::kAbsent
                                               : PolicyStatus::kUnknown)
        << to_text(answer.status);
  }
}

TEST(PoliciesTest, WhatAFilterMadeUpIsUnknown) {
  Answer answer = test::answer_of(kTypeTxt, {test::txt_rdata("v=spf1 -all")});
  answer.ede_codes = {17};
  EXPECT_EQ(test::report_of(Policy::kSpf, answer).status,
            PolicyStatus::kUnknown);
}

TEST(PoliciesTest, RecordsAreShownInPrintableAscii) {
  const PolicyReport report = test::report_of(
      Policy::kSpf, {std::string_view("v=spf1 \\\n\x1B[31m\0\xFF", 16)});
  EXPECT_EQ(report.status, PolicyStatus::kInvalid);
  EXPECT_EQ(report.record, "v=spf1 \\\\\\010\\027[31m\\000\\255");
}

TEST(PoliciesTest, LongRecordsAreReadWholeAndShownInPart) {
  std::string text = "v=spf1";
  while (text.size() < 5000) {
    text += " ip4:192.0.2.1";
  }
  text += " -all";
  const PolicyReport report = test::report_of(Policy::kSpf, {text});
  EXPECT_EQ(report.status, PolicyStatus::kValid);
  EXPECT_EQ(report.get<SpfPolicy>()->all, SpfAll::kFail);
  EXPECT_LE(report.record.size(), kPolicyTextMax);
  EXPECT_GE(report.record.size(), kPolicyTextMax - 4);
  EXPECT_EQ(report.record, text.substr(0, report.record.size()));
}

TEST(PoliciesTest, ReportIsWhollyReplaced) {
  PolicyReport report =
      test::report_of(Policy::kSpf, {"v=spf1 include:a.example -all"});
  report.authentic_data = true;
  set_absent(report);
  EXPECT_EQ(report.status, PolicyStatus::kAbsent);
  EXPECT_EQ(report.record, "");
  EXPECT_EQ(report.get<SpfPolicy>(), nullptr);
  EXPECT_FALSE(report.authentic_data);
  EXPECT_EQ(report.count, 0);
}

}  // namespace
}  // namespace mxsweep
