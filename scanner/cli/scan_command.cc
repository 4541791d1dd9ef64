#include "scanner/cli/scan_command.h"

#include <memory>

#include "io/file/output_error.h"
#include "io/proc/memory_guard.h"
#include "io/proc/privileges.h"
#include "io/proc/service_manager.h"
#include "io/proc/stop_signals.h"

#include "scanner/cli/conclude.h"
#include "scanner/cli/run_events.h"
#include "scanner/cli/run_watch.h"
#include "scanner/run/scan.h"

namespace mxsweep {
namespace {

// From here on files are those of the user that was named.
io::Status change_user(const ScanPlan& plan) {
  if (plan.user.empty()) {
    return {};
  }
  const io::Result<io::Account> account = io::find_account(plan.user);
  const io::Status status =
      account.ok() ? io::become(account.value()) : account.error();
  return status.ok() ? status
                     : io::Error{status.error().code, status.error().sys_errno,
                                 "--user: " + status.error().what};
}

}  // namespace

int scan(const ScanPlan& plan, Explanation* explanation) {
  const io::Status changed = change_user(plan);
  if (!changed.ok()) {
    return failed(changed.error()).exit_code;
  }
  io::Result<std::unique_ptr<io::WakeUp>> wake_up = io::WakeUp::open();
  if (!wake_up.ok()) {
    return failed(wake_up.error()).exit_code;
  }
  const io::StopSignals signals(*wake_up.value());
  io::ignore_write_signals();
  io::ServiceManager manager;
  const io::SteadyClock clock;
  RunEvents events(plan.verbosity);
  RunWatch watch(plan, manager, events, clock);
  const io::Status watched = watch.begin();
  if (!watched.ok()) {
    return failed(watched.error()).exit_code;
  }
  const io::Result<ScanReport> report =
      run_scan(plan, {clock, io::StopSignals::soon(), watch,
                      wake_up.value().get(), &io::StopSignals::now(),
                      explanation == nullptr ? RunTap() : explanation->tap(),
                      &io::MemoryGuard::is_short()});
  RunEvents::done();
  const RunWatch::End end = conclude(plan, explanation != nullptr, report);
  watch.end(end);
  return end.exit_code;
}

}  // namespace mxsweep
