// Shard: the engine. Takes jobs, asks the MX question of each name, then the
// addresses of its mail hosts, and turns every job into rows. Single-threaded:
// it owns its matcher, timers, limiter, lookups and hosts, uses one transport,
// and meets other threads only at its queues. It never reads a clock: time is
// the argument of step() and what the transport says.
//
// One step is: launch (what may be sent now), receive (waits), absorb (what
// arrived), expire (what did not), emit (finished lookups become rows).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "io/base/prng.h"
#include "io/net/transport.h"

#include "scanner/dns/response.h"
#include "scanner/input/job_queue.h"
#include "scanner/mail/host_resolver.h"
#include "scanner/mail/lookup.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/mail/name_index.h"
#include "scanner/query/control_names.h"
#include "scanner/query/counters.h"
#include "scanner/query/inflight.h"
#include "scanner/query/pending_query.h"
#include "scanner/query/rate_limiter.h"
#include "scanner/query/rewrite_probe.h"
#include "scanner/query/stream_queue.h"
#include "scanner/query/timer_wheel.h"
#include "scanner/rows/result_queue.h"
#include "scanner/rows/row_format.h"

namespace mxsweep {

struct AttemptEnd;

struct ShardConfig {
  std::vector<io::Endpoint> resolvers;  // the transport's peers, in order
  // Of these: that make answers up, so are not used until they stop. Not all.
  std::vector<std::uint16_t> rewriting;
  // Queries in flight, >= 1; without those overdue, while others are answered.
  std::uint32_t concurrency = 1000;
  std::uint64_t rate_pps = 0;  // this shard's share; 0 = unlimited
  PacerOptions pace;           // of each resolver, this shard's share
  std::uint32_t retries = 3;
  io::Duration timeout = io::Duration::seconds(2);
  // When no resolver has been there for so long, all names end as they are.
  io::Duration give_up_after = io::Duration::seconds(30);
  // Queries of one lane, resolver and size leave in one send, so what leaves
  // in one round shares a lane, drawn anew each time (T7); or each has its own.
  bool lane_per_query = false;
  MailOptions verdict;
  std::vector<Pref64> pref64s;  // with which resolvers make AAAA
  Shape shape = Shape::kFlat;
  std::size_t host_cache_bytes = std::size_t{24} << 20U;
  std::uint16_t shard = 0;
  std::uint16_t shards = 1;
  HostQueues* host_queues = nullptr;
  std::int64_t wall_offset_us = 0;  // calendar time of Instant zero
};

class alignas(io::kCacheLineBytes) Shard {
 public:
  // Transport, queues and counters outlive the shard.
  struct Deps {
    io::Transport& transport;
    JobQueue& jobs;
    ResultQueue& results;
    ShardCounters& counters;
    // Once true, jobs are no longer asked (NOT_ATTEMPTED) and what is in
    // flight is not tried again. Null: never.
    const std::atomic<bool>* stop = nullptr;
    // Ends the waits of the transport. Null: whoever has something for the
    // shard steps it.
    io::WakeUp* wake_up = nullptr;
  };

  Shard(const ShardConfig& config, const Deps& deps, io::Prng prng,
        io::Instant start);
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  // One round. Waits inside the transport for at most kWaitMax. Returns the
  // time of its end, which is the `now` of the next round.
  [[nodiscard]] io::Instant step(io::Instant now);

  // Every job of the input became rows and all rows were handed over. The
  // shard must still be stepped while other shards may ask for its hosts.
  [[nodiscard]] bool drained() const;

  [[nodiscard]] const ResolverPool& resolvers() const { return resolvers_; }

  // Queries in flight that count for the concurrency.
  [[nodiscard]] std::uint32_t places_taken() const { return places_taken_; }

  static constexpr io::Duration kWaitMax = io::Duration::milliseconds(50);

  // However many names wait, so many queries are left for questions about
  // resolvers.
  static constexpr std::uint32_t kKeptForResolvers = 256;

 private:
  // shard_launch.cc
  void launch(io::Instant now);
  std::uint32_t fill_slots(std::span<io::TxBuffer> slots, io::Instant now);
  void ask_rewriting(io::Instant now);
  void ask_controls(io::Instant now);
  [[nodiscard]] std::uint32_t room() const;
  [[nodiscard]] std::uint32_t next_query();
  [[nodiscard]] bool has_first_question();

  [[nodiscard]] bool has_retry() const {
    return !to_send_.empty() || !to_send_last_.empty();
  }

