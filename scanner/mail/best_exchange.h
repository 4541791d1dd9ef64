// Best exchange: the mail host that stands for a domain where one has to: the
// one of the lowest preference that can take mail, as far as the DNS told. One
// that cannot, for certain, is passed over, unless there is no other. Scans
// decide by a Lookup, readers of results by what a row says of a mail host, and
// both by the same rule. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <span>

#include "scanner/dns/name.h"
#include "scanner/mail/lookup.h"
#include "scanner/mail/mail_verdict.h"

namespace mxsweep {

// What is known of a mail host.
struct ExchangeFacts {
  NameView name;
  ExchangeStatus status = ExchangeStatus::kSkipped;
  bool both_asked = false;  // A and AAAA
  bool filtered = false;    // a filter made the answer up
};

// No mail goes there, for certain: a null MX, a name that never resolves, one
// that does not exist, or one without an address.
[[nodiscard]] bool is_passed_over(const ExchangeFacts& facts);

// Orders mail hosts, the best first; of equal ones, the first is.
[[nodiscard]] constexpr std::int32_t rank_of(std::int32_t preference,
                                             bool passed_over) {
  constexpr std::int32_t kBehindAll = 1 << 16;
  return preference + (passed_over ? kBehindAll : 0);
}

// Of those that are shown, in their order; null when there is none.
[[nodiscard]] const Exchange* best_exchange(const Lookup& lookup,
                                            std::span<const Exchange> shown);

}  // namespace mxsweep
