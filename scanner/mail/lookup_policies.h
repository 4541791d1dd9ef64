// LookupPolicies: what became of the questions about the mail policies of one
// name. Belongs to a lookup for as long as that is worked on; PolicyAsker owns
// and fills it, rows are made of it. One shard.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "scanner/dns/name.h"
#include "scanner/policy/dmarc_walk.h"
#include "scanner/policy/policy.h"

namespace mxsweep {

struct LookupPolicies {
  // Null when the policy was not asked for.
  [[nodiscard]] const PolicyReport* find(Policy policy) const {
    return asked.has(policy) ? &reports[static_cast<std::size_t>(policy)]
                             : nullptr;
  }

  [[nodiscard]] PolicyReport& of(Policy policy) {
    return reports[static_cast<std::size_t>(policy)];
  }

  PolicySet asked;
  std::array<PolicyReport, kPolicyCount> reports;
  // The domain whose DMARC record applies: the name, or one above it, of which
  // it borrows the octets. Empty if there is none.
  NameView dmarc_domain;

  // Of PolicyAsker.
  DmarcWalk walk;
  std::vector<std::uint8_t> names;  // that are asked, one behind the other
  std::array<NameView, kPolicyCount> name_of;
};

}  // namespace mxsweep
