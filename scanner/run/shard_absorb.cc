// The receiving half of Shard: pairing replies with questions (T6), errors
// and silence, and what each end of an attempt leads to.
#include <algorithm>

#include "io/base/prefetch.h"

#include "scanner/query/retry_policy.h"
#include "scanner/run/shard.h"

namespace mxsweep {
namespace {

AttemptEnd attempt_end(const PendingQuery& query, LookupStatus status) {
  AttemptEnd end;
  end.status = status;
  end.edns = query.edns;
  end.stream = query.stream;
  end.without_edns_tried = query.without_edns_tried || !query.edns;
  end.only_silence = query.only_silence;
  end.retries_used = query.retries_used;
  return end;
}

}  // namespace

void Shard::absorb(const io::RxBatch& batch) {
  // Rows are made while what they are made of is still in the cache.
  constexpr std::size_t kPerEmit = 16;
  for (std::size_t i = 0; i < batch.messages.size(); ++i) {
    if (i % kPerEmit == 0) {
      emit(batch.now);
    }
    const io::RxMessage& message = batch.messages[i];
    look_ahead(batch, i);
    if (message.error != 0) {
      absorb_error(message, batch.now);
    } else {
      absorb_message(message, batch.now);
    }
  }
}

// Each reply leads to a slot, from there to an query, from there to a name,
// none of which is in the cache when a thousand others came between. The batch
// says early which will be needed.
void Shard::look_ahead(const io::RxBatch& batch, std::size_t at) {
  constexpr std::size_t kPayload = 8;
  constexpr std::size_t kSlot = 6;
  constexpr std::size_t kQuery = 4;
  constexpr std::size_t kName = 2;
  const auto& messages = batch.messages;
  if (at == 0) {
    slots_ahead_.fill(0);
  }
  if (at + kPayload >= messages.size()) {
    return;
  }
  io::prefetch(messages[at + kPayload].payload.data());
  const auto slot_of = [this, at](std::size_t ahead) -> std::uint32_t& {
    return slots_ahead_[(at + ahead) % kSlotsAhead];
  };
  const io::RxMessage& next = messages[at + kSlot];
  if (next.payload.size() >= 2) {
    const std::uint32_t slot =
        inflight_.place(next.lane, peek_id(next.payload));
    slot_of(kSlot) = slot == InflightTable::kNoSlot ? 0 : slot;
    inflight_.prefetch(slot_of(kSlot));
  }
  // Any question may stand in these slots; it is only a guess.
  io::prefetch(&queries_[inflight_.question(slot_of(kQuery))]);
  const PendingQuery& query = queries_[inflight_.question(slot_of(kName))];
  if (query.kind == QueryKind::kMx) {
    lookups_[query.owner].prefetch_all();
  } else {
    io::prefetch(query.name.data());
  }
}

void Shard::absorb_message(const io::RxMessage& message, io::Instant now) {
  const std::optional<Header> header = read_header(message.payload);
  if (!header.has_value() || !header->response || header->opcode != 0) {
    counters_.malformed.add();
    return;
  }
  std::size_t records_at = 0;
  if (!read_question(message.payload, *header, question_, records_at) ||
      question_.klass != kClassIn) {
    // Without its question a reply cannot be told from a forged one.
    counters_.mismatched_question.add();
    return;
  }
  const std::uint64_t verify = verify_hash(
      question_.name.view(), question_.type, endpoint_seed(message.from));
  const InflightTable::Match match =
      inflight_.match(message.lane, header->id, verify);
  if (match.kind != MatchKind::kMatched) {
    if (match.kind == MatchKind::kLate) {
      counters_.replies_late.add();
      resolvers_.late(message.from, now);
    } else {
      count_mismatch(match, message.from);
    }
    return;
  }
  const std::uint32_t index = inflight_.question(match.slot);
  const PendingQuery& query = queries_[index];
  retire(index);
  if (query.attempt.stream) {
    streams_.note_reply(query.attempt.resolver, now);
  }
  // The hash has 32 bits; the octets decide.
  if (!(question_.name.view() == query.name) ||
      question_.type != type_of(query.kind) ||
      !(message.from == resolvers_.endpoint(query.attempt.resolver))) {
    counters_.mismatched_question.add();
    resolvers_.on_result(query.attempt, AttemptResult::kUnclear, now);
    end_without_reply(index, LookupStatus::kTimeout, now);
    return;
  }
  take_reply(index, {message, *header, records_at, now});
}

void Shard::count_mismatch(const InflightTable::Match& match,
                           const io::Endpoint& from) {
  if (match.kind != MatchKind::kMismatch) {
    counters_.mismatched_id.add();
    return;
  }
  const PendingQuery& query = queries_[inflight_.question(match.slot)];
  if (from == resolvers_.endpoint(query.attempt.resolver)) {
    counters_.mismatched_question.add();
  } else {
    counters_.mismatched_source.add();
  }
}

// The query's attempt is over: its slot is done, its timer unset.
void Shard::retire(std::uint32_t index) {
  PendingQuery& query = queries_[index];
  inflight_.release(query.slot);
  query.slot = InflightTable::kNoSlot;
  timers_.cancel(index);
  --in_flight_;
  give_place_back(query);
  if (query.attempt.stream) {
    streams_.retire(query.attempt.resolver);
  }
}

void Shard::give_place_back(PendingQuery& query) {
  places_taken_ -= query.has_place ? 1 : 0;
  query.has_place = false;
}

// What came of asking again after silence, for the pace of the resolver that
// was silent.
void Shard::tell_of_silence(PendingQuery& query, bool answered) {
  if (query.silent_resolver != ResolverPool::kNone) {
    resolvers_.asked_again(query.silent_resolver, query.silent_cohort,
                           answered);
    query.silent_resolver = ResolverPool::kNone;
  }
}

void Shard::take_reply(std::uint32_t index, const Arrival& arrival) {
  PendingQuery& query = queries_[index];
  counters_.replies.add();
  read_reply(index, arrival);
  query.only_silence = false;
  AttemptEnd end = attempt_end(query, answer_.status);
  end.truncated = end.status == LookupStatus::kTruncated;
  end.edns_fault = answer_.edns_fault;
  end.filtered = (is_answer(end.status) || answer_.unfinished) &&
                 has_filter_code(answer_.ede_codes);
  const bool unfinished = answer_.unfinished && !end.filtered;
  const bool useful = is_conclusive(end.status) || end.truncated || unfinished;
  tell_of_silence(query, useful);
  resolvers_.on_result(query.attempt,
                       useful ? AttemptResult::kReply : AttemptResult::kFailure,
                       arrival.now);
  if (unfinished && query.kind != QueryKind::kProbe &&
      query.kind != QueryKind::kControl) {
    follow(index);
    return;
  }
  note_reply(query, arrival, end.status);
  end_attempt(index, end, reply_, arrival.now);
}

// What the reply says, into the scratch answer.
void Shard::read_reply(std::uint32_t index, const Arrival& arrival) {
  PendingQuery& query = queries_[index];
  bool truncated = arrival.header.truncated || arrival.message.truncated;
  if (!truncated) {
    read_answer(arrival.message.payload, arrival.header,
                {query.name, type_of(query.kind), arrival.records_at}, answer_);
    // Some cut a datagram and do not say so; a stream has no such limit.
    truncated = answer_.ends_early && !query.stream;
  }
  if (truncated) {
    answer_.clear();
    answer_.rcode = arrival.header.rcode;
    answer_.authentic_data = arrival.header.authentic_data;
    answer_.status = LookupStatus::kTruncated;
    counters_.replies_truncated.add();
    query.was_truncated = true;
  }
  queries_.complete_chain(index, answer_);
}

// The reply was CNAMEs without an end (S2): their last target is asked.
void Shard::follow(std::uint32_t index) {
  queries_.follow(index, answer_);
  PendingQuery& query = queries_[index];
  query.name_hash = name_hash(query.name);
  to_send_.push_back(index);
}

void Shard::note_reply(const PendingQuery& query, const Arrival& arrival,
                       LookupStatus status) {
  reply_.status = status;
  reply_.received = true;
  reply_.stream = query.stream;
  reply_.authentic_data = answer_.authentic_data;
  reply_.rcode = answer_.rcode;
  reply_.resolver = query.attempt.resolver;
  reply_.attempts = query.packets();
  reply_.bytes = static_cast<std::uint32_t>(arrival.message.payload.size());
  reply_.rtt = arrival.now - query.attempt.sent;
  reply_.at = arrival.now;
  least_rtt_ = std::min(least_rtt_, reply_.rtt);
}

void Shard::end_without_reply(std::uint32_t index, LookupStatus status,
                              io::Instant now) {
  PendingQuery& query = queries_[index];
  answer_.clear();
  // T4: a truncated answer whose stream failed is neither silence nor data.
  const bool truncated = query.was_truncated && query.stream;
  const LookupStatus shown = truncated ? LookupStatus::kTruncated : status;
  answer_.status = shown;
  queries_.complete_chain(index, answer_);
  reply_ = FinalReply{};
  reply_.status = shown;
  reply_.resolver = query.attempt.resolver;
  reply_.attempts = query.packets();
  reply_.at = now;
  end_attempt(index, attempt_end(query, shown), reply_, now);
}

void Shard::end_attempt(std::uint32_t index, const AttemptEnd& end,
                        const FinalReply& reply, io::Instant now) {
  PendingQuery& query = queries_[index];
  if (query.kind == QueryKind::kControl) {
    queries_.give_back(index);  // the pool of resolvers knows already
    return;
  }
  const AttemptEnd known = with_resolvers(query, end);
  const RetryDecision next =
      decide({config_.retries, resolvers_.trusted_count() > 1}, known);
  if (next.action == RetryAction::kFinal ||
      is_given_up(query, known, next.counted)) {
    finish_query(index, reply);
    return;
  }
  note_failure(query, known, next.counted);
  query.edns = next.edns;
  query.stream = next.stream;
  query.keep_resolver = next.same_resolver || query.kind == QueryKind::kProbe;
  if (next.action == RetryAction::kNow) {
    ask_now(index);
  } else {
    query.useless_replies = 0;
    timers_.set(index, now + next.delay);
  }
}

// What the state of the resolvers says of an attempt.
AttemptEnd Shard::with_resolvers(const PendingQuery& query,
                                 const AttemptEnd& end) const {
  AttemptEnd known = end;
  known.unproven = is_silence(end.status) && !query.stream &&
                   !resolvers_.replied_since(query.attempt);
  known.failed_everywhere = query.useless_replies + 1U >= resolvers_.usable();
  return known;
}

// Nobody can answer for a resolver in doubt, so it is asked again if silent;
// and nothing is asked again when the run is to end.
bool Shard::is_given_up(const PendingQuery& query, const AttemptEnd& end,
                        bool counted) const {
  const bool enough = query.kind == QueryKind::kProbe &&
                      (!query.only_silence || query.retries_used > 0);
  return (counted && enough) ||
         (ending() && (counted || is_silence(end.status)));
}

// The attempt that ended belongs to what was tried, before the next one.
void Shard::note_failure(PendingQuery& query, const AttemptEnd& end,
                         bool counted) {
  query.last_status = end.status;
  query.without_edns_tried = query.without_edns_tried || !query.edns;
  counters_.unproven.add(end.unproven ? 1 : 0);
  if (!counted) {
    return;
  }
  ++query.retries_used;
  query.stream_cuts = 0;
  if (is_cached_failure(end.status)) {
    ++query.useless_replies;
  } else if (is_silence(end.status) && !query.stream) {
    query.silent_resolver = query.attempt.resolver;
    query.silent_cohort = query.attempt.cohort;
  }
}

// How long the attempt in flight may take. Those who invent answers are quicker
// than those who look for them.
io::Duration Shard::wait_of(const PendingQuery& query) const {
  const std::uint16_t resolver = query.attempt.resolver;
  if (query.kind == QueryKind::kControl) {
    return resolvers_.control_wait(resolver);
  }
  const bool patient = query.stream || query.kind == QueryKind::kProbe ||
                       query.retries_used >= config_.retries;
  return resolvers_.wait(resolver, query.retries_used, patient,
                         config_.timeout);
}

void Shard::ask_now(std::uint32_t index) {
  const PendingQuery& query = queries_[index];
  if (query.stream) {
    streams_.wait(index, query.attempt.resolver);
  } else {
    send_again(index);
  }
}

void Shard::expire(io::Instant now) {
  for (std::uint32_t index = timers_.pop_expired(now);
       index != TimerWheel::kNone; index = timers_.pop_expired(now)) {
    PendingQuery& query = queries_[index];
    if (query.slot == InflightTable::kNoSlot) {
      ask_now(index);  // its waiting time is over
      continue;
    }
    const io::Instant deadline = query.attempt.sent + wait_of(query);
    if (now < deadline) {
      take_overdue(index, deadline, now);
    } else {
      end_in_silence(index, now);
    }
  }
}

// A reply is not usual any longer, though it may come yet.
void Shard::take_overdue(std::uint32_t index, io::Instant deadline,
                         io::Instant now) {
  PendingQuery& query = queries_[index];
  const io::Instant next = now + resolvers_.usual_time(query.attempt.resolver);
  switch (query.has_place ? resolvers_.overdue(query.attempt, now)
                          : ResolverPool::Overdue::kRelease) {
    case ResolverPool::Overdue::kWait:
      timers_.set(index, std::min(next, deadline));
      return;
    case ResolverPool::Overdue::kRelease:
      tell_of_silence(query, false);
      give_place_back(query);
      timers_.set(index, deadline);
      return;
    case ResolverPool::Overdue::kGiveUp:
      end_in_silence(index, now);
      return;
  }
}

void Shard::end_in_silence(std::uint32_t index, io::Instant now) {
  PendingQuery& query = queries_[index];
  if (!inflight_.cancel(query.slot)) {
    return;  // its reply is being taken at this moment
  }
  counters_.timeouts.add();
  resolvers_.on_result(query.attempt, AttemptResult::kSilence, now);
  if (resolvers_.replied_since(query.attempt)) {
    tell_of_silence(query, false);
  }
  const Attempt attempt = query.attempt;
  retire(index);
  end_without_reply(index, LookupStatus::kTimeout, now);
  if (attempt.stream && streams_.note_silence(attempt.resolver, attempt.sent)) {
    give_up_stream(attempt.resolver, LookupStatus::kTimeout, now);
  }
}

void Shard::absorb_error(const io::RxMessage& message, io::Instant now) {
  if (message.channel == io::Channel::kStream) {
    lose_stream(message, now);
    return;
  }
  // The payload is what we sent, so it names the question.
  const std::optional<Header> header = read_header(message.payload);
  std::size_t records_at = 0;
  if (!header.has_value() ||
      !read_question(message.payload, *header, question_, records_at)) {
    return;  // nothing to pair it with; the attempt will time out
  }
  const InflightTable::Match match =
      inflight_.match(message.lane, header->id,
                      verify_hash(question_.name.view(), question_.type,
                                  endpoint_seed(message.from)));
  if (match.kind != MatchKind::kMatched) {
    return;
  }
  const std::uint32_t index = inflight_.question(match.slot);
  counters_.network_errors.add();
  resolvers_.on_result(queries_[index].attempt, AttemptResult::kSilence, now);
  retire(index);
  end_without_reply(index, LookupStatus::kNetworkError, now);
}

// What a connection left unanswered that had served is asked again on a new
// one, which is no attempt more (RFC 7766 section 6.2.4). It must have brought
// a reply that ended an attempt, so this comes to an end.
void Shard::lose_stream(const io::RxMessage& message, io::Instant now) {
  const std::uint16_t resolver = resolvers_.find(message.from);
  if (resolver == ResolverPool::kNone) {
    return;
  }
  const bool replied = streams_.take_replied(resolver);
  const bool served = message.served && replied;
  const bool dead = !served && streams_.note_failure(resolver);
  const std::uint32_t first = transport_.lanes() * inflight_.slots_per_lane();
  const std::uint32_t end = first + inflight_.slots_used(transport_.lanes());
  for (std::uint32_t slot = first; slot < end; ++slot) {
    if (inflight_.pending(slot) &&
        queries_[inflight_.question(slot)].attempt.resolver == resolver) {
      lose_on_stream(slot, served, now);
    }
  }
  if (dead) {
    give_up_stream(resolver, LookupStatus::kNetworkError, now);
  }
}

void Shard::lose_on_stream(std::uint32_t slot, bool served, io::Instant now) {
  const std::uint32_t index = inflight_.question(slot);
  if (!inflight_.cancel(slot)) {
    return;  // its reply is being taken at this moment
  }
  PendingQuery& query = queries_[index];
  counters_.network_errors.add();
  resolvers_.on_result(query.attempt, AttemptResult::kUnclear, now);
  retire(index);
  if (served && query.stream_cuts < kStreamCutsMax && !ending()) {
    ++query.stream_cuts;
    streams_.wait_first(index, query.attempt.resolver);
  } else {
    end_without_reply(index, LookupStatus::kNetworkError, now);
  }
}

// Those that wait for a stream that is dead would only find that out, too.
void Shard::give_up_stream(std::uint16_t resolver, LookupStatus status,
                           io::Instant now) {
  for (std::uint32_t index = streams_.give_up(resolver);
       index != StreamQueue::kNone; index = streams_.give_up(resolver)) {
    end_without_reply(index, status, now);
  }
}

}  // namespace mxsweep
