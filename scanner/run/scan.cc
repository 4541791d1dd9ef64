#include "scanner/run/scan.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "io/base/number_text.h"

#include "scanner/input/name_reader.h"
#include "scanner/run/names_wanted.h"
#include "scanner/run/out_of_memory.h"
#include "scanner/run/result_writer.h"
#include "scanner/run/run_parts.h"
#include "scanner/run/run_stop.h"
#include "scanner/run/silence_watch.h"
#include "scanner/run/unknown_share.h"

namespace mxsweep {
namespace {

constexpr io::Duration kProgressInterval = io::Duration::milliseconds(200);

// For so long a run that is stopped waits for replies at most: what a first
// attempt takes, and another, but not for ever.
constexpr io::Duration kStopMost = io::Duration::seconds(10);

class Run {
 public:
  Run(const ScanPlan& plan, const ScanControl& control)
      : plan_(plan), control_(control), parts_(plan, control) {}

  io::Result<ScanReport> go();

 private:
  void watch(NameReader& reader, ResultWriter& writer);
  void look_around(const NameReader& reader);
  void look_for_trouble();
  void look_for_answers();
  void end_in_trouble();
  void warn_of_rubbish(const NameReader& reader);
  void warn_of_stall(std::optional<std::size_t> thread);
  void take_stop(const NameReader& reader);
  void begin_stop(const NameReader& reader);
  [[nodiscard]] RunStop::Limits stop_limits() const;
  [[nodiscard]] ListProgress list_progress(const NameReader& reader) const;
  [[nodiscard]] ScanReport nothing_to_do();
  void show_progress(const NameReader& reader);
  void report_records(const NameReader& reader, const ResultWriter& writer);
  void report_end(const NameReader& reader);
  void report_resolvers();
  void fill_report(const NameReader& reader, const ResultWriter& writer);
  io::Status finish(const NameReader& reader, const ResultWriter& writer);
  io::Status commit(bool complete);

