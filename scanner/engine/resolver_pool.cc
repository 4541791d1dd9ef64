#include "scanner/engine/resolver_pool.h"

#include <xxhash.h>

#include <algorithm>
#include <functional>

namespace mxsweep {
namespace {

// A healthy resolver behind a lossy path hardly ever loses this many in a row
// without a single reply in between.
constexpr std::uint32_t kSilentInARowMax = 16;
// Nor are this many names in a row broken.
constexpr std::uint32_t kFailedInARowMax = 32;
constexpr io::Duration kAside = io::Duration::seconds(1);
constexpr std::uint32_t kAsideDoublingsMax = 5;

// Questions let through after a spell before one of them must be answered:
// a dead resolver would otherwise get its full share until the first timeout.
constexpr std::uint32_t kTrialsMax = 8;

// Questions in a row to one resolver, so that they can leave in one send: a
// part of what it has on its way, at most half of the largest send.
constexpr std::uint32_t kTurnShare = 8;
constexpr std::uint32_t kTurnMax = 32;

// Each further attempt waits twice as long, up to four times the first.
constexpr std::uint32_t kWaitDoublingsMax = 2;

}  // namespace

std::uint64_t endpoint_seed(const io::Endpoint& endpoint) {
  const std::uint64_t tail = (std::uint64_t{endpoint.scope} << 32U) |
                             (std::uint64_t{endpoint.port} << 8U) |
                             endpoint.family;
  return XXH3_64bits_withSeed(endpoint.address.data(), endpoint.address.size(),
                              tail);
}

ResolverPool::State::State(const io::Endpoint& where, const PacerOptions& pace,
                           io::Instant start)
    : endpoint(where),
      label(io::to_text(where)),
      seed(endpoint_seed(where)),
      pacer(pace, start),
      counters(std::make_unique<ResolverCounters>()) {}

ResolverPool::ResolverPool(const std::vector<io::Endpoint>& endpoints,
                           const PacerOptions& pace, io::Instant start,
                           const std::vector<std::uint16_t>& distrusted)
    : ready_(endpoints.size()), barred_(distrusted.size()) {
  states_.reserve(endpoints.size());
  for (const io::Endpoint& endpoint : endpoints) {
    const auto resolver = static_cast<std::uint16_t>(states_.size());
    states_.emplace_back(endpoint, pace, start);
    by_seed_.emplace(states_.back().seed, resolver);
  }
  for (const std::uint16_t resolver : distrusted) {
    states_[resolver].place = Place::kBarred;
  }
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].place != Place::kBarred) {
      make_ready(static_cast<std::uint16_t>(i));
    }
  }
}

void ResolverPool::trust(std::uint16_t resolver) {
  states_[resolver].silent_in_a_row = 0;
  states_[resolver].failed_in_a_row = 0;
  --barred_;
  make_ready(resolver);
}

std::uint16_t ResolverPool::pick(io::Instant now, std::uint16_t avoid) {
  wake(now);
  const std::uint16_t found = from_ring(now, avoid);
  return found != kNone ? found : from_rest(now, avoid);
}

void ResolverPool::wake(io::Instant now) {
  while (!timed_.empty() && timed_.front().first <= now.ns) {
    const auto [when, resolver] = timed_.front();
    std::pop_heap(timed_.begin(), timed_.end(), std::greater<>());
    timed_.pop_back();
    State& state = states_[resolver];
    if (state.place != Place::kTimed || state.due.ns != when) {
      continue;
    }
    if (is_aside(state, now)) {
      wait_until(resolver, state.aside_until);
    } else {
      make_ready(resolver);
    }
  }
}

// When its time is over it is to be tried; the spell ends with a reply.
bool ResolverPool::is_aside(State& state, io::Instant now) {
  if (state.aside && now >= state.aside_until) {
    state.aside = false;
    --aside_;
  }
  return state.aside;
}

