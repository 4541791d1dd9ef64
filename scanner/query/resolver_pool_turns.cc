// ResolverPool, whose turn it is: a ring of resolvers that have room, each of
// which gets in turn what its record is worth.
#include <algorithm>
#include <functional>

#include "scanner/query/resolver_pool.h"

namespace mxsweep {
namespace {

// Questions in a row to one resolver, so that they can leave in one send: a
// part of what each has on its way, at most half of the largest send.
constexpr std::uint32_t kTurnShare = 8;
constexpr double kTurnMax = 32;

// A resolver that loses three questions in ten shall get a tenth of what one
// gets that loses none: names that fail everywhere weigh on all alike. The
// least lets a resolver show that it has become better.
constexpr int kWeightPower = 6;
constexpr double kWeightInDoubt = 1.0 / 16;

}  // namespace

std::uint16_t ResolverPool::pick(io::Instant now, std::uint16_t avoid) {
  wake(now);
  const std::uint16_t found = from_ring(now, avoid);
  return found != kNoResolver ? found : from_rest(now, avoid);
}

std::uint16_t ResolverPool::pick_best(io::Instant now, std::uint16_t avoid) {
  wake(now);
  compare(now);
  if (best_ != kNoResolver && best_ != avoid && !states_[best_].out &&
      states_[best_].pacer.room(now) > 0) {
    return best_;
  }
  return pick(now, avoid);
}

void ResolverPool::wake(io::Instant now) {
  while (!timed_.empty() && timed_.front().first <= now.ns) {
    const auto [when, resolver] = timed_.front();
    std::pop_heap(timed_.begin(), timed_.end(), std::greater<>());
    timed_.pop_back();
    State& state = states_[resolver];
    if (state.place == Place::kTimed && state.due.ns == when) {
      make_ready(resolver);
    }
  }
}

std::uint16_t& ResolverPool::ring(std::size_t ahead) {
  return ready_[(ready_head_ + ahead) % ready_.size()];
}

std::uint16_t ResolverPool::from_ring(io::Instant now, std::uint16_t avoid) {
  while (ready_count_ > 0) {
    if (turn_left_ == 0 || ring(0) == avoid) {
      begin_turn(now, avoid);
    }
    const std::uint16_t resolver = ring(0);
    State& state = states_[resolver];
    if (state.out || state.pacer.room(now) == 0) {
      leave_ring(now);
    } else if (resolver != avoid) {
      --turn_left_;
      if (turn_left_ == 0) {
        next_turn();
      }
      return resolver;
    } else {
      return kNoResolver;  // there is no other
    }
  }
  return kNoResolver;
}

// Gives each in turn what its record is worth, until one may be asked at least
// once. After one full round without a candidate, the next resolver other than
// `avoid` gets one query.
void ResolverPool::begin_turn(io::Instant now, std::uint16_t avoid) {
  compare(now);
  const double each = static_cast<double>(in_flight_) /
                      static_cast<double>(kTurnShare * usable());
  const double turn = std::clamp(each, 1.0, kTurnMax);
  for (std::size_t passed = 0; passed < ready_count_; ++passed) {
    State& state = states_[ring(0)];
    if (ring(0) != avoid && (ready_count_ == 1 || !has_its_part(state))) {
      state.credit = std::min(state.credit + turn * weight(state), kTurnMax);
      if (state.credit >= 1) {
        turn_left_ = static_cast<std::uint32_t>(state.credit);
        state.credit -= turn_left_;
        return;
      }
    }
    next_turn();
  }
  if (ring(0) == avoid) {
    next_turn();
  }
  turn_left_ = 1;
}

double ResolverPool::weight(const State& state) const {
  const double ratio = std::min(state.quality / best_quality_, 1.0);
  double weight = 1;
  for (int i = 0; i < kWeightPower; ++i) {
    weight *= ratio;
  }
  const bool doubted = state.health.silent();
  return std::max(doubted ? weight * kWeightInDoubt : weight,
                  kResolverWeightLeast);
}

// Where nothing else bounds what is on its way to a resolver, a slow one would
// in the end hold all that may be.
bool ResolverPool::has_its_part(const State& state) const {
  return !paced_ &&
         std::uint64_t{state.pacer.in_flight()} * usable() > in_flight_;
}

// Nobody but perhaps `avoid` has room now.
std::uint16_t ResolverPool::from_rest(io::Instant now, std::uint16_t avoid) {
  const bool avoidable =
      avoid < states_.size() && trusted(avoid) && !states_[avoid].out;
  const std::size_t there = trusted_count() - out_;
  if (there > 1 || !avoidable || states_[avoid].pacer.room(now) == 0) {
    return kNoResolver;  // another one will have room, or is to come back
  }
  return avoid;
}

// The head goes to the end of the ring.
void ResolverPool::next_turn() {
  const std::uint16_t head = ring(0);
  ring(ready_count_) = head;
  ready_head_ = (ready_head_ + 1) % ready_.size();
  turn_left_ = 0;
}

void ResolverPool::leave_ring(io::Instant now) {
  const std::uint16_t resolver = ring(0);
  ready_head_ = (ready_head_ + 1) % ready_.size();
  --ready_count_;
  turn_left_ = 0;
  State& state = states_[resolver];
  if (state.out) {
    state.place = Place::kOut;
    return;
  }
  const io::Instant when = state.pacer.next_room(now);
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
  const std::int64_t never = io::Instant::never().ns;
  return io::Instant{
      std::min(timed_.empty() ? never : timed_.front().first,
               controls_.empty() ? never : controls_.front().first)};
}

}  // namespace mxsweep
