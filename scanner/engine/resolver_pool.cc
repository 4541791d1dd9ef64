#include "scanner/engine/resolver_pool.h"

#include <xxhash.h>

#include <algorithm>

namespace mxsweep {
namespace {

// A healthy resolver behind a lossy path hardly ever loses this many in a row.
constexpr std::uint32_t kSilentInARowMax = 16;
constexpr io::Duration kAside = io::Duration::seconds(1);
constexpr std::uint32_t kAsideDoublingsMax = 5;

// Questions let through after a spell before one of them must be answered:
// a dead resolver would otherwise get its full share until the first timeout.
constexpr std::uint32_t kTrialsMax = 8;

}  // namespace

std::uint64_t endpoint_seed(const io::Endpoint& endpoint) {
  const std::uint64_t tail = (std::uint64_t{endpoint.scope} << 32U) |
                             (std::uint64_t{endpoint.port} << 8U) |
                             endpoint.family;
  return XXH3_64bits_withSeed(endpoint.address.data(), endpoint.address.size(),
                              tail);
}

ResolverPool::ResolverPool(const std::vector<io::Endpoint>& endpoints) {
  states_.reserve(endpoints.size());
  for (const io::Endpoint& endpoint : endpoints) {
    State state;
    state.endpoint = endpoint;
    state.label = io::to_text(endpoint);
    state.seed = endpoint_seed(endpoint);
    state.counters = std::make_unique<ResolverCounters>();
    states_.push_back(std::move(state));
  }
}

bool ResolverPool::set_aside(std::uint16_t resolver, io::Instant now) const {
  return now < states_[resolver].aside_until;
}

std::uint16_t ResolverPool::pick(io::Instant now, std::uint16_t avoid) {
  const auto count = static_cast<std::uint16_t>(states_.size());
  std::uint16_t fallback = kNone;
  for (std::uint16_t step = 0; step < count; ++step) {
    turn_ = static_cast<std::uint16_t>((turn_ + 1) % count);
    if (turn_ == avoid) {
      continue;
    }
    if (!set_aside(turn_, now)) {
      count_trial(states_[turn_], now);
      return turn_;
    }
    // All are aside: the one that has been so the longest.
    if (fallback == kNone ||
        states_[turn_].aside_until < states_[fallback].aside_until) {
      fallback = turn_;
    }
  }
  // One that has just failed is better than one that does not answer at all.
  if (avoid < count && (fallback == kNone || !set_aside(avoid, now))) {
    count_trial(states_[avoid], now);
    return avoid;
  }
  return fallback;
}

std::size_t ResolverPool::usable(io::Instant now) const {
  const auto aside = std::count_if(
      states_.begin(), states_.end(),
      [now](const State& state) { return now < state.aside_until; });
  return std::max<std::size_t>(states_.size() - static_cast<std::size_t>(aside),
                               1);
}

void ResolverPool::begin_spell(State& state, io::Instant now) {
  state.aside_until = now + kAside * (std::int64_t{1} << std::min(
                                          state.spells, kAsideDoublingsMax));
  ++state.spells;
  state.trials = 0;
}

void ResolverPool::count_trial(State& state, io::Instant now) {
  if (state.spells == 0) {
    return;
  }
  ++state.trials;
  if (state.trials == kTrialsMax) {
    begin_spell(state, now);  // ended by the first reply
  }
}

void ResolverPool::report(std::uint16_t resolver, io::Instant now,
                          Report what) {
  State& state = states_[resolver];
  if (what != Report::kSilence) {
    state.counters->replies.add();
    if (what == Report::kFailureReply) {
      state.counters->failures.add();
    }
    state.silent_in_a_row = 0;
    state.spells = 0;
    state.trials = 0;
    state.aside_until = {};
    return;
  }
  state.counters->timeouts.add();
  ++state.silent_in_a_row;
  if (state.silent_in_a_row >= kSilentInARowMax && !set_aside(resolver, now)) {
    begin_spell(state, now);
    // One more silent question after the pause sets it aside again.
    state.silent_in_a_row = kSilentInARowMax - 1;
  }
}

}  // namespace mxsweep
