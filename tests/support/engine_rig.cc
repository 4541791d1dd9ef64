// See engine_rig.h.
#include "tests/support/engine_rig.h"

#include <algorithm>

#include "io/base/check.h"

#include "scanner/query/xxh3_hash.h"

#include "tests/support/cell_text.h"
#include "tests/support/sim_operators.h"

namespace mxsweep::sim {
namespace {

constexpr std::size_t kRingCells = 16;
constexpr std::size_t kJobBatches = 8;

struct QueuedJob {
  std::int64_t seq = 0;
  InputRecord record;
};

}  // namespace

// One shard with its surroundings, and the reader's queue for it.
struct EngineRig::Worker {
  Worker(SimNetwork& network, SimTransportOptions options)
      : wake_up(io::WakeUp::open().take()),
        transport(network, with(options, *wake_up)),
        job_queue(kRingCells),
        result_queue(kRingCells) {}

  static SimTransportOptions with(SimTransportOptions options,
                                  const io::WakeUp& wake_up) {
    options.wake_up = &wake_up;
    return options;
  }

  std::unique_ptr<io::WakeUp> wake_up;
  SimTransport transport;
  JobQueue job_queue;
  ResultQueue result_queue;
  ShardCounters counters;
  std::unique_ptr<Shard> shard;
  io::Instant now = kSimStart;
  std::uint32_t concurrency = 0;
  std::deque<QueuedJob> queue;
  bool last_sent = false;
  std::vector<std::unique_ptr<JobBatch>> jobs;
  std::vector<std::unique_ptr<ResultBatch>> results;
};

std::size_t RigReport::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  MXSWEEP_CHECK(found != columns.end());
  return static_cast<std::size_t>(found - columns.begin());
}

ShardConfig EngineRig::config_for(std::uint16_t shard) {
  ShardConfig config = options_.engine;
  const std::uint16_t shards = options_.shards;
  config.query.resolvers = network_.endpoints();
  config.query.concurrency = std::max(config.query.concurrency / shards, 1U);
  config.query.rate_pps = rate_share(config.query.rate_pps, shard, shards);
  config.query.pace.start_pps /= shards;
  config.query.pace.max_pps =
      rate_share(config.query.pace.max_pps, shard, shards);
  config.host_cache_bytes =
      std::max(config.host_cache_bytes / shards, HostCache::kEntryBytes);
  config.mail.operators = &sim_operators();
  config.facts.operators = &sim_operators();
  if (!options_.recursion.hints.servers.empty()) {
    config.query.resolvers = options_.recursion.hints.addresses();
    config.query.servers_max = options_.recursion.servers_max;
    config.recursion = &options_.recursion;
  }
  config.shard = shard;
  config.shards = shards;
  config.host_queues = host_queues_.get();
  return config;
}

// Of what one server may be asked.
void EngineRig::share_recursion() {
  ServerLimits& limits = options_.recursion.limits;
  limits.pps_max /= options_.shards;
  limits.pps_start /= options_.shards;
}

EngineRig::EngineRig(const RigOptions& options, SimNetwork& network)
    : options_(options), network_(network), prng_(options.seed) {
  MXSWEEP_CHECK(options_.result_batches <= kRingCells);
  share_recursion();
  options_.recursion.reports_details = options_.engine.rows.needs_delegations();
  const io::Schema schema = options_.engine.rows.schema();
  for (const io::Column& column : schema) {
    report_.columns.emplace_back(column.name);
  }
  if (options_.shards > 1) {
    host_queues_ =
        std::make_unique<HostQueues>(options_.shards, options_.host_cells);
  }
  for (std::uint16_t shard = 0; shard < options_.shards; ++shard) {
    SimTransportOptions transport;
    transport.shard = shard;
    transport.endpoints = options_.recursion.hints.addresses();
    transport.lanes = options_.lanes;
    transport.reserve_max = options_.reserve_max;
    transport.receive_max = options_.receive_max;
    auto worker = std::make_unique<Worker>(network_, transport);
    for (std::size_t i = 0; i < kJobBatches; ++i) {
      worker->jobs.push_back(std::make_unique<JobBatch>());
      MXSWEEP_CHECK(worker->job_queue.empty.try_push(worker->jobs[i].get()));
    }
    for (std::size_t i = 0; i < options_.result_batches; ++i) {
      worker->results.push_back(std::make_unique<ResultBatch>(schema));
      MXSWEEP_CHECK(
          worker->result_queue.empty.try_push(worker->results[i].get()));
    }
    const ShardConfig config = config_for(shard);
    worker->concurrency = config.query.concurrency;
    worker->shard = std::make_unique<Shard>(
        config,
        Shard::Deps{worker->transport, worker->job_queue, worker->result_queue,
                    worker->counters, options_.stop, options_.stop_now,
                    worker->wake_up.get()},
        prng_.split(), kSimStart);
    workers_.push_back(std::move(worker));
  }
}

