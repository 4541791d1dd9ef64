// Shard: where the askers, the lookups and the rows of one engine thread meet.
// Takes jobs, asks the MX question of each name, then the addresses of its mail
// hosts and the policies that are wanted, and turns every job into rows.
// Single-threaded: it owns its parts, uses one transport, and meets other
// threads only at its queues. It never reads a clock: time is the argument of
// step() and what the transport says.
//
// One step is: ask (what may be asked now), receive (waits), take what was
// answered and what will not be, emit (finished lookups become rows).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "io/base/prng.h"
#include "io/base/wake_up.h"

#include "scanner/input/job_inbox.h"
#include "scanner/mail/host_resolver.h"
#include "scanner/mail/lookup_table.h"
#include "scanner/mail/mail_verdict.h"
#include "scanner/mail/policy_asker.h"
#include "scanner/query/query_engine.h"
#include "scanner/query/rewrite_probe.h"
#include "scanner/rows/row_outbox.h"

namespace mxsweep {

class Recursor;
struct RecursionOptions;

struct ShardConfig {
  // Concurrency and rate are this shard's share. The shard fills in how many
  // questions there may be and the phase of its groups.
  QueryOptions query;
  MailOptions mail;
  // Null: the resolvers are asked. Else the authoritative servers are, from the
  // root on; query.servers_max is above 0 then. Outlives the shard.
  const RecursionOptions* recursion = nullptr;
  std::vector<Pref64> pref64s;  // with which resolvers make AAAA
  const Blocklist* address_blocklist = nullptr;  // of hosts; null: none
  RowPlan rows;
  bool leaves_unasked = false;  // see RowOutbox
  std::size_t host_cache_bytes = std::size_t{24} << 20U;
  std::uint16_t shard = 0;
  std::uint16_t shards = 1;
  HostQueues* host_queues = nullptr;
  RunFacts facts;
};

class LookupObserver;

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
    // Once true, what is in flight ends as it is, too. Null: never.
    const std::atomic<bool>* stop_now = nullptr;
    // Ends the waits of the transport. Null: whoever has something for the
    // shard steps it.
    io::WakeUp* wake_up = nullptr;
    // Sees each lookup when it is concluded. Null: nobody does.
    LookupObserver* observer = nullptr;
  };

  Shard(const ShardConfig& config, const Deps& deps, io::Prng prng,
        io::Instant start);
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  // One round. Waits inside the transport for at most QueryEngine::kWaitMax.
  // Returns the time of its end, which is the `now` of the next round.
  [[nodiscard]] io::Instant step(io::Instant now);

  // Every job of the input became rows and all rows were handed over. The
  // shard must still be stepped while other shards may ask for its hosts.
  [[nodiscard]] bool drained() const;

  [[nodiscard]] const QueryEngine& engine() const { return engine_; }

  // Null where resolvers are asked.
  [[nodiscard]] const Recursor* recursor() const { return recursor_.get(); }

 private:
  void ask(io::Instant now);
  void ask(const QueryRequest& request);
  void ask_probes(io::Instant now);
  void end_unasked();
  void ask_host();
  void ask_policy();
  [[nodiscard]] bool ask_next();
  [[nodiscard]] bool ask_next_recursively();
  [[nodiscard]] bool ask_name();
  [[nodiscard]] std::uint32_t take_job();
  [[nodiscard]] bool can_take_job() const;
  [[nodiscard]] bool has_further_questions() const;
  [[nodiscard]] bool can_ask_further() const;
  void ask_further();
  [[nodiscard]] bool has_questions() const;
  [[nodiscard]] const Completion* next_completion();
  void take_completions(io::Instant now);
  void take(const Completion& done);
  void take_mx(std::uint32_t index, const Completion& done);
  void take_ready_hosts();
  void take_ready_policies();
  void ask_registration(const HostReply& reply);
  void one_done(std::uint32_t index);
  void finish(std::uint32_t index);
  void emit(io::Instant now);
  [[nodiscard]] io::Instant next_event(io::Instant now);
  [[nodiscard]] io::WakeUp::Reasons awaited() const;
  [[nodiscard]] bool held_by_servers() const;
  [[nodiscard]] Counter* holds_back();

  const ShardConfig config_;
  ShardCounters& counters_;  // written here, read by the progress thread
  io::WakeUp* const wake_up_;
  LookupObserver* const observer_;
  const bool stoppable_;
  QueryEngine engine_;
  const std::unique_ptr<Recursor> recursor_;  // null: resolvers are asked
  RewriteProbe probe_;
  JobInbox inbox_;
  LookupTable lookups_;
  HostResolver hosts_;
  PolicyAsker policies_;
  RowOutbox outbox_;
  std::uint32_t host_hash_ = 0;  // of the host asked about last
  bool said_drained_ = false;
};

}  // namespace mxsweep
