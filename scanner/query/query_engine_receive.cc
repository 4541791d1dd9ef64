// The receiving half of QueryEngine: pairing replies with questions (T6),
// errors and silence, and what each end of an attempt leads to. The end of a
// connection is in query_engine_stream.cc.
#include <algorithm>

#include "io/base/prefetch.h"

#include "scanner/dns/letter_case.h"
#include "scanner/query/query_engine.h"
#include "scanner/query/retry_policy.h"

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

// Each reply leads to a slot, from there to a query, from there to a name, none
// of which is in the cache when a thousand others came between. The batch says
// early which will be needed.
void QueryEngine::look_ahead() {
  constexpr std::size_t kPayload = 8;
  constexpr std::size_t kSlot = 6;
  constexpr std::size_t kQuery = 4;
  constexpr std::size_t kName = 2;
  const auto& messages = batch_.messages;
  const std::size_t at = next_message_;
  if (at == 0) {
    slots_ahead_.fill(0);
  }
  if (at + kPayload >= messages.size() || queries_.size() == 0) {
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
  io::prefetch(query.name.data());
  upcoming_ = {query.asker, query.owner};
}

const Completion* QueryEngine::take_message(const io::RxMessage& message) {
  if (message.error == 0) {
    return take_datagram(message);
  }
  if (message.channel == io::Channel::kStream) {
    lose_stream(message);
  } else {
    take_error(message);
  }
  return nullptr;
}

const Completion* QueryEngine::take_datagram(const io::RxMessage& message) {
  const std::optional<Header> header = read_header(message.payload);
  if (!header.has_value() || !header->response || header->opcode != 0) {
    counters_.malformed.add();
    return nullptr;
  }
  std::size_t records_at = kHeaderOctets;
  if (!supply_question(message, *header) &&
      (!read_question(message.payload, *header, question_, records_at) ||
       question_.klass != kClassIn)) {
    // Without its question a reply cannot be told from a forged one.
    counters_.mismatched_question.add();
    return nullptr;
  }
  const InflightTable::Match match =
      inflight_.match(message.lane, header->id,
                      match_hash(name_hash(question_.name.view()),
                                 question_.type, endpoint_seed(message.from)));
  if (match.kind != MatchKind::kMatched) {
    if (match.kind == MatchKind::kLate) {
      counters_.replies_late.add();
      resolvers_.late(message.from, now_);
    } else {
      count_mismatch(match, message.from);
    }
    return nullptr;
  }
  const std::uint32_t index = inflight_.question(match.slot);
  const PendingQuery& query = queries_[index];
  retire(index);
  if (query.attempt.stream) {
    streams_.note_reply(query.attempt.resolver, now_);
  }
  // The matcher's hash has 32 bits of the name; the octets decide.
  if (!(question_.name.view() == query.name) || question_.type != query.type ||
      !(message.from == resolvers_.endpoint(query.attempt.resolver))) {
    counters_.mismatched_question.add();
    resolvers_.on_result(query.attempt, AttemptResult::kUnclear, now_);
    end_without_reply(index, LookupStatus::kTimeout);
    return nullptr;
  }
  message_ = {message.payload, *header, records_at, message.waited};
  const bool unvouched =
      header->questions != 0 && !has_right_case(message, query);
  if (unvouched) {
    counters_.replies_unvouched.add();
  }
  return take_reply(index, message.truncated || unvouched);
}

// Who does not understand a query, or cannot hold its answer, may send no more
// than a header. FORMERR, NOTIMP and TC are believed without the question, as
// BIND believes them, since they hold no data: who forges port and id can have
// a question asked over TCP or without EDNS, and end one that was asked so.
bool QueryEngine::supply_question(const io::RxMessage& message,
                                  const Header& header) {
  const bool dataless = header.truncated || header.rcode == kRcodeFormErr ||
                        header.rcode == kRcodeNotImp;
  if (header.questions != 0 || !dataless) {
    return false;
  }
  const std::uint32_t slot = inflight_.pending_with(message.lane, header.id);
  if (slot == InflightTable::kNoSlot) {
    return false;
  }
  const PendingQuery& query = queries_[inflight_.question(slot)];
  question_.name.assign(query.name);
  question_.type = query.type;
  return true;
}

// What each letter's case follows from is in the reply, too; so nothing about
// it is kept. The name's hash is keyed already.
std::uint64_t QueryEngine::case_secret(std::uint16_t lane, std::uint16_t id,
                                       std::uint32_t name_hash) const {
  std::uint64_t mixed = secret_ ^ (std::uint64_t{name_hash} << 32U) ^
                        (std::uint64_t{lane} << 16U) ^ id;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

bool QueryEngine::has_right_case(const io::RxMessage& message,
                                 const PendingQuery& query) const {
  if (!options_.mix_case || query.stream) {
    return true;
  }
  return has_mixed_case(
      message.payload.subspan(kHeaderOctets), query.name,
      case_secret(message.lane, message_.header.id, query.name_hash));
}

// Of the reply that was just read. Without EDNS nobody can send one.
bool QueryEngine::has_right_cookie(const PendingQuery& query) {
  if (!options_.cookies || query.stream || !query.edns) {
    return true;
  }
  return cookies_.take(query.attempt.resolver, answer_.cookie) &&
         answer_.rcode != kRcodeBadCookie;
}

void QueryEngine::count_mismatch(const InflightTable::Match& match,
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
void QueryEngine::retire(std::uint32_t index) {
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

void QueryEngine::give_place_back(PendingQuery& query) {
  places_taken_ -= query.has_place ? 1 : 0;
  query.has_place = false;
}

// What came of asking again, for the pace of the resolver that was silent or
// had given a useless reply.
void QueryEngine::tell_of_repeat(PendingQuery& query, bool answered) {
  if (query.before_resolver == kNoResolver) {
    return;
  }
  if (!query.before_replied) {
    resolvers_.asked_again(query.before_resolver, query.before_cohort,
                           answered);
  } else if (answered) {
    resolvers_.recovered(query.before_resolver);
  }
  query.before_resolver = kNoResolver;
}

// `cut`: the datagram was longer than the transport takes.
const Completion* QueryEngine::take_reply(std::uint32_t index, bool cut) {
  PendingQuery& query = queries_[index];
  counters_.replies.add();
  read_reply(index, cut);
  query.only_silence = false;
  AttemptEnd end = attempt_end(query, answer_.status);
  end.truncated = end.status == LookupStatus::kTruncated;
  end.edns_fault = answer_.edns_fault;
  end.filtered = (is_answer(end.status) || answer_.unfinished) &&
                 has_filter_code(answer_.ede_codes);
  const bool unfinished = answer_.unfinished && !end.filtered;
  const bool useful = is_conclusive(end.status) || end.truncated || unfinished;
  tell_of_repeat(query, useful);
  resolvers_.on_result(query.attempt,
                       useful ? AttemptResult::kReply : AttemptResult::kFailure,
                       now_);
  if (unfinished && !query.wanted.any_reply && query.asker != kControlAsker) {
    follow(index);
    return nullptr;
  }
  note_reply(query, end.status);
  if (!end_attempt(index, end)) {
    return nullptr;
  }
  return complete(index, &message_);
}

// What the reply says, into the scratch answer.
void QueryEngine::read_reply(std::uint32_t index, bool cut) {
  PendingQuery& query = queries_[index];
  bool truncated = message_.header.truncated || cut;
  if (!truncated) {
    read_answer(message_.octets, message_.header,
                {query.name, query.type, message_.records_at}, answer_);
    // Some cut a datagram and do not say so; a stream has no such limit.
    truncated = answer_.ends_early && !query.stream;
    if (!truncated && !has_right_cookie(query)) {
      counters_.replies_unvouched.add();
      truncated = true;
    }
  }
  if (truncated) {
    answer_.clear();
    answer_.rcode = message_.header.rcode;
    answer_.authentic_data = message_.header.authentic_data;
    answer_.status = LookupStatus::kTruncated;
    counters_.replies_truncated.add();
    query.was_truncated = true;
  }
  queries_.complete_chain(index, answer_);
}

// The reply was CNAMEs without an end (S2): their last target is asked.
void QueryEngine::follow(std::uint32_t index) {
  end_retries(queries_[index], true);
  queries_.follow(index, answer_);
  PendingQuery& query = queries_[index];
  query.name_hash = name_hash(query.name);
  ask_again(index);
}

void QueryEngine::note_reply(const PendingQuery& query, LookupStatus status) {
  FinalReply& reply = completion_.reply;
  reply.status = status;
  reply.received = true;
  reply.stream = query.stream;
  reply.authentic_data = answer_.authentic_data;
  reply.rcode = answer_.rcode;
  reply.resolver = query.attempt.resolver;
  reply.attempts = query.packets();
  reply.bytes = static_cast<std::uint32_t>(message_.octets.size());
  reply.at = now_ - message_.waited;
  reply.rtt = reply.at - query.attempt.sent;
  arrivals_.note_rtt(reply.rtt);
}

void QueryEngine::end_without_reply(std::uint32_t index, LookupStatus status) {
  PendingQuery& query = queries_[index];
  // T4: a truncated answer whose stream failed is neither silence nor data.
  const bool truncated = query.was_truncated && query.stream;
  const LookupStatus shown = truncated ? LookupStatus::kTruncated : status;
  if (end_attempt(index, attempt_end(query, shown))) {
    close(index, shown);
  }
}

bool QueryEngine::end_attempt(std::uint32_t index, const AttemptEnd& end) {
  PendingQuery& query = queries_[index];
  if (query.asker == kControlAsker) {
    return true;
  }
  const AttemptEnd known = with_resolvers(query, end);
  const RetryDecision next =
      decide({options_.retries, resolvers_.trusted_count() > 1}, known);
  if (next.action == RetryAction::kFinal ||
      is_given_up(query, known, next.counted)) {
    return true;
  }
  const bool replied_before = query.before_replied;
  note_failure(query, known, next.counted);
  if (next.counted) {
    foresee(query, next, replied_before);
  }
  query.edns = next.edns;
  query.stream = next.stream;
  query.keep_resolver = next.same_resolver || query.pinned;
  if (next.action == RetryAction::kNow) {
    ask_again(index);
  } else {
    query.useless_replies = 0;
    timers_.set(index, now_ + next.delay);
  }
  return false;
}

// What the state of the resolvers says of an attempt.
AttemptEnd QueryEngine::with_resolvers(const PendingQuery& query,
                                       const AttemptEnd& end) const {
  AttemptEnd known = end;
  known.unproven = is_silence(end.status) && !query.stream &&
                   !query.wanted.any_reply &&
                   resolvers_.trusted(query.attempt.resolver) &&
                   !resolvers_.replied_since(query.attempt);
  known.failed_everywhere = query.useless_replies + 1U >= resolvers_.usable();
  return known;
}

// Nothing is asked again when the run is to end.
bool QueryEngine::is_given_up(const PendingQuery& query, const AttemptEnd& end,
                              bool counted) const {
  const bool enough =
      query.wanted.any_reply &&
      (!query.only_silence || query.wanted.once || query.retries_used > 0 ||
       end.status == LookupStatus::kNetworkError);
  return (counted && enough) ||
         (ending() && (counted || is_silence(end.status)));
}

// The attempt that ended belongs to what was tried, before the next one.
void QueryEngine::note_failure(PendingQuery& query, const AttemptEnd& end,
                               bool counted) {
  query.last_status = end.status;
  query.without_edns_tried = query.without_edns_tried || !query.edns;
  counters_.unproven.add(end.unproven ? 1 : 0);
  if (!counted) {
    return;
  }
  ++query.retries_used;
  query.stream_cuts = 0;
  query.before_replied = is_cached_failure(end.status);
  if (query.before_replied) {
    ++query.useless_replies;
  }
  if (!query.stream) {
    query.before_resolver = query.attempt.resolver;
    query.before_cohort = query.attempt.cohort;
  }
}

// How long the attempt in flight may take. Servers that invent answers are
// quicker than those that look for them, so a question about that is patient.
io::Duration QueryEngine::wait_of(const PendingQuery& query) const {
  const std::uint16_t resolver = query.attempt.resolver;
  if (query.asker == kControlAsker) {
    return resolvers_.control_wait(resolver);
  }
  const bool sole = query.wanted.any_reply && !query.wanted.once;
  const bool last =
      query.retries_used >= options_.retries && !query.wanted.once;
  return resolvers_.wait(resolver, sole ? 0 : query.retries_used,
                         query.stream || sole || last, options_.timeout);
}

void QueryEngine::ask_again(std::uint32_t index) {
  const PendingQuery& query = queries_[index];
  if (query.stream) {
    streams_.wait(index, query.attempt.resolver);
  } else if (query.ahead) {
    order_.add_ahead(index);
  } else {
    order_.add_again(index, query.only_silence && query.retries_used <= 1);
  }
}

// Whether something was overdue.
bool QueryEngine::expire_one() {
  const std::uint32_t index = timers_.pop_expired(now_);
  if (index == TimerWheel::kNone) {
    return false;
  }
  const PendingQuery& query = queries_[index];
  if (query.slot == InflightTable::kNoSlot) {
    ask_again(index);  // its waiting time is over
    return true;
  }
  const io::Instant deadline = query.attempt.sent + wait_of(query);
  if (now_ < deadline) {
    take_overdue(index, deadline);
  } else {
    end_in_silence(index);
  }
  return true;
}

// A reply is not usual any longer, though it may come yet.
void QueryEngine::take_overdue(std::uint32_t index, io::Instant deadline) {
  PendingQuery& query = queries_[index];
  const io::Instant next = now_ + resolvers_.usual_time(query.attempt.resolver);
  switch (query.has_place ? resolvers_.overdue(query.attempt, now_)
                          : ResolverPool::Overdue::kRelease) {
    case ResolverPool::Overdue::kWait:
      timers_.set(index, std::min(next, deadline));
      return;
    case ResolverPool::Overdue::kRelease:
      tell_of_repeat(query, false);
      give_place_back(query);
      timers_.set(index, deadline);
      return;
    case ResolverPool::Overdue::kGiveUp:
      end_in_silence(index);
      return;
  }
}

void QueryEngine::end_in_silence(std::uint32_t index) {
  PendingQuery& query = queries_[index];
  if (!inflight_.cancel(query.slot)) {
    return;  // its reply is being taken at this moment
  }
  counters_.timeouts.add();
  resolvers_.on_result(query.attempt, AttemptResult::kSilence, now_);
  if (resolvers_.replied_since(query.attempt)) {
    tell_of_repeat(query, false);
  }
  const Attempt attempt = query.attempt;
  retire(index);
  end_without_reply(index, LookupStatus::kTimeout);
  if (attempt.stream && streams_.note_silence(attempt.resolver, attempt.sent)) {
    give_up_stream(attempt.resolver, LookupStatus::kTimeout);
  }
}

void QueryEngine::take_error(const io::RxMessage& message) {
  // The payload is what we sent, so it names the question.
  const std::optional<Header> header = read_header(message.payload);
  std::size_t records_at = 0;
  if (!header.has_value() ||
      !read_question(message.payload, *header, question_, records_at)) {
    return;  // nothing to pair it with; the attempt will time out
  }
  const InflightTable::Match match =
      inflight_.match(message.lane, header->id,
                      match_hash(name_hash(question_.name.view()),
                                 question_.type, endpoint_seed(message.from)));
  if (match.kind != MatchKind::kMatched) {
    return;
  }
  const std::uint32_t index = inflight_.question(match.slot);
  counters_.network_errors.add();
  resolvers_.on_result(queries_[index].attempt, AttemptResult::kSilence, now_);
  retire(index);
  end_without_reply(index, LookupStatus::kNetworkError);
}

}  // namespace mxsweep
