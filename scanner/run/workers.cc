#include "scanner/run/workers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "scanner/input/name_reader.h"
#include "scanner/recursion/recursor.h"
#include "scanner/run/plan_policies.h"
#include "scanner/run/result_writer.h"
#include "scanner/run/run_operators.h"
#include "scanner/run/run_resolvers.h"
#include "scanner/run/shard.h"
#include "scanner/run/sleepers.h"
#include "scanner/run/totals.h"

namespace mxsweep {
namespace {

constexpr std::size_t kHostCells = 256;

// Names that fail stand together in some lists, but seldom at its beginning.
bool is_useless(const ResolverCounts<std::uint64_t>& counts) {
  constexpr std::uint64_t kTelling = 20;
  return counts.replies >= kTelling && counts.replies == counts.failures;
}

// `out`: see ResolverCounters; of the thread that thinks best of it.
void note_state(const io::Endpoint& resolver, std::uint64_t out,
                const ResolverCounts<std::uint64_t>& counts,
                ResolverStates& states) {
  if (out == 0 && is_useless(counts) && ++states.useless == 1) {
    states.first_useless = io::to_text(resolver);
  }
  if (out != 0 && states.out() == 0) {
    states.first = io::to_text(resolver);
  }
  states.silent += out == ResolverCounters::kSilent ? 1 : 0;
  states.failing += out == ResolverCounters::kFails ? 1 : 0;
}

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
  Counter steps;
  double busy = 0;  // share of its time, known when it has ended
};

Workers::Workers(const Deps& deps)
    : deps_(deps), recursion_(std::make_unique<RecursionOptions>()) {}

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
  // The recursor has a pace of its own for each server.
  config.query.pace.adaptive = plan.pace_resolvers && !plan.recursive;
  config.query.pace.start_pps /= plan.threads;
  config.query.pace.max_pps =
      rate_share(plan.resolver_pps, shard, plan.threads);
  if (plan.recursive) {
    config.query.servers_max = recursion_->servers_max;
    config.recursion = recursion_.get();
  }
  config.query.retries = plan.retries;
  // There are other servers to ask, and the wait doubles each time.
  config.query.timeout = plan.recursive ? plan.timeout / 2 : plan.timeout;
  config.query.give_up_after = plan.give_up_after;
  config.mail.addresses = plan.addresses;
  config.mail.policies = policies_of(plan);
  config.mail.query_literals = plan.query_literals;
  config.mail.allow_special = plan.allow_special;
  config.mail.operators = deps_.operators.matcher();
  if (plan.places.networks() != nullptr) {
    config.mail.places = &plan.places;
  }
  if (plan.blocklist.has_names()) {
    config.mail.blocklist = &plan.blocklist;
  }
  if (plan.blocklist.has_prefixes()) {
    config.address_blocklist = &plan.blocklist;
  }
  config.rows = deps_.rows;
  config.leaves_unasked = plan.parts;
  config.query.lane_per_query = plan.port_per_query;
  config.query.mix_case = plan.mix_case;
  config.query.cookies = plan.cookies;
  config.host_cache_bytes = plan.host_cache_bytes / plan.threads;
  config.shard = shard;
  config.shards = static_cast<std::uint16_t>(plan.threads);
  config.host_queues = host_queues_.get();
  config.facts = {start.calendar_us - start.at.ns / 1000, start.run_id,
                  deps_.operators.matcher(),
                  plan.places.empty() ? nullptr : &plan.places};
  return config;
}

// What one server may be asked, and what is kept of servers, is shared out.
void Workers::share_recursion() {
  const ScanPlan& plan = deps_.plan;
  const double threads = plan.threads;
  recursion_->hints = deps_.resolvers.hints();
  recursion_->port = static_cast<std::uint16_t>(plan.server_port);
  ServerLimits& limits = recursion_->limits;
  limits.pps_max = static_cast<double>(plan.server_pps) / threads;
  limits.pps_start /= threads;
  const auto share = [threads](std::uint16_t& most) {
    most = static_cast<std::uint16_t>(std::max(most / threads, 1.0));
  };
  share(limits.in_flight_start);
  share(limits.in_flight_max);
  recursion_->cache_bytes = plan.delegation_bytes / plan.threads;
  recursion_->servers_max = plan.servers_max;
  recursion_->reports_details = deps_.rows.needs_delegations();
  recursion_->minimises = plan.qname_minimisation;
  recursion_->observer = deps_.tap.walks;
}

