#include "scanner/query/resolver_pool.h"

#include <algorithm>
#include <functional>
#include <memory>

#include "io/base/check.h"

#include "scanner/query/xxh3_hash.h"

namespace mxsweep {
namespace {

// How many of the last attempts make a record, and how often records are
// compared.
constexpr double kRecordAttempts = 256;
constexpr io::Duration kCompareEvery = io::Duration::milliseconds(50);

// More useless replies than this may be what a resolver says when it is asked
// too much. Control questions then take this part of its rate at most.
constexpr double kUselessShare = 0.005;
constexpr double kUselessMemory = 128;
constexpr double kControlShare = 0.04;
constexpr io::Duration kControlLeast = io::Duration::milliseconds(10);

// How long a control question may wait at least: a busy machine may be slow.
constexpr io::Duration kControlWaitLeast = io::Duration::milliseconds(100);

// Each further attempt waits twice as long, up to four times the first.
constexpr std::uint32_t kWaitDoublingsMax = 2;

ControlEnd control_end(AttemptResult outcome) {
  switch (outcome) {
    case AttemptResult::kReply:
      return ControlEnd::kUseful;
    case AttemptResult::kFailure:
      return ControlEnd::kUseless;
    case AttemptResult::kSilence:
      return ControlEnd::kSilence;
    case AttemptResult::kRepeat:
    case AttemptResult::kUnclear:
      break;
  }
  return ControlEnd::kUnclear;
}

// What an attempt says about the pace at which it was sent.
AttemptResult for_pace(const Attempt& attempt, AttemptResult outcome) {
  const bool reply =
      outcome == AttemptResult::kReply || outcome == AttemptResult::kFailure;
  if (attempt.control && !reply) {
    return AttemptResult::kUnclear;  // not for the cohort to say
  }
  return attempt.repeat && reply ? AttemptResult::kRepeat : outcome;
}

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
                           const std::vector<std::uint16_t>& rewriting)
    : paced_(pace.adaptive),
      ready_(endpoints.size()),
      barred_(rewriting.size()) {
  states_.reserve(endpoints.size());
  for (const io::Endpoint& endpoint : endpoints) {
    const auto resolver = static_cast<std::uint16_t>(states_.size());
    states_.emplace_back(endpoint, pace, start);
    by_seed_.emplace(states_.back().seed, resolver);
  }
  for (const std::uint16_t resolver : rewriting) {
    states_[resolver].place = Place::kBarred;
  }
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].place != Place::kBarred) {
      make_ready(static_cast<std::uint16_t>(i));
    }
  }
}

void ResolverPool::add(std::uint16_t number, const io::Endpoint& endpoint,
                       const PacerOptions& pace, io::Instant now) {
  if (number == states_.size()) {
    states_.emplace_back(endpoint, pace, now);
    ++barred_;
  } else {
    // What is left of the one before has constants inside.
    std::destroy_at(&states_[number]);
    std::construct_at(&states_[number], endpoint, pace, now);
  }
  states_[number].place = Place::kBarred;
  by_seed_.emplace(states_[number].seed, number);
}

void ResolverPool::drop(std::uint16_t server) {
  MXSWEEP_DCHECK(states_[server].place == Place::kBarred);
  MXSWEEP_DCHECK(states_[server].pacer.in_flight() == 0);
  const auto found = by_seed_.find(states_[server].seed);
  if (found != by_seed_.end() && found->second == server) {
    by_seed_.erase(found);
  }
}

void ResolverPool::trust(std::uint16_t resolver) {
  State& state = states_[resolver];
  state.health = {};
  state.quality = 1;
  all_out_since_ = io::Instant::never();
  --barred_;
  make_ready(resolver);
}

// Whose record is best: of those that are there and not in doubt.
void ResolverPool::compare(io::Instant now) {
  if (now - compared_ < kCompareEvery) {
    return;
  }
  compared_ = now;
  best_ = kNoResolver;
  best_quality_ = kResolverWeightLeast;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const State& state = states_[i];
    const bool there =
        state.place != Place::kBarred && !state.out && !state.health.silent();
    if (there && state.quality > best_quality_) {
      best_quality_ = state.quality;
      best_ = static_cast<std::uint16_t>(i);
    }
  }
}

std::uint16_t ResolverPool::next_control(io::Instant now) {
  while (!controls_.empty() && controls_.front().first <= now.ns) {
    const auto [when, resolver] = controls_.front();
    std::pop_heap(controls_.begin(), controls_.end(), std::greater<>());
    controls_.pop_back();
    State& state = states_[resolver];
    if (state.health.control_due().ns == when && trusted(resolver)) {
      state.health.control_sent(now);
      state.control = io::Instant::never();
      return resolver;
    }
  }
  return kNoResolver;
}

Attempt ResolverPool::on_sent(std::uint16_t resolver, Channel channel,
                              io::Instant now) {
  State& state = states_[resolver];
  const bool control = channel == Channel::kControl;
  state.counters->sent.add();
  state.counters->controls.add(control ? 1 : 0);
  ++in_flight_;
  Attempt attempt;
  attempt.resolver = resolver;
  attempt.stream = channel == Channel::kStream;
  attempt.control = control;
  attempt.cohort = state.pacer.sent(now);
  attempt.sent = now;
  return attempt;
}

