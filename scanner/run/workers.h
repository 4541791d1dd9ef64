// Workers: the engine threads of a run, each a shard with its transport, its
// queues and its counters. Opened and read by the main thread; each thread
// calls work() for its own, and is joined before busiest() is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/base/prng.h"
#include "io/base/time.h"

#include "scanner/input/job_queue.h"
#include "scanner/rows/result_queue.h"
#include "scanner/run/progress.h"
#include "scanner/run/report.h"
#include "scanner/run/run_signals.h"
#include "scanner/run/scan_control.h"
#include "scanner/run/stall_watch.h"

namespace mxsweep {

class HostQueues;
class RowPlan;
class RunOperators;
class RunResolvers;
class RunTransports;
class Sleepers;
struct RecursionOptions;
struct ScanPlan;
struct ShardConfig;
struct Worker;

// One moment by both clocks, and what the run is called; empty: nothing.
struct RunStart {
  io::Instant at{};
  std::int64_t calendar_us = 0;  // since 1970
  std::string run_id;
};

class Workers {
 public:
  struct Deps {
    const ScanPlan& plan;
    const RowPlan& rows;
    const io::Clock& clock;
    const RunResolvers& resolvers;
    const RunOperators& operators;
    RunTransports& transports;
    Sleepers& sleepers;
    RunSignals& signals;
    RunTap tap{};
  };

  explicit Workers(const Deps& deps);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // As many as the plan has threads. Once.
  [[nodiscard]] io::Status open(const RunStart& start, io::Prng& prng);

  [[nodiscard]] std::size_t size() const { return workers_.size(); }

  // Steps the shard until all are drained, or the run is aborted.
  void work(std::size_t number);

  [[nodiscard]] std::vector<JobQueue*> jobs() const;
  [[nodiscard]] std::vector<ResultQueue*> results() const;

  // While threads run, without what the transports counted.
  [[nodiscard]] Totals totals(bool stopped) const;

  // The share of its time that the busiest one worked.
  [[nodiscard]] double busiest() const;

  // As all shards see them; those of which one shard thinks otherwise are well.
  [[nodiscard]] ResolverStates resolver_states() const;

  // Of all shards; what is to come is told from `now`.
  [[nodiscard]] RetriesAhead retries(io::Instant now) const;

  // Of all resolvers, while threads run.
  [[nodiscard]] ResolverCounts<std::uint64_t> resolver_counts() const;

  // The number of one that hangs, from 0. Called a few times a second.
  [[nodiscard]] std::optional<std::size_t> stalled(io::Instant now);

  // The authoritative servers that the shards asked.
  [[nodiscard]] ServersReport servers() const;

  // Adds what the shards know of a resolver.
  void add_resolver_to(std::uint16_t resolver, ResolverReport& sum) const;

 private:
  [[nodiscard]] ShardConfig shard_config(std::uint16_t shard,
                                         const RunStart& start) const;
  void share_recursion();

  const Deps deps_;
  const std::unique_ptr<RecursionOptions> recursion_;  // of each shard
  std::unique_ptr<HostQueues> host_queues_;            // null: one shard only
  std::vector<std::unique_ptr<Worker>> workers_;
  StallWatch stall_watch_;  // main thread only
};

}  // namespace mxsweep
