// OperatorMatcher: who runs a mail host of a domain, told from names and
// addresses that the DNS gave: a suffix of the table (OperatorTable) that its
// name ends with, or that what the name is an alias of ends with, or else the
// domain itself. It is itself when the name of the host is below the
// domain, or both were registered as one (libpsl), or when the host has an
// address in common with such a host of the domain. Borrows both tables;
// constant, any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "scanner/dns/public_suffixes.h"
#include "scanner/mail/lookup.h"
#include "scanner/mail/operator_table.h"

namespace mxsweep {

inline constexpr std::string_view kSelfOperator = "self";

// More mail hosts are not compared with each other: their number is that of a
// stranger's records.
inline constexpr std::size_t kExchangesCompared = 16;

// Both have an address that the world can reach.
[[nodiscard]] bool share_address(const HostEntry& a, const HostEntry& b);

class OperatorMatcher {
 public:
  OperatorMatcher(const OperatorTable& table, const PublicSuffixes& suffixes)
      : table_(table), suffixes_(suffixes) {}

  // Of `exchange`, which is one of the lookup's. kNoOperator when nothing
  // tells, or it is a null MX.
  [[nodiscard]] OperatorId find(const Lookup& lookup,
                                const Exchange& exchange) const;

  // Valid as long as the table. REQUIRES: find() gave it, and not kNoOperator
  [[nodiscard]] const MailOperator& at(OperatorId id) const;

  [[nodiscard]] const PublicSuffixes& suffixes() const { return suffixes_; }

  // It is the domain itself, by whatever rule.
  [[nodiscard]] static bool is_self(OperatorId id);

 private:
  [[nodiscard]] OperatorId find_alias(const Exchange& exchange) const;
  [[nodiscard]] bool is_registered_as_one(const Lookup& lookup,
                                          const Exchange& exchange) const;
  [[nodiscard]] bool is_own(const Lookup& lookup,
                            const Exchange& exchange) const;
  [[nodiscard]] bool shares_address(const Lookup& lookup,
                                    const Exchange& exchange) const;

  const OperatorTable& table_;
  const PublicSuffixes& suffixes_;
};

}  // namespace mxsweep
