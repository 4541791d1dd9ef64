// RowSource: what a row of the result is about. Borrows everything; made and
// used up by RowFormatter, on its thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/check.h"

#include "scanner/mail/lookup.h"
#include "scanner/mail/operator_matcher.h"
#include "scanner/query/resolver_pool.h"
#include "scanner/rr/address_places.h"

namespace mxsweep {

// The addresses of a host, sorted. Kept from host to host for its capacity.
using SortedAddresses = std::vector<const AddressData*>;

using MailOperators = std::vector<const MailOperator*>;

// What databases say of the addresses of a row, looked up when the first column
// wants it. Kept for its capacity.
struct ShownPlaces {
  // Before the rows of another lookup.
  void forget() {
    address = nullptr;
    is_listed = false;
  }

  // Of one address; null: none yet.
  const AddressData* address = nullptr;
  AddressPlace place{};

  // Of all addresses of a mail host, or (null) of all mail hosts, each once.
  bool is_listed = false;
  const Exchange* exchange = nullptr;
  std::vector<std::uint32_t> asns{};
  std::vector<std::string_view> as_orgs{};
  std::vector<std::string_view> countries{};
};

// What is the same in all rows of a run.
struct RunFacts {
  std::int64_t wall_offset_us = 0;  // from an Instant to calendar time
  std::string run_id;
  const OperatorMatcher* operators = nullptr;  // null: nobody was looked for
  const AddressPlaces* places = nullptr;       // null: no column shows them
};

struct RowSource {
  const Lookup& lookup;  // the input record that the row belongs to
  const Lookup& asked;   // the same, or the one that it is a duplicate of
  const ResolverPool& resolvers;
  const RunFacts& facts;

  // Of the mail host at hand.
  SortedAddresses& addresses;

  // Of all mail hosts, in the order of preference, each once; known when the
  // row is that of a whole domain.
  MailOperators& operators;

  ShownPlaces& places;

  // The mail host, if the row shows one; what is known about its addresses is
  // that of `target`: a domain without MX and without an address shows no mail
  // host, but what became of its own addresses (S7).
  const Exchange* exchange = nullptr;
  const Exchange* target = nullptr;
  const HostEntry* host = nullptr;  // of the target, if it was asked for
  const MailOperator* mail_operator = nullptr;  // of the exchange, if known
  const AddressData* address = nullptr;         // if the row shows one

  // The mail host that stands for all, if there is any; known when the row is
  // that of a whole domain.
  const Exchange* best = nullptr;

  FindingSet findings{};  // of all that the row shows

  // Turns to a mail host, or to none, and sorts its addresses.
  void show(const Exchange* shown);

  // REQUIRES: it is known
  [[nodiscard]] const MailOperator& known_operator() const {
    MXSWEEP_CHECK(mail_operator != nullptr);
    return *mail_operator;
  }

  // Null when nothing tells.
  [[nodiscard]] const MailOperator* operator_of(const Exchange& of) const {
    return of.mail_operator == kNoOperator
               ? nullptr
               : &facts.operators->at(of.mail_operator);
  }
};

// Replaces what was there.
void sort_addresses(const HostEntry& host, SortedAddresses& sorted);

inline void RowSource::show(const Exchange* shown) {
  exchange = shown;
  target =
      shown == nullptr && asked.implicit ? &asked.exchanges.front() : shown;
  host = target == nullptr ? nullptr : target->host;
  mail_operator = shown == nullptr ? nullptr : operator_of(*shown);
  if (shown != nullptr && host != nullptr) {
    sort_addresses(*host, addresses);
  } else {
    addresses.clear();
  }
}

// Turns to the domain as a whole: its best mail host, and who runs that one and
// all.
void show_whole(RowSource& row);

// Where the row's address is. REQUIRES: it shows one
[[nodiscard]] const AddressPlace& place_of(const RowSource& row);

// Where the addresses of its mail host are, or, in the row of a whole domain,
// of all mail hosts.
[[nodiscard]] const ShownPlaces& places_of(const RowSource& row);

// Of all its mail hosts together; a host that two MX name counts twice.
[[nodiscard]] std::size_t count_addresses(const Lookup& asked);

// Of these: IPv6 of their own, which stand for no IPv4 address (DNS64).
[[nodiscard]] std::size_t count_ipv6_addresses(const Lookup& asked);

// An implicit exchange without an address is no exchange (S7).
[[nodiscard]] inline std::span<const Exchange> shown_exchanges(
    const Lookup& asked) {
  if (asked.implicit && asked.mail_kind != MailKind::kImplicitMx) {
    return {};
  }
  return asked.exchanges;
}

}  // namespace mxsweep
