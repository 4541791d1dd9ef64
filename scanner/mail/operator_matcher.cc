#include "scanner/mail/operator_matcher.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

// The domain itself, by the rule that says so: these ids are behind all of a
// table.
enum Self : OperatorId {
  kBelow = kOperatorsMax + 1,
  kRegistrable,
  kAddress,
  kImplicit,
};

// This bit marks a row of the table that what an alias leads to was found by.
constexpr OperatorId kByAlias = 1 << 15;
static_assert(kImplicit < kByAlias);

const MailOperator& self(OperatorId id) {
  static const auto rules = [] {
    std::array<MailOperator, 4> out;
    constexpr std::array<std::string_view, 4> kNames = {"below", "registrable",
                                                        "address", "implicit"};
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i].name = kSelfOperator;
      out[i].category = OperatorCategory::kSelf;
      out[i].rule = "self:" + std::string(kNames[i]);
    }
    return out;
  }();
  return rules[id - std::size_t{kBelow}];
}

// Of two names that differ here nobody registered both as one.
bool has_same_end(NameView a, NameView b) {
  return last_labels(a) == last_labels(b);
}

}  // namespace

// An address that many networks have tells nothing about who has it.
bool share_address(const HostEntry& a, const HostEntry& b) {
  return std::any_of(
      a.addresses.begin(), a.addresses.end(), [&b](const AddressData& address) {
        return is_reachable(address_scope(address)) && has_address(b, address);
      });
}

OperatorId OperatorMatcher::find(const Lookup& lookup,
                                 const Exchange& exchange) const {
  const NameView name = lookup.text(exchange.name);
  if (name.is_root()) {
    return kNoOperator;
  }
  const OperatorId found = table_.find(name);
  if (found != kNoOperator) {
    return found;
  }
  if (lookup.implicit) {
    return kImplicit;
  }
  if (const OperatorId alias = find_alias(exchange); alias != kNoOperator) {
    return alias;
  }
  if (name.is_at_or_below(lookup.name())) {
    return kBelow;
  }
  if (is_registered_as_one(lookup, exchange)) {
    return kRegistrable;
  }
  return shares_address(lookup, exchange) ? OperatorId{kAddress} : kNoOperator;
}

const MailOperator& OperatorMatcher::at(OperatorId id) const {
  if ((id & kByAlias) != 0) {
    return table_.at_alias(static_cast<OperatorId>(id & ~kByAlias));
  }
  return is_self(id) ? self(id) : table_.at(id);
}

bool OperatorMatcher::is_self(OperatorId id) {
  return id >= kBelow && id < kByAlias;
}

// Whoever runs the host that a name of the domain's own stands for.
OperatorId OperatorMatcher::find_alias(const Exchange& exchange) const {
  const HostEntry* const host = exchange.host;
  if (host == nullptr || host->cname().empty() || host->cname().is_root()) {
    return kNoOperator;
  }
  const OperatorId found = table_.find(host->cname());
  return found == kNoOperator ? kNoOperator
                              : static_cast<OperatorId>(found | kByAlias);
}

// What one look at the names decides does not take the list of suffixes, which
// costs as much as a lookup's answer.
bool OperatorMatcher::is_registered_as_one(const Lookup& lookup,
                                           const Exchange& exchange) const {
  const NameView domain = lookup.name();
  const NameView name = lookup.text(exchange.name);
  if (!has_same_end(domain, name)) {
    return false;
  }
  const NameView registered = suffixes_.registrable(domain);
  return !registered.empty() && name.is_at_or_below(registered);
}

bool OperatorMatcher::is_own(const Lookup& lookup,
                             const Exchange& exchange) const {
  return lookup.text(exchange.name).is_at_or_below(lookup.name()) ||
         is_registered_as_one(lookup, exchange);
}

bool OperatorMatcher::shares_address(const Lookup& lookup,
                                     const Exchange& exchange) const {
  if (exchange.host == nullptr ||
      lookup.exchanges.size() > kExchangesCompared) {
    return false;
  }
  return std::any_of(lookup.exchanges.begin(), lookup.exchanges.end(),
                     [&](const Exchange& other) {
                       return other.host != nullptr &&
                              other.host != exchange.host &&
                              share_address(*exchange.host, *other.host) &&
                              is_own(lookup, other);
                     });
}

}  // namespace mxsweep