EngineRig::~EngineRig() = default;

void EngineRig::add_line(std::string_view line) {
  MXSWEEP_CHECK(!ended_);
  if (parse_input_line(line, options_.input, record_) == LineKind::kNothing) {
    return;
  }
  const std::size_t shard =
      Xxh3Hash{}(record_.name.view().key()) % workers_.size();
  report_.read.add(next_seq_);
  workers_[shard]->queue.push_back({next_seq_++, record_});
}

void EngineRig::pass_over_line(std::string_view line) {
  if (parse_input_line(line, options_.input, record_) != LineKind::kNothing) {
    report_.read.add(next_seq_++);
  }
}

void EngineRig::write_to(ResultTable& table, const Ledger& before) {
  table_ = &table;
  report_.written.add(before);
}

void EngineRig::end_input() {
  ended_ = true;
}

void EngineRig::feed(Worker& worker) {
  JobBatch* batch = nullptr;
  while ((!worker.queue.empty() || (ended_ && !worker.last_sent)) &&
         worker.job_queue.empty.try_pop(batch)) {
    batch->clear();
    while (!worker.queue.empty() && batch->size() < options_.batch_jobs) {
      const QueuedJob& queued = worker.queue.front();
      Job job;
      job.seq = queued.seq;
      job.rank = queued.record.rank;
      job.name = queued.record.name.view();
      job.input = queued.record.input;
      job.error = queued.record.error;
      batch->add(job);
      worker.queue.pop_front();
    }
    batch->last = ended_ && worker.queue.empty();
    worker.last_sent = batch->last;
    MXSWEEP_CHECK(worker.job_queue.full.try_push(batch));
  }
}

bool EngineRig::paused(io::Instant now) const {
  return std::any_of(options_.writer_pauses.begin(),
                     options_.writer_pauses.end(), [now](const Period& pause) {
                       const io::Instant from = kSimStart + pause.at;
                       return now >= from && now < from + pause.length;
                     });
}

void EngineRig::take_rows(const ResultBatch& batch) {
  std::size_t records = 0;
  for (std::size_t row = 0; row < batch.rows.rows(); ++row) {
    const std::int64_t seq = batch.rows.column(0).int_at(row);
    if (row == 0 || batch.rows.column(0).int_at(row - 1) != seq) {
      ++records;
      report_.written.add(seq);
    }
    if (!options_.keep_rows) {
      continue;
    }
    std::vector<std::string>& cells = report_.rows.emplace_back();
    for (std::size_t i = 0; i < batch.rows.column_count(); ++i) {
      cells.push_back(cell_text(batch.rows.column(i), row));
    }
  }
  report_.records += records;
  if (records != batch.records.size()) {
    report_.failure = "rows of one record stand apart";
  }
}

void EngineRig::drain(Worker& worker, io::Instant now) {
  ResultBatch* batch = nullptr;
  while (!paused(now) && worker.result_queue.full.try_pop(batch)) {
    const io::Status written =
        table_ == nullptr ? io::Status() : table_->write(*batch);
    if (!written.ok()) {
      report_.output_error = written.error();
      return;
    }
    take_rows(*batch);
    batch->clear();
    MXSWEEP_CHECK(worker.result_queue.empty.try_push(batch));
    report_.elapsed = std::max(report_.elapsed, now - kSimStart);
  }
}

