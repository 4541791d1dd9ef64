#include "scanner/mail/dependence.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "scanner/mail/mail_verdict.h"
#include "scanner/rr/address_places.h"
#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

constexpr std::size_t kIpv4NetworkOctets = 3;  // a /24
constexpr std::size_t kIpv6NetworkOctets = 6;  // a /48

// Not one name in all records. REQUIRES: there are some
bool has_several_names(const Lookup& lookup) {
  const NameView first = lookup.text(lookup.exchanges.front().name);
  return std::any_of(lookup.exchanges.begin(), lookup.exchanges.end(),
                     [&lookup, first](const Exchange& exchange) {
                       return !(lookup.text(exchange.name) == first);
                     });
}

// What counts as an address of its own: a made one stands for an IPv4 address
// that is counted already.
bool counts(const AddressData& address) {
  return is_reachable(address_scope(address)) && !stands_for_ipv4(address);
}

bool is_same_network(const AddressData& a, const AddressData& b) {
  const std::size_t octets =
      a.family == 4 ? kIpv4NetworkOctets : kIpv6NetworkOctets;
  return std::equal(a.bytes.begin(),
                    a.bytes.begin() + static_cast<std::ptrdiff_t>(octets),
                    b.bytes.begin());
}

// The autonomous systems of all addresses that count.
struct Systems {
  // Null: they are not known.
  const AddressPlaces* places = nullptr;
  std::uint32_t first = 0;  // 0: none yet
  bool several = false;     // or not all are known
};

void look_at_system(const AddressData& address, Systems& seen) {
  if (seen.places == nullptr || seen.several) {
    return;
  }
  const std::uint32_t asn = seen.places->find(address).asn;
  seen.first = seen.first == 0 ? asn : seen.first;
  seen.several = asn == 0 || asn != seen.first;
}

// The first address that counts, of each family.
struct Networks {
  const AddressData* ipv4 = nullptr;
  const AddressData* ipv6 = nullptr;
  std::size_t hosts = 0;           // that have one
  bool several = false;            // of one family
  bool several_addresses = false;  // of any
  Systems systems;
};

void look_at_host(const HostEntry& host, Networks& seen) {
  bool any = false;
  for (const AddressData& address : host.addresses) {
    if (!counts(address)) {
      continue;
    }
    any = true;
    const AddressData*& first = address.family == 4 ? seen.ipv4 : seen.ipv6;
    first = first == nullptr ? &address : first;
    seen.several = seen.several || !is_same_network(*first, address);
    seen.several_addresses = seen.several_addresses ||
                             first->bytes != address.bytes ||
                             (seen.ipv4 != nullptr && seen.ipv6 != nullptr);
    look_at_system(address, seen.systems);
  }
  seen.hosts += any ? 1 : 0;
}

// Two records may name one host.
bool is_first_of_its_host(const Lookup& lookup, const Exchange& exchange) {
  return exchange.host != nullptr &&
         std::none_of(lookup.exchanges.data(), &exchange,
                      [&exchange](const Exchange& before) {
                        return before.host == exchange.host;
                      });
}

bool has_shared_address(const Lookup& lookup) {
  const auto& all = lookup.exchanges;
  for (std::size_t one = 0; one < all.size(); ++one) {
    for (std::size_t other = one + 1; other < all.size(); ++other) {
      const HostEntry* const a = all[one].host;
      const HostEntry* const b = all[other].host;
      if (a != nullptr && b != nullptr && a != b && share_address(*a, *b)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

void look_at_operators(const OperatorMatcher& matcher, Lookup& lookup) {
  std::size_t unknown = 0;
  OperatorId first = kNoOperator;
  std::uint16_t first_preference = 0;
  bool mixed = false;
  bool is_backup = false;
  for (Exchange& exchange : lookup.exchanges) {
    const OperatorId found = matcher.find(lookup, exchange);
    exchange.mail_operator = found;
    unknown += found == kNoOperator ? 1 : 0;
    if (found == kNoOperator) {
      continue;
    }
    if (first == kNoOperator) {
      first = found;
      first_preference = exchange.preference;
    }
    const bool differs = matcher.at(found).name != matcher.at(first).name;
    mixed = mixed || differs;
    is_backup =
        is_backup || (differs && exchange.preference > first_preference);
  }
  if (mixed) {
    lookup.findings.add(Finding::kMixedOperators);
    if (is_backup) {
      lookup.findings.add(Finding::kBackupMxForeign);
    }
  } else if (unknown == 0 && first != kNoOperator &&
             !OperatorMatcher::is_self(first) && has_several_names(lookup)) {
    lookup.findings.add(Finding::kSingleOperator);
  }
}

NameView look_at_registration(const OperatorMatcher& matcher,
                              const Lookup& lookup, Exchange& exchange) {
  const HostEntry& host = *exchange.host;
  if (host.denied_by_labels == 0 || host.filtered ||
      exchange.findings.has(Finding::kMxIsIpLiteral) ||
      host_status(host) != ExchangeStatus::kNxDomain) {
    return {};
  }
  const PublicSuffixes& suffixes = matcher.suffixes();
  const NameView name = host.cname().empty() ? host.name() : host.cname();
  const NameView domain = suffixes.registrable(name);
  if (domain.empty() || host.denied_by_labels >= domain.label_count() ||
      lookup.owner().is_at_or_below(domain)) {
    return {};
  }
  if (domain == name) {
    exchange.findings.add(Finding::kMxUnregistered);
    return {};
  }
  return domain;
}

void take_registration(const HostEntry& domain, Exchange& exchange) {
  if (host_status(domain) == ExchangeStatus::kNxDomain && !domain.filtered) {
    exchange.findings.add(Finding::kMxUnregistered);
  }
}

void look_at_networks(const AddressPlaces* places, Lookup& lookup) {
  if (lookup.implicit || lookup.exchanges.size() > kExchangesCompared) {
    return;
  }
  Networks seen;
  seen.systems.places = places;
  for (const Exchange& exchange : lookup.exchanges) {
    if (is_first_of_its_host(lookup, exchange)) {
      look_at_host(*exchange.host, seen);
    }
  }
  if (seen.hosts != 0 && !seen.several_addresses) {
    lookup.findings.add(Finding::kSingleAddress);
  }
  if (seen.hosts < 2) {
    return;
  }
  if (!seen.several) {
    lookup.findings.add(Finding::kSingleNetwork);
  }
  if (seen.systems.first != 0 && !seen.systems.several) {
    lookup.findings.add(Finding::kSingleAsn);
  }
  if (has_shared_address(lookup)) {
    lookup.findings.add(Finding::kSharedAddress);
  }
}

void look_at_dane(Lookup& lookup) {
  bool some = false;
  bool others = false;
  for (const Exchange& exchange : lookup.exchanges) {
    if (exchange.host == nullptr || exchange.host->tlsa == nullptr) {
      continue;
    }
    const PolicyStatus status = exchange.host->tlsa->report.status;
    some = some || status == PolicyStatus::kValid;
    // For an alias senders ask below its target first (RFC 7672 section 2.2),
    // which nobody does here.
    others = others || (status != PolicyStatus::kValid &&
                        status != PolicyStatus::kUnknown &&
                        exchange.host->cname().empty());
  }
  if (some && others) {
    lookup.findings.add(Finding::kDaneIncomplete);
  }
}

}  // namespace mxsweep
