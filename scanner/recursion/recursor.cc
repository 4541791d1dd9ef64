#include "scanner/recursion/recursor.h"

#include <algorithm>
#include <functional>

#include "scanner/rr/address_scope.h"

namespace mxsweep {
namespace {

bool has_special_scope(const io::Endpoint& endpoint) {
  AddressData address;
  address.bytes = endpoint.address;
  address.family = endpoint.family;
  return !is_reachable(address_scope(address));
}

// So that there is something besides the servers of the root.
std::uint32_t servers_max_of(const RecursionOptions& options) {
  constexpr std::size_t kOthersLeast = 16;
  const std::size_t least = options.hints.addresses().size() + kOthersLeast;
  return static_cast<std::uint32_t>(
      std::max<std::size_t>(options.servers_max, least));
}

}  // namespace

Recursor::Recursor(const RecursionOptions& options, QueryEngine& engine,
                   io::Prng prng)
    : options_(options),
      engine_(engine),
      prng_(prng),
      cache_(options.cache_bytes, prng_.next()),
      servers_(options.limits, servers_max_of(options)),
      walks_(options.walks_max) {
  enter_root();
}

Recursor::~Recursor() = default;

// What the hints say holds for the whole run, unless the root says otherwise.
void Recursor::enter_root() {
  std::vector<const Name*> names;
  for (const RootHints::Server& server : options_.hints.servers) {
    if (names.size() < kDelegatedMax) {
      names.push_back(&server.name);
    }
  }
  const std::uint8_t root_octet = 0;
  const std::uint32_t cut =
      cache_.enter({&root_octet, 1}, names, io::Instant::never());
  MXSWEEP_CHECK(cut == DelegationCache::kRoot);
  cache_.pin(cut);
  std::uint16_t number = 0;
  for (std::size_t i = 0; i < options_.hints.servers.size(); ++i) {
    const std::vector<io::Endpoint>& all = options_.hints.servers[i].addresses;
    for (const io::Endpoint& endpoint : all) {
      enter_root_server(endpoint, number++);
      if (!may_ask_at(endpoint)) {
        show_barred(options_.hints.servers[i].name.view(), &endpoint);
      }
    }
    if (i < names.size()) {
      const std::size_t kept =
          std::min(all.size(), DelegationCache::kAddressesMax);
      cache_.set_addresses(cache_.cut(cut).hosts[i], std::span(all).first(kept),
                           kept == 0 ? now_ : io::Instant::never());
    }
  }
}

// `number` is the engine's. Others read the counters of its first servers, so
// these stay.
void Recursor::enter_root_server(const io::Endpoint& endpoint,
                                 std::uint16_t number) {
  asks_special_ = asks_special_ || has_special_scope(endpoint);
  if (servers_.find(endpoint, number) != ServerTable::kNone) {
    return;
  }
  servers_.add(number, endpoint);
  servers_.keep(number);
  servers_.mark_registry(number);
  if (!may_ask_at(endpoint)) {
    servers_.give_up_for_good(number);
  }
}

void Recursor::begin_step(io::Instant now) {
  now_ = now;
  if (engine_.ending()) {
    end_all_waiting();
  }
  while (!due_.empty() && due_.front().first <= now.ns) {
    const std::uint32_t server = due_.front().second;
    std::pop_heap(due_.begin(), due_.end(), std::greater<>());
    due_.pop_back();
    servers_.queue(server).timed = false;
    serve(server);
  }
  settle();
}

io::Instant Recursor::next_due() const {
  if (!ended_.empty() || !going_.empty()) {
    return now_;
  }
  const io::Instant place =
      crowded_.empty() ? io::Instant::never() : servers_.next_place();
  return due_.empty() ? place
                      : std::min(place, io::Instant{due_.front().first});
}

std::uint32_t Recursor::take_walk(NameView name, std::uint16_t type) {
  const std::uint32_t index = walks_.take();
  Walk& walk = walks_[index];
  walk.name = name;
  walk.type = type;
  go_on(index);
  return index;
}

void Recursor::ask(const QueryRequest& request) {
  const std::uint32_t index = take_walk(request.name, request.type);
  walks_[index].owner = request.owner;
  walks_[index].reports = request.options.flags.delegation;
  if (now_ >= prime_at_) [[unlikely]] {
    prime();
  }
  settle();
}

// Each walk that can take a step takes it, until all wait for something.
void Recursor::settle() {
  advance_all();
  while (!crowded_.empty() && servers_.has_place(now_)) {
    go_on(walks_.pop(crowded_));
    advance_all();
  }
}

void Recursor::advance_all() {
  while (!going_.empty()) {
    const std::uint32_t index = walks_.pop(going_);
    if (walks_[index].state == State::kGoing) {
      advance(index);
    }
  }
}

void Recursor::go_on(std::uint32_t index) {
  walks_[index].state = State::kGoing;
  walks_[index].waits_for = Walk::kNone;
  walks_.append(going_, index);
}

void Recursor::go_on_all(std::uint32_t head) {
  while (head != Walk::kNone) {
    const std::uint32_t next = walks_[head].next;
    go_on(head);
    head = next;
  }
}

// Without a reply that says anything.
void Recursor::end(std::uint32_t index, LookupStatus status) {
  Walk& walk = walks_[index];
  stop_leading(index, true);
  if (walk.primes) {
    leave_priming(index);
    return;
  }
  if (walk.host != Walk::kNone) {
    leave_cut(walk);
    end_host(index, nullptr);
    return;
  }
  walk.failure = status;
  walk.state = State::kEnded;
  walks_.append(ended_, index);
}

const Completion* Recursor::next() {
  settle();
  if (ended_.empty()) {
    return nullptr;
  }
  const std::uint32_t index = walks_.pop(ended_);
  Walk& walk = walks_[index];
  answer_.clear();
  answer_.status = walk.failure;
  if (walk.followed) {
    chains_.complete(index, answer_);
  }
  completion_ = {};
  completion_.owner = walk.owner;
  completion_.reply.status = answer_.status;
  completion_.reply.attempts = walk.packets;
  completion_.reply.at = now_;
  completion_.server = walk.asked;
  completion_.answer = &answer_;
  completion_.delegation = report(walk, false);
  leave_cut(walk);
  free(index);
  return &completion_;
}

// With the reply of `done`, which says what `answer` holds.
const Completion* Recursor::complete(std::uint32_t index,
                                     const Completion& done,
                                     const Answer& answer) {
  Walk& walk = walks_[index];
  stop_leading(index, true);
  if (walk.host != Walk::kNone) {
    leave_cut(walk);
    end_host(index, &answer);
    return nullptr;
  }
  completion_ = done;
  completion_.owner = walk.owner;
  completion_.reply.status = answer.status;
  completion_.reply.attempts = walk.packets;
  completion_.reply.resolver = kNoResolver;
  completion_.server = walk.asked;
  completion_.answer = &answer;
  completion_.delegation = report(walk, true);
  leave_cut(walk);
  free(index);
  return &completion_;
}

void Recursor::free(std::uint32_t index) {
  if (walks_[index].followed) {
    chains_.drop(index);
  }
  walks_.give_back(index);
}

// The run ends: nothing is asked any more. What is under way comes back by
// itself, and so does what waits for another walk when that ends.
void Recursor::end_all_waiting() {
  ready_ = {};
  for (std::uint32_t index = 0; index < walks_.size(); ++index) {
    if (leave_list(walks_[index])) {
      go_on(index);
    }
  }
}

// Whether it stood in a list of walks that wait; that list is empty now, as all
// that stand in it are taken out.
bool Recursor::leave_list(const Walk& walk) {
  switch (walk.state) {
    case State::kReady:
      static_cast<void>(
          servers_.ended(walk.server, ServerEnd::kUnclear, {}, now_));
      return true;
    case State::kQueued:
      servers_.queue(walk.server).walks = {};
      servers_.queue(walk.server).length = 0;
      servers_.queue_changed(walk.server);
      return true;
    case State::kAwaitsPlace:
      crowded_ = {};
      return true;
    case State::kFree:
    case State::kGoing:
    case State::kAwaitsHost:
    case State::kAwaitsLeader:
    case State::kAsked:
    case State::kEnded:
      break;
  }
  return false;
}

}  // namespace mxsweep