  void put_back(std::uint32_t index);
  void send_again(std::uint32_t index);
  [[nodiscard]] std::uint32_t next_job_query();
  enum class Prepared : std::uint8_t { kReady, kNoPlace, kNoResolver };
  [[nodiscard]] std::uint16_t choose_resolver(const PendingQuery& query,
                                              io::Instant now);
  [[nodiscard]] InflightTable::Claim claim_slot(std::uint32_t index,
                                                std::uint16_t resolver,
                                                std::uint16_t& lane);
  void on_sent(std::uint32_t index, std::uint16_t resolver, io::Instant now);
  [[nodiscard]] Prepared prepare_attempt(std::uint32_t index,
                                         io::TxBuffer& slot, io::Instant now);
  [[nodiscard]] bool fetch_jobs();
  [[nodiscard]] std::uint32_t take_job();
  [[nodiscard]] bool can_take_job() const;
  [[nodiscard]] std::uint32_t take_lookup();
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] Counter& queries_of(QueryKind kind);
  [[nodiscard]] std::uint16_t draw_lane();
  void note_hold(std::uint32_t room, std::uint32_t granted,
                 std::uint32_t filled);

  // shard_absorb.cc
  void absorb(const io::RxBatch& batch);
  void look_ahead(const io::RxBatch& batch, std::size_t at);
  void absorb_message(const io::RxMessage& message, io::Instant now);
  void absorb_error(const io::RxMessage& message, io::Instant now);
  void lose_stream(const io::RxMessage& message, io::Instant now);
  void lose_on_stream(std::uint32_t slot, bool served, io::Instant now);
  void give_up_stream(std::uint16_t resolver, LookupStatus status,
                      io::Instant now);
  void ask_now(std::uint32_t index);

  // A reply that matched its question.
  struct Arrival {
    const io::RxMessage& message;
    const Header& header;
    std::size_t records_at;
    io::Instant now;
  };

  void take_reply(std::uint32_t index, const Arrival& arrival);
  void read_reply(std::uint32_t index, const Arrival& arrival);
  void follow(std::uint32_t index);
  void note_reply(const PendingQuery& query, const Arrival& arrival,
                  LookupStatus status);
  void count_mismatch(const InflightTable::Match& match,
                      const io::Endpoint& from);
  void expire(io::Instant now);
  void take_overdue(std::uint32_t index, io::Instant deadline, io::Instant now);
  void end_in_silence(std::uint32_t index, io::Instant now);
  [[nodiscard]] io::Duration wait_of(const PendingQuery& query) const;
  void give_place_back(PendingQuery& query);
  void tell_of_silence(PendingQuery& query, bool answered);
  void retire(std::uint32_t index);
  void end_without_reply(std::uint32_t index, LookupStatus status,
                         io::Instant now);
  void end_attempt(std::uint32_t index, const AttemptEnd& end,
                   const FinalReply& reply, io::Instant now);
  [[nodiscard]] AttemptEnd with_resolvers(const PendingQuery& query,
                                          const AttemptEnd& end) const;
  [[nodiscard]] bool is_given_up(const PendingQuery& query,
                                 const AttemptEnd& end, bool counted) const;
  void note_failure(PendingQuery& query, const AttemptEnd& end, bool counted);

  // shard_conclude.cc
  void finish_query(std::uint32_t index, const FinalReply& reply);
  void end_waiting(io::Instant now);
  void look_whether_to_give_up(io::Instant now);
  void end_all_waiting(io::Instant now);
  void finish_unasked(std::uint32_t index, io::Instant now);
  void finish_probe(std::uint32_t probed, const FinalReply& reply);
  void finish_mx(std::uint32_t lookup_index, const FinalReply& reply);
  void request_hosts(std::uint32_t lookup_index);
  void take_ready_hosts();
  void host_done(std::uint32_t lookup_index);
  void finish_lookup(std::uint32_t lookup_index);
  void emit(io::Instant now);
  void emit_lookup(std::uint32_t lookup_index);
  void emit_rows(const Lookup& lookup, const Lookup& asked);
  void free_lookup(std::uint32_t index);
  [[nodiscard]] ResultBatch* take_empty_batch();
  void hand_over_rows();

  [[nodiscard]] bool stopping() const {
    return stop_ != nullptr && stop_->load(std::memory_order_relaxed);
  }

  // Nothing is asked any more that was not asked before.
  [[nodiscard]] bool ending() const { return gave_up_ || stopping(); }

