// PendingQuery: one question on its way to an answer, through all its attempts.
// Pending queries live in a pool that grows up to its limit; an index is also
// the number of the query's timer. Owned by one QueryEngine, one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "io/base/check.h"
#include "io/base/limits.h"
#include "io/base/time.h"

#include "scanner/dns/name.h"
#include "scanner/query/followed_chains.h"
#include "scanner/query/inflight.h"
#include "scanner/query/query_request.h"
#include "scanner/query/resolver_pool.h"
#include "scanner/rr/status.h"

namespace mxsweep {

struct alignas(io::kCacheLineBytes) PendingQuery {
  // The packets sent for the owner's question, whatever name they asked about.
  [[nodiscard]] std::uint16_t packets() const {
    return static_cast<std::uint16_t>(attempts_before + attempts);
  }

  // Borrowed from its owner, or from the pool; no data: not in use.
  NameView name;
  std::uint32_t owner = 0;  // QueryOwner::index
  std::uint32_t name_hash = 0;

  // The next attempt, or the one in flight.
  Attempt attempt;
  std::uint32_t slot = InflightTable::kNoSlot;  // kNoSlot: not in flight
  std::uint8_t asker = 0;  // QueryOwner::asker, or kControlAsker
  bool edns : 1 = true;
  bool stream : 1 = false;
  bool has_place : 1 = false;  // in flight, and counted for the concurrency

  // What was tried so far.
  bool keep_resolver : 1 = false;  // the next attempt goes to the same one
  bool without_edns_tried : 1 = false;
  bool only_silence : 1 = true;
  bool was_truncated : 1 = false;
  // The query is about the end of its owner's CNAMEs. Asked with DO: a
  // forwarder that took the chain for a negative answer would repeat that from
  // its cache, and looks further only for DNSSEC (dnsmasq does both).
  bool followed : 1 = false;

  AskFlags wanted{};
  LookupStatus last_status = LookupStatus::kNotAttempted;
  std::uint8_t stream_cuts : 4 = 0;  // since the last counted attempt
  bool pinned : 1 = false;           // to the server of its attempt
  bool ahead : 1 = false;            // about a server: outside the concurrency
  bool closing : 1 = false;  // over; its completion is about to be handed out
  bool before_replied : 1 = false;  // uselessly; else it ended in silence
  std::uint8_t retries_used = 0;
  std::uint16_t attempts = 0;
  std::uint16_t attempts_before = 0;  // about the names that led here
  std::uint16_t useless_replies = 0;  // since the last wait for a retry

  // The attempt before, if nobody has told its resolver yet what came of asking
  // again; else kNoResolver.
  std::uint16_t before_resolver = kNoResolver;
  std::uint16_t type = 0;
  std::uint32_t before_cohort = 0;
};

static_assert(sizeof(PendingQuery) == io::kCacheLineBytes);

// The asker of control questions, which is the engine itself.
inline constexpr std::uint8_t kControlAsker = 0xFF;

class QueryPool {
 public:
  // Memory is touched when it is needed for the first time.
  explicit QueryPool(std::uint32_t capacity) : capacity_(capacity) {
    queries_.reserve(capacity);
    free_.reserve(capacity);
  }

  // More than `kept`.
  [[nodiscard]] bool has_free(std::uint32_t kept = 0) const {
    return free_.size() + capacity_ - queries_.size() > kept;
  }

  // REQUIRES: has_free()
  [[nodiscard]] std::uint32_t take(const QueryRequest& request) {
    MXSWEEP_CHECK(has_free());
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(queries_.size()));
      queries_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    // Filled where it stays: a copy of what was just written waits for it.
    PendingQuery& query = queries_[index];
    query = PendingQuery{};
    query.name = request.name;
    query.name_hash = request.name_hash;
    query.type = request.type;
    query.asker = request.owner.asker;
    query.owner = request.owner.index;
    query.attempt.resolver = request.options.server;
    query.pinned = request.options.server != kNoResolver;
    query.keep_resolver = query.pinned;
    query.edns = request.options.flags.edns;
    query.wanted = request.options.flags;
    query.stream = request.options.flags.stream;
    query.retries_used = request.options.tried;
    return index;
  }

  void give_back(std::uint32_t index) {
    PendingQuery& query = queries_[index];
    if (query.followed) {
      chains_.drop(index);
    }
    query.name = {};
    free_.push_back(index);
  }

  [[nodiscard]] std::uint32_t in_use() const {
    return static_cast<std::uint32_t>(queries_.size() - free_.size());
  }

  // Queries made so far, in use or not.
  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(queries_.size());
  }

  // Turns the query to the end of an unfinished chain: another question, of
  // which nothing was tried, with retries of its own. The caller sets its hash.
  // REQUIRES: answer.unfinished, and its chain is complete
  void follow(std::uint32_t index, const Answer& answer) {
    PendingQuery& query = queries_[index];
    PendingQuery next;
    next.type = query.type;
    next.asker = query.asker;
    next.owner = query.owner;
    next.wanted = query.wanted;
    next.edns = query.wanted.edns;
    next.pinned = query.pinned;
    next.keep_resolver = query.pinned;
    next.attempt.resolver = query.pinned ? query.attempt.resolver : kNoResolver;
    next.ahead = query.ahead;
    next.attempts_before = query.packets();
    next.followed = true;
    next.name = chains_.follow(index, query.name, answer);
    query = next;
  }

  // Lets the answer to a followed question tell the whole chain.
  void complete_chain(std::uint32_t index, Answer& answer) const {
    if (queries_[index].followed) {
      chains_.complete(index, answer);
    }
  }

  [[nodiscard]] PendingQuery& operator[](std::uint32_t index) {
    return queries_[index];
  }

 private:
  const std::uint32_t capacity_;
  std::vector<PendingQuery> queries_;
  std::vector<std::uint32_t> free_;
  FollowedChains chains_;
};

}  // namespace mxsweep
