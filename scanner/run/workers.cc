#include "scanner/run/workers.h"

#include <algorithm>
#include <utility>

#include "scanner/input/name_reader.h"
#include "scanner/run/result_writer.h"
#include "scanner/run/run_resolvers.h"
#include "scanner/run/shard.h"
#include "scanner/run/sleepers.h"
#include "scanner/run/totals.h"

namespace mxsweep {
namespace {

constexpr std::size_t kHostCells = 256;

// What a resolver that nothing is known of is asked at first. Public ones take
// this from anybody.
constexpr double kStartPps = 500;

// For the mail hosts that all shards together remember: 131,072 of them with
// a few addresses each.
constexpr std::size_t kHostCacheBytes = std::size_t{48} << 20U;

}  // namespace

struct Worker {
  // Every ring must hold all batches that go round in it.
  static constexpr std::size_t kRingCells = 32;
  static_assert(kRingCells >= NameReader::kBatchesPerShard);
  static_assert(kRingCells >= ResultWriter::kBatchesPerShard);

  std::unique_ptr<io::Transport> transport;
  std::unique_ptr<JobQueue> jobs;
  std::unique_ptr<ResultQueue> results;
  std::unique_ptr<ShardCounters> counters;
  std::unique_ptr<Shard> shard;
  double busy = 0;  // share of its time, known when it has ended
};

Workers::Workers(const Deps& deps) : deps_(deps) {}

Workers::~Workers() = default;

ShardConfig Workers::shard_config(std::uint16_t shard,
                                  const RunStart& start) const {
  const ScanPlan& plan = deps_.plan;
  const RunResolvers& resolvers = deps_.resolvers;
  ShardConfig config;
  config.query.resolvers = resolvers.endpoints();
  config.query.rewriting = resolvers.unfit();
  config.pref64s = resolvers.pref64s();
  config.query.concurrency =
      std::max(resolvers.concurrency() / plan.threads, 1U);
  config.query.rate_pps = rate_share(plan.rate_pps, shard, plan.threads);
  config.query.pace.adaptive = plan.pace_resolvers;
  config.query.pace.start_pps = kStartPps / plan.threads;
  config.query.pace.max_pps =
      rate_share(plan.resolver_pps, shard, plan.threads);
  config.query.retries = plan.retries;
  config.query.timeout = plan.timeout;
  config.query.give_up_after = plan.give_up_after;
  config.mail.addresses = plan.addresses;
  config.mail.query_literals = plan.query_literals;
  config.mail.allow_special = plan.allow_special;
  if (plan.blocklist.has_names()) {
    config.mail.blocklist = &plan.blocklist;
  }
  if (plan.blocklist.has_prefixes()) {
    config.address_blocklist = &plan.blocklist;
  }
  config.rows = deps_.rows;
  config.query.lane_per_query = plan.port_per_query;
  config.host_cache_bytes = kHostCacheBytes / plan.threads;
  config.shard = shard;
  config.shards = static_cast<std::uint16_t>(plan.threads);
  config.host_queues = host_queues_.get();
  config.facts = {start.calendar_us - start.at.ns / 1000, start.run_id};
  return config;
}

io::Status Workers::open(const RunStart& start, io::Prng& prng) {
  const std::uint32_t threads = deps_.plan.threads;
  Sleepers& sleepers = deps_.sleepers;
  if (threads > 1) {
    host_queues_ = std::make_unique<HostQueues>(
        static_cast<std::uint16_t>(threads), kHostCells);
  }
  for (std::uint16_t shard = 0; shard < threads; ++shard) {
    auto worker = std::make_unique<Worker>();
    io::Result<std::unique_ptr<io::Transport>> transport =
        deps_.transports.open({deps_.resolvers.endpoints(), threads - shard,
                               prng.split(), &sleepers.shard(shard)});
    if (!transport.ok()) {
      return transport.error();
    }
    worker->transport = transport.take();
    worker->jobs = std::make_unique<JobQueue>(Worker::kRingCells);
    worker->results = std::make_unique<ResultQueue>(Worker::kRingCells);
    sleepers.connect(shard, *worker->jobs, *worker->results,
                     host_queues_.get());
    worker->counters = std::make_unique<ShardCounters>();
    worker->shard = std::make_unique<Shard>(
        shard_config(shard, start),
        Shard::Deps{*worker->transport, *worker->jobs, *worker->results,
                    *worker->counters, &deps_.signals.end_input,
                    &sleepers.shard(shard)},
        prng.split(), start.at);
    workers_.push_back(std::move(worker));
  }
  return {};
}

void Workers::work(std::size_t number) {
  Worker& worker = *workers_[number];
  RunSignals& signals = deps_.signals;
  const io::Instant start = deps_.clock.now();
  io::Instant now = start;
  bool left = false;
  // A drained shard still answers for the hosts it owns.
  while (signals.shards_left.load(std::memory_order_acquire) != 0 &&
         !signals.abort.load(std::memory_order_relaxed)) {
    now = worker.shard->step(now);
    if (!left && worker.shard->drained()) {
      left = true;
      if (signals.shards_left.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        deps_.sleepers.watch().notify(WakeReason::kEnd);
      }
    }
  }
  worker.busy = io::thread_cpu_time().to_seconds() /
                std::max((now - start).to_seconds(), 1e-6);
}

std::vector<JobQueue*> Workers::jobs() const {
  std::vector<JobQueue*> queues;
  for (const auto& worker : workers_) {
    queues.push_back(worker->jobs.get());
  }
  return queues;
}

std::vector<ResultQueue*> Workers::results() const {
  std::vector<ResultQueue*> queues;
  for (const auto& worker : workers_) {
    queues.push_back(worker->results.get());
  }
  return queues;
}

Totals Workers::totals(bool stopped) const {
  Totals sum;
  for (const auto& worker : workers_) {
    add_counters(*worker->counters, sum);
    if (stopped) {
      add_transport(worker->transport->stats(), sum);
    }
  }
  return sum;
}

double Workers::busiest() const {
  double busy = 0;
  for (const auto& worker : workers_) {
    busy = std::max(busy, worker->busy);
  }
  return busy;
}

void Workers::add_resolver_to(std::uint16_t resolver,
                              ResolverReport& sum) const {
  sum.left_out = true;
  for (const auto& worker : workers_) {
    add_resolver(worker->shard->engine().resolvers(), resolver, sum);
  }
}

}  // namespace mxsweep
