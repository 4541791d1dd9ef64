// HostResolver: everything about mail hosts in one shard: the cache of the
// hosts that this shard owns, the lookups that wait for each, the questions
// that are still to be asked, and the requests and replies that go to and come
// from other shards, which own the other hosts. The shard asks for hosts
// (request) and fetches what has become ready (next_ready); it launches the
// questions (next_question) and reports their outcomes (take_answer). Owned by
// one shard, used by its thread only; other threads meet it only through the
// rings of HostQueues and the reference counts of HostCache
// (docs/decisions/002).
#pragma once

#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "scanner/mail/address_mode.h"
#include "scanner/mail/host_cache.h"
#include "scanner/mail/host_queues.h"
#include "scanner/query/counters.h"
#include "scanner/query/wake_reason.h"
#include "scanner/rr/answer.h"
#include "scanner/rr/blocklist.h"
#include "scanner/rr/pref64.h"

namespace mxsweep {

struct HostResolverOptions {
  AddressMode addresses = AddressMode::kBoth;
  bool tlsa = false;                     // ask for TLSA records as well
  const Blocklist* blocklist = nullptr;  // of addresses; null: none
  std::size_t cache_bytes = std::size_t{24} << 20U;
  std::uint16_t shard = 0;
  std::uint16_t shards = 1;
  HostQueues* host_queues = nullptr;  // null when there is one shard
  // The prefixes with which resolvers of the run make AAAA of A records
  // (DNS64), without the well-known one.
  std::vector<Pref64> pref64s;
};

class HostResolver {
 public:
  HostResolver(const HostResolverOptions& options, ShardCounters& counters);

  // The time that all further calls use.
  void set_time(io::Instant now) { now_ = now; }

  // Wants the addresses of a host for an exchange of a lookup. The name must
  // stay where it is until the host comes out of next_ready().
  void request(const HostRequest& wanted);

  // One host that a lookup of this shard waited for. It carries a reference
  // that must be given back by release().
  [[nodiscard]] std::optional<HostReply> next_ready();

  static void release(HostEntry& entry) {
    entry.references.fetch_sub(1, std::memory_order_release);
  }

  // Takes requests and replies from the other shards' rings and puts this
  // shard's into theirs. False when there was nothing to take and nothing to
  // put.
  bool drain_peer_queues();

  // Some requests or replies found their ring full: they wait until the other
  // shard has read from it.
  [[nodiscard]] bool waits_for_room() const { return unsent_ != 0; }

  // A question to be asked now: the host's A, AAAA or TLSA records.
  struct HostQuestion {
    std::uint16_t type = kTypeA;
    std::uint32_t host = 0;
    bool again = false;  // the question before was about this name too
  };

  [[nodiscard]] bool has_questions() const { return questions_queued_ != 0; }

  // REQUIRES: has_questions()
  [[nodiscard]] HostQuestion next_question();

  // The name that is to be asked.
  [[nodiscard]] NameView name(const HostQuestion& question) {
    const HostEntry& entry = cache_.entry(question.host);
    return question.type == kTypeTlsa ? entry.tlsa->asked() : entry.name();
  }

  // How a question about a host ended; `answer` is null without one.
  void take_answer(HostQuestion question, LookupStatus status,
                   const Answer* answer);

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  struct Waiter {
    std::uint32_t lookup = 0;
    std::uint32_t exchange = 0;
    std::uint32_t next = kNone;
    std::uint16_t shard = 0;
  };

  void join(const HostRequest& wanted, std::uint16_t from);
  // What an answer says of one family.
  void take_records(const Answer& answer, bool ipv4, HostEntry& entry) const;
  void mark_made_addresses(HostEntry& entry) const;
  void begin_questions(HostEntry& entry);
  void deliver(HostEntry& entry, const HostRequest& wanted, std::uint16_t to);
  void resolve(HostEntry& entry);
  [[nodiscard]] std::uint32_t take_waiter();
  [[nodiscard]] std::uint16_t owner_of(NameView name) const;
  bool read_queues(std::uint16_t from);
  bool send_to_peer(std::uint16_t to);

  const HostResolverOptions options_;
  absl::InlinedVector<std::uint16_t, 3> types_;  // that are asked of each host
  ShardCounters& counters_;
  HostCache cache_;
  io::Instant now_{};
  std::vector<Waiter> waiters_;
  std::uint32_t free_waiter_ = kNone;
  std::uint32_t queue_head_ = kNone;  // hosts with questions to be asked
  std::uint32_t queue_tail_ = kNone;
  std::uint32_t questions_queued_ = 0;
  std::uint32_t head_asked_ = 0;  // questions about the host at the head
  std::vector<HostReply> ready_;
  // Requests and replies that had no room in their ring yet, by shard.
  std::vector<std::vector<HostRequest>> unsent_requests_;
  std::vector<std::vector<HostReply>> unsent_replies_;
  std::size_t unsent_ = 0;  // shards with such, as of drain_peer_queues()
};

}  // namespace mxsweep
