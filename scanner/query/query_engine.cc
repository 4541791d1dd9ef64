#include "scanner/query/query_engine.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "scanner/query/retry_policy.h"
#include "scanner/query/xxh3_hash.h"

namespace mxsweep {
namespace {

// Slots as a multiple of the queries in flight: freed ids rest for a while.
// There are more, too, of which no memory is used until they are needed.
constexpr std::uint32_t kSlotsPerQuery = 4;

// Longer than any round waits, so a longer gap means that the process was
// paused.
constexpr io::Duration kRoundMost = QueryEngine::kWaitMax + Pacer::kDelayMost;

// What a rate lets leave comes in groups. But many slow resolvers have packets
// due at as many times, and buffers that are with the kernel come back at no
// known one: so much time lies between two rounds that send.
constexpr io::Duration kPaceStep = io::Duration::microseconds(250);

PacerOptions pacer_options(const QueryOptions& options) {
  PacerOptions pace = options.pace;
  pace.phase = options.phase;
  return pace;
}

// Those that are not to be chosen.
std::vector<std::uint16_t> barred_of(const QueryOptions& options) {
  if (options.servers_max == 0) {
    return options.rewriting;
  }
  std::vector<std::uint16_t> all(options.resolvers.size());
  std::iota(all.begin(), all.end(), std::uint16_t{0});
  return all;
}

InflightTable::Size slots_of(const QueryOptions& options, std::uint32_t lanes) {
  const auto per_lane = [lanes](std::uint32_t all) {
    return std::clamp(std::bit_ceil(all / lanes + 1), 64U, 65536U);
  };
  return {.lanes = lanes + 1U,  // and that of the streams
          .slots_per_lane = per_lane(options.queries_max / 2),
          .usual_slots = per_lane(options.concurrency * kSlotsPerQuery),
          .fixed_lanes = 1};
}

}  // namespace

QueryEngine::QueryEngine(const QueryOptions& options, const Deps& deps,
                         io::Prng prng, io::Instant start)
    : options_(options),
      transport_(deps.transport),
      counters_(deps.counters),
      asked_(deps.asked),
      stop_(deps.stop),
      stop_now_(deps.stop_now),
      prng_(prng),
      secret_(prng_.next()),
      resolvers_(options.resolvers, pacer_options(options), start,
                 barred_of(options)),
      cookies_(io::Prng(secret_)),
      limiter_(options.rate_pps, start, options.phase,
               RateLimiter::kWideGroupPackets),
      inflight_(slots_of(options, deps.transport.lanes()), prng_.split()),
      queries_(options.queries_max),
      timers_(options.queries_max, start),
      streams_(options.resolvers.size(), options.queries_max,
               slots_of(options, deps.transport.lanes()).usual_slots),
      order_(options.queries_max, options.concurrency) {
  arrivals_.knows_arrivals(transport_.knows_arrivals());
  for (std::size_t i = 0; i < options.resolvers.size(); ++i) {
    cookies_.add_server(static_cast<std::uint16_t>(i));
  }
  resolvers_.reserve(options.servers_max);
}

QueryEngine::~QueryEngine() = default;

io::Result<std::uint16_t> QueryEngine::add_server(
    const io::Endpoint& endpoint) {
  io::Result<std::uint16_t> added = transport_.add_peer(endpoint);
  if (added.ok()) {
    const std::uint16_t number = added.value();
    MXSWEEP_CHECK(number <= resolvers_.size());
    resolvers_.add(number, endpoint, pacer_options(options_), now_);
    streams_.add_resolver(number);
    cookies_.add_server(number);
  }
  return added;
}

bool QueryEngine::drop_server(std::uint16_t server) {
  MXSWEEP_CHECK(server >= options_.resolvers.size());
  if (!transport_.drop_peer(server)) {
    return false;
  }
  resolvers_.drop(server);
  return true;
}

void QueryEngine::look_whether_to_give_up(io::Instant now) {
  const io::Instant out_since = resolvers_.all_out_since();
  if (out_since == io::Instant::never() || gave_up_) {
    return;
  }
  if (stopping() || now - out_since >= options_.give_up_after) {
    gave_up_ = true;
    ended_ = false;
    counters_.gave_up.set(stopping() ? 0 : 1);
  }
}

void QueryEngine::begin_step(io::Instant now) {
  MXSWEEP_DCHECK(closing_.empty());
  now_ = now;
  look_whether_to_give_up(now);
  if (stop_now_ != nullptr && !cut_off_ &&
      stop_now_->load(std::memory_order_relaxed)) {
    cut_off_ = true;
    gave_up_ = true;
    ended_ = false;
    cut_off_all();
  }
  if (ending() && !ended_) {
    ended_ = true;
    close_all_waiting();
  }
}

void QueryEngine::cut_off_all() {
  for (std::uint32_t index = 0; index < queries_.size(); ++index) {
    const PendingQuery& query = queries_[index];
    if (query.name.data() != nullptr && !query.closing &&
        query.slot != InflightTable::kNoSlot && inflight_.cancel(query.slot)) {
      resolvers_.on_result(query.attempt, AttemptResult::kUnclear, now_);
      retire(index);
      close(index, query.last_status);
    }
  }
}

void QueryEngine::close_all_waiting() {
  for (std::size_t resolver = 0; resolver < resolvers_.size(); ++resolver) {
    const auto which = static_cast<std::uint16_t>(resolver);
    for (std::uint32_t index = streams_.give_up(which);
         index != StreamQueue::kNone; index = streams_.give_up(which)) {
      close(index, queries_[index].last_status);
    }
  }
  for (std::uint32_t index = 0; index < queries_.size(); ++index) {
    const PendingQuery& query = queries_[index];
    const bool waits = query.name.data() != nullptr && !query.closing &&
                       query.slot == InflightTable::kNoSlot;
    if (waits && (query.packets() != 0 || gave_up_)) {
      timers_.cancel(index);
      close(index, query.last_status);
    }
  }
  order_.drop([this](std::uint32_t index) { return queries_[index].closing; });
}

// Next() hands it out.
void QueryEngine::close(std::uint32_t index, LookupStatus status) {
  queries_[index].closing = true;
  closing_.push_back({index, status});
}

// They end in the order in which they were closed.
const Completion* QueryEngine::complete_closing() {
  const Closing closing = closing_[next_closing_];
  ++next_closing_;
  if (next_closing_ == closing_.size()) {
    closing_.clear();
    next_closing_ = 0;
  }
  const PendingQuery& query = queries_[closing.index];
  answer_.clear();
  answer_.status = closing.status;
  queries_.complete_chain(closing.index, answer_);
  completion_.reply = FinalReply{};
  completion_.reply.status = closing.status;
  completion_.reply.resolver = query.attempt.resolver;
  completion_.reply.attempts = query.packets();
  completion_.reply.at = now_;
  return complete(closing.index, nullptr);
}

// REQUIRES: answer_ and completion_.reply say how the question ended
const Completion* QueryEngine::complete(std::uint32_t index,
                                        const ReplyMessage* message) {
  const PendingQuery& query = queries_[index];
  const bool known = is_answer(completion_.reply.status);
  if (query.asker == kControlAsker) {
    queries_.give_back(index);  // the resolvers know already
    return nullptr;
  }
  if (query.wanted.may_be_control && known && !query.followed &&
      controls_.learn(query.name, query.type, completion_.reply.at)) {
    resolvers_.allow_useless_doubt();
  }
  end_retries(query, known);
  completion_.owner = {query.asker, query.owner};
  completion_.answer = &answer_;
  completion_.message = message;
  queries_.give_back(index);
  return &completion_;
}

const Completion* QueryEngine::next() {
  for (;;) {
    const Completion* done = nullptr;
    if (!closing_.empty()) {
      done = complete_closing();
    } else if (next_message_ < batch_.messages.size()) {
      look_ahead();
      done = take_message(batch_.messages[next_message_++]);
    } else if (reading_) {
      end_batch();
    } else if (expiring_) {
      expiring_ = expire_one();
    } else {
      counters_.unheard.set(places_taken_);
      counters_.waiting.set(queries_.in_use() - in_flight_);
      return nullptr;
    }
    if (done != nullptr) {
      return done;
    }
  }
}

// Replies already received are read before any query is timed out.
void QueryEngine::end_batch() {
  expiring_ = !arrivals_.more_may_wait(batch_, round_.now, kRoundMost);
  transport_.release();
  reading_ = false;
  batch_.messages = {};
  next_message_ = 0;
}

io::Instant QueryEngine::receive(io::Instant until, bool held) {
  const io::Instant now = round_.now;
  const ArrivalMeter::Wait wait = arrivals_.wait(
      held || limited_ || round_.held_by_resolvers, until - now, in_flight_);
  transport_.set_wait_batch(wait.messages, wait.at_most);
  batch_ = transport_.receive(until);
  next_message_ = 0;
  reading_ = true;
  now_ = batch_.now;
  arrivals_.note_batch(batch_);
  return now_;
}

io::Instant QueryEngine::step(io::Instant now, io::Instant until) {
  begin_step(now);
  begin_round(now, false);
  end_round();
  return receive(closing_.empty() ? std::min(until, next_event(now, false))
                                  : now);
}

bool QueryEngine::has_work(bool has_questions) const {
  return !order_.empty() || streams_.ready() || (has_questions && can_ask());
}

io::Instant QueryEngine::next_event(io::Instant now, bool has_questions) const {
  io::Instant next = std::min(now + kWaitMax, timers_.next_deadline());
  if (options_.controls && has_free() && !ending()) {
    next = std::min(next, resolvers_.next_control_due());
  }
  if (has_work(has_questions) && room() != 0) {
    next = std::min(next, next_launch(now));
  }
  return next;
}

// REQUIRES: there is work and room for it
io::Instant QueryEngine::next_launch(io::Instant now) const {
  if (!limited_ && !round_.held_by_resolvers) {
    return now;
  }
  const io::Instant due =
      limited_ ? limiter_.next_grant(now) : resolvers_.next_pick(now);
  return std::max(due, (due > now ? sent_at_ : now) + kPaceStep);
}

QueryEngine::Hold QueryEngine::hold(bool has_questions) const {
  if (round_.room == 0) {
    return Hold::kConcurrency;
  }
  if (!has_work(has_questions)) {
    return Hold::kNothingToSend;
  }
  if (round_.filled == round_.granted && round_.granted < round_.room) {
    return Hold::kLimiter;
  }
  return round_.held_by_resolvers ? Hold::kResolvers : Hold::kNone;
}

namespace {

// Who wants any reply decides about further attempts, not the engine.
bool is_foreseen(const PendingQuery& query) {
  return query.retries_used != 0 && !query.wanted.any_reply;
}

std::size_t kind_of(bool replied) {
  return replied ? RetryOutlook::kUseless : RetryOutlook::kSilence;
}

}  // namespace

// An attempt is over, and `query` holds what was tried with it.
void QueryEngine::foresee(const PendingQuery& query, const RetryDecision& next,
                          bool replied_before) {
  if (!is_foreseen(query)) {
    return;
  }
  io::Duration left = next.delay;
  if (next.action == RetryAction::kLater) {
    left = left +
           waits_after_failures({options_.retries, false}, query.retries_used);
  } else if (!query.before_replied) {
    for (std::uint32_t used = query.retries_used; used <= options_.retries;
         ++used) {
      left = left + resolvers_.wait(query.attempt.resolver, used,
                                    used == options_.retries, options_.timeout);
    }
  }
  retries_.failed({.kind = kind_of(query.before_replied),
                   .kind_before = kind_of(replied_before),
                   .first = query.retries_used == 1,
                   .took = now_ - query.attempt.sent,
                   .left = left},
                  now_);
}

void QueryEngine::end_retries(const PendingQuery& query, bool answered) {
  if (is_foreseen(query)) {
    retries_.ended(kind_of(query.before_replied), answered);
  }
}

QueryRequest QueryEngine::request(NameView name, std::uint16_t type) const {
  QueryRequest out;
  out.name = name;
  out.name_hash = name_hash(name);
  out.type = type;
  return out;
}

std::uint32_t QueryEngine::name_hash(NameView name) const {
  return static_cast<std::uint32_t>(
      XXH3_64bits_withSeed(name.data(), name.size(), secret_));
}

}  // namespace mxsweep
