#include "scanner/cli/run_watch.h"

#include "io/base/clock.h"
#include "io/file/replaced_file.h"
#include "io/proc/machine.h"

#include "scanner/cli/exit_codes.h"

namespace mxsweep {
namespace {

// What a status file says stands for a while.
constexpr io::Duration kLately = io::Duration::seconds(20);

constexpr io::Page kMetricsPage = {"/metrics",
                                   "text/plain; version=0.0.4; charset=utf-8"};

RunState state_of(int exit_code) {
  switch (exit_code) {
    case kExitComplete:
      return RunState::kComplete;
    case kExitStopped:
    case kExitInterrupted:
      return RunState::kInterrupted;
    default:
      return RunState::kFailed;
  }
}

std::string where_of(const ScanPlan& plan) {
  return plan.output_path == "-" ? "standard output" : plan.output_path;
}

}  // namespace

RunWatch::RunWatch(const ScanPlan& plan, io::ServiceManager& manager,
                   ScanEvents& shown, const io::Clock& clock)
    : plan_(plan),
      manager_(manager),
      shown_(shown),
      clock_(clock),
      progress_(kLately) {
  moment_.pid = io::process_id();
  moment_.list = plan.input_path;
  moment_.result = where_of(plan);
  moment_.started_us = io::wall_time_us();
}

bool RunWatch::writes() const {
  return !plan_.status_path.empty() || !plan_.metrics_path.empty() ||
         server_ != nullptr;
}

io::Status RunWatch::write() {
  moment_.updated_us = io::wall_time_us();
  io::Status status;
  if (!plan_.status_path.empty()) {
    status = io::replace_file(plan_.status_path, status_json(moment_));
  }
  const std::string metrics = metrics_text(moment_);
  if (status.ok() && !plan_.metrics_path.empty()) {
    status = io::replace_file(plan_.metrics_path, metrics);
  }
  if (server_ != nullptr) {
    server_->show(metrics);
  }
  return status;
}

io::Status RunWatch::begin() {
  if (plan_.metrics_at.family != 0) {
    io::Result<std::unique_ptr<io::PageServer>> server =
        io::PageServer::open(plan_.metrics_at, kMetricsPage, clock_);
    if (!server.ok()) {
      return io::Error{server.error().code, server.error().sys_errno,
                       "--metrics: " + server.error().what};
    }
    server_ = server.take();
  }
  return write();
}

void RunWatch::write_or_warn() {
  const io::Status written = write();
  if (!written.ok() && !warned_) {
    warned_ = true;
    shown_.note("warning: " + written.error().what + "; the run goes on");
  }
}

void RunWatch::tell_manager(bool stalled) {
  if (!ready_) {
    ready_ = true;
    manager_.ready();
  }
  manager_.status(progress_.log_line());
  // Of one whose thread hangs nothing comes any more: it shall be ended.
  if (!stalled) {
    manager_.alive();
  }
}

void RunWatch::progress(const ProgressInput& now) {
  shown_.progress(now);
  if (!writes() && !manager_.listens()) {
    return;
  }
  progress_.look(now);
  if (now.elapsed < next_ && ready_) {
    return;
  }
  next_ = now.elapsed + kInterval;
  tell_manager(now.stalled.has_value());
  if (writes()) {
    moment_.progress = now;
    moment_.figures = progress_.figures();
    write_or_warn();
  }
}

void RunWatch::end(const End& end) {
  if (!ready_) {
    // Else a run so short looks like a service that never started.
    manager_.ready();
  }
  manager_.stopping();
  if (!writes()) {
    return;
  }
  moment_.state = state_of(end.exit_code);
  moment_.exit_code = end.exit_code;
  moment_.reason = end.reason;
  moment_.figures.left = {};
  moment_.figures.situation.clear();
  if (end.report != nullptr) {
    moment_.progress.totals = end.report->totals;
    moment_.progress.elapsed = end.report->elapsed;
    moment_.progress.list.before = end.report->records_before;
    moment_.result = end.report->output_path;
  }
  moment_.progress.totals.in_flight = 0;  // the report has that of a moment
  if (moment_.state == RunState::kComplete) {
    moment_.figures.names_total =
        moment_.progress.totals.names_reached() + moment_.progress.list.before;
    moment_.progress.list.all = true;
  }
  write_or_warn();
}

}  // namespace mxsweep
