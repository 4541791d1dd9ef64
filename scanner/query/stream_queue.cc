#include "scanner/query/stream_queue.h"

#include <algorithm>
#include <utility>

#include "io/base/check.h"

namespace mxsweep {
namespace {

constexpr std::uint32_t kFailuresMax = 2;

}  // namespace

StreamQueue::StreamQueue(std::size_t resolvers, std::uint32_t queries,
                         std::uint32_t places)
    : places_(places), states_(resolvers) {
  after_.reserve(queries);
  waiting_.reserve(resolvers);
}

void StreamQueue::add_resolver(std::uint16_t resolver) {
  if (resolver == states_.size()) {
    states_.emplace_back();
  }
  State& state = states_[resolver];
  MXSWEEP_CHECK(state.head == kNone && state.in_flight == 0);
  state = {};
}

void StreamQueue::wait(std::uint32_t query, std::uint16_t resolver) {
  State& state = states_[resolver];
  while (query >= after_.size()) {
    after_.push_back(kNone);  // has its room since the start
  }
  after_[query] = kNone;
  if (state.head == kNone) {
    state.head = query;
    waiting_.push_back(resolver);
  } else {
    after_[state.tail] = query;
  }
  state.tail = query;
}

void StreamQueue::wait_first(std::uint32_t query, std::uint16_t resolver) {
  State& state = states_[resolver];
  if (state.head == kNone) {
    wait(query, resolver);
    return;
  }
  MXSWEEP_DCHECK(query < after_.size());  // it has waited before
  after_[query] = state.head;
  state.head = query;
}

void StreamQueue::look(const io::Transport& transport) {
  may_connect_ = true;
  for (const std::uint16_t resolver : waiting_) {
    State& state = states_[resolver];
    state.room = transport.stream_room(resolver, state.in_flight);
  }
}

bool StreamQueue::ready() const {
  return std::any_of(
      waiting_.begin(), waiting_.end(),
      [this](std::uint16_t resolver) { return may_go(states_[resolver]); });
}

// The resolvers take turns. One with nothing on its way may need a connection,
// of which the transport has only so many: one such resolver a round, so that
// the room that it told of is still there for the next.
std::uint32_t StreamQueue::take_turn() {
  for (std::size_t tried = 0; tried < waiting_.size(); ++tried) {
    turn_ = turn_ + 1 < waiting_.size() ? turn_ + 1 : 0;
    State& state = states_[waiting_[turn_]];
    const bool connects = state.in_flight == 0;
    if (!may_go(state) || (connects && !may_connect_)) {
      continue;
    }
    may_connect_ = may_connect_ && !connects;
    --state.room;
    return take_from(turn_);
  }
  return kNone;
}

std::uint32_t StreamQueue::give_up(std::uint16_t resolver) {
  const auto found = std::find(waiting_.begin(), waiting_.end(), resolver);
  return found == waiting_.end()
             ? kNone
             : take_from(static_cast<std::size_t>(found - waiting_.begin()));
}

// REQUIRES: at < waiting_.size()
std::uint32_t StreamQueue::take_from(std::size_t at) {
  State& state = states_[waiting_[at]];
  const std::uint32_t query = state.head;
  state.head = after_[query];
  if (state.head == kNone) {
    waiting_[at] = waiting_.back();
    waiting_.pop_back();
  }
  return query;
}

void StreamQueue::on_sent(std::uint16_t resolver) {
  ++states_[resolver].in_flight;
  ++in_flight_;
}

void StreamQueue::retire(std::uint16_t resolver) {
  --states_[resolver].in_flight;
  --in_flight_;
}

void StreamQueue::note_reply(std::uint16_t resolver, io::Instant now) {
  State& state = states_[resolver];
  state.last_reply = now;
  state.replied = true;
  state.failures = 0;
}

bool StreamQueue::note_silence(std::uint16_t resolver, io::Instant sent) {
  State& state = states_[resolver];
  return state.in_flight == 0 && state.last_reply < sent &&
         count_failure(state);
}

bool StreamQueue::note_failure(std::uint16_t resolver) {
  return count_failure(states_[resolver]);
}

bool StreamQueue::take_replied(std::uint16_t resolver) {
  return std::exchange(states_[resolver].replied, false);
}

bool StreamQueue::count_failure(State& state) {
  state.failures = std::min(state.failures + 1, kFailuresMax);
  return state.failures == kFailuresMax;
}

}  // namespace mxsweep
