#include "scanner/run/scan.h"

#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "io/base/number_text.h"

#include "scanner/input/name_reader.h"
#include "scanner/run/result_writer.h"
#include "scanner/run/run_parts.h"
#include "scanner/run/silence_watch.h"

namespace mxsweep {
namespace {

constexpr io::Duration kProgressInterval = io::Duration::milliseconds(200);

class Run {
 public:
  Run(const ScanPlan& plan, const ScanControl& control)
      : plan_(plan), control_(control), parts_(plan, control) {}

  io::Result<ScanReport> go();

 private:
  void watch(NameReader& reader, ResultWriter& writer);
  void look_around(const NameReader& reader);
  void warn_of_rubbish(const NameReader& reader);
  void show_progress();
  void fill_report(const NameReader& reader, const ResultWriter& writer);
  io::Status finish(const NameReader& reader, const ResultWriter& writer);
  io::Status commit(bool complete);

  const ScanPlan& plan_;
  const ScanControl& control_;
  RunParts parts_;
  std::optional<io::Error> trouble_;  // main thread only
  bool warned_ = false;               // of a list without names
  ScanReport report_;
};

void Run::show_progress() {
  ProgressInput now;
  now.elapsed = control_.clock.now() - parts_.start.at;
  now.input_share = parts_.list.share_read();
  now.totals = parts_.workers.totals(false);
  control_.events.progress(now);
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
                      "; use fewer --threads or raise `ulimit -u`"};
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

// What the main thread does while the others work. Whoever ends the run wakes
// it; else it sleeps until the next line of progress.
void Run::look_around(const NameReader& reader) {
  io::Instant next_line = parts_.start.at + kProgressInterval;
  SilenceWatch silence(plan_.give_up_after, parts_.start.at);
  while (parts_.signals.shards_left.load(std::memory_order_acquire) != 0 &&
         !parts_.signals.abort.load(std::memory_order_relaxed)) {
    parts_.sleepers.watch().sleep(next_line - control_.clock.now());
    if (!trouble_.has_value()) {
      trouble_ = parts_.resolvers.ending();
    }
    if ((control_.stop.load() || trouble_.has_value()) &&
        !parts_.signals.end_input.load()) {
      parts_.signals.end_input.store(true);
      parts_.sleepers.wake_all();
    }
    if (control_.clock.now() >= next_line) {
      show_progress();
      warn_of_rubbish(reader);
      if (!trouble_.has_value() &&
          silence.too_long(parts_.workers.totals(false),
                           control_.clock.now())) {
        trouble_ =
            silence_error(parts_.resolvers.nobody(), plan_.give_up_after);
      }
      next_line = next_line + kProgressInterval;
    }
  }
}

void Run::fill_report(const NameReader& reader, const ResultWriter& writer) {
  report_.elapsed = control_.clock.now() - parts_.start.at;
  report_.list = parts_.filters.report();
  report_.records_read = reader.ledger().count();
  report_.records_written = writer.ledger().count();
  report_.ledger_ok = reader.ledger() == writer.ledger() && writer.consistent();
  report_.totals = parts_.workers.totals(true);
  report_.interrupted =
      reader.stopped() || report_.totals.by_status[static_cast<std::size_t>(
                              LookupStatus::kNotAttempted)] != 0;
  report_.cpu = io::process_cpu_time();
  report_.engine_busy = parts_.workers.busiest();
  report_.transport = parts_.transports.kind();
  report_.run_id = parts_.start.run_id;
  report_.input_format = parts_.list.format();
  report_.started_us = parts_.start.calendar_us;
  const std::size_t count = parts_.resolvers.endpoints().size();
  for (std::uint16_t i = 0; i < count; ++i) {
    ResolverReport& sum =
        report_.resolvers.emplace_back(parts_.resolvers.report(i));
    parts_.workers.add_resolver_to(i, sum);
  }
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
  const io::Status prepared = parts_.open();
  if (!prepared.ok()) {
    return prepared.error();
  }
  InputOptions input;
  input.first_seq = static_cast<std::int64_t>(plan_.seq_from);
  input.allow_special = plan_.allow_special;
  input.lenient = plan_.lenient;
  NameReader reader(parts_.list.reader(), input, parts_.workers.jobs(),
                    parts_.signals.abort);
  parts_.filters.attach_to(reader);
  ResultWriter writer({parts_.output.table(), parts_.rows.schema(),
                       parts_.workers.results(), parts_.signals.shards_left,
                       parts_.signals.abort, &parts_.sleepers.watch()});
  watch(reader, writer);
  fill_report(reader, writer);
  if (!trouble_.has_value() && !control_.stop.load()) {
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
