#include "scanner/run/scan.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "scanner/input/name_reader.h"
#include "scanner/rows/result_schema.h"
#include "scanner/run/private_resolver.h"
#include "scanner/run/resolver_check.h"
#include "scanner/run/result_writer.h"
#include "scanner/run/run_output.h"
#include "scanner/run/silence_watch.h"
#include "scanner/run/sleepers.h"
#include "scanner/run/worker.h"

namespace mxsweep {
namespace {

constexpr std::size_t kHostCells = 256;
constexpr io::Duration kProgressInterval = io::Duration::milliseconds(200);
constexpr std::size_t kCheckSecondsUnsaid = 2;

// What a resolver that nothing is known of is asked at first. Public ones take
// this from anybody.
constexpr double kStartPps = 500;

// For the mail hosts that all shards together remember: 131,072 of them with
// a few addresses each.
constexpr std::size_t kHostCacheBytes = std::size_t{48} << 20U;

class Run {
 public:
  Run(const ScanPlan& plan, const ScanControl& control)
      : plan_(plan), control_(control), concurrency_(plan.concurrency) {}

  io::Result<ScanReport> go();

 private:
  io::Status prepare();
  io::Status prepare_resolvers();
  io::Status check_resolvers_given();
  io::Status prepare_workers();
  io::Result<std::unique_ptr<io::Transport>> open_transport(
      io::Prng prng, io::WakeUp* wake_up = nullptr);
  [[nodiscard]] ShardConfig shard_config(std::uint16_t shard) const;
  void work(Worker& worker);
  void watch(NameReader& reader, ResultWriter& writer);
  void look_around();
  void look_after_resolver();
  void show_progress();
  [[nodiscard]] Totals totals(bool stopped) const;

  [[nodiscard]] std::string nobody() const {
    return private_resolver_ != nullptr ? "the private unbound has not"
                                        : nobody_of(resolvers_);
  }

  void fill_report(const NameReader& reader, const ResultWriter& writer);
  [[nodiscard]] ResolverReport resolver_report(std::uint16_t resolver) const;
  io::Status finish(const NameReader& reader, const ResultWriter& writer);
  io::Status commit(bool complete);