  const ScanPlan& plan_;
  const ScanControl& control_;
  RunParts parts_;
  std::optional<io::Error> trouble_;  // main thread only
  SilenceWatch silence_;
  FailureWatch failure_;
  RunStop stop_;
  bool stopping_ = false;
  bool cut_short_ = false;  // there was work left when that began
  Ledger before_;           // of what earlier runs have done
  RunEstimate estimate_;
  bool warned_ = false;   // of a list without names
  bool stalled_ = false;  // a thread hangs, and that was said
  ScanReport report_;
};

ListProgress Run::list_progress(const NameReader& reader) const {
  const NamesRead read = reader.names_read();
  return {.names = read.names,
          .all = read.all,
          .holds = parts_.filters.holds(),
          .share = share_read(plan_, read.records, parts_.list.share_used()),
          .most = plan_.sample_count,
          .before = report_.records_before};
}

void Run::warn_of_stall(std::optional<std::size_t> thread) {
  if (thread.has_value() && !stalled_) {
    control_.events.note("warning: engine thread " +
                         std::to_string(*thread + 1) +
                         " has not moved for 10 s; if it stays so, end this "
                         "process with kill -9");
  }
  stalled_ = thread.has_value();
}

void Run::show_progress(const NameReader& reader) {
  ProgressInput now;
  const io::Instant at = control_.clock.now();
  now.elapsed = at - parts_.start.at;
  now.list = list_progress(reader);
  now.totals = parts_.workers.totals(false);
  estimate_.look(now.elapsed, now.totals.names_reached(), now.list);
  now.rate_pps = plan_.rate_pps;
  now.retries = parts_.workers.retries(at);
  now.resolvers = parts_.workers.resolver_states();
  now.stops_in = stop_.time_left(at);
  now.stalled = parts_.workers.stalled(at);
  warn_of_stall(now.stalled);
  control_.events.progress(now);
}

RunStop::Limits Run::stop_limits() const {
  const bool timed = plan_.max_runtime.ns != 0;
  return {timed ? parts_.start.at + plan_.max_runtime : io::Instant::never(),
          std::min(plan_.timeout * 2, kStopMost)};
}

void Run::begin_stop(const NameReader& reader) {
  stopping_ = true;
  const NamesRead read = reader.names_read();
  cut_short_ = !read.all || parts_.workers.totals(false).names_done +
                                    report_.records_before <
                                read.names;
  parts_.signals.end_input.store(true);
  parts_.sleepers.wake_all();
  show_progress(reader);
}

// The user's wish, or the end of the time, as soon as it is there.
void Run::take_stop(const NameReader& reader) {
  const bool at_once =
      control_.stop_now != nullptr && control_.stop_now->load();
  const RunStop::Step step =
      stop_.look({control_.stop.load(), at_once}, control_.clock.now());
  if (step != RunStop::Step::kGoOn && !stopping_) {
    begin_stop(reader);
  }
  if (step == RunStop::Step::kEndNow && !parts_.signals.end_now.load()) {
    parts_.signals.end_now.store(true);
    parts_.sleepers.wake_all();
  }
}

void Run::watch(NameReader& reader, ResultWriter& writer) {
  parts_.signals.shards_left.store(plan_.threads, std::memory_order_release);
  parts_.signals.end_input.store(control_.stop.load());
  std::vector<std::thread> threads;
  try {
    threads.emplace_back([&reader] { reader.run(); });
    threads.emplace_back([&writer] { writer.run(); });
    for (std::size_t i = 0; i < parts_.workers.size(); ++i) {
      threads.emplace_back([this, i] { parts_.workers.work(i); });
    }
  } catch (const std::system_error& refusal) {
    trouble_ =
        io::Error{io::ErrorCode::kNetwork, refusal.code().value(),
                  "cannot start " + std::to_string(parts_.workers.size() + 2) +
                      " threads: " + refusal.code().message() +
                      "; use fewer --threads or raise `ulimit -u` or `-v`"};
    parts_.signals.abort.store(true);
  }
  look_around(reader);
  parts_.signals.end_input.store(true);
  parts_.sleepers.wake_all();
  for (std::thread& thread : threads) {
    thread.join();
  }
  warn_of_rubbish(reader);
}

// A list may change its shape after its beginning: files put together.
void Run::warn_of_rubbish(const NameReader& reader) {
  const auto until = static_cast<std::size_t>(reader.unusable_until());
  if (until == 0 || warned_) {
    return;
  }
  warned_ = true;
  control_.events.note(
      "warning: most of the records " +
      io::with_commas(until - kStretchRecords + 1) + " to " +
      io::with_commas(until) +
      " hold no domain name; is the list made of several kinds?");
}

void Run::look_for_trouble() {
  if (trouble_.has_value()) {
    return;
  }
  if (control_.no_memory != nullptr && control_.no_memory->load()) {
    trouble_ = out_of_memory();
    return;
  }
  const io::Status alive = parts_.resolvers.keep_alive(control_.clock.now());
  if (!alive.ok()) {
    trouble_ = alive.error();
  }
}

// Where all replies are failures the shards would go on, ever more slowly, and
// then with each name that they still hold.
void Run::look_for_answers() {
  if (trouble_.has_value()) {
    return;
  }
  const io::Instant now = control_.clock.now();
  if (silence_.too_long(parts_.workers.totals(false), now)) {
    trouble_ = silence_error(parts_.resolvers.nobody(), plan_.give_up_after);
  } else if (!plan_.recursive &&
             failure_.too_long(parts_.workers.resolver_counts(), now) &&
             !parts_.resolvers.look_up_root(parts_.transports,
                                            parts_.later_prng)) {
    trouble_ = failure_error(parts_.resolvers.nobody(), plan_.give_up_after);
    parts_.signals.end_now.store(true);
  }
}

void Run::end_in_trouble() {
  if (trouble_.has_value() && !parts_.signals.end_input.load()) {
    parts_.signals.end_input.store(true);
    parts_.sleepers.wake_all();
  }
}

// What the main thread does while the others work. Whoever ends the run wakes
// it; else it sleeps until the next line of progress.
void Run::look_around(const NameReader& reader) {
  stop_.set_limits(stop_limits());
  io::Instant next_line = parts_.start.at + kProgressInterval;
  silence_ = SilenceWatch(plan_.give_up_after, parts_.start.at);
  failure_ = FailureWatch(plan_.give_up_after, parts_.start.at);
  while (parts_.signals.shards_left.load(std::memory_order_acquire) != 0 &&
         !parts_.signals.abort.load(std::memory_order_relaxed)) {
    const io::Instant until = std::min(next_line, stop_.next());
    parts_.sleepers.watch().sleep(until - control_.clock.now());
    look_for_trouble();
    end_in_trouble();
    take_stop(reader);
    if (control_.clock.now() >= next_line) {
      show_progress(reader);
      warn_of_rubbish(reader);
      look_for_answers();
      next_line = next_line + kProgressInterval;
    }
  }
}

void Run::report_records(const NameReader& reader, const ResultWriter& writer) {
  report_.list = parts_.filters.report();
  static_cast<ListOmissions&>(report_.list) = parts_.list.reader().omissions();
  report_.list.values_cut = parts_.list.reader().values_cut();
  Ledger taken = reader.ledger();
  taken.add(before_);
  report_.records_read = taken.count();
  report_.records_written = writer.ledger().count();
  report_.records_left = writer.left().count();
  Ledger seen_to = writer.ledger();
  seen_to.add(writer.left());
  report_.ledger_ok = taken == seen_to && writer.consistent();
}

// Whether it went over all of the list, and what it learnt.
void Run::report_end(const NameReader& reader) {
  report_.interrupted =
      cut_short_ || reader.stopped() ||
      report_.totals.with_status(LookupStatus::kNotAttempted) != 0;
  report_.stop_cause = reader.had_enough() && stop_.cause() == StopCause::kNone
                           ? StopCause::kNames
                           : stop_.cause();
  if (reader.stopped()) {
    report_.records_unread = estimate_.total();
  }
  if (report_.records_unread.value_or(0) != 0) {
    const std::uint64_t all = *report_.records_unread + report_.records_before;
    report_.records_unread = all - std::min(all, report_.records_read);
  }
  report_.mostly_unknown =
      !report_.interrupted &&
      is_mostly_unknown(report_.totals, plan_.max_unknown_percent);
  report_.nothing_asked = !report_.interrupted && asked_nothing(report_);
}

void Run::report_resolvers() {
  report_.unbound_restarts = parts_.resolvers.restarts();
  report_.servers = parts_.workers.servers();
  const std::size_t count = parts_.resolvers.count();
  for (std::uint16_t i = 0; i < count; ++i) {
    ResolverReport& sum =
        report_.resolvers.emplace_back(parts_.resolvers.report(i));
    parts_.workers.add_resolver_to(i, sum);
  }
}

void Run::fill_report(const NameReader& reader, const ResultWriter& writer) {
  report_.elapsed = control_.clock.now() - parts_.start.at;
  report_.totals = parts_.workers.totals(true);
  estimate_.look(report_.elapsed, report_.totals.names_reached(),
                 list_progress(reader));
  report_.tail = estimate_.tail().took;
  report_.typical_pace = estimate_.tail().pace_before;
  report_records(reader, writer);
  report_end(reader);
  report_resolvers();
  report_.cpu = io::process_cpu_time();
  report_.engine_busy = parts_.workers.busiest();
  report_.transport = parts_.transports.kind();
  report_.run_id = parts_.start.run_id;
  report_.input_format = parts_.list.format();
  report_.started_us = parts_.start.calendar_us;
}

io::Status Run::commit(bool complete) {
  io::Status committed = parts_.output.commit(plan_, report_, complete);
  if (committed.ok()) {
    report_.output_path = parts_.output.location();
  }
  return committed;
}

io::Status Run::finish(const NameReader& reader, const ResultWriter& writer) {
  if (writer.error().has_value()) {
    return parts_.output.with_location(*writer.error());
  }
  const std::optional<io::Error>& trouble =
      trouble_.has_value() ? trouble_ : reader.error();
  // A dataset is complete when every record is in a part, whatever that says.
  const bool wanted = says_something(report_) || plan_.parts;
  const bool complete = report_.ledger_ok && !report_.interrupted && wanted &&
                        !trouble.has_value();
  io::Status committed = commit(complete);
  if (!committed.ok()) {
    return committed;
  }
  if (trouble.has_value()) {
    io::Error error = *trouble;
    if (plan_.output_path == kNowhere || report_.records_own() == 0) {
      return error;
    }
    error.what += plan_.output_path == "-"
                      ? "; the names read until then went to "
                      : "; the names read until then are in ";
    error.what += report_.output_path;
    error.what += plan_.parts ? ", --resume goes on with them" : "";
    return error;
  }
  return {};
}

ScanReport Run::nothing_to_do() {
  control_.events.note(parts_.output.dataset()->nothing_left());
  report_.records_read = report_.records_before;
  report_.records_written = report_.records_before;
  report_.ledger_ok = true;
  report_.was_complete = true;
  report_.output_path = parts_.output.location();
  return report_;
}

io::Result<ScanReport> Run::go() {
  const io::Status prepared = parts_.open();
  if (!prepared.ok()) {
    return prepared.error();
  }
  Dataset* const dataset = parts_.output.dataset();
  if (dataset != nullptr) {
    before_ = dataset->done_before();
  }
  report_.records_before = before_.count();
  if (parts_.nothing_left()) {
    return nothing_to_do();
  }
  NameReader reader(parts_.list.reader(), input_options(plan_),
                    parts_.workers.jobs(), parts_.signals.abort);
  parts_.filters.attach_to(reader, parts_.signals.end_input);
  if (dataset != nullptr) {
    reader.resume_at(dataset->input());
  }
  ResultWriter writer({parts_.output.table(), parts_.rows.schema(),
                       parts_.workers.results(), parts_.signals.shards_left,
                       parts_.signals.abort, &parts_.sleepers.watch(),
                       dataset != nullptr, before_});
  watch(reader, writer);
  fill_report(reader, writer);
  if (!trouble_.has_value() && !control_.stop.load() && !stopping_) {
    if (report_.totals.gave_up != 0) {
      trouble_ = silence_error(parts_.resolvers.nobody(), plan_.give_up_after);
    } else if (all_silent(report_.totals)) {
      trouble_ = silence_error(parts_.resolvers.nobody(), {});
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
