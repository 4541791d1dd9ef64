// Which server a walk asks, and when that has room for it.
#include <algorithm>
#include <functional>

#include "scanner/recursion/recursor.h"

namespace mxsweep {
namespace {

// What a zone's server that refused twice is not asked about any more, as long
// as others are there.
constexpr std::uint8_t kLameAfter = 2;
constexpr io::Duration kLameFor = io::Duration::seconds(300);
constexpr std::size_t kLameMost = 65'536;

// In seconds, for comparing: what nobody would wait for.
constexpr double kUnusable = 1e9;
constexpr double kBrokenFamily = 2;
constexpr double kCrowded = 1;

// How long a server stays that something has yet to leave for.
constexpr io::Duration kBusyFor = io::Duration::milliseconds(10);

// Whatever waits for the rate of a server leaves with what waits for others.
constexpr io::Duration kGroup = io::Duration::milliseconds(5);

std::int64_t next_group(io::Instant at) {
  return (at.ns + kGroup.ns - 1) / kGroup.ns * kGroup.ns;
}

}  // namespace

// The server of the zone that probably replies first, its queue included; of
// those that this walk has not asked in this round. Null: there is none.
DelegationCache::Address* Recursor::choose_server(const Walk& walk,
                                                  Choice among) {
  const DelegationCache::Cut& cut = cache_.cut(walk.cut);
  DelegationCache::Address* best = nullptr;
  double least = kUnusable;
  for (std::size_t i = 0; i < cut.count; ++i) {
    const DelegationCache::Host& host = cache_.host(cut.hosts[i]);
    const bool usable = host.expires > now_ && may_ask(walk, i);
    const std::size_t count = usable ? host.count : 0;
    for (std::size_t j = 0; j < count; ++j) {
      const double cost = cost_of(walk, among, host.addresses[j]);
      if (cost < least) {
        least = cost;
        best = &host.addresses[j];
      }
    }
  }
  return best;
}

// Finds the server, too.
double Recursor::cost_of(const Walk& walk, Choice among,
                         DelegationCache::Address& address) {
  const std::uint8_t family = address.endpoint.family;
  const std::uint32_t server = servers_.find(address.endpoint, address.server);
  address.server = server;
  if (server == ServerTable::kTaken || (family == 4 ? no_ipv4_ : no_ipv6_)) {
    return kUnusable;
  }
  const bool known = server != ServerTable::kNone;
  const std::uint64_t seed =
      known ? servers_.seed(server) : endpoint_seed(address.endpoint);
  if (walk.has_tried(seed) || (known && !servers_.is_there(server, now_)) ||
      (among == Choice::kSound && cache_.cut(walk.cut).has_lame &&
       is_lame(walk.cut, seed))) {
    return kUnusable;
  }
  const io::Duration expected =
      known ? servers_.expected(server) : ServerTable::kExpectedUnknown;
  return expected.to_seconds() * (0.75 + prng_.unit() / 2) + wait_at(server) +
         (servers_.family_works(family) ? 0 : kBrokenFamily);
}

// In seconds; kNone: at one that is not remembered.
double Recursor::wait_at(std::uint32_t server) const {
  if (server == ServerTable::kNone) {
    return servers_.has_place(now_) ? 0 : kCrowded;
  }
  return servers_.has_room(server, now_)
             ? 0
             : (servers_.waiting(server) + 1) / servers_.rate_pps(server);
}

std::uint64_t Recursor::lame_key(std::uint32_t cut, std::uint64_t seed) const {
  return cache_.hash(cache_.cut(cut).name()) ^ (seed * 0x9E3779B97F4A7C15U);
}

bool Recursor::is_lame(std::uint32_t cut, std::uint64_t seed) const {
  const auto found = lame_.find(lame_key(cut, seed));
  return found != lame_.end() && found->second.count >= kLameAfter &&
         found->second.until > now_;
}

// Once may be the fault of the name.
void Recursor::note_lame(std::uint32_t cut, std::uint32_t server) {
  if (lame_.size() >= kLameMost) {
    lame_.clear();
  }
  Lame& lame = lame_[lame_key(cut, servers_.seed(server))];
  if (lame.until <= now_) {
    lame.count = 0;
  }
  lame.count = static_cast<std::uint8_t>(std::min(lame.count + 1, 100));
  lame.until = now_ + kLameFor;
  cache_.cut(cut).has_lame = true;
}

void Recursor::forgive(std::uint32_t cut, std::uint32_t server) {
  if (cache_.cut(cut).has_lame) {
    lame_.erase(lame_key(cut, servers_.seed(server)));
  }
}

// A place among the servers for one that has none, perhaps another one's.
bool Recursor::admit(DelegationCache::Address& address) {
  if (!servers_.has_place(now_)) {
    return false;
  }
  const std::uint32_t candidate = servers_.candidate();
  if (candidate != ServerTable::kNone) {
    if (!engine_.drop_server(static_cast<std::uint16_t>(candidate))) {
      servers_.put_off(candidate, now_ + kBusyFor);
      return false;
    }
    servers_.drop(candidate);
  }
  const io::Result<std::uint16_t> added = engine_.add_server(address.endpoint);
  if (!added.ok()) {
    (address.endpoint.family == 4 ? no_ipv4_ : no_ipv6_) = true;
    return false;
  }
  address.server = added.value();
  servers_.add(address.server, address.endpoint);
  return true;
}

void Recursor::queue_at(std::uint32_t index,
                        DelegationCache::Address& address) {
  Walk& walk = walks_[index];
  if (address.server == ServerTable::kNone && !admit(address)) {
    // It may choose another one when its turn comes.
    walk.state = State::kAwaitsPlace;
    walks_.append(crowded_, index);
    return;
  }
  const std::uint32_t server = address.server;
  if (cache_.cut(walk.cut).name().label_count() <= kRegistryLabels) {
    servers_.mark_registry(server);
  }
  walk.state = State::kQueued;
  walk.server = server;
  ServerTable::Queue& queue = servers_.queue(server);
  walks_.append(queue.walks, index);
  ++queue.length;
  serve(server);
}

// Lets as many go as the server has room for now.
void Recursor::serve(std::uint32_t server) {
  ServerTable::Queue& queue = servers_.queue(server);
  while (queue.length != 0 && servers_.has_room(server, now_)) {
    --queue.length;
    grant(walks_.pop(queue.walks), server);
  }
  if (queue.length != 0 && !queue.timed && !servers_.is_full(server)) {
    queue.timed = true;
    due_.emplace_back(next_group(servers_.next_room(server)), server);
    std::push_heap(due_.begin(), due_.end(), std::greater<>());
  }
  servers_.queue_changed(server);
}

void Recursor::grant(std::uint32_t index, std::uint32_t server) {
  servers_.sent(server, now_);
  Walk& walk = walks_[index];
  walk.state = State::kReady;
  walk.note_tried(servers_.seed(server));
  walks_.append(ready_, index);
}

// It was given up: whoever waits for it goes elsewhere.
void Recursor::abandon_queue(std::uint32_t server) {
  ServerTable::Queue& queue = servers_.queue(server);
  const std::uint32_t head = queue.length == 0 ? Walk::kNone : queue.walks.head;
  queue.walks = {};
  queue.length = 0;
  servers_.queue_changed(server);
  go_on_all(head);
}

void Recursor::ask_engine() {
  const std::uint32_t index = walks_.pop(ready_);
  Walk& walk = walks_[index];
  walk.hidden = 0;
  std::uint16_t type = walk.type;
  if (options_.minimises) [[unlikely]] {
    type = minimise(walk);
  }
  QueryRequest request = engine_.request(walk.shown(), type);
  request.owner = {options_.asker, index};
  request.options.server = static_cast<std::uint16_t>(walk.server);
  request.options.tried = walk.rounds;
  request.options.flags.recursion_desired = false;
  request.options.flags.any_reply = true;
  request.options.flags.once = true;
  walk.plain =
      !servers_.takes_edns(walk.server, walk.rounds >= options_.retries);
  request.options.flags.edns = !walk.plain;
  walk.state = State::kAsked;
  walk.asked_at = now_;
  walk.asked = servers_.endpoint(walk.server);
  if (!walk.is_minimised()) {
    ++walk.questions;
  }
  engine_.ask(request);
}

}  // namespace mxsweep