  const ScanPlan& plan_;
  const ScanControl& control_;
  Sleepers sleepers_;
  std::unique_ptr<PrivateResolver> private_resolver_;
  std::uint32_t concurrency_;  // the plan's, or what unbound has room for
  std::vector<io::Endpoint> resolvers_;
  std::vector<CheckedResolver> checked_;  // of these; empty: no check
  std::vector<std::uint16_t> unfit_;      // of these
  std::unique_ptr<io::LineReader> lines_;
  RunOutput output_;
  std::unique_ptr<HostQueues> host_queues_;
  std::vector<Worker> workers_;
  io::Prng prng_{0};
  io::Instant started_{};
  std::atomic<std::uint32_t> shards_left_{0};
  std::atomic<bool> abort_{false};
  // The user's stop, or trouble: no more names are read or asked.
  std::atomic<bool> end_input_{false};
  std::optional<io::Error> trouble_;  // main thread only
  ScanReport report_;
};

io::Status Run::prepare_resolvers() {
  resolvers_ = plan_.resolvers;
  if (!resolvers_.empty()) {
    return {};
  }
  io::Result<std::unique_ptr<PrivateResolver>> started = PrivateResolver::start(
      {plan_.concurrency, plan_.resolver_config, plan_.allow_special},
      control_.clock);
  if (!started.ok()) {
    return started.error();
  }
  private_resolver_ = started.take();
  resolvers_.push_back(private_resolver_->endpoint());
  concurrency_ = std::max(private_resolver_->capacity(), plan_.threads);
  control_.events.note("no -r given: started a private unbound on " +
                       io::to_text(resolvers_.front()) +
                       capacity_note(plan_.concurrency, concurrency_));
  return {};
}

// Those that make answers up are left out until they stop.
io::Status Run::check_resolvers_given() {
  if (private_resolver_ != nullptr || !plan_.check_resolvers) {
    return {};
  }
  io::Result<std::unique_ptr<io::Transport>> transport =
      open_transport(prng_.split());
  if (!transport.ok()) {
    return transport.error();
  }
  const std::size_t questions = kCheckQuestions * resolvers_.size();
  const std::size_t seconds =
      plan_.rate_pps == 0 ? 0 : questions / plan_.rate_pps;
  if (seconds > kCheckSecondsUnsaid) {
    control_.events.note(
        "asking at the rate given whether resolvers can be trusted takes " +
        std::to_string(seconds) + " s");
  }
  checked_ = check_resolvers(
      *transport.value(), resolvers_,
      {prng_, control_.clock.now(), plan_.rate_pps, &control_.stop});
  if (control_.stop.load()) {
    return {};  // nothing will be asked
  }
  io::Result<std::vector<std::uint16_t>> unfit =
      unfit_among(checked_, resolvers_, control_.events);
  if (!unfit.ok()) {
    return unfit.error();
  }
  unfit_ = unfit.take();
  return {};
}

// Names a kind that does open here, if there is one.
io::Error with_other_kind(io::Error error,
                          const io::TransportOptions& options) {
  const io::Result<io::OpenedTransport> other =
      io::open_best_transport(options);
  if (other.ok()) {
    error.what += "; use --transport " + std::string(other.value().kind);
  }
  return error;
}

io::Result<std::unique_ptr<io::Transport>> Run::open_transport(
    io::Prng prng, io::WakeUp* wake_up) {
  io::TransportOptions options;
  options.peers = resolvers_;
  options.lanes = lanes_for(plan_);
  options.sources = plan_.local_addresses;
  options.sharers = static_cast<std::uint16_t>(plan_.threads - workers_.size());
  options.clock = &control_.clock;
  options.wake_up = wake_up;
  options.prng = prng;
  if (plan_.transport != nullptr) {
    report_.transport = plan_.transport->name;
    io::Result<std::unique_ptr<io::Transport>> chosen =
        plan_.transport->open(options);
    if (chosen.ok()) {
      return chosen;
    }
    return with_other_kind(chosen.error(), options);
  }
  io::Result<io::OpenedTransport> opened = io::open_best_transport(options);
  if (!opened.ok()) {
    return opened.error();
  }
  if (report_.transport.empty() && !opened.value().fallback_reason.empty()) {
    control_.events.note("using --transport " +
                         std::string(opened.value().kind) + ": " +
                         opened.value().fallback_reason);
  }
  report_.transport = opened.value().kind;
  return std::move(opened.value().transport);
}

ShardConfig Run::shard_config(std::uint16_t shard) const {
  ShardConfig config;
  config.query.resolvers = resolvers_;
  config.query.rewriting = unfit_;
  config.pref64s = pref64s_among(checked_);
  config.query.concurrency = std::max(concurrency_ / plan_.threads, 1U);
  config.query.rate_pps = rate_share(plan_.rate_pps, shard, plan_.threads);
  config.query.pace.adaptive = plan_.pace_resolvers;
  config.query.pace.start_pps = kStartPps / plan_.threads;
  config.query.pace.max_pps =
      rate_share(plan_.resolver_pps, shard, plan_.threads);
  config.query.retries = plan_.retries;
  config.query.timeout = plan_.timeout;
  config.query.give_up_after = plan_.give_up_after;
  config.mail.addresses = plan_.addresses;
  config.mail.query_literals = plan_.query_literals;
  config.mail.allow_special = plan_.allow_special;
  config.shape = plan_.shape;
  config.query.lane_per_query = plan_.port_per_query;
  config.host_cache_bytes = kHostCacheBytes / plan_.threads;
  config.shard = shard;
  config.shards = static_cast<std::uint16_t>(plan_.threads);
  config.host_queues = host_queues_.get();
  config.wall_offset_us = report_.started_us - started_.ns / 1000;
  return config;
}

io::Status Run::prepare_workers() {
  if (plan_.threads > 1) {
    host_queues_ = std::make_unique<HostQueues>(
        static_cast<std::uint16_t>(plan_.threads), kHostCells);
  }
  for (std::uint16_t shard = 0; shard < plan_.threads; ++shard) {
    Worker worker;
    io::Result<std::unique_ptr<io::Transport>> transport =
        open_transport(prng_.split(), &sleepers_.shard(shard));
    if (!transport.ok()) {
      return transport.error();
    }
    worker.transport = transport.take();
    worker.jobs = std::make_unique<JobQueue>(Worker::kRingCells);
    worker.results = std::make_unique<ResultQueue>(Worker::kRingCells);
    sleepers_.connect(shard, *worker.jobs, *worker.results, host_queues_.get());
    worker.counters = std::make_unique<ShardCounters>();
    worker.shard = std::make_unique<Shard>(
        shard_config(shard),
        Shard::Deps{*worker.transport, *worker.jobs, *worker.results,
                    *worker.counters, &end_input_, &sleepers_.shard(shard)},
        prng_.split(), started_);
    workers_.push_back(std::move(worker));
  }
  return {};
}

// Opens all that can fail, cheapest first, before the first packet leaves.
io::Status Run::prepare() {
  io::Result<Sleepers> sleepers =
      Sleepers::open(plan_.threads, control_.wake_up);
  if (!sleepers.ok()) {
    return sleepers.error();
  }
  sleepers_ = sleepers.take();
  io::Result<std::unique_ptr<io::LineReader>> lines =
      io::LineReader::open(plan_.input_path, &end_input_, &sleepers_.reader());
  if (!lines.ok()) {
    return lines.error();
  }
  lines_ = lines.take();
  io::Status output = output_.open(plan_);
  if (!output.ok()) {
    return output;
  }
  prng_ =
      plan_.seed.has_value() ? io::Prng(*plan_.seed) : io::Prng::from_entropy();
  io::Status resolvers = prepare_resolvers();
  if (!resolvers.ok()) {
    return resolvers;
  }
  io::Status checked = check_resolvers_given();
  if (!checked.ok()) {
    return checked;
  }
  started_ = control_.clock.now();
  report_.started_us = io::wall_time_us();
  io::Status workers = prepare_workers();
  if (!workers.ok()) {
    return workers;
  }
  return output_.begin(plan_);
}

void Run::work(Worker& worker) {
  const io::Instant start = control_.clock.now();
  io::Instant now = start;
  bool left = false;
  // A drained shard still answers for the hosts it owns.
  while (shards_left_.load(std::memory_order_acquire) != 0 &&
         !abort_.load(std::memory_order_relaxed)) {
    now = worker.shard->step(now);
    if (!left && worker.shard->drained()) {
      left = true;
      if (shards_left_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        sleepers_.watch().notify(WakeReason::kEnd);
      }
    }
  }
  worker.busy = io::thread_cpu_time().to_seconds() /
                std::max((now - start).to_seconds(), 1e-6);
}

Totals Run::totals(bool stopped) const {
  Totals sum;
  for (const Worker& worker : workers_) {
    add_counters(*worker.counters, sum);
    if (stopped) {
      add_transport(worker.transport->stats(), sum);
    }
  }
  return sum;
}

void Run::show_progress() {
  ProgressInput now;
  now.elapsed = control_.clock.now() - started_;
  const auto size = lines_->bytes_total();
  if (size.has_value() && *size != 0) {
    now.input_share =
        static_cast<double>(lines_->bytes_read()) / static_cast<double>(*size);
  }
  now.totals = totals(false);
  control_.events.progress(now);
}

void Run::watch(NameReader& reader, ResultWriter& writer) {
  shards_left_.store(plan_.threads, std::memory_order_release);
  end_input_.store(control_.stop.load());
  std::vector<std::thread> threads;
  try {
    threads.emplace_back([&reader] { reader.run(); });
    threads.emplace_back([&writer] { writer.run(); });
    for (Worker& worker : workers_) {
      threads.emplace_back([this, &worker] { work(worker); });
    }
  } catch (const std::system_error& refusal) {
    trouble_ = io::Error{io::ErrorCode::kNetwork, refusal.code().value(),
                         "cannot start " + std::to_string(workers_.size() + 2) +
                             " threads: " + refusal.code().message() +
                             "; use fewer --threads or raise `ulimit -u`"};
    abort_.store(true);
  }
  look_around();
  end_input_.store(true);
  sleepers_.wake_all();
  for (std::thread& thread : threads) {
    thread.join();
  }
}

// What the main thread does while the others work. Whoever ends the run wakes
// it; else it sleeps until the next line of progress.
void Run::look_around() {
  io::Instant next_line = started_ + kProgressInterval;
  SilenceWatch silence(plan_.give_up_after, started_);
  while (shards_left_.load(std::memory_order_acquire) != 0 &&
         !abort_.load(std::memory_order_relaxed)) {
    sleepers_.watch().sleep(next_line - control_.clock.now());
    look_after_resolver();
    if ((control_.stop.load() || trouble_.has_value()) && !end_input_.load()) {
      end_input_.store(true);
      sleepers_.wake_all();
    }
    if (control_.clock.now() >= next_line) {
      show_progress();
      if (!trouble_.has_value() &&
          silence.too_long(totals(false), control_.clock.now())) {
        trouble_ = silence_error(nobody(), plan_.give_up_after);
      }
      next_line = next_line + kProgressInterval;
    }
  }
}

// Without it every name left would become a network error.
void Run::look_after_resolver() {
  if (private_resolver_ == nullptr || trouble_.has_value()) {
    return;
  }
  const std::optional<std::string> ending = private_resolver_->ending();
  if (ending.has_value()) {
    trouble_ =
        io::Error{io::ErrorCode::kResolver, 0,
                  "the private unbound ended during the run (" + *ending + ")"};
  }
}

void Run::fill_report(const NameReader& reader, const ResultWriter& writer) {
  report_.elapsed = control_.clock.now() - started_;
  report_.records_read = reader.ledger().count();
  report_.records_written = writer.ledger().count();
  report_.ledger_ok = reader.ledger() == writer.ledger() && writer.consistent();
  report_.totals = totals(true);
  report_.interrupted =
      reader.stopped() || report_.totals.by_status[static_cast<std::size_t>(
                              LookupStatus::kNotAttempted)] != 0;
  report_.cpu = io::process_cpu_time();
  for (const Worker& worker : workers_) {
    report_.engine_busy = std::max(report_.engine_busy, worker.busy);
  }
  for (std::size_t i = 0; i < resolvers_.size(); ++i) {
    report_.resolvers.push_back(resolver_report(static_cast<std::uint16_t>(i)));
  }
}

ResolverReport Run::resolver_report(std::uint16_t resolver) const {
  ResolverReport sum{.label = io::to_text(resolvers_[resolver])};
  if (!checked_.empty()) {
    note_check(checked_[resolver], sum);
  }
  sum.left_out = true;
  for (const Worker& worker : workers_) {
    add_resolver(worker.shard->engine().resolvers(), resolver, sum);
  }
  return sum;
}

io::Status Run::commit(bool complete) {
  io::Status committed = output_.commit(plan_, report_, complete);
  if (committed.ok()) {
    report_.output_path = output_.location();
  }
  return committed;
}

io::Status Run::finish(const NameReader& reader, const ResultWriter& writer) {
  if (writer.error().has_value()) {
    return output_.with_location(*writer.error());
  }
  const std::optional<io::Error>& trouble =
      trouble_.has_value() ? trouble_ : reader.error();
  const bool complete =
      report_.ledger_ok && !report_.interrupted && !trouble.has_value();
  io::Status committed = commit(complete);
  if (!committed.ok()) {
    return committed;
  }
  if (trouble.has_value()) {
    io::Error error = *trouble;
    error.what += "; the names read until then are in " + report_.output_path;
    return error;
  }
  return {};
}

io::Result<ScanReport> Run::go() {
  const io::Status prepared = prepare();
  if (!prepared.ok()) {
    return prepared.error();
  }
  std::vector<JobQueue*> jobs;
  std::vector<ResultQueue*> results;
  for (Worker& worker : workers_) {
    jobs.push_back(worker.jobs.get());
    results.push_back(worker.results.get());
  }
  InputOptions input;
  input.allow_special = plan_.allow_special;
  input.lenient = plan_.lenient;
  NameReader reader(*lines_, input, jobs, abort_);
  ResultWriter writer({output_.table(), result_schema(plan_.shape), results,
                       shards_left_, abort_, &sleepers_.watch()});
  watch(reader, writer);
  fill_report(reader, writer);
  if (!trouble_.has_value() && !control_.stop.load()) {
    if (report_.totals.gave_up != 0) {
      trouble_ = silence_error(nobody(), plan_.give_up_after);
    } else if (all_silent(report_.totals)) {
      trouble_ = silence_error(nobody(), {});
    }
  }
  const io::Status finished = finish(reader, writer);
  if (!finished.ok()) {
    return finished.error();
  }
  return report_;
}

}  // namespace

io::Result<ScanReport> run_scan(const ScanPlan& plan,
                                const ScanControl& control) {
  return Run(plan, control).go();
}

}  // namespace mxsweep