ResolverPool::Overdue ResolverPool::overdue(const Attempt& attempt,
                                            io::Instant now) {
  State& state = states_[attempt.resolver];
  if (!attempt.control && trusted(attempt.resolver)) {
    state.health.take_overdue(attempt.sent, now);
    note_health(attempt.resolver, now);
  }
  if (state.out && !attempt.control) {
    return Overdue::kGiveUp;
  }
  return replied_since(attempt) ? Overdue::kRelease : Overdue::kWait;
}

void ResolverPool::on_result(const Attempt& attempt, AttemptResult outcome,
                             io::Instant now) {
  State& state = states_[attempt.resolver];
  --in_flight_;
  // A hand-shake is not the resolver's time.
  const io::Duration rtt = attempt.stream ? io::Duration{} : now - attempt.sent;
  const bool reply =
      outcome == AttemptResult::kReply || outcome == AttemptResult::kFailure;
  state.pacer.ended(attempt.cohort, for_pace(attempt, outcome), rtt, now);
  if (state.place == Place::kFull) {
    make_ready(attempt.resolver);
  }
  state.counters->replies.add(reply ? 1 : 0);
  state.counters->failures.add(outcome == AttemptResult::kFailure ? 1 : 0);
  state.counters->without_reply.add(outcome == AttemptResult::kSilence ? 1 : 0);
  if (attempt.control) {
    state.health.control_ended(control_end(outcome), now);
    if (reply) {
      state.pacer.take_control(attempt.cohort, outcome == AttemptResult::kReply,
                               now);
    }
  } else if (outcome != AttemptResult::kUnclear) {
    take_end(attempt, outcome, now);
  }
  note_health(attempt.resolver, now);
}

// What a question about a name says for the record and the health.
void ResolverPool::take_end(const Attempt& attempt, AttemptResult outcome,
                            io::Instant now) {
  State& state = states_[attempt.resolver];
  const bool silence = outcome == AttemptResult::kSilence;
  if (!silence || replied_since(attempt)) {
    const double useful = outcome == AttemptResult::kReply ? 1 : 0;
    state.quality += (useful - state.quality) / kRecordAttempts;
  }
  if (silence) {
    state.health.take_overdue(attempt.sent, now);
  } else {
    take_reply(state, outcome, now);
  }
}

void ResolverPool::take_reply(State& state, AttemptResult outcome,
                              io::Instant now) {
  const bool useful = outcome == AttemptResult::kReply;
  state.health.take_reply(useful, can_control_, now);
  state.useless += ((useful ? 0 : 1) - state.useless) / kUselessMemory;
  if (useful || !paced_ || !can_control_ || state.useless < kUselessShare) {
    return;
  }
  const double pps = std::max(1.0, static_cast<double>(state.pacer.rate_pps()));
  const io::Duration share{
      static_cast<std::int64_t>(1e9 / pps / kControlShare)};
  // With the next packets, since those are what the resolver turns away.
  const io::Instant next = state.pacer.next_room(now);
  state.health.suspect_replies(
      std::max(share, kControlLeast),
      next == io::Instant::never() ? now : std::max(next, now), now);
}

// What follows from what its health has become.
void ResolverPool::note_health(std::uint16_t resolver, io::Instant now) {
  State& state = states_[resolver];
  if (!trusted(resolver)) {
    return;
  }
  const bool out = state.health.state() == ResolverHealth::State::kOut;
  if (out != state.out) {
    out ? go_out(resolver, now) : come_back(resolver, now);
  }
  const io::Instant due = state.health.control_due();
  if (due != state.control && due != io::Instant::never()) {
    controls_.emplace_back(due.ns, resolver);
    std::push_heap(controls_.begin(), controls_.end(), std::greater<>());
  }
  state.control = due;
}

// Where it stands it is found to be out when its turn comes, unless it stands
// nowhere.
void ResolverPool::go_out(std::uint16_t resolver, io::Instant now) {
  State& state = states_[resolver];
  state.out = true;
  ++out_;
  state.counters->outages.add();
  state.counters->out.set(state.health.silent() ? ResolverCounters::kSilent
                                                : ResolverCounters::kFails);
  if (!state.health.silent()) {
    state.pacer.back_off(now);
  }
  state.pacer.forget(now);
  if (state.place == Place::kFull) {
    state.place = Place::kOut;
  }
  if (out_ == trusted_count()) {
    all_out_since_ = now;
  }
}

void ResolverPool::come_back(std::uint16_t resolver, io::Instant now) {
  State& state = states_[resolver];
  state.out = false;
  state.counters->out.set(0);
  --out_;
  all_out_since_ = io::Instant::never();
  state.pacer.forget(now);
  state.quality = best_quality_;  // to be found out anew
  if (state.place == Place::kOut || state.place == Place::kFull) {
    make_ready(resolver);
  }
}

std::uint16_t ResolverPool::find(const io::Endpoint& endpoint) const {
  const auto found = by_seed_.find(endpoint_seed(endpoint));
  return found != by_seed_.end() ? found->second : kNoResolver;
}

void ResolverPool::late(const io::Endpoint& from, io::Instant now) {
  const std::uint16_t resolver = find(from);
  if (resolver != kNoResolver) {
    states_[resolver].counters->late.add();
    states_[resolver].pacer.late();
    states_[resolver].health.take_late_reply(now);
    note_health(resolver, now);
  }
}

io::Duration ResolverPool::control_wait(std::uint16_t resolver) const {
  return std::max(usual_time(resolver) * 2, kControlWaitLeast);
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