std::uint16_t& ResolverPool::ring(std::size_t ahead) {
  return ready_[(ready_head_ + ahead) % ready_.size()];
}

std::uint16_t ResolverPool::from_ring(io::Instant now, std::uint16_t avoid) {
  bool seen_avoid = false;
  while (ready_count_ > 0) {
    if (turn_left_ == 0) {
      prefer_idler(avoid);
      turn_left_ = std::clamp(states_[ring(0)].pacer.in_flight() / kTurnShare,
                              1U, kTurnMax);
    }
    const std::uint16_t resolver = ring(0);
    State& state = states_[resolver];
    if (is_aside(state, now) || state.pacer.room(now) == 0) {
      leave_ring(now);
    } else if (resolver != avoid) {
      --turn_left_;
      if (turn_left_ == 0) {
        next_turn();
      }
      return resolver;
    } else if (seen_avoid || ready_count_ == 1) {
      return kNone;
    } else {
      seen_avoid = true;
      next_turn();
    }
  }
  return kNone;
}

// Nobody but perhaps `avoid` has room now.
std::uint16_t ResolverPool::from_rest(io::Instant now, std::uint16_t avoid) {
  const bool avoidable =
      avoid < states_.size() && trusted(avoid) && !states_[avoid].aside;
  const std::size_t healthy = trusted_count() - aside_;
  if (healthy > (avoidable ? 1U : 0U)) {
    return kNone;  // another one will have room
  }
  const std::uint16_t best = avoidable ? avoid : longest_aside(avoid);
  return best != kNone && states_[best].pacer.room(now) > 0 ? best : kNone;
}

// REQUIRES: all that are trusted are aside
std::uint16_t ResolverPool::longest_aside(std::uint16_t avoid) const {
  std::uint16_t best = kNone;
  const auto count = static_cast<std::uint16_t>(states_.size());
  for (std::uint16_t i = 0; i < count; ++i) {
    const bool other = trusted(i) && (i != avoid || trusted_count() == 1);
    if (other &&
        (best == kNone || states_[i].aside_until < states_[best].aside_until)) {
      best = i;
    }
  }
  return best;
}

// The head goes to the end of the ring.
void ResolverPool::next_turn() {
  const std::uint16_t head = ring(0);
  ring(ready_count_) = head;
  ready_head_ = (ready_head_ + 1) % ready_.size();
  turn_left_ = 0;
}

// Of the first two the one with fewer questions on their way goes first: two
// choices are enough for loads to be even.
void ResolverPool::prefer_idler(std::uint16_t avoid) {
  if (ready_count_ > 1 && ring(1) != avoid &&
      states_[ring(1)].pacer.in_flight() < states_[ring(0)].pacer.in_flight()) {
    std::swap(ring(0), ring(1));
  }
}

void ResolverPool::leave_ring(io::Instant now) {
  const std::uint16_t resolver = ring(0);
  ready_head_ = (ready_head_ + 1) % ready_.size();
  --ready_count_;
  turn_left_ = 0;
  State& state = states_[resolver];
  const io::Instant when =
      state.aside ? state.aside_until : state.pacer.next_room(now);
  if (when == io::Instant::never()) {
    state.place = Place::kFull;
  } else {
    wait_until(resolver, when);
  }
}

void ResolverPool::make_ready(std::uint16_t resolver) {
  states_[resolver].place = Place::kReady;
  ring(ready_count_) = resolver;
  ++ready_count_;
}

void ResolverPool::wait_until(std::uint16_t resolver, io::Instant when) {
  states_[resolver].place = Place::kTimed;
  states_[resolver].due = when;
  timed_.emplace_back(when.ns, resolver);
  std::push_heap(timed_.begin(), timed_.end(), std::greater<>());
}

io::Instant ResolverPool::next_pick(io::Instant now) const {
  if (ready_count_ > 0) {
    return now;
  }
  return timed_.empty() ? io::Instant::never()
                        : io::Instant{timed_.front().first};
}

