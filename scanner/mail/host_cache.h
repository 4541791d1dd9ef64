// HostCache: the mail hosts that one shard owns. Each distinct host is asked
// for its addresses once; questions about a host in flight join it, and what
// came of it (addresses, or that there are none, or a failure) is kept. The
// limit is in bytes, names and addresses included. When it is reached, entries
// are evicted by the CLOCK algorithm (second chance: a hand goes round, clears
// the mark of each entry used since its last visit, and evicts the first one
// without a mark); entries in flight or in use are never evicted.
//
// An entry belongs to its owner shard's thread until it is resolved; from then
// on it is immutable until evicted, so other shards may read it while they
// hold a reference. `references` is raised by the owner before it hands the
// entry out and lowered by whoever is done with it (release); the owner evicts
// only at zero (acquire), which orders the readers' last reads before reuse.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/policy/policy.h"
#include "scanner/query/counters.h"
#include "scanner/query/xxh3_hash.h"
#include "scanner/rr/rr_address.h"
#include "scanner/rr/status.h"

namespace mxsweep {

// What one of the two address questions about a host came to; absent when it
// was not asked.
using AddressOutcome = std::optional<LookupStatus>;

// What its TLSA records say (RFC 7672), where they are asked for.
struct HostTlsa {
  [[nodiscard]] NameView asked() const {
    return {octets.data(), octets.size()};
  }

  std::vector<std::uint8_t> octets;  // of the name where they stand
  PolicyReport report;
};

struct alignas(io::kCacheLineBytes) HostEntry {
  enum class State : std::uint8_t { kFree, kPending, kResolved };

  // Octets of a name that need no memory of their own; few are longer.
  static constexpr std::size_t kNameInside = 48;

  [[nodiscard]] NameView name() const {
    return {name_octets.data(), name_octets.size()};
  }

  // The final target of the host's CNAMEs; empty when it is no alias.
  [[nodiscard]] NameView cname() const {
    return {cname_octets.data(), cname_octets.size()};
  }

  std::atomic<std::uint32_t> references{0};

  // Written by the owner before the entry is resolved.
  absl::InlinedVector<std::uint8_t, kNameInside>
      name_octets;  // the map's key points into it
  std::vector<std::uint8_t> cname_octets;
  std::vector<AddressData> addresses;  // A then AAAA, each in wire order
  std::unique_ptr<HostTlsa> tlsa;      // null: not asked for
  AddressOutcome a_status;
  AddressOutcome aaaa_status;
  bool authentic = false;    // all answers about addresses had AD
  bool cut = false;          // more addresses than are kept
  bool filtered = false;     // an answer was marked as filtered or forged (E2)
  bool blocklisted = false;  // for one of its addresses; none is kept
  // Of the zone that said NXDOMAIN of it, or of the end of its CNAMEs, by the
  // SOA record in that reply. 0: no such reply, or the root.
  std::uint8_t denied_by_labels = 0;

  // Owner only.
  State state = State::kFree;
  bool failed = false;  // no conclusive answer: kept for kFailureKept only
  io::Instant resolved_at{};
  std::uint8_t questions = 0;  // in all
  std::uint8_t questions_open = 0;
  bool recently_used = false;
  std::uint32_t charged = 0;  // bytes, in the cache's sum
  std::uint32_t first_waiter = ~std::uint32_t{0};
  std::uint32_t next_queued = ~std::uint32_t{0};
};

// Its addresses hold that one.
[[nodiscard]] inline bool has_address(const HostEntry& host,
                                      const AddressData& wanted) {
  return std::any_of(host.addresses.begin(), host.addresses.end(),
                     [&wanted](const AddressData& address) {
                       return address.family == wanted.family &&
                              address.bytes == wanted.bytes;
                     });
}

class HostCache {
 public:
  // What an entry is charged for: itself, its place in the map, a name and a
  // few addresses. More of them cost more.
  static constexpr std::size_t kEntryBytes = 384;

  // Up to `bytes` are kept; more only while they are in use.
  explicit HostCache(std::size_t bytes);

  struct Found {
    std::uint32_t index = 0;
    bool created = false;  // the caller must get it resolved
  };

  // The entry for `host`, made in state kPending when there was none, or only
  // one that failed longer than kFailureKept ago.
  [[nodiscard]] Found find_or_create(NameView host, io::Instant now,
                                     ShardCounters& counters);

  // RFC 9520 section 3.2: failures are remembered for at least a second. A host
  // that many domains share must not be lost for longer than that.
  static constexpr io::Duration kFailureKept = io::Duration::milliseconds(1500);

  [[nodiscard]] HostEntry& entry(std::uint32_t index) {
    return entries_[index];
  }

  // To be called when an entry has all that it will hold.
  void settle(std::uint32_t index);

  [[nodiscard]] std::size_t size() const { return by_name_.size(); }

  // Of all entries; never above the limit for longer than it takes to find
  // entries that are not in use.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  void forget(std::uint32_t index);
  [[nodiscard]] std::uint32_t find_victim();
  void evict(std::uint32_t index, ShardCounters& counters);
  void trim(ShardCounters& counters);

  // An index whose entry is free to be filled.
  [[nodiscard]] std::uint32_t take_slot(ShardCounters& counters);

  const std::size_t limit_;
  std::size_t bytes_ = 0;
  std::uint32_t hand_ = 0;
  std::deque<HostEntry> entries_;    // stable addresses, never shrinks
  std::vector<std::uint32_t> free_;  // emptied to keep the limit
  absl::flat_hash_map<std::string_view, std::uint32_t, Xxh3Hash> by_name_;
};

}  // namespace mxsweep
