// The sending half of Shard: which question goes out next, to whom, and what
// holds it back. Questions about resolvers go first, then mail hosts (they
// finish names), then new names; retries take every tenth turn, so that names
// that fail do not hold up the others.
#include <algorithm>
#include <utility>

#include "scanner/dns/query.h"
#include "scanner/run/shard.h"

namespace mxsweep {
namespace {

// How soon a retry looks again whether a resolver other than the last one has
// room.
constexpr io::Duration kOtherResolverDelay = io::Duration::milliseconds(5);

// A free lookup has long left the cache; it is fetched so many jobs early.
constexpr std::size_t kLookupsAhead = 4;

constexpr std::uint32_t kFirstPerRetry = 9;

}  // namespace

std::uint16_t type_of(QueryKind kind) {
  switch (kind) {
    case QueryKind::kMx:
    case QueryKind::kControl:
      return kTypeMx;
    case QueryKind::kA:
    case QueryKind::kProbe:
      return kTypeA;
    case QueryKind::kAaaa:
      break;
  }
  return kTypeAaaa;
}

void Shard::launch(io::Instant now) {
  limited_ = false;
  paced_ = false;
  end_waiting(now);
  ask_rewriting(now);
  ask_controls(now);
  streams_.look(transport_);
  const std::uint32_t room = std::min(this->room(), io::kTxBatchMax);
  if (jobs_ == nullptr && !input_ended_) {
    static_cast<void>(fetch_jobs());
  }
  if (room == 0 || !has_work()) {
    counters_.in_flight.set(in_flight_);
    note_hold(room, 0, 0);
    return;
  }
  const std::uint32_t granted = limiter_.grant(now, room);
  const std::span<io::TxBuffer> slots = transport_.reserve(granted);
  lane_ = draw_lane();
  const std::uint32_t filled = fill_slots(slots, now);
  // There is nothing to be done either while all buffers are with the kernel.
  limited_ =
      (granted < room && filled == granted) || (granted > 0 && slots.empty());
  transport_.submit(filled);
  limiter_.give_back(granted - filled);
  sent_at_ = filled > 0 ? now : sent_at_;
  note_hold(room, granted, filled);
}

std::uint32_t Shard::fill_slots(std::span<io::TxBuffer> slots,
                                io::Instant now) {
  std::uint32_t filled = 0;
  while (filled < slots.size()) {
    const std::uint32_t index = next_query();
    if (index == TimerWheel::kNone) {
      break;
    }
    const Prepared prepared = prepare_attempt(index, slots[filled], now);
    if (prepared == Prepared::kReady) {
      ++filled;
      continue;
    }
    paced_ = paced_ || prepared == Prepared::kNoResolver;
    const PendingQuery& query = queries_[index];
    if (prepared == Prepared::kNoResolver && resolvers_.usable() > 1 &&
        query.attempt.resolver != ResolverPool::kNone) {
      timers_.set(index, now + kOtherResolverDelay);  // others may go to any
    } else {
      put_back(index);  // every lane is full, or every resolver
      break;
    }
  }
  counters_.in_flight.set(in_flight_);
  return filled;
}

void Shard::ask_rewriting(io::Instant now) {
  while (probe_.due(now) && queries_.has_free() && !ending()) {
    const RewriteProbe::Question question = probe_.next_question(now);
    const std::uint32_t index =
        queries_.take(QueryKind::kProbe, question.probed, question.name,
                      name_hash(question.name));
    queries_[index].attempt.resolver = question.resolver;
    queries_[index].keep_resolver = true;
    urgent_.push_back(index);
  }
}

void Shard::ask_controls(io::Instant now) {
  while (queries_.has_free() && !ending()) {
    const std::uint16_t resolver = resolvers_.next_control(now);
    if (resolver == ResolverPool::kNone) {
      return;
    }
    const NameView name = controls_.draw(prng_);
    const std::uint32_t index =
        queries_.take(QueryKind::kControl, resolver, name, name_hash(name));
    queries_[index].attempt.resolver = resolver;
    queries_[index].keep_resolver = true;
    queries_[index].edns = false;  // T2: some are silent to OPT
    urgent_.push_back(index);
  }
}

// It goes before all others, so that no new question is taken meanwhile.
void Shard::put_back(std::uint32_t index) {
  const QueryKind kind = queries_[index].kind;
  if (kind == QueryKind::kControl || kind == QueryKind::kProbe) {
    urgent_.push_back(index);
  } else {
    put_back_ = index;
  }
}

void Shard::send_again(std::uint32_t index) {
  const PendingQuery& query = queries_[index];
  const bool perhaps_lost = query.only_silence && query.retries_used <= 1;
  (perhaps_lost ? to_send_ : to_send_last_).push_back(index);
}

std::uint32_t Shard::room() const {
  const std::uint32_t free = config_.concurrency - places_taken_;
  return std::max(free, static_cast<std::uint32_t>(urgent_.size()));
}

// Whether some question waits that was never asked.
bool Shard::has_first_question() {
  return queries_.has_free(kKeptForResolvers) &&
         (hosts_.has_questions() || (can_take_job() && fetch_jobs()));
}

std::uint32_t Shard::next_query() {
  if (!urgent_.empty()) {
    const std::uint32_t index = urgent_.back();
    urgent_.pop_back();
    return index;
  }
  if (places_taken_ >= config_.concurrency) {
    return TimerWheel::kNone;
  }
  if (put_back_ != TimerWheel::kNone) {
    return std::exchange(put_back_, TimerWheel::kNone);
  }
  // Few at a time, and they end names; datagrams have all other places.
  if (const std::uint32_t index = streams_.next();
      index != StreamQueue::kNone) {
    return index;
  }
  const bool first = has_first_question();
  if (has_retry() && (!first || first_in_a_row_ >= kFirstPerRetry)) {
    std::vector<std::uint32_t>& from =
        to_send_.empty() ? to_send_last_ : to_send_;
    const std::uint32_t index = from.back();
    from.pop_back();
    first_in_a_row_ = 0;
    return index;
  }
  if (!first) {
    return TimerWheel::kNone;
  }
  ++first_in_a_row_;
  if (hosts_.has_questions()) {
    const HostResolver::HostQuestion question = hosts_.next_question();
    const NameView host = hosts_.name(question.host);
    return queries_.take(question.kind, question.host, host, name_hash(host));
  }
  return next_job_query();
}

std::uint32_t Shard::next_job_query() {
  while (can_take_job() && fetch_jobs()) {
    const std::uint32_t index = take_job();
    if (index != TimerWheel::kNone) {
      return index;
    }
  }
  return TimerWheel::kNone;
}

bool Shard::fetch_jobs() {
  while (jobs_ == nullptr || next_job_ == jobs_->size()) {
    if (jobs_ != nullptr) {
      input_ended_ = input_ended_ || jobs_->last;
      MXSWEEP_CHECK(job_queue_.empty.try_push(jobs_));
      notify(job_queue_.reader, WakeReason::kBatch);
      jobs_ = nullptr;
    }
    next_job_ = 0;
    if (input_ended_ || !job_queue_.full.try_pop(jobs_)) {
      return false;
    }
  }
  return true;
}

// kNone when the job needs no question of its own: the name is unusable, or
// the same name is being asked already (T8).
std::uint32_t Shard::take_job() {
  jobs_->prefetch(next_job_);
  const Job job = jobs_->job(next_job_++);
  counters_.names_taken.add();
  const std::uint32_t index = take_lookup();
  Lookup& lookup = lookups_[index];
  if (free_lookups_.size() >= kLookupsAhead) {
    lookups_[free_lookups_[free_lookups_.size() - kLookupsAhead]].prefetch();
  }
  lookup.seq = job.seq;
  if (job.has_more()) {  // else nothing but two cache lines is touched
    lookup.rank = job.rank;
    lookup.set_texts(job.input, job.error);
  }
  if (job.name.empty()) {
    lookup.reply.status = LookupStatus::kInvalidName;
    finish_lookup(index);
    return TimerWheel::kNone;
  }
  lookup.set_name(job.name, job.label_class);
  if (ending()) {
    finish_lookup(index);  // as NOT_ATTEMPTED, which reset() left
    return TimerWheel::kNone;
  }
  lookup.name_hash = name_hash(lookup.name());
  const std::uint32_t asking = by_name_.find_or_add(index);
  if (asking != Lookup::kNone) {
    Lookup& first = lookups_[asking];
    lookup.next_duplicate = first.next_duplicate;
    first.next_duplicate = index;
    counters_.names_coalesced.add();
    return TimerWheel::kNone;
  }
  return queries_.take(QueryKind::kMx, index, lookup.name(), lookup.name_hash);
}

std::uint32_t Shard::take_lookup() {
  if (free_lookups_.empty()) {
    lookups_.emplace_back().reset();
    return static_cast<std::uint32_t>(lookups_.size() - 1);
  }
  const std::uint32_t index = free_lookups_.back();
  free_lookups_.pop_back();
  return index;
}

std::uint16_t Shard::choose_resolver(const PendingQuery& query,
                                     io::Instant now) {
  const std::uint16_t before = query.attempt.resolver;
  if (query.keep_resolver) {
    return before;
  }
  const bool last =
      query.retries_used != 0 && query.retries_used >= config_.retries;
  return last ? resolvers_.pick_best(now, before)
              : resolvers_.pick(now, before);
}

// In this round's lane, or the next that has a slot; `lane` says which.
InflightTable::Claim Shard::claim_slot(std::uint32_t index,
                                       std::uint16_t resolver,
                                       std::uint16_t& lane) {
  const PendingQuery& query = queries_[index];
  const std::uint64_t verify = verify_of(query.name_hash, type_of(query.kind),
                                         resolvers_.seed(resolver));
  const std::uint16_t lanes = transport_.lanes();
  lane = lanes;  // that of the streams
  if (!query.stream) {
    lane = config_.lane_per_query ? draw_lane() : lane_;
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

Shard::Prepared Shard::prepare_attempt(std::uint32_t index, io::TxBuffer& slot,
                                       io::Instant now) {
  PendingQuery& query = queries_[index];
  const std::uint16_t resolver = choose_resolver(query, now);
  if (resolver == ResolverPool::kNone) {
    return Prepared::kNoResolver;
  }
  const InflightTable::Claim claim = claim_slot(index, resolver, slot.lane);
  if (claim.slot == InflightTable::kNoSlot) {
    query.keep_resolver = true;
    query.attempt.resolver = resolver;
    return Prepared::kNoPlace;
  }
  slot.size = static_cast<std::uint32_t>(write_query(
      {query.name, type_of(query.kind), claim.id, query.edns, query.followed},
      slot.octets));
  slot.peer = resolver;
  slot.channel = query.stream ? io::Channel::kStream : io::Channel::kDatagram;
  query.slot = claim.slot;
  on_sent(index, resolver, now);
  return Prepared::kReady;
}

void Shard::on_sent(std::uint32_t index, std::uint16_t resolver,
                    io::Instant now) {
  PendingQuery& query = queries_[index];
  (query.attempts == 0 ? queries_of(query.kind) : counters_.queries_retried)
      .add();
  auto channel = ResolverPool::Channel::kDatagram;
  if (query.stream) {
    channel = ResolverPool::Channel::kStream;
    counters_.queries_stream.add();
    streams_.on_sent(resolver);
  } else if (query.kind == QueryKind::kControl) {
    channel = ResolverPool::Channel::kControl;
  }
  query.attempt = resolvers_.on_sent(resolver, channel, now);
  ++query.attempts;
  ++in_flight_;
  query.has_place =
      query.kind != QueryKind::kControl && query.kind != QueryKind::kProbe;
  places_taken_ += query.has_place ? 1 : 0;
  timers_.set(index,
              now + std::min(resolvers_.usual_time(resolver), wait_of(query)));
}

Counter& Shard::queries_of(QueryKind kind) {
  switch (kind) {
    case QueryKind::kMx:
      return counters_.queries_mx;
    case QueryKind::kProbe:
      return counters_.queries_probe;
    case QueryKind::kControl:
      return counters_.queries_control;
    case QueryKind::kA:
    case QueryKind::kAaaa:
      break;
  }
  return counters_.queries_address;
}

std::uint16_t Shard::draw_lane() {
  return static_cast<std::uint16_t>(prng_.below(transport_.lanes()));
}

void Shard::note_hold(std::uint32_t room, std::uint32_t granted,
                      std::uint32_t filled) {
  if (room == 0) {
    counters_.held_by_concurrency.add();
  } else if (output_full_) {
    counters_.held_by_output.add();
  } else if (!has_work()) {
    counters_.held_by_input.add(input_ended_ ? 0 : 1);
  } else if (filled == granted && granted < room) {
    counters_.held_by_limiter.add();
  } else if (paced_) {
    counters_.held_by_resolvers.add();
  }
}

}  // namespace mxsweep
