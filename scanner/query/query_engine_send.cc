// The sending half of QueryEngine: which question goes out next, to whom, and
// what holds it back.
#include <algorithm>

#include "scanner/dns/query.h"
#include "scanner/query/query_engine.h"
#include "scanner/query/retry_policy.h"

namespace mxsweep {
namespace {

// How soon a retry looks again whether a resolver other than the last one has
// room.
constexpr io::Duration kOtherResolverDelay = io::Duration::milliseconds(5);

}  // namespace

void QueryEngine::begin_round(io::Instant now, bool has_questions) {
  round_ = {};
  round_.now = now;
  limited_ = false;
  ask_controls(now);
  streams_.look(transport_);
  round_.room = std::min(room(), io::kTxBatchMax);
  if (round_.room == 0 || !has_work(has_questions)) {
    return;
  }
  round_.open = true;
  round_.granted = limiter_.grant(now, round_.room);
  round_.buffers = transport_.reserve(round_.granted);
  lane_ = draw_lane();
  round_.controls_at = draw_place_of_controls();
  send_ahead();
}

// A resolver that is asked too much takes the first packets of a group, and
// turns the last away: control questions have their place by chance, as names
// have.
std::uint32_t QueryEngine::draw_place_of_controls() {
  if (order_.controls() == 0) {
    return 0;
  }
  const std::uint16_t resolver = queries_[order_.control()].attempt.resolver;
  const std::size_t group =
      resolvers_.usable() * resolvers_.room(resolver, round_.now);
  const auto most =
      static_cast<std::uint32_t>(std::min<std::size_t>(group, round_.granted));
  return static_cast<std::uint32_t>(prng_.below(most + 1));
}

void QueryEngine::ask_controls(io::Instant now) {
  while (options_.controls && has_free() && !ending()) {
    const std::uint16_t resolver = resolvers_.next_control(now);
    if (resolver == kNoResolver) {
      return;
    }
    const ControlNames::Question question = controls_.draw(prng_);
    QueryRequest control = request(question.name, question.type);
    control.owner = {kControlAsker, resolver};
    control.options.server = resolver;
    control.options.flags.edns = false;  // T2: some are silent to OPT
    const std::uint32_t index = queries_.take(control);
    queries_[index].ahead = true;
    order_.add_control(index);
  }
}

void QueryEngine::ask_ahead(const QueryRequest& request) {
  const std::uint32_t index = queries_.take(request);
  queries_[index].ahead = true;
  if (request.options.flags.stream) {
    streams_.wait(index, request.options.server);
  } else {
    order_.add_ahead(index);
  }
}

// All that comes before first questions and those asked again.
void QueryEngine::send_ahead() {
  while (order_.ahead() != 0 && !round_.blocked &&
         round_.filled < round_.buffers.size()) {
    send(order_.take_ahead());
  }
  if (!can_send()) {
    return;
  }
  if (const std::uint32_t index = order_.take_put_back();
      index != SendOrder::kNone) {
    send(index);
  }
  // Few at a time, and they end names; datagrams have all other places.
  while (can_send()) {
    const std::uint32_t index = streams_.next();
    if (index == StreamQueue::kNone) {
      return;
    }
    send(index);
  }
}

std::uint32_t QueryEngine::room() const {
  const std::uint32_t free = options_.concurrency - places_taken_;
  return std::max(
      free, static_cast<std::uint32_t>(order_.ahead() + order_.controls()));
}

void QueryEngine::ask(const QueryRequest& request) {
  order_.note_first();
  send(queries_.take(request));
}

void QueryEngine::end_round() {
  while (order_.has_again() && can_send_next()) {
    send(order_.take_again());
  }
  send_controls(0);
  counters_.in_flight.set(in_flight_);
  if (!round_.open) {
    return;
  }
  const std::uint32_t granted = round_.granted;
  const std::uint32_t filled = round_.filled;
  // There is nothing to be done either while all buffers are with the kernel.
  limited_ = (granted < round_.room && filled == granted) ||
             (granted > 0 && round_.buffers.empty());
  transport_.submit(filled);
  limiter_.give_back(granted - filled);
  sent_at_ = filled > 0 ? round_.now : sent_at_;
}

void QueryEngine::send(std::uint32_t index) {
  MXSWEEP_DCHECK(round_.filled < round_.buffers.size());
  const Prepared prepared =
      prepare_attempt(index, round_.buffers[round_.filled], round_.now);
  if (prepared == Prepared::kReady) {
    ++round_.filled;
    return;
  }
  const PendingQuery& query = queries_[index];
  if (prepared == Prepared::kNoneHasRoom) {
    round_.held_by_resolvers = true;
    if (resolvers_.usable() > 1 && query.attempt.resolver != kNoResolver) {
      // Others may go to any.
      timers_.set(index, round_.now + kOtherResolverDelay);
      return;
    }
  }
  round_.blocked = true;
  if (query.ahead) {
    order_.add_ahead(index);
  } else {
    order_.put_back(index);
  }
}

std::uint16_t QueryEngine::choose_resolver(const PendingQuery& query,
                                           io::Instant now) {
  const std::uint16_t before = query.attempt.resolver;
  if (query.keep_resolver) {
    return before;
  }
  const bool last =
      query.retries_used != 0 && query.retries_used >= options_.retries;
  return last ? resolvers_.pick_best(now, before)
              : resolvers_.pick(now, before);
}

// In this round's lane, or the next that has a slot; `lane` says which.
InflightTable::Claim QueryEngine::claim_slot(std::uint32_t index,
                                             std::uint16_t resolver,
                                             std::uint16_t& lane) {
  const PendingQuery& query = queries_[index];
  const std::uint64_t verify =
      match_hash(query.name_hash, query.type, resolvers_.seed(resolver));
  const std::uint16_t lanes = transport_.lanes();
  lane = lanes;  // that of the streams
  if (!query.stream) {
    lane = options_.lane_per_query ? draw_lane() : lane_;
  }
  InflightTable::Claim claim = inflight_.claim(lane, verify, index);
  for (std::uint16_t tried = 1;
       claim.slot == InflightTable::kNoSlot && !query.stream && tried < lanes;
       ++tried) {
    lane = static_cast<std::uint16_t>((lane + 1) % lanes);
    claim = inflight_.claim(lane, verify, index);
  }
  return claim;
}

QueryEngine::Prepared QueryEngine::prepare_attempt(std::uint32_t index,
                                                   io::TxBuffer& buffer,
                                                   io::Instant now) {
  PendingQuery& query = queries_[index];
  const std::uint16_t resolver = choose_resolver(query, now);
  if (resolver == kNoResolver) {
    return Prepared::kNoneHasRoom;
  }
  const InflightTable::Claim claim = claim_slot(index, resolver, buffer.lane);
  if (claim.slot == InflightTable::kNoSlot) {
    // The resolver has given a turn for it, so it keeps that resolver.
    query.keep_resolver = true;
    query.attempt.resolver = resolver;
    return Prepared::kNoSlot;
  }
  QuerySpec spec{query.name, query.type,     claim.id,
                 query.edns, query.followed, query.wanted.recursion_desired};
  if (options_.mix_case && !query.stream) {
    spec.case_secret = case_secret(buffer.lane, claim.id, query.name_hash);
  }
  if (options_.cookies) {
    spec.cookie = cookies_.of(resolver);
  }
  buffer.size = static_cast<std::uint32_t>(write_query(spec, buffer.bytes));
  buffer.peer = resolver;
  buffer.channel = query.stream ? io::Channel::kStream : io::Channel::kDatagram;
  query.slot = claim.slot;
  on_sent(index, resolver, now);
  return Prepared::kReady;
}

void QueryEngine::on_sent(std::uint32_t index, std::uint16_t resolver,
                          io::Instant now) {
  PendingQuery& query = queries_[index];
  count_sent(query);
  auto channel = ResolverPool::Channel::kDatagram;
  if (query.stream) {
    channel = ResolverPool::Channel::kStream;
    counters_.queries_stream.add();
    streams_.on_sent(resolver);
  } else if (query.asker == kControlAsker) {
    channel = ResolverPool::Channel::kControl;
  }
  query.attempt = resolvers_.on_sent(resolver, channel, now);
  query.attempt.repeat = query.last_status != LookupStatus::kNotAttempted &&
                         is_cached_failure(query.last_status);
  ++query.attempts;
  ++in_flight_;
  query.has_place = !query.ahead;
  places_taken_ += query.has_place ? 1 : 0;
  timers_.set(index,
              now + std::min(resolvers_.usual_time(resolver), wait_of(query)));
}

void QueryEngine::count_sent(const PendingQuery& query) {
  if (query.attempts != 0) {
    counters_.queries_retried.add();
  } else if (query.asker == kControlAsker) {
    counters_.queries_control.add();
  } else {
    asked_[query.asker]->add();
  }
}

std::uint16_t QueryEngine::draw_lane() {
  return static_cast<std::uint16_t>(prng_.below(transport_.lanes()));
}

}  // namespace mxsweep
