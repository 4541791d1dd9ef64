// RecordPolicies: what a result says of the mail policies of one record, and
// how it is read from its rows. Plain values; one thread. Errors are
// ErrorCode::kInput.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "io/base/result.h"

#include "scanner/policy/policy.h"
#include "scanner/results/result_rows.h"

namespace mxsweep {

struct RecordPolicies {
  // By Policy; nothing where it was not asked for. That of TLSA is of the best
  // mail host.
  std::array<std::optional<PolicyStatus>, kPolicyCount> statuses{};
  std::optional<SpfAll> spf_all;
  std::optional<DmarcWish> dmarc_p;

  static constexpr auto kTlsa = static_cast<std::size_t>(Policy::kTlsa);

  [[nodiscard]] std::optional<PolicyStatus>& tlsa() { return statuses[kTlsa]; }

  [[nodiscard]] const std::optional<PolicyStatus>& tlsa() const {
    return statuses[kTlsa];
  }
};

// Their columns, which stand one behind the other among those that are wanted,
// the statuses in the order of Policy.
inline constexpr std::array kPolicyColumns = {
    io::WantedColumn{"spf_status"},     io::WantedColumn{"dmarc_status"},
    io::WantedColumn{"mta_sts_status"}, io::WantedColumn{"tls_rpt_status"},
    io::WantedColumn{"bimi_status"},    io::WantedColumn{"tlsa_status"},
    io::WantedColumn{"spf_all"},        io::WantedColumn{"dmarc_p"}};

// Of the row that was read last; `first` is the place of the first column.
[[nodiscard]] io::Result<RecordPolicies> policies_of(const ResultRows& rows,
                                                     std::size_t first);

// Whether the result has any of them.
[[nodiscard]] bool has_policies(const ResultRows& rows, std::size_t first);

}  // namespace mxsweep
