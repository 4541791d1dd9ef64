#include "scanner/mail/host_cache.h"

#include <algorithm>

namespace mxsweep {
namespace {

// An outsize host (hundreds of addresses) must not keep its memory for ever.
constexpr std::size_t kKeptAddresses = 16;

// Entries looked at for one eviction, and evictions for one new entry, so
// that both have a bound. The largest entry is worth fewer small ones.
constexpr std::uint32_t kScanMax = 64;
constexpr std::uint32_t kTrimMax = 64;

// What an entry has from the start, so that it does not grow from host to host
// as now and then one with more comes.
constexpr std::size_t kUsualAddresses = 3;

// What kEntryBytes has room for: some addresses, a place in a map that is half
// full, and what the allocator needs for itself.
constexpr std::size_t kUsualOctets = 96;
static_assert(kUsualAddresses * sizeof(AddressData) <= kUsualOctets);
constexpr std::size_t kMapBytes = 50;
constexpr std::size_t kAllocatorBytes = 32;
static_assert(HostCache::kEntryBytes >=
              sizeof(HostEntry) + kUsualOctets + kMapBytes + kAllocatorBytes);
static_assert(2 * (kAddressesMax * sizeof(AddressData) + kNameOctetsMax) <
              kTrimMax * (HostCache::kEntryBytes - sizeof(HostEntry)));

bool evictable(const HostEntry& entry) {
  return entry.state == HostEntry::State::kResolved &&
         entry.references.load(std::memory_order_acquire) == 0;
}

std::uint32_t bytes_of(const HostEntry& entry) {
  if (entry.state == HostEntry::State::kFree) {
    return sizeof(HostEntry);
  }
  const std::size_t octets =
      entry.name_octets.capacity() - HostEntry::kNameInside +
      entry.cname_octets.capacity() +
      entry.addresses.capacity() * sizeof(AddressData) +
      (entry.tlsa == nullptr
           ? 0
           : sizeof(HostTlsa) + entry.tlsa->octets.capacity());
  return static_cast<std::uint32_t>(HostCache::kEntryBytes - kUsualOctets +
                                    std::max(octets, kUsualOctets));
}

template <class Memory>
void give_back(Memory& memory) {
  memory.clear();
  memory.shrink_to_fit();
}

}  // namespace

HostCache::HostCache(std::size_t bytes) : limit_(bytes) {
  by_name_.reserve(limit_ / kEntryBytes);
}

void HostCache::settle(std::uint32_t index) {
  HostEntry& entry = entries_[index];
  bytes_ -= entry.charged;
  entry.charged = bytes_of(entry);
  bytes_ += entry.charged;
}

// kNone when all that were looked at are in use.
std::uint32_t HostCache::find_victim() {
  const auto size = static_cast<std::uint32_t>(entries_.size());
  std::uint32_t victim = kNone;
  for (std::uint32_t step = 0; step < kScanMax && size != 0; ++step) {
    const std::uint32_t index = hand_;
    hand_ = (hand_ + 1) % size;
    HostEntry& entry = entries_[index];
    if (!evictable(entry)) {
      continue;
    }
    if (!entry.recently_used) {
      return index;
    }
    entry.recently_used = false;
    victim = victim == kNone ? index : victim;
  }
  return victim;
}

void HostCache::evict(std::uint32_t index, ShardCounters& counters) {
  forget(index);
  entries_[index].state = HostEntry::State::kFree;
  counters.host_evictions.add();
}

// Outsize entries take the place of several.
void HostCache::trim(ShardCounters& counters) {
  for (std::uint32_t i = 0; bytes_ > limit_ && i < kTrimMax; ++i) {
    const std::uint32_t victim = find_victim();
    if (victim == kNone) {
      return;
    }
    evict(victim, counters);
    HostEntry& entry = entries_[victim];
    give_back(entry.name_octets);
    give_back(entry.cname_octets);
    give_back(entry.addresses);
    entry.tlsa.reset();
    settle(victim);
    free_.push_back(victim);
  }
}

std::uint32_t HostCache::take_slot(ShardCounters& counters) {
  if (!free_.empty()) {
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }
  const std::uint32_t victim =
      bytes_ + kEntryBytes > limit_ ? find_victim() : kNone;
  if (victim != kNone) {
    evict(victim, counters);  // and keep its memory for the next
    return victim;
  }
  entries_.emplace_back();
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

// The entry's key, unless it leads to a newer entry by now.
void HostCache::forget(std::uint32_t index) {
  const auto found = by_name_.find(entries_[index].name().key());
  if (found != by_name_.end() && found->second == index) {
    by_name_.erase(found);
  }
}

HostCache::Found HostCache::find_or_create(NameView host, io::Instant now,
                                           ShardCounters& counters) {
  const auto found = by_name_.find(host.key());
  if (found != by_name_.end()) {
    const std::uint32_t known = found->second;
    HostEntry& entry = entries_[known];
    const bool stale = entry.state == HostEntry::State::kResolved &&
                       entry.failed && now - entry.resolved_at > kFailureKept;
    if (!stale) {
      entry.recently_used = true;
      counters.host_hits.add();
      return {known, false};
    }
    forget(known);  // those who hold it still read it
  }
  const std::uint32_t index = take_slot(counters);
  trim(counters);
  HostEntry& entry = entries_[index];
  entry.name_octets.assign(host.data(), host.data() + host.size());
  entry.cname_octets.clear();
  entry.addresses.clear();
  if (entry.addresses.capacity() > kKeptAddresses) {
    entry.addresses.shrink_to_fit();
  }
  entry.addresses.reserve(kUsualAddresses);
  entry.authentic = true;
  entry.a_status.reset();
  entry.aaaa_status.reset();
  entry.filtered = false;
  entry.blocklisted = false;
  entry.state = HostEntry::State::kPending;
  entry.failed = false;
  entry.cut = false;
  entry.denied_by_labels = 0;
  entry.questions_open = 0;
  entry.recently_used = false;
  entry.first_waiter = ~std::uint32_t{0};
  entry.next_queued = ~std::uint32_t{0};
  settle(index);
  by_name_.emplace(entry.name().key(), index);
  counters.hosts.add();
  return {index, true};
}

}  // namespace mxsweep