EngineRig::Worker& EngineRig::earliest() {
  return **std::min_element(
      workers_.begin(), workers_.end(),
      [](const auto& a, const auto& b) { return a->now < b->now; });
}

io::Instant EngineRig::now() {
  return earliest().now;
}

Shard& EngineRig::next_shard() {
  return *earliest().shard;
}

io::Duration EngineRig::stall_after(io::Instant now) {
  io::Duration length{};
  for (Period& stall : options_.stalls) {
    if (stall.length.ns != 0 && now >= kSimStart + stall.at) {
      length = std::max(length, stall.length);
      stall.length = io::Duration{};
    }
  }
  return length;
}

void EngineRig::check(const Worker& worker) {
  if (worker.shard->engine().places_taken() > worker.concurrency) {
    report_.failure = "more queries in flight than allowed";
  } else if (!network_.bad_query().empty()) {
    report_.failure = "bad query: " + network_.bad_query();
  } else if (report_.steps >= options_.steps_max) {
    report_.failure = "too many steps";
  } else if (worker.now - kSimStart > options_.time_max) {
    report_.failure = "not drained in time";
  }
  if (!report_.failure.empty()) {
    report_.failure += " (seed " + std::to_string(options_.seed) + ", at " +
                       std::to_string((worker.now - kSimStart).to_us()) +
                       " us, step " + std::to_string(report_.steps) + "; " +
                       waiting() + ")";
  }
}

std::size_t EngineRig::unread() const {
  std::size_t lines = 0;
  for (const auto& worker : workers_) {
    lines += worker->queue.size();
  }
  return lines;
}

std::string EngineRig::leaks() const {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const QueryEngine::Open open = workers_[i]->shard->engine().open();
    const Recursor* const recursor = workers_[i]->shard->recursor();
    const bool walking = recursor != nullptr && recursor->open() != 0;
    const bool over =
        workers_[i]->shard->drained() && (open.questions != 0 || walking);
    if (open.slots != open.in_flight || open.questions < open.in_flight ||
        over) {
      return "shard " + std::to_string(i) + " has " +
             std::to_string(open.slots) + " slots, " +
             std::to_string(open.in_flight) + " queries in flight, " +
             std::to_string(open.questions) + " questions";
    }
  }
  return "";
}

std::string EngineRig::waiting() const {
  std::string text = std::to_string(report_.written.count()) + " of " +
                     std::to_string(report_.read.count()) + " records written";
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const Worker& worker = *workers_[i];
    text += ", shard " + std::to_string(i) + ": " +
            std::to_string(worker.shard->engine().places_taken()) +
            " in flight, " + std::to_string(worker.queue.size()) + " unread" +
            (worker.shard->drained() ? ", drained" : "");
  }
  return text;
}

bool EngineRig::step() {
  Worker& worker = earliest();
  feed(worker);
  const io::Duration stall = stall_after(worker.now);
  if (stall.ns != 0) {
    for (auto& each : workers_) {
      each->transport.stall(stall);
    }
  }
  worker.now = worker.shard->step(worker.now);
  ++report_.steps;
  drain(worker, worker.now);
  check(worker);
  return report_.failure.empty() && !report_.output_error.has_value() &&
         !std::all_of(workers_.begin(), workers_.end(),
                      [](const auto& each) { return each->shard->drained(); });
}

RigReport EngineRig::run() {
  end_input();
  while (step()) {
  }
  return conclude();
}

RigReport EngineRig::conclude() {
  // A paused writer wakes up in the end.
  for (auto& worker : workers_) {
    if (!report_.output_error.has_value()) {
      drain(*worker, worker->now + options_.time_max);
    }
    add_counters(worker->counters, report_.totals);
    add_transport(worker->transport.stats(), report_.totals);
  }
  if (report_.failure.empty() && !report_.output_error.has_value() &&
      !(report_.read == report_.written)) {
    report_.failure = "ledgers differ (seed " + std::to_string(options_.seed) +
                      "): " + std::to_string(report_.read.count()) +
                      " records read, " +
                      std::to_string(report_.written.count()) + " written";
  }
  return report_;
}

}  // namespace mxsweep::sim
