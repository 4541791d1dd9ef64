#include "scanner/mail/mail_verdict.h"

#include <algorithm>
#include <string>

#include "io/base/endpoint.h"

#include "scanner/mail/dependence.h"
#include "scanner/mail/exchange_names.h"
#include "scanner/mail/lookup_policies.h"
#include "scanner/policy/policies.h"
#include "scanner/rr/address_scope.h"
#include "scanner/rr/rr_mx.h"

namespace mxsweep {
namespace {

constexpr std::uint32_t kLowTtlS = 60;
constexpr std::uint32_t kHighTtlS = 7 * 86400;
constexpr std::uint16_t kSpfMxMax = 10;
constexpr std::uint16_t kManyMx = 20;

// Takes over the codes and what they tell.
void take_ede_codes(const Answer& answer, Lookup& lookup) {
  lookup.ede_codes = answer.ede_codes;
  if ((is_answer(answer.status) || answer.unfinished) &&
      has_filter_code(lookup.ede_codes)) {
    lookup.findings.add(Finding::kResolverFiltered);
  }
  for (const std::uint16_t code : lookup.ede_codes) {
    if (code == 3 || code == 19) {
      lookup.findings.add(Finding::kStaleAnswer);
    }
    if (answer.status == LookupStatus::kServFail && code >= 6 && code <= 12) {
      lookup.findings.add(Finding::kDnssecBogus);
    }
  }
}

HostSkip whether_to_ask(const Exchange& exchange, NameView name,
                        const MailOptions& options) {
  if (name.is_root()) {
    return HostSkip::kNotWanted;
  }
  if (options.blocklist != nullptr && !options.blocklist->find(name).empty()) {
    return HostSkip::kBlocklisted;
  }
  const FindingSet found = exchange.findings;
  const bool dead =
      found.has(Finding::kMxLocalhost) ||
      (found.has(Finding::kMxSpecialUse) && !options.allow_special) ||
      (found.has(Finding::kMxIsIpLiteral) && !options.query_literals);
  if (dead) {
    return HostSkip::kNeverResolves;  // known without any question
  }
  return options.addresses == AddressMode::kNone ? HostSkip::kNotWanted
                                                 : HostSkip::kAsked;
}

void add_exchange(NameView name, std::uint16_t preference,
                  const MailOptions& options, Lookup& lookup) {
  Exchange& exchange = lookup.exchanges.emplace_back();
  exchange.name = lookup.put(name);
  exchange.preference = preference;
  exchange.findings = exchange_name_findings(name, exchange.name.label_class);
  exchange.skip = whether_to_ask(exchange, name, options);
}

void add_null_findings(Lookup& lookup) {
  std::size_t nulls = 0;
  for (const Exchange& exchange : lookup.exchanges) {
    if (lookup.text(exchange.name).is_root()) {
      ++nulls;
      if (exchange.preference != 0) {
        lookup.findings.add(Finding::kNullMxNonzeroPref);
      }
    }
  }
  if (nulls == 0) {
    return;
  }
  lookup.findings.add(nulls == lookup.exchanges.size()
                          ? Finding::kNullMx
                          : Finding::kNullMxWithOthers);
}

void add_set_findings(const Answer& answer, Lookup& lookup) {
  add_null_findings(lookup);
  // A null MX names no host on which all depends.
  if (lookup.mx_count == 1 && !lookup.findings.has(Finding::kNullMx)) {
    lookup.findings.add(Finding::kSingleMx);
  }
  if (lookup.mx_count > kSpfMxMax) {
    lookup.findings.add(Finding::kSpfMxLimit);
  }
  if (lookup.mx_count > kManyMx) {
    lookup.findings.add(Finding::kManyMx);
  }
  if (lookup.mx_ttl_s < kLowTtlS) {
    lookup.findings.add(Finding::kLowTtl);
  }
  if (lookup.mx_ttl_s > kHighTtlS) {
    lookup.findings.add(Finding::kHighTtl);
  }
  if (answer.duplicate_records || has_repeated_exchange(lookup)) {
    lookup.findings.add(Finding::kDuplicateExchange);
  }
}

void sort_exchanges(Lookup& lookup) {
  std::sort(lookup.exchanges.begin(), lookup.exchanges.end(),
            [&lookup](const Exchange& a, const Exchange& b) {
              return a.preference != b.preference
                         ? a.preference < b.preference
                         : precedes(lookup.text(a.name), lookup.text(b.name));
            });
}

void take_mx_records(const Answer& answer, const MailOptions& options,
                     Lookup& lookup) {
  lookup.mx_count = static_cast<std::uint16_t>(answer.records.size());
  lookup.mx_ttl_s = answer.records.ttl_s();
  for (const MxData& mx : answer.records.as<MxData>()) {
    add_exchange(mx.exchange, mx.preference, options, lookup);
    lookup.exchanges.back().index = mx.index;
  }
  if (lookup.exchanges.size() > 1) {
    sort_exchanges(lookup);
  }
  add_set_findings(answer, lookup);
}

// How far one exchange can be used, as far as is known.
enum class Use : std::uint8_t { kUsable, kUndecided, kDead };

Use use_of(const Exchange& exchange, const MailOptions& options) {
  switch (exchange.skip) {
    case HostSkip::kNotWanted:
    case HostSkip::kBlocklisted:
      return Use::kUndecided;
    case HostSkip::kNeverResolves:
      return Use::kDead;
    case HostSkip::kAsked:
      break;
  }
  if (exchange.host != nullptr && exchange.host->filtered) {
    return Use::kUndecided;  // E2: a filter made its answer up
  }
  const ExchangeStatus status = exchange_status(exchange);
  if (status == ExchangeStatus::kResolved) {
    return Use::kUsable;
  }
  if (status == ExchangeStatus::kNxDomain) {
    return Use::kDead;
  }
  // One family alone without addresses decides nothing about the other.
  return status == ExchangeStatus::kNoData &&
                 options.addresses == AddressMode::kBoth
             ? Use::kDead
             : Use::kUndecided;
}

struct Tally {
  std::size_t usable = 0;
  std::size_t undecided = 0;
  std::size_t incomplete = 0;  // hosts that may have more addresses
  std::size_t global = 0;
  std::size_t ipv4 = 0;
  std::size_t ipv6 = 0;
  std::size_t genuine = 0;  // usable or undecided, and no name collision
  bool collision = false;
  bool filtered = false;
};

// False when a family was not asked or not answered, so that nothing may be
// concluded from what is missing. An NXDOMAIN speaks for both.
bool knows_every_address(const HostEntry& host) {
  bool both = true;
  bool exists = true;
  for (const AddressOutcome& outcome : {host.a_status, host.aaaa_status}) {
    both = both && outcome.has_value() && is_answer(*outcome);
    exists = exists && outcome != LookupStatus::kNxDomain;
  }
  return !host.filtered && (both || !exists);
}

bool leads_in_a_circle(const HostEntry& host) {
  return host.a_status == LookupStatus::kCnameLoop ||
         host.aaaa_status == LookupStatus::kCnameLoop;
}

bool is_collision_address(const AddressData& address) {
  return address.family == 4 && address.bytes[0] == 127 &&
         address.bytes[1] == 0 && address.bytes[2] == 53 &&
         address.bytes[3] == 53;
}

void look_at_addresses(Exchange& exchange, Tally& tally) {
  for (const AddressData& address : exchange.host->addresses) {
    const bool ipv4 = address.family == 4 || stands_for_ipv4(address);
    (ipv4 ? tally.ipv4 : tally.ipv6) += 1;
    const AddressScope scope = address_scope(address);
    if (is_reachable(scope)) {
      ++tally.global;
      continue;
    }
    exchange.findings.add(Finding::kNonGlobalAddress);
    if (scope == AddressScope::kPrivate ||
        scope == AddressScope::kUniqueLocal) {
      exchange.findings.add(Finding::kPrivateAddress);
    }
    if (scope == AddressScope::kLoopback) {
      exchange.findings.add(Finding::kLoopbackAddress);
    }
  }
}

void look_at_host(Exchange& exchange, Tally& tally) {
  if (exchange.host == nullptr) {
    return;
  }
  if (!exchange.host->cname().empty()) {
    exchange.findings.add(Finding::kMxIsCname);
  }
  if (leads_in_a_circle(*exchange.host)) {
    exchange.findings.add(Finding::kCnameLoop);
  }
  tally.incomplete += knows_every_address(*exchange.host) ? 0 : 1;
  const ExchangeStatus status = exchange_status(exchange);
  if (exchange.host->filtered) {
    exchange.findings.add(Finding::kMxLookupFailed);
    exchange.findings.add(Finding::kResolverFiltered);
    tally.filtered = true;
  } else if (status == ExchangeStatus::kNxDomain) {
    exchange.findings.add(Finding::kMxNxDomain);
    exchange.findings.add(Finding::kMxNoAddress);
  } else if (status == ExchangeStatus::kNoData) {
    if (knows_every_address(*exchange.host)) {
      exchange.findings.add(Finding::kMxNoAddress);
    }
  } else if (status != ExchangeStatus::kResolved &&
             status != ExchangeStatus::kBlocklisted) {
    exchange.findings.add(Finding::kMxLookupFailed);
  }
  if (exchange.host->cut) {
    exchange.findings.add(Finding::kManyAddresses);
  }
  look_at_addresses(exchange, tally);
}

// The root is named by a null MX; or it is the end of aliases, of which no more
// is known than of any other name whose addresses were not all asked for.
std::size_t undecided_roots(const Lookup& lookup, const MailOptions& options) {
  return lookup.implicit && options.addresses != AddressMode::kBoth ? 1 : 0;
}

bool is_collision(const Lookup& lookup, const Exchange& exchange) {
  return is_collision_name(lookup.text(exchange.name)) ||
         (exchange.host != nullptr &&
          std::any_of(exchange.host->addresses.begin(),
                      exchange.host->addresses.end(), is_collision_address));
}

Tally tally_hosts(const MailOptions& options, Lookup& lookup) {
  Tally tally;
  for (Exchange& exchange : lookup.exchanges) {
    if (lookup.text(exchange.name).is_root()) {
      tally.undecided += undecided_roots(lookup, options);
      continue;
    }
    look_at_host(exchange, tally);
    const bool collides = is_collision(lookup, exchange);
    tally.collision = tally.collision || collides;
    const Use use = use_of(exchange, options);
    tally.genuine += use != Use::kDead && !collides ? 1 : 0;
    tally.usable += use == Use::kUsable ? 1 : 0;
    tally.undecided += use == Use::kUndecided ? 1 : 0;
  }
  return tally;
}

void add_family_findings(const Tally& tally, const MailOptions& options,
                         Lookup& lookup) {
  if (options.addresses != AddressMode::kBoth || tally.undecided != 0 ||
      tally.incomplete != 0 || tally.usable == 0) {
    return;
  }
  if (tally.ipv6 == 0) {
    lookup.findings.add(Finding::kNoIpv6);
  }
  if (tally.ipv4 == 0) {
    lookup.findings.add(Finding::kMxIpv6Only);
  }
}

// An implicit exchange is one only if it has an address (S6, S7).
void conclude_implicit(const Tally& tally, Lookup& lookup) {
  if (tally.usable != 0) {
    lookup.mail_kind = MailKind::kImplicitMx;
    if (!tally.collision) {
      lookup.findings.add(Finding::kImplicitMx);
    }
    return;
  }
  // The address questions were about the domain, not about an MX.
  if (lookup.exchanges.front().findings.has(Finding::kCnameLoop)) {
    lookup.findings.add(Finding::kCnameLoop);
  }
  lookup.exchanges.front().findings = {};
  if (tally.undecided == 0) {
    lookup.mail_kind = MailKind::kNone;
    lookup.findings.add(Finding::kNoMail);
  } else {
    lookup.mail_kind = MailKind::kUnknown;
    // With one family only, that there is no address of it is no failure.
    const Exchange& domain = lookup.exchanges.front();
    const ExchangeStatus status = exchange_status(domain);
    if (domain.skip == HostSkip::kAsked &&
        (tally.filtered || (status != ExchangeStatus::kNoData &&
                            status != ExchangeStatus::kBlocklisted))) {
      lookup.findings.add(Finding::kMxLookupFailed);
    }
    if (tally.filtered) {
      lookup.findings.add(Finding::kResolverFiltered);
    }
  }
}

void conclude_mx(const Tally& tally, Lookup& lookup) {
  if (lookup.findings.has(Finding::kNullMx)) {
    lookup.mail_kind = MailKind::kNullMx;
    return;
  }
  lookup.mail_kind =
      tally.usable + tally.undecided == 0 ? MailKind::kUnusable : MailKind::kMx;
  if (tally.undecided + tally.incomplete == 0 && tally.global == 0) {
    lookup.findings.add(Finding::kMxNoGlobalAddress);
  }
}

bool has_failed_policy(const Lookup& lookup) {
  const auto failed = [&lookup](const PolicyKind& kind) {
    const PolicyReport* report = lookup.policies->find(kind.policy);
    return report != nullptr && report->status == PolicyStatus::kUnknown;
  };
  return lookup.policies != nullptr &&
         std::any_of(policy_kinds().begin(), policy_kinds().end(), failed);
}

bool has_failed_tlsa(const Exchange& exchange) {
  return exchange.host != nullptr && exchange.host->tlsa != nullptr &&
         exchange.host->tlsa->report.status == PolicyStatus::kUnknown;
}

}  // namespace

ExchangeStatus host_status(const HostEntry& host) {
  if (host.blocklisted) {
    return ExchangeStatus::kBlocklisted;
  }
  if (!host.addresses.empty()) {
    return ExchangeStatus::kResolved;
  }
  ExchangeStatus worst = ExchangeStatus::kNxDomain;
  for (const AddressOutcome& outcome : {host.a_status, host.aaaa_status}) {
    if (!outcome.has_value()) {
      continue;
    }
    if (*outcome == LookupStatus::kNotAttempted) {
      return ExchangeStatus::kSkipped;  // the run ended first
    }
    if (!is_answer(*outcome)) {
      return static_cast<ExchangeStatus>(*outcome);
    }
    if (*outcome != LookupStatus::kNxDomain) {
      worst = ExchangeStatus::kNoData;
    }
  }
  return worst;
}

bool has_failure(const Lookup& lookup) {
  const LookupStatus status = lookup.reply.status;
  const bool settled = is_answer(status) ||
                       status == LookupStatus::kInvalidName ||
                       status == LookupStatus::kBlocklisted;
  return !settled || has_failed_policy(lookup) ||
         std::any_of(lookup.exchanges.begin(), lookup.exchanges.end(),
                     [](const Exchange& exchange) {
                       const ExchangeStatus its = exchange_status(exchange);
                       return (its > ExchangeStatus::kNxDomain &&
                               its <= ExchangeStatus::kMalformed) ||
                              has_failed_tlsa(exchange);
                     });
}

void take_mx_answer(const Answer& answer, const MailOptions& options,
                    Lookup& lookup) {
  if (!answer.ede_codes.empty()) {
    take_ede_codes(answer, lookup);
  }
  if (answer.stray_records) {
    lookup.findings.add(Finding::kStrayAnswer);
  }
  if (lookup.name().label_count() == 1) {
    lookup.findings.add(Finding::kTldDomain);
  }
  for (const Name& target : answer.cname_chain) {
    lookup.chain.push_back(lookup.put(target.view()));
  }
  if (!lookup.chain.empty()) {
    lookup.findings.add(Finding::kDomainIsCname);
  }
  if (answer.status == LookupStatus::kCnameLoop) {
    lookup.findings.add(Finding::kCnameLoop);
  }
  if (!is_answer(answer.status)) {
    return;
  }
  if (answer.status != LookupStatus::kNoError) {
    lookup.negative_ttl_s = answer.negative_ttl_s;
  }
  if (answer.status == LookupStatus::kNoError) {
    take_mx_records(answer, options, lookup);
  } else if (answer.status == LookupStatus::kNoData &&
             !lookup.findings.has(Finding::kResolverFiltered)) {
    const Name owner(lookup.owner());
    add_exchange(owner.view(), 0, options, lookup);
    lookup.implicit = true;
  }
}

bool is_failed(const Lookup& lookup) {
  const LookupStatus status = lookup.reply.status;
  const bool asked = status != LookupStatus::kInvalidName &&
                     status != LookupStatus::kBlocklisted &&
                     status != LookupStatus::kNotAttempted;
  return lookup.mail_kind == MailKind::kUnknown && asked &&
         (!is_conclusive(status) ||
          lookup.findings.has(Finding::kMxLookupFailed) ||
          lookup.findings.has(Finding::kResolverFiltered));
}

void conclude(const MailOptions& options, Lookup& lookup) {
  if (options.operators != nullptr && !lookup.exchanges.empty()) {
    look_at_operators(*options.operators, lookup);
  }
  if (!is_answer(lookup.reply.status) ||
      lookup.findings.has(Finding::kResolverFiltered)) {
    lookup.mail_kind = MailKind::kUnknown;
    return;
  }
  if (lookup.reply.status == LookupStatus::kNxDomain) {
    lookup.mail_kind = MailKind::kNone;
    return;
  }
  const Tally tally = tally_hosts(options, lookup);
  if (tally.undecided + tally.incomplete == 0) {
    look_at_networks(options.places, lookup);
  }
  add_family_findings(tally, options, lookup);
  look_at_dane(lookup);
  if (lookup.implicit) {
    conclude_implicit(tally, lookup);
  } else {
    conclude_mx(tally, lookup);
  }
  if (tally.collision) {
    lookup.findings.add(Finding::kNameCollision);
    if (tally.genuine == 0) {
      lookup.mail_kind = MailKind::kNone;
    }
  }
}

}  // namespace mxsweep
