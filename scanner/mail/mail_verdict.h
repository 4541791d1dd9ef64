// From answers to meaning: which mail hosts a domain has, what may be asked
// about them, and in the end what kind of mail domain it is. Implements the
// routing rules S1-S14, null MX N1-N5 and the findings of docs/results.md.
// Pure functions over a Lookup, on the thread that owns it; no I/O, no state.
#pragma once

#include "scanner/mail/address_mode.h"
#include "scanner/mail/lookup.h"
#include "scanner/policy/policy.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/blocklist.h"

namespace mxsweep {

class AddressPlaces;
class OperatorMatcher;

struct MailOptions {
  AddressMode addresses = AddressMode::kBoth;
  PolicySet policies;           // asked for besides
  bool query_literals = false;  // ask for hosts that look like addresses
  bool allow_special = false;   // ask for hosts below special-use names
  const Blocklist* blocklist = nullptr;  // of hosts; null: none
  // Null: nothing is said about operators and registrations.
  const OperatorMatcher* operators = nullptr;
  // Which tell the network of an address; null: nothing is said about these.
  const AddressPlaces* places = nullptr;
};

// Copies what the answer to the MX question says into the lookup: EDE codes,
// the chain of CNAMEs (after a failure as far as it is known), exchanges
// (sorted, each with the decision whether to ask for its addresses), findings.
// A domain without MX gets its implicit exchange (S3, S6). REQUIRES:
// lookup.reply is filled in.
void take_mx_answer(const Answer& answer, const MailOptions& options,
                    Lookup& lookup);

// Once every host has an outcome: mail_kind, who runs the hosts, and the
// remaining findings.
void conclude(const MailOptions& options, Lookup& lookup);

// Whether nothing is known because a question failed (or its answer was made up
// by a filter), and not because it was not asked. REQUIRES: concluded
[[nodiscard]] bool is_failed(const Lookup& lookup);

// A question about the name or one of its hosts failed, or was not asked.
[[nodiscard]] bool has_failure(const Lookup& lookup);

// One status for both address questions of an exchange (S12): RESOLVED if there
// is any address, else the failure if a question failed, else NODATA or
// NXDOMAIN.
enum class ExchangeStatus : std::uint8_t {
  kResolved,
  kNoData,
  kNxDomain,
  kServFail,
  kRefused,
  kFormErr,
  kNotImp,
  kOtherRcode,
  kReferral,
  kCnameLoop,
  kYxDomain,
  kTimeout,
  kNetworkError,
  kTruncated,
  kMalformed,
  kBlocklisted,  // by its name, or for one of its addresses
  kSkipped,
  kCount,
};

// The failures are those of LookupStatus, value by value.
static_assert(static_cast<int>(ExchangeStatus::kMalformed) ==
              static_cast<int>(LookupStatus::kMalformed));

inline constexpr auto kExchangeStatusLabels = [] {
  std::array<std::string_view, static_cast<std::size_t>(ExchangeStatus::kCount)>
      labels = {"RESOLVED"};
  for (std::size_t i = 1; i + 2 < labels.size(); ++i) {
    labels[i] = kLookupStatusLabels[i];
  }
  labels[labels.size() - 2] = to_text(LookupStatus::kBlocklisted);
  labels.back() = "SKIPPED";
  return labels;
}();

[[nodiscard]] ExchangeStatus host_status(const HostEntry& host);

[[nodiscard]] inline ExchangeStatus exchange_status(const Exchange& exchange) {
  if (exchange.host == nullptr) {
    return exchange.skip == HostSkip::kBlocklisted
               ? ExchangeStatus::kBlocklisted
               : ExchangeStatus::kSkipped;
  }
  return host_status(*exchange.host);
}

}  // namespace mxsweep
