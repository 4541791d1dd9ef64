// What the end of a connection means for the questions that were open on it,
// and for those that wait for the next (T5).
#include "scanner/query/query_engine.h"

namespace mxsweep {

// What a connection left unanswered that had served is asked again on a new
// one, which is no attempt more (RFC 7766 section 6.2.4). It must have brought
// a reply that ended an attempt, or fewer will be outstanding on the next one,
// so this comes to an end.
void QueryEngine::lose_stream(const io::RxMessage& message) {
  const std::uint16_t resolver = resolvers_.find(message.from);
  if (resolver == kNoResolver) {
    return;
  }
  const bool replied = streams_.take_replied(resolver);
  const bool counted = !message.crowded && !(message.served && replied);
  const bool dead = counted && streams_.note_failure(resolver);
  const std::uint32_t first = transport_.lanes() * inflight_.slots_per_lane();
  const std::uint32_t end = first + inflight_.slots_used(transport_.lanes());
  for (std::uint32_t slot = first; slot < end; ++slot) {
    if (inflight_.pending(slot) &&
        queries_[inflight_.question(slot)].attempt.resolver == resolver) {
      lose_on_stream(slot, counted);
    }
  }
  if (dead) {
    give_up_stream(resolver, LookupStatus::kNetworkError);
  }
}

void QueryEngine::lose_on_stream(std::uint32_t slot, bool counted) {
  const std::uint32_t index = inflight_.question(slot);
  if (!inflight_.cancel(slot)) {
    return;  // its reply is being taken at this moment
  }
  PendingQuery& query = queries_[index];
  counters_.network_errors.add();
  resolvers_.on_result(query.attempt, AttemptResult::kUnclear, now_);
  retire(index);
  if (!counted && query.stream_cuts < kStreamCutsMax && !ending()) {
    ++query.stream_cuts;
    streams_.wait_first(index, query.attempt.resolver);
  } else {
    end_without_reply(index, LookupStatus::kNetworkError);
  }
}

// Those that wait for a stream that is dead would only find that out, too.
void QueryEngine::give_up_stream(std::uint16_t resolver, LookupStatus status) {
  for (std::uint32_t index = streams_.give_up(resolver);
       index != StreamQueue::kNone; index = streams_.give_up(resolver)) {
    end_without_reply(index, status);
  }
}

}  // namespace mxsweep
