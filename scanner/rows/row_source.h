// RowSource: what a row of the result is about. Borrows everything; made and
// used up by RowFormatter, on its thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/mail/lookup.h"
#include "scanner/query/resolver_pool.h"

namespace mxsweep {

// The addresses of a host, sorted. Kept from host to host for its capacity.
using SortedAddresses = std::vector<const AddressData*>;

// What is the same in all rows of a run.
struct RunFacts {
  std::int64_t wall_offset_us = 0;  // from an Instant to calendar time
  std::string run_id;
};

struct RowSource {
  const Lookup& lookup;  // the input record that the row belongs to
  const Lookup& asked;   // the same, or the one that it is a duplicate of
  const ResolverPool& resolvers;
  const RunFacts& facts;

  // Of the mail host at hand.
  SortedAddresses& addresses;

  // The mail host, if the row shows one; what is known about its addresses is
  // that of `target`: a domain without MX and without an address shows no mail
  // host, but what became of its own addresses (S7).
  const Exchange* exchange = nullptr;
  const Exchange* target = nullptr;
  const HostEntry* host = nullptr;       // of the target, if it was asked for
  const AddressData* address = nullptr;  // if the row shows one

  FindingSet findings{};  // of all that the row shows

  // Turns to a mail host, or to none, and sorts its addresses.
  void show(const Exchange* shown);
};

// Replaces what was there.
void sort_addresses(const HostEntry& host, SortedAddresses& sorted);

inline void RowSource::show(const Exchange* shown) {
  exchange = shown;
  target =
      shown == nullptr && asked.implicit ? &asked.exchanges.front() : shown;
  host = target == nullptr ? nullptr : target->host;
  if (shown != nullptr && host != nullptr) {
    sort_addresses(*host, addresses);
  } else {
    addresses.clear();
  }
}

// An implicit exchange without an address is no exchange (S7).
[[nodiscard]] inline std::span<const Exchange> shown_exchanges(
    const Lookup& asked) {
  if (asked.implicit && asked.mail_kind != MailKind::kImplicitMx) {
    return {};
  }
  return asked.exchanges;
}

}  // namespace mxsweep
