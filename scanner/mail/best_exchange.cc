#include "scanner/mail/best_exchange.h"

#include "scanner/mail/exchange_names.h"

namespace mxsweep {
namespace {

ExchangeFacts facts_of(const Lookup& lookup, const Exchange& exchange) {
  const HostEntry* const host = exchange.host;
  return {.name = lookup.text(exchange.name),
          .status = exchange_status(exchange),
          .both_asked = host != nullptr && host->a_status.has_value() &&
                        host->aaaa_status.has_value(),
          .filtered = host != nullptr && host->filtered};
}

}  // namespace

bool is_passed_over(const ExchangeFacts& facts) {
  if (facts.name.is_root()) {
    return true;
  }
  if (facts.status == ExchangeStatus::kSkipped) {
    const FindingSet found =
        exchange_name_findings(facts.name, label_class_of(facts.name));
    return found.has(Finding::kMxLocalhost) ||
           found.has(Finding::kMxSpecialUse) ||
           found.has(Finding::kMxIsIpLiteral);
  }
  const bool is_empty =
      facts.status == ExchangeStatus::kNxDomain ||
      (facts.status == ExchangeStatus::kNoData && facts.both_asked);
  return is_empty && !facts.filtered;
}

const Exchange* best_exchange(const Lookup& lookup,
                              std::span<const Exchange> shown) {
  if (shown.size() == 1) {
    return &shown.front();
  }
  const Exchange* best = nullptr;
  std::int32_t lowest = 0;
  for (const Exchange& exchange : shown) {
    const std::int32_t rank = rank_of(
        exchange.preference, is_passed_over(facts_of(lookup, exchange)));
    if (best == nullptr || rank < lowest) {
      best = &exchange;
      lowest = rank;
    }
  }
  return best;
}

}  // namespace mxsweep
