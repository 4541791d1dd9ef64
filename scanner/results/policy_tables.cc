#include "scanner/results/policy_tables.h"

#include "scanner/results/report_tables.h"

namespace mxsweep {
namespace {

// By Policy.
constexpr std::array<std::string_view, kPolicyCount> kNames = {
    "SPF", "DMARC", "MTA-STS", "TLS-RPT", "BIMI", "TLSA"};

// Nothing where it was not asked for.
void add_policy(std::string_view name,
                const PolicyCounts::Of<PolicyStatus>& counts,
                ReportTable& table) {
  const auto count = [&counts](PolicyStatus status) {
    return counts[static_cast<std::size_t>(status)];
  };
  const std::uint64_t valid = count(PolicyStatus::kValid);
  const std::uint64_t broken =
      count(PolicyStatus::kInvalid) + count(PolicyStatus::kMultiple);
  const std::uint64_t absent = count(PolicyStatus::kAbsent);
  const std::uint64_t unknown = count(PolicyStatus::kUnknown);
  if (valid + broken + absent + unknown != 0) {
    table.rows.push_back({std::string(name), valid,
                          share(valid, valid + broken + absent), broken, absent,
                          unknown});
  }
}

}  // namespace

void add_policy_tables(const MailReport& report, ReportDocument& document) {
  if (!report.columns.policies) {
    return;
  }
  ReportTable& table = document.tables.emplace_back(ReportTable{
      .id = "policies",
      .title = "Which mail policies are published",
      .meaning =
          "Of the names that were asked for one: names have a valid record, "
          "and share is that of those of which it is known; broken are an "
          "invalid record, or several. DMARC may be that of a name above; TLSA "
          "is that of the best mail host.",
      .columns = {"policy", "names", "share", "broken", "absent", "unknown"}});
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    add_policy(kNames[i], report.policies.statuses[i], table);
  }
  document.tables.push_back(counted(
      {.id = "dmarc",
       .title = "What DMARC asks receivers to do",
       .meaning = "The policy p of valid records, with mail that fails.",
       .columns = {"p"}},
      labelled(kDmarcWishLabels, report.policies.dmarc_p)));
  document.tables.push_back(counted(
      {.id = "spf",
       .title = "What SPF says of all other senders",
       .meaning = "Of valid records: -all has them refused, ~all suspected, "
                  "+all welcomed.",
       .columns = {"all"}},
      labelled(kSpfAllLabels, report.policies.spf_all)));
}

}  // namespace mxsweep
