#include "scanner/results/mail_report.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "scanner/mail/finding_meanings.h"

namespace mxsweep {
namespace {

template <class Enum>
std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}

// `no_ipv6` and `mx_ipv6_only` are found where both families were asked for.
Ipv6Reach reach_of(const ReportRecord& record) {
  if (record.findings.has(Finding::kNoIpv6)) {
    return Ipv6Reach::kNone;
  }
  if (record.findings.has(Finding::kMxIpv6Only)) {
    return Ipv6Reach::kOnly;
  }
  return record.has_ipv6 ? Ipv6Reach::kBoth : Ipv6Reach::kUntold;
}

// Null when there are too many.
template <class Counts>
typename Counts::mapped_type* count_of(const std::string& key, Counts& counts) {
  const auto found = counts.find(key);
  if (found == counts.end() && counts.size() >= kReportOperatorsMax) {
    return nullptr;
  }
  return found == counts.end() ? &counts[key] : &found->second;
}

void add_places(const ReportRecord& record, MailReport& report) {
  for (const ReportNetwork& network : record.networks) {
    NetworkCount* const count = count_of(network.asn, report.networks);
    if (count != nullptr) {
      ++count->names;
      count->org = count->org.empty() ? network.org : count->org;
    }
  }
  for (const std::string& country : record.places) {
    std::uint64_t* const count = count_of(country, report.places);
    if (count != nullptr) {
      ++*count;
    }
  }
}

void add_policies(const RecordPolicies& policies, PolicyCounts& counts) {
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    if (policies.statuses[i].has_value()) {
      ++counts.statuses[i][index(*policies.statuses[i])];
    }
  }
  if (policies.spf_all.has_value()) {
    ++counts.spf_all[index(*policies.spf_all)];
  }
  if (policies.dmarc_p.has_value()) {
    ++counts.dmarc_p[index(*policies.dmarc_p)];
  }
}

// A list may hold a name twice.
void add_example(const std::string& domain,
                 std::vector<std::string>& examples) {
  if (examples.size() < kReportExamples &&
      std::find(examples.begin(), examples.end(), domain) == examples.end()) {
    examples.push_back(domain);
  }
}

// The place of the range that holds the value.
template <class Ranges, class Below>
std::size_t range_of(const Ranges& ranges, Below below) {
  return static_cast<std::size_t>(
      std::find_if(ranges.begin(), ranges.end() - 1, below) - ranges.begin());
}

}  // namespace

void MailReport::add(const ReportRecord& record) {
  ++records;
  ++statuses[index(record.status)];
  ++kinds[index(record.kind)];
  for (std::uint64_t bits = record.findings.bits(); bits != 0;
       bits &= bits - 1) {
    FindingCount& count =
        findings[static_cast<std::size_t>(std::countr_zero(bits))];
    ++count.names;
    add_example(record.domain, count.examples);
  }
  with_error += worst_of(record.findings) == Severity::kError ? 1 : 0;
  add_policies(record.policies, policies);
  if (record.rtt_us.has_value()) {
    ++rtt[range_of(kRttRanges, [&record](const RttRange& one) {
      return *record.rtt_us < one.below_us;
    })];
    rtt_us.add(static_cast<std::uint64_t>(*record.rtt_us));
  }
  if (record.kind == MailKind::kMx || record.kind == MailKind::kImplicitMx) {
    ++ipv6[index(reach_of(record))];
  }
  if (record.kind != MailKind::kMx) {
    return;
  }
  add_places(record, *this);
  if (record.ttl_s.has_value()) {
    ++ttl[range_of(kTtlRanges, [&record](const TtlRange& one) {
      return *record.ttl_s < one.below_s;
    })];
  }
  if (record.mail_operator.empty()) {
    ++without_operator;
    return;
  }
  const auto found = operators.find(record.mail_operator);
  if (found != operators.end()) {
    ++found->second.names;
  } else if (operators.size() < kReportOperatorsMax) {
    operators.emplace(record.mail_operator,
                      OperatorCount{1, record.category, record.country});
  } else {
    ++more_operators;
  }
}

io::Result<MailReport> read_report(ResultFiles files) {
  ReportReader reader(std::move(files));
  MailReport report;
  ReportRecord record;
  while (true) {
    const io::Result<bool> more = reader.next(record);
    if (!more.ok()) {
      return more.error();
    }
    if (!more.value()) {
      break;
    }
    report.add(record);
  }
  report.columns = reader.columns();
  return report;
}

}  // namespace mxsweep
