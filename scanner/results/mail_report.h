// MailReport: a result in numbers, counted in one pass over its records in
// bounded memory: what became of the names, who runs their mail, what is
// remarkable. A record is counted as often as the list has it. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/base/log_histogram.h"
#include "io/base/result.h"

#include "scanner/results/report_record.h"

namespace mxsweep {

inline constexpr std::size_t kReportExamples = 5;  // of each finding

// Operators that are told apart; who comes later is counted as one of many.
inline constexpr std::size_t kReportOperatorsMax = 1'000'000;

// Upper ends in seconds; the last one has none.
struct TtlRange {
  std::int64_t below_s;
  std::string_view name;
};

inline constexpr std::array kTtlRanges = {
    TtlRange{60, "under 1 minute"},    TtlRange{300, "1 to 5 minutes"},
    TtlRange{3600, "5 to 60 minutes"}, TtlRange{14400, "1 to 4 hours"},
    TtlRange{86400, "4 to 24 hours"},  TtlRange{604801, "1 to 7 days"},
    TtlRange{INT64_MAX, "over 7 days"}};

// Upper ends in microseconds; the last one has none.
struct RttRange {
  std::int64_t below_us;
  std::string_view name;
};

inline constexpr std::array kRttRanges = {
    RttRange{1'000, "under 1 ms"},        RttRange{5'000, "1 to 5 ms"},
    RttRange{20'000, "5 to 20 ms"},       RttRange{100'000, "20 to 100 ms"},
    RttRange{500'000, "100 to 500 ms"},   RttRange{2'000'000, "0.5 to 2 s"},
    RttRange{INT64_MAX, "2 s and longer"}};

// What became of the questions for a mail policy, and what valid records say.
struct PolicyCounts {
  template <class Enum>
  using Of = std::array<std::uint64_t, static_cast<std::size_t>(Enum::kCount)>;

  std::array<Of<PolicyStatus>, kPolicyCount> statuses{};
  Of<SpfAll> spf_all{};
  Of<DmarcWish> dmarc_p{};
};

// Of domains that have MX, or an address in place of one.
enum class Ipv6Reach : std::uint8_t { kBoth, kOnly, kNone, kUntold, kCount };

struct OperatorCount {
  std::uint64_t names = 0;
  std::string category;
  std::string country;
};

struct NetworkCount {
  std::uint64_t names = 0;
  std::string org;  // empty where nobody says
};

struct FindingCount {
  std::uint64_t names = 0;
  std::vector<std::string> examples;  // the first ones
};

class MailReport {
 public:
  void add(const ReportRecord& record);

  std::uint64_t records = 0;
  std::array<std::uint64_t, kLookupStatusCount> statuses{};
  std::array<std::uint64_t, static_cast<std::size_t>(MailKind::kCount)> kinds{};
  std::array<std::uint64_t, static_cast<std::size_t>(Ipv6Reach::kCount)> ipv6{};
  std::array<std::uint64_t, kTtlRanges.size()> ttl{};
  std::array<std::uint64_t, kRttRanges.size()> rtt{};
  io::LogHistogram rtt_us;
  PolicyCounts policies;
  std::uint64_t with_error = 0;  // a finding of that severity
  std::array<FindingCount, kFindingCount> findings{};

  // Of the best mail host of domains with MX.
  std::unordered_map<std::string, OperatorCount> operators;
  std::uint64_t without_operator = 0;  // nobody knows who runs it
  std::uint64_t more_operators = 0;    // names of those beyond the maximum

  // Where mail hosts of domains with MX are; as many are told apart as
  // operators, and the others are left out.
  std::unordered_map<std::string, NetworkCount> networks;  // by AS number
  std::unordered_map<std::string, std::uint64_t> places;   // by country

  ReportColumns columns;
};

[[nodiscard]] io::Result<MailReport> read_report(ResultFiles files);

}  // namespace mxsweep
