// The delegation of a domain, as far as own recursion came to know it while it
// asked for the MX: findings, and what columns on request show of it, which a
// lookup keeps in one piece. Pure functions over a Lookup, on the thread that
// owns it.
#pragma once

#include <cstdint>
#include <optional>

#include "scanner/dns/name.h"
#include "scanner/mail/lookup.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/query/delegation_report.h"

namespace mxsweep {

// Findings of the lookup; what is detailed is kept in it.
void take_delegation(const DelegationReport& report, const MailOptions& options,
                     Lookup& lookup);

struct KeptDelegation {
  NameView zone;
  std::optional<DelegationStatus> status;
  std::uint64_t servers_hash = 0;
  std::uint64_t own_servers_hash = 0;  // 0: none is known
};

// Nothing where none is kept. Valid as long as nothing is put into the lookup.
[[nodiscard]] std::optional<KeptDelegation> delegation_of(const Lookup& lookup);

}  // namespace mxsweep