io::Status Workers::open(const RunStart& start, io::Prng& prng) {
  const std::uint32_t threads = deps_.plan.threads;
  Sleepers& sleepers = deps_.sleepers;
  share_recursion();
  if (threads > 1) {
    host_queues_ = std::make_unique<HostQueues>(
        static_cast<std::uint16_t>(threads), kHostCells);
  }
  for (std::uint16_t shard = 0; shard < threads; ++shard) {
    auto worker = std::make_unique<Worker>();
    io::Result<std::unique_ptr<io::Transport>> transport =
        deps_.transports.open({deps_.resolvers.endpoints(), threads - shard,
                               prng.split(), &sleepers.shard(shard),
                               deps_.tap.messages});
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
                    &deps_.signals.end_now, &sleepers.shard(shard),
                    deps_.tap.lookups},
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
    worker.steps.add();
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

std::optional<std::size_t> Workers::stalled(io::Instant now) {
  std::vector<ShardBeat> beats;
  beats.reserve(workers_.size());
  for (const auto& worker : workers_) {
    beats.push_back({worker->steps.get(), worker->counters->in_flight.get()});
  }
  return stall_watch_.look(beats, now);
}

double Workers::busiest() const {
  double busy = 0;
  for (const auto& worker : workers_) {
    busy = std::max(busy, worker->busy);
  }
  return busy;
}

ResolverStates Workers::resolver_states() const {
  const std::vector<io::Endpoint>& endpoints = deps_.resolvers.endpoints();
  ResolverStates states;
  states.all = endpoints.size() - deps_.resolvers.unfit().size();
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const auto number = static_cast<std::uint16_t>(i);
    std::uint64_t least = ResolverCounters::kFails;
    ResolverCounts<std::uint64_t> counts;
    for (const auto& worker : workers_) {
      const ResolverPool& pool = worker->shard->engine().resolvers();
      least = std::min(least, pool.counters(number).out.get());
      add_counts(pool.counters(number), counts);
    }
    note_state(endpoints[i], least, counts, states);
  }
  return states;
}

RetriesAhead Workers::retries(io::Instant now) const {
  RetriesAhead sum;
  for (const auto& worker : workers_) {
    const RetryOutlook& outlook = worker->shard->engine().retries();
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const RetriesOf<Counter>& from = outlook.kinds[i];
      RetriesOf<std::uint64_t>& to = sum[i];
      const std::uint64_t until = from.until.get();
      const auto passed = static_cast<std::uint64_t>(now.ns);
      to.open += from.open.get();
      to.answered += from.answered.get();
      to.failed += from.failed.get();
      to.takes = std::max(to.takes, from.takes.get());
      to.until = std::max(to.until, until - std::min(until, passed));
    }
  }
  return sum;
}

ResolverCounts<std::uint64_t> Workers::resolver_counts() const {
  ResolverCounts<std::uint64_t> sum;
  for (const auto& worker : workers_) {
    const ResolverPool& pool = worker->shard->engine().resolvers();
    for (std::size_t i = 0; i < deps_.resolvers.endpoints().size(); ++i) {
      add_counts(pool.counters(static_cast<std::uint16_t>(i)), sum);
    }
  }
  return sum;
}

ServersReport Workers::servers() const {
  std::map<std::string, std::uint64_t> asked;
  std::uint64_t forgotten = 0;
  for (const auto& worker : workers_) {
    const Recursor* const recursor = worker->shard->recursor();
    if (recursor != nullptr) {
      recursor->servers().for_each_asked(
          [&asked](const io::Endpoint& endpoint, std::uint64_t times) {
            asked[io::to_text(endpoint)] += times;
          });
      forgotten += recursor->servers().forgotten();
    }
  }
  ServersReport report;
  report.count = asked.size() + forgotten;
  for (const auto& [label, times] : asked) {
    report.most_asked.push_back({label, times});
  }
  std::stable_sort(report.most_asked.begin(), report.most_asked.end(),
                   [](const ServerReport& a, const ServerReport& b) {
                     return a.asked > b.asked;
                   });
  report.most_asked.resize(
      std::min(report.most_asked.size(), ServersReport::kMost));
  return report;
}

void Workers::add_resolver_to(std::uint16_t resolver,
                              ResolverReport& sum) const {
  sum.left_out = true;
  for (const auto& worker : workers_) {
    add_resolver(worker->shard->engine().resolvers(), resolver, sum);
  }
}

}  // namespace mxsweep
