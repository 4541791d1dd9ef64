// Which mail policies a plan asks for. Pure, any thread.
#pragma once

#include <array>
#include <cstddef>

#include "scanner/policy/policies.h"
#include "scanner/run/plan.h"

namespace mxsweep {

// The fields of the policies, in the order of Policy.
inline constexpr std::array<bool ScanPlan::*, kPolicyCount> kPolicyFields = {
    &ScanPlan::spf,     &ScanPlan::dmarc, &ScanPlan::mta_sts,
    &ScanPlan::tls_rpt, &ScanPlan::bimi,  &ScanPlan::tlsa};

[[nodiscard]] inline PolicySet policies_of(const ScanPlan& plan) {
  PolicySet policies;
  for (std::size_t i = 0; i < kPolicyFields.size(); ++i) {
    if (plan.*kPolicyFields[i]) {
      policies.add(static_cast<Policy>(i));
    }
  }
  return policies;
}

}  // namespace mxsweep
