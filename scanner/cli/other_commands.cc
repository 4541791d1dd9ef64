#include "scanner/cli/other_commands.h"

#include <span>
#include <vector>

#include "io/base/clock.h"
#include "io/base/log.h"
#include "io/file/direct_sink.h"
#include "io/proc/stop_signals.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/run_events.h"
#include "scanner/run/doctor.h"
#include "scanner/run/forecast.h"
#include "scanner/run/merge_dataset.h"

namespace mxsweep {

int show(const Shown& shown) {
  const io::Status written = io::DirectSink::standard_output()->write(
      std::as_bytes(std::span(shown.text)));
  if (!written.ok()) {
    io::log_error(written.error().what);
    return exit_code(written.error().code);
  }
  return shown.code;
}

int doctor_command(const ScanPlan& plan) {
  const io::SteadyClock clock;
  RunEvents events(plan.verbosity);
  int code = kExitComplete;
  const auto on_line = [&code](const DoctorLine& line) {
    code = code == kExitComplete ? show({doctor_text(line), code}) : code;
  };
  const std::vector<DoctorLine> lines =
      examine(plan, {clock, io::StopSignals::soon(), events}, on_line);
  return code != kExitComplete
             ? code
             : show({doctor_counts_text(lines),
                     has_failure(lines) ? kExitUnfit : kExitComplete});
}

Shown forecast_of(const ScanPlan& plan) {
  const io::SteadyClock clock;
  RunEvents events(Verbosity::kQuiet);
  const io::Result<ListCount> list =
      count_list(plan, {clock, io::StopSignals::soon(), events});
  if (!list.ok()) {
    io::log_error(list.error().what);
    return {{}, exit_code(list.error().code)};
  }
  const bool asks = list.value().names != 0;
  if (!asks) {
    io::log_warning(nothing_to_ask_text(list.value()));
  }
  return {forecast_text(plan, list.value()),
          asks ? kExitComplete : kExitNothing};
}

Shown merged(const std::string& path) {
  const io::Result<MergeReport> report = merge_dataset(path);
  if (!report.ok()) {
    io::log_error(report.error().what);
    return {{}, exit_code(report.error().code)};
  }
  return {merge_text(report.value(), path), kExitComplete};
}

}  // namespace mxsweep
