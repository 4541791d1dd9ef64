#include "scanner/engine/host_cache.h"

namespace mxsweep {
namespace {

// An outsize host (hundreds of addresses) must not keep its memory for ever.
constexpr std::size_t kKeptAddresses = 64;

// Entries looked at for one eviction, so that its cost has a bound.
constexpr std::uint32_t kScanMax = 64;

bool evictable(const HostEntry& entry) {
  return entry.state == HostEntry::State::kResolved &&
         entry.references.load(std::memory_order_acquire) == 0;
}

}  // namespace

HostCache::HostCache(std::uint32_t capacity) : capacity_(capacity) {
  by_name_.reserve(capacity);
}

std::uint32_t HostCache::take_slot(ShardCounters& counters) {
  if (entries_.size() < capacity_) {
    entries_.emplace_back();
    return static_cast<std::uint32_t>(entries_.size() - 1);
  }
  const auto size = static_cast<std::uint32_t>(entries_.size());
  std::uint32_t victim = size;
  for (std::uint32_t step = 0; step < kScanMax; ++step) {
    const std::uint32_t index = hand_;
    hand_ = (hand_ + 1) % size;
    HostEntry& entry = entries_[index];
    if (!evictable(entry)) {
      continue;
    }
    if (!entry.recently_used) {
      victim = index;
      break;
    }
    entry.recently_used = false;
    victim = victim == size ? index : victim;
  }
  if (victim == size) {
    entries_.emplace_back();  // all that were looked at are in use
    return size;
  }
  forget(victim);
  counters.host_evictions.add();
  return victim;
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
  HostEntry& entry = entries_[index];
  entry.name_octets.assign(host.data(), host.data() + host.size());
  entry.cname_octets.clear();
  entry.addresses.clear();
  if (entry.addresses.capacity() > kKeptAddresses) {
    entry.addresses.shrink_to_fit();
  }
  entry.a_status.reset();
  entry.aaaa_status.reset();
  entry.filtered = false;
  entry.state = HostEntry::State::kPending;
  entry.failed = false;
  entry.cut = false;
  entry.questions_open = 0;
  entry.recently_used = false;
  entry.first_waiter = ~std::uint32_t{0};
  entry.next_queued = ~std::uint32_t{0};
  by_name_.emplace(entry.name().key(), index);
  counters.hosts.add();
  return {index, true};
}

}  // namespace mxsweep
