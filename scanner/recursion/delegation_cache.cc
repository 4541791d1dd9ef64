#include "scanner/recursion/delegation_cache.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "io/base/check.h"

#include "scanner/query/xxh3_hash.h"

namespace mxsweep {
namespace {

// What an allocation and a place in an index take besides what is in them.
constexpr std::size_t kOverhead = 16;
constexpr std::size_t kIndexed = 32;

std::size_t bytes_of(const DelegationCache::Cut& cut) {
  return sizeof(cut) + kIndexed + 2 * kOverhead + cut.kept_name.room +
         cut.room * sizeof(std::uint32_t);
}

std::size_t bytes_of(const DelegationCache::Host& host) {
  return sizeof(host) + kIndexed + kOverhead + host.kept_name.room +
         (host.room == 0 ? 0 : kOverhead) +
         host.room * sizeof(DelegationCache::Address);
}

// What was dropped last keeps its memory for what comes next: so many at most,
// which are not counted.
constexpr std::size_t kKept = 64;

constexpr std::size_t kNameStep = 32;

// Nothing but the memory for what the next one has.
template <class Entry>
void empty(Entry& entry, bool keep) {
  Entry fresh;
  if (keep) {
    fresh.kept_name = std::move(entry.kept_name);
    fresh.room = entry.room;
    if constexpr (std::is_same_v<Entry, DelegationCache::Cut>) {
      fresh.hosts = std::move(entry.hosts);
    } else {
      fresh.addresses = std::move(entry.addresses);
    }
  }
  entry = std::move(fresh);
}

}  // namespace

void DelegationCache::KeptName::set(NameView name) {
  if (name.size() > room) {
    room = static_cast<std::uint16_t>((name.size() + kNameStep - 1) /
                                      kNameStep * kNameStep);
    octets = std::make_unique<std::uint8_t[]>(room);
  }
  size = static_cast<std::uint8_t>(name.size());
  std::memcpy(octets.get(), name.data(), name.size());
}

DelegationCache::DelegationCache(std::size_t bytes_max, std::uint64_t secret)
    : bytes_max_(bytes_max), secret_(secret) {}

std::uint64_t DelegationCache::hash(NameView name) const {
  return XXH3_64bits_withSeed(name.data(), name.size(), secret_);
}

// Two names of one hash cannot be looked for, since the hash is secret; if
// there are, the later one is not found.
std::uint32_t DelegationCache::lookup(NameView name) {
  const auto found = cut_index_.find(hash(name));
  return found != cut_index_.end() && cuts_[found->second].name() == name
             ? found->second
             : kNone;
}

std::uint32_t DelegationCache::find(NameView name, io::Instant now) {
  for (NameView zone = name; !zone.is_root(); zone = zone.parent()) {
    const std::uint32_t index = lookup(zone);
    if (index != kNone && cuts_[index].expires > now) {
      cuts_[index].used = true;
      return index;
    }
  }
  return kRoot;
}

std::uint32_t DelegationCache::find_host(NameView name) {
  const std::uint64_t key = hash(name);
  const auto found = host_index_.find(key);
  if (found != host_index_.end() && hosts_[found->second].name() == name) {
    return found->second;
  }
  std::uint32_t index = 0;
  if (free_hosts_.empty()) {
    index = static_cast<std::uint32_t>(hosts_.size());
    hosts_.emplace_back();
  } else {
    index = free_hosts_.back();
    free_hosts_.pop_back();
  }
  Host& host = hosts_[index];
  host.kept_name.set(name);
  bytes_ += bytes_of(host);
  host_index_.insert_or_assign(key, index);
  return index;
}

// Addresses keep their room, which is made for few.
void DelegationCache::set_addresses(std::uint32_t index,
                                    std::span<const io::Endpoint> all,
                                    io::Instant expires) {
  MXSWEEP_CHECK(all.size() <= kAddressesMax);
  Host& host = hosts_[index];
  if (all.size() > host.room) {
    bytes_ -= bytes_of(host);
    host.addresses = std::make_unique<Address[]>(all.size());
    host.room = static_cast<std::uint8_t>(all.size());
    bytes_ += bytes_of(host);
  }
  host.count = static_cast<std::uint8_t>(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    host.addresses[i] = {all[i], kNone};
  }
  host.expires = expires;
}

std::uint32_t DelegationCache::take_cut() {
  if (free_cuts_.empty()) {
    cuts_.emplace_back();
    return static_cast<std::uint32_t>(cuts_.size() - 1);
  }
  const std::uint32_t index = free_cuts_.back();
  free_cuts_.pop_back();
  return index;
}

std::uint32_t DelegationCache::enter(NameView zone,
                                     std::span<const Name* const> servers,
                                     io::Instant expires) {
  MXSWEEP_CHECK(!cuts_.empty() || zone.is_root());
  const std::uint32_t before = lookup(zone);
  const bool delegates = before != kNone && cuts_[before].delegates;
  if (before != kNone) {
    unlink(before);
  }
  const std::uint32_t index = take_cut();
  Cut& cut = cuts_[index];
  cut.kept_name.set(zone);
  cut.count = static_cast<std::uint8_t>(servers.size());
  cut.delegated = cut.count;
  if (servers.size() > cut.room) {
    cut.hosts = std::make_unique<std::uint32_t[]>(servers.size());
    cut.room = cut.count;
  }
  for (std::size_t i = 0; i < servers.size(); ++i) {
    cut.hosts[i] = find_host(servers[i]->view());
    hold(cut.hosts[i]);
  }
  cut.expires = expires;
  cut.delegates = delegates;
  cut.known = true;
  bytes_ += bytes_of(cut);
  cut_index_.insert_or_assign(hash(zone), index);
  pin(index);
  make_room();
  unpin(index);
  return index;
}

std::uint32_t DelegationCache::add_own(std::uint32_t index,
                                       const Name& server) {
  Cut& cut = cuts_[index];
  std::size_t which = 0;
  while (which < cut.count &&
         !(hosts_[cut.hosts[which]].name() == server.view())) {
    ++which;
  }
  if (which == kHostsMax) {
    return kNone;
  }
  if (which == cut.count) {
    make_room_for(which + 1, cut);
    cut.hosts[which] = find_host(server.view());
    hold(cut.hosts[which]);
    ++cut.count;
  }
  cut.own = static_cast<std::uint16_t>(cut.own | (1U << which));
  return cut.hosts[which];
}

// What is there stays.
void DelegationCache::make_room_for(std::size_t hosts, Cut& cut) {
  if (hosts <= cut.room) {
    return;
  }
  bytes_ -= bytes_of(cut);
  auto more = std::make_unique<std::uint32_t[]>(hosts);
  std::copy_n(cut.hosts.get(), cut.count, more.get());
  cut.hosts = std::move(more);
  cut.room = static_cast<std::uint8_t>(hosts);
  bytes_ += bytes_of(cut);
}

void DelegationCache::forget(std::uint32_t cut) {
  if (cuts_[cut].known && cut != kRoot) {
    unlink(cut);
  }
}

void DelegationCache::unpin(std::uint32_t cut) {
  --cuts_[cut].pins;
  if (cuts_[cut].pins == 0 && !cuts_[cut].known) {
    free(cut);
  }
}

void DelegationCache::release(std::uint32_t index) {
  Host& host = hosts_[index];
  --host.users;
  if (host.users != 0) {
    return;
  }
  bytes_ -= bytes_of(host);
  const auto found = host_index_.find(hash(host.name()));
  if (found != host_index_.end() && found->second == index) {
    host_index_.erase(found);
  }
  empty(host, free_hosts_.size() < kKept);
  free_hosts_.push_back(index);
}

// From now on it is not found.
void DelegationCache::unlink(std::uint32_t index) {
  Cut& cut = cuts_[index];
  const auto found = cut_index_.find(hash(cut.name()));
  if (found != cut_index_.end() && found->second == index) {
    cut_index_.erase(found);
  }
  cut.known = false;
  if (cut.pins == 0) {
    free(index);
  }
}

void DelegationCache::free(std::uint32_t index) {
  Cut& cut = cuts_[index];
  bytes_ -= bytes_of(cut);
  for (std::size_t i = 0; i < cut.count; ++i) {
    release(cut.hosts[i]);
  }
  empty(cut, free_cuts_.size() < kKept);
  free_cuts_.push_back(index);
}

// The hand goes round: who was not used since it passed last is dropped. All
// but the root may be, so twice round is enough, unless all are pinned.
void DelegationCache::make_room() {
  std::size_t left = 2 * cuts_.size();
  while (bytes_ > bytes_max_ && left-- > 0) {
    hand_ = (hand_ + 1) % static_cast<std::uint32_t>(cuts_.size());
    Cut& cut = cuts_[hand_];
    if (hand_ == kRoot || !cut.known || cut.pins != 0) {
      continue;
    }
    if (cut.used) {
      cut.used = false;
    } else {
      unlink(hand_);
    }
  }
}

}  // namespace mxsweep