Visit ResolverPool::depart(std::uint16_t resolver, bool stream,
                           io::Instant now) {
  State& state = states_[resolver];
  state.counters->sent.add();
  if (state.spells != 0) {
    ++state.trials;
    if (state.trials >= kTrialsMax && !state.aside) {
      begin_spell(resolver, now);  // ended by the first reply
    }
  }
  return {resolver, stream, state.pacer.sent(now), now};
}

void ResolverPool::arrive(const Visit& visit, Outcome outcome,
                          io::Instant now) {
  State& state = states_[visit.resolver];
  // A hand-shake is not the resolver's time.
  const io::Duration rtt = visit.stream ? io::Duration{} : now - visit.sent;
  state.pacer.ended(visit.cohort, outcome, rtt, now);
  if (state.place == Place::kFull) {
    make_ready(visit.resolver);
  }
  switch (outcome) {
    case Outcome::kReply:
      state.counters->replies.add();
      state.last_reply = now;
      state.failed_in_a_row = 0;
      end_spell(visit.resolver);
      return;
    case Outcome::kFailure:
      state.counters->replies.add();
      state.counters->failures.add();
      state.last_reply = now;
      take_failure(visit.resolver, now);
      return;
    case Outcome::kSilence:
      state.counters->timeouts.add();
      take_silence(visit, now);
      return;
    case Outcome::kUnclear:
      return;
  }
}

void ResolverPool::take_failure(std::uint16_t resolver, io::Instant now) {
  State& state = states_[resolver];
  ++state.failed_in_a_row;
  if (state.failed_in_a_row < kFailedInARowMax) {
    end_spell(resolver);
    return;
  }
  state.silent_in_a_row = 0;
  if (!state.aside) {
    begin_spell(resolver, now);
    state.failed_in_a_row = kFailedInARowMax - 1;
  }
}

// What was lost while others were answered says nothing about its health.
void ResolverPool::take_silence(const Visit& visit, io::Instant now) {
  State& state = states_[visit.resolver];
  if (state.last_reply >= visit.sent) {
    return;
  }
  ++state.silent_in_a_row;
  if (state.silent_in_a_row >= kSilentInARowMax && !state.aside) {
    begin_spell(visit.resolver, now);
    // One more silent question after the pause sets it aside again.
    state.silent_in_a_row = kSilentInARowMax - 1;
  }
}

// Where it stands it is found to be aside when its turn comes, unless it
// stands nowhere.
void ResolverPool::begin_spell(std::uint16_t resolver, io::Instant now) {
  if (!trusted(resolver)) {
    return;
  }
  State& state = states_[resolver];
  state.aside_until = now + kAside * (std::int64_t{1} << std::min(
                                          state.spells, kAsideDoublingsMax));
  ++state.spells;
  state.trials = 0;
  state.aside = true;
  ++aside_;
  state.counters->spells.add();
  if (state.place == Place::kFull) {
    wait_until(resolver, state.aside_until);
  }
}

void ResolverPool::end_spell(std::uint16_t resolver) {
  State& state = states_[resolver];
  state.silent_in_a_row = 0;
  state.spells = 0;
  state.trials = 0;
  if (!state.aside) {
    return;
  }
  state.aside = false;
  --aside_;
  if (state.place == Place::kTimed) {
    make_ready(resolver);
  }
}

void ResolverPool::late(const io::Endpoint& from) {
  const auto found = by_seed_.find(endpoint_seed(from));
  if (found != by_seed_.end()) {
    states_[found->second].counters->late.add();
    states_[found->second].pacer.late();
  }
}

io::Duration ResolverPool::wait(std::uint16_t resolver,
                                std::uint32_t retries_used, bool patient,
                                io::Duration most) const {
  const std::int64_t longer = std::int64_t{1}
                              << std::min(retries_used, kWaitDoublingsMax);
  const io::Duration first =
      patient ? most : states_[resolver].pacer.first_wait(most);
  return first * longer;
}

}  // namespace mxsweep