  [[nodiscard]] io::Instant next_event(io::Instant now);
  [[nodiscard]] io::WakeUp::Reasons awaited() const;
  [[nodiscard]] io::Instant rows_due() const;
  [[nodiscard]] io::Instant next_launch(io::Instant now) const;
  void choose_company(io::Instant now, io::Instant until);
  [[nodiscard]] bool more_may_wait(const io::RxBatch& batch, io::Instant began);
  void note_arrivals(const io::RxBatch& batch);
  [[nodiscard]] std::uint32_t name_hash(NameView name) const;
  [[nodiscard]] std::uint64_t verify_hash(NameView name, std::uint16_t type,
                                          std::uint64_t resolver_seed) const;

  // The matcher's hash of question and resolver.
  [[nodiscard]] static std::uint64_t verify_of(std::uint32_t name_hash,
                                               std::uint16_t type,
                                               std::uint64_t resolver_seed) {
    return (std::uint64_t{name_hash} << 32U) ^ (std::uint64_t{type} << 48U) ^
           resolver_seed;
  }

  // Constant after construction.
  const ShardConfig config_;
  io::Transport& transport_;
  JobQueue& job_queue_;
  ResultQueue& result_queue_;
  ShardCounters& counters_;  // written here, read by the progress thread
  const std::atomic<bool>* const stop_;
  io::WakeUp* const wake_up_;

  // Shard thread only.
  io::Prng prng_;
  const std::uint64_t secret_;  // so that nobody can look for equal hashes
  ResolverPool resolvers_;
  RewriteProbe probe_;
  ControlNames controls_;
  RateLimiter limiter_;
  InflightTable inflight_;
  QueryPool queries_;
  TimerWheel timers_;
  StreamQueue streams_;
  HostResolver hosts_;
  RowFormatter formatter_;
  std::uint32_t in_flight_ = 0;
  std::uint32_t places_taken_ = 0;  // of the concurrency, by those in flight
  std::uint32_t full_batches_ = 0;  // in a row
  std::uint32_t catch_up_ = 0;      // rounds left to read what came in a pause
  std::uint16_t lane_ = 0;          // of the datagrams of this round
  io::Instant sent_at_{};           // of the last round that sent something
  io::Instant arrivals_since_{};    // replies of the current stretch of time
  std::int64_t arrivals_ = 0;
  std::int64_t arrivals_pps_ = 0;  // of the last stretch
  static constexpr io::Duration kNoRtt = io::Duration::seconds(1'000'000);
  io::Duration least_rtt_ = kNoRtt;  // of the current stretch
  io::Duration rtt_ = kNoRtt;        // the least of the last one
  io::Duration wait_for_more_{};     // while a rate holds us back
  // Queries to be sent now: those about resolvers, which no bound but the
  // limiter holds; the one that could not be sent in the round before; those
  // that may have been lost, last in first out, since the sooner a lost
  // question is asked again the more it tells; and those that have failed more
  // than that.
  std::vector<std::uint32_t> urgent_;
  std::uint32_t put_back_ = TimerWheel::kNone;
  std::vector<std::uint32_t> to_send_;
  std::vector<std::uint32_t> to_send_last_;
  std::uint32_t first_in_a_row_ = 0;  // first questions since the last retry
  std::vector<Lookup> lookups_;       // never moves; grows up to its limit
  const std::uint32_t lookups_max_;
  std::vector<std::uint32_t> free_lookups_;
  NameIndex by_name_;  // the lookups whose MX question is being asked
  JobBatch* jobs_ = nullptr;
  std::size_t next_job_ = 0;
  bool input_ended_ = false;
  bool said_drained_ = false;
  bool limited_ = false;      // the limiter held something back this round
  bool paced_ = false;        // no resolver had room for something
  bool gave_up_ = false;      // no resolver was there for too long
  bool ended_ = false;        // what waited when the end began has been ended
  bool output_full_ = false;  // no empty batch came back from the writer
  std::uint32_t finished_head_ = Lookup::kNone;
  std::uint32_t finished_tail_ = Lookup::kNone;
  ResultBatch* results_ = nullptr;
  std::vector<ResultBatch*> empty_batches_;
  io::Instant results_since_{};

  // Slots of the next messages of a batch, in a ring: see look_ahead().
  static constexpr std::size_t kSlotsAhead = 8;
  std::array<std::uint32_t, kSlotsAhead> slots_ahead_{};

  // Scratch, reused for every reply.
  Answer answer_;
  Question question_;
  FinalReply reply_;
};

}  // namespace mxsweep
