// Which zone's servers a walk asks next, and what it waits for before.
#include "scanner/recursion/recursor.h"

namespace mxsweep {
namespace {

// Of things that wait for others that wait.
constexpr int kChainMost = 64;

// What a resolver would say; but silence is silence, and who has more to say
// than a datagram holds serves the zone.
LookupStatus failure_of(const Walk& walk) {
  if (walk.truncated) {
    return LookupStatus::kTruncated;
  }
  return walk.replied || walk.failure == LookupStatus::kNotAttempted
             ? LookupStatus::kServFail
             : walk.failure;
}

}  // namespace

void Recursor::advance(std::uint32_t index) {
  Walk& walk = walks_[index];
  if (engine_.ending()) {
    end(index, walk.failure);
    return;
  }
  if (walk.host != Walk::kNone && is_known(walk.host)) {
    leave_host(index);  // glue came with a referral on the way
    return;
  }
  const std::uint32_t cut = cache_.find(walk.name, now_);
  if (cut != walk.cut) {
    enter_cut(index, cut);
  }
  if (follow_leader(index)) {
    return;
  }
  if (walk.questions >= kQuestionsMax) {
    show_end(walk, WalkEnd::Why::kTooManyQuestions);
    end(index, LookupStatus::kServFail);
    return;
  }
  ask_zone(index);
}

// One of the servers of the walk's zone, if there is one that it has not asked.
void Recursor::ask_zone(std::uint32_t index) {
  Walk& walk = walks_[index];
  DelegationCache::Address* server = choose_server(walk, Choice::kSound);
  if (server == nullptr && look_up_host(index)) {
    return;
  }
  if (server == nullptr && !may_ask_all(walk)) {
    walk.asks_all = true;
    go_on(index);
    return;
  }
  const bool again =
      server == nullptr && walk.heard_nothing && walk.rounds < options_.retries;
  if (again) {
    walk.heard_nothing = false;
    walk.tried_count = 0;
    ++walk.rounds;
    server = choose_server(walk, Choice::kSound);
  }
  if (server == nullptr && cache_.cut(walk.cut).has_lame && !walk.replied) {
    // Lame may have been said of all of them for the fault of two names; one
    // question tells, and a good reply makes up for it.
    server = choose_server(walk, Choice::kLameToo);
  }
  if (server == nullptr && walk.heard_cached && !walk.takes_cached) {
    walk.takes_cached = true;
    walk.tried_count = 0;
    server = choose_server(walk, Choice::kLameToo);
  }
  if (server == nullptr) {
    show_end(walk, WalkEnd::Why::kNoServer);
    end(index, failure_of(walk));
    return;
  }
  show_turn(index, again ? WalkTurn::Kind::kAsksAgain : WalkTurn::Kind::kAsks,
            {});
  queue_at(index, *server);
}

// Whether there are addresses of the name server.
bool Recursor::is_known(std::uint32_t host) const {
  return cache_.host(host).count != 0 && cache_.host(host).expires > now_ &&
         servers_.family_works(4);
}

// Servers of the walk's zone, whoever names them: where the zone itself named
// none, or none of those is of use.
bool Recursor::may_ask_all(const Walk& walk) const {
  return walk.asks_all || cache_.cut(walk.cut).own == 0;
}

bool Recursor::may_ask(const Walk& walk, std::size_t host) const {
  return may_ask_all(walk) || cache_.cut(walk.cut).is_own(host);
}

void Recursor::enter_cut(std::uint32_t index, std::uint32_t cut) {
  Walk& walk = walks_[index];
  stop_leading(index, false);
  cache_.pin(cut);
  leave_cut(walk);
  walk.cut = cut;
  walk.tried_count = 0;
  walk.hosts_tried = 0;
  walk.rounds = 0;
  walk.direct = false;
  walk.replied = false;
  walk.truncated = false;
  walk.heard_nothing = false;
  walk.heard_cached = false;
  walk.takes_cached = false;
  walk.asks_all = false;
  walk.shows_all = false;
  walk.labels_seen = 0;
}

void Recursor::leave_cut(Walk& walk) {
  if (walk.cut != Walk::kNone) {
    cache_.unpin(walk.cut);
    walk.cut = Walk::kNone;
  }
}

// The name whose delegation the walk hopes to be told: a label more than the
// zone has, or more where it is known that there is no zone cut. Empty when
// there can be none.
NameView Recursor::next_cut(const Walk& walk) const {
  NameView zone = cache_.cut(walk.cut).name();
  int skip = walk.name.label_count() - zone.label_count() - 1;
  while (skip >= 0) {
    NameView child = walk.name;
    for (int i = 0; i < skip; ++i) {
      child = child.parent();
    }
    if (!is_no_cut(child)) {
      return child;
    }
    --skip;
  }
  return {};
}

bool Recursor::is_no_cut(NameView name) const {
  const auto known = no_cuts_.find(cache_.hash(name));
  return known != no_cuts_.end() && known->second > now_;
}

// Whether another walk asks for the delegation that this one would ask for:
// then that is waited for. Else this is the one that asks.
bool Recursor::follow_leader(std::uint32_t index) {
  Walk& walk = walks_[index];
  if (walk.direct || walk.leads) {
    return false;
  }
  const DelegationCache::Cut& cut = cache_.cut(walk.cut);
  if (!cut.delegates && cut.name().label_count() > kRegistryLabels) {
    return false;
  }
  const NameView wanted = next_cut(walk);
  if (wanted.empty()) {
    return false;
  }
  const std::uint64_t key = cache_.hash(wanted);
  const auto [entry, added] = leaders_.try_emplace(key, index);
  if (added) {
    walk.leads = true;
    walk.lead = key;
    return false;
  }
  const std::uint32_t leader = entry->second;
  if (depends_on(leader, index)) {
    walk.direct = true;
    return false;
  }
  walk.state = State::kAwaitsLeader;
  walk.waits_for = leader;
  walk.next = walks_[leader].followers;
  walks_[leader].followers = index;
  return true;
}

// The delegation is known, or it is known that this walk does not get it: then
// the others do not wait for each other (`direct`).
void Recursor::stop_leading(std::uint32_t index, bool direct) {
  Walk& walk = walks_[index];
  if (!walk.leads) {
    return;
  }
  walk.leads = false;
  leaders_.erase(walk.lead);
  std::uint32_t each = walk.followers;
  walk.followers = Walk::kNone;
  for (std::uint32_t at = each; at != Walk::kNone; at = walks_[at].next) {
    walks_[at].direct = direct;
  }
  go_on_all(each);
}

// Whether what `from` waits for comes to wait for `on` in the end, or so far
// away that nobody should wait for it.
bool Recursor::depends_on(std::uint32_t from, std::uint32_t on) const {
  std::uint32_t at = from;
  for (int i = 0; i < kChainMost; ++i) {
    if (at == on) {
      return true;
    }
    const Walk& walk = walks_[at];
    if (walk.state == State::kAwaitsHost) {
      at = cache_.host(walk.waits_for).walk;
    } else if (walk.state == State::kAwaitsLeader) {
      at = walk.waits_for;
    } else {
      return false;
    }
  }
  return true;
}

// Whether the walk waits for the address of a name server now. Begins anywhere,
// so that the walks of many zones find all servers of their operator.
bool Recursor::look_up_host(std::uint32_t index) {
  Walk& walk = walks_[index];
  const DelegationCache::Cut& cut = cache_.cut(walk.cut);
  const std::size_t first = prng_.below(cut.count);
  for (std::size_t i = 0; i < cut.count; ++i) {
    const std::size_t which = (first + i) % cut.count;
    const std::uint32_t host = cut.hosts[which];
    const auto bit = static_cast<std::uint16_t>(1U << which);
    const DelegationCache::Host& known = cache_.host(host);
    if (!may_ask(walk, which) || (walk.hosts_tried & bit) != 0 ||
        (known.expires > now_ && known.walk == Walk::kNone)) {
      continue;
    }
    walk.hosts_tried |= bit;
    if (await_host(index, host)) {
      show_turn(index, WalkTurn::Kind::kLooksUpHost, known.name());
      return true;
    }
  }
  return false;
}

bool Recursor::await_host(std::uint32_t index, std::uint32_t wanted) {
  DelegationCache::Host& host = cache_.host(wanted);
  if (host.walk == Walk::kNone) {
    const std::uint8_t depth = walks_[index].depth;
    if (is_blocked(host.name())) {
      show_barred(host.name(), nullptr);
      return false;
    }
    if (depth >= kDepthMax || walks_[index].lookups >= kLookupsMax >> depth ||
        !walks_.has_free()) {
      return false;
    }
    ++walks_[index].lookups;
    cache_.hold(wanted);
    host.walk = take_walk(host.name(), kTypeA);
    walks_[host.walk].host = wanted;
    walks_[host.walk].depth = static_cast<std::uint8_t>(depth + 1);
  } else if (depends_on(host.walk, index)) {
    return false;
  }
  Walk& walk = walks_[index];
  walk.state = State::kAwaitsHost;
  walk.waits_for = wanted;
  walk.next = host.waiting;
  host.waiting = index;
  return true;
}

}  // namespace mxsweep
