#include "scanner/cli/conclude.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "io/base/log.h"
#include "io/base/text_wrap.h"
#include "io/file/output_error.h"
#include "io/remote/s3_output.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/run/unknown_share.h"

namespace mxsweep {
namespace {

// What is said in any case, since somebody may rely on the result.
void warn_in_any_case(std::string_view text) {
  io::set_log_level(io::LogLevel::kWarning);
  io::log_warning(text);
}

std::string_view reason_of(StopCause cause) {
  for (const auto& row : kStopCauses) {
    if (row.value == cause) {
      return row.help;
    }
  }
  return {};
}

// Of an explanation nothing is said: it says itself what came.
RunWatch::End end_of(const ScanPlan& plan, bool explains,
                     const ScanReport& report) {
  const auto warned = [explains, &report](int code, const std::string& text) {
    if (!explains) {
      warn_in_any_case(text);
    }
    return RunWatch::End{code, text, &report};
  };
  if (!report.ledger_ok) {
    constexpr std::string_view kBroken =
        "not every input record became exactly one terminal record; the "
        "result was kept as .partial, please report this";
    io::log_error(kBroken);
    return {exit_code(io::ErrorCode::kInternal), std::string(kBroken), &report};
  }
  if (report.interrupted) {
    const bool limit = report.stop_cause == StopCause::kTime ||
                       report.stop_cause == StopCause::kNames;
    if (!explains && plan.verbosity == Verbosity::kQuiet) {
      warn_in_any_case(interrupted_text(plan, report));  // no summary says so
    }
    return {limit ? kExitStopped : kExitInterrupted,
            std::string(reason_of(report.stop_cause)), &report};
  }
  if (report.nothing_asked) {
    return warned(kExitNothing, nothing_asked_text(plan, report));
  }
  if (report.mostly_unknown) {
    return warned(kExitUnknown, mostly_unknown_text(plan, report));
  }
  return {kExitComplete, {}, &report};
}

// Lines as long as a book's are read best, however wide the window.
std::size_t summary_columns() {
  return io::log_is_terminal() ? std::min(io::log_columns(), io::kTextColumns)
                               : io::kTextColumns;
}

}  // namespace

RunWatch::End failed(const io::Error& error) {
  io::log_error(error.what);
  return {io::is_busy(error) ? kExitBusy : exit_code(error.code), error.what};
}

RunWatch::End conclude(const ScanPlan& plan, bool explains,
                       const io::Result<ScanReport>& report) {
  io::end_s3();  // nothing is written any more
  if (!report.ok()) {
    return failed(report.error());
  }
  if (!explains && plan.verbosity != Verbosity::kQuiet &&
      !report.value().was_complete) {
    io::log_text(summary_of(report.value(),
                            plan.verbosity == Verbosity::kVerbose,
                            summary_columns()));
  }
  return end_of(plan, explains, report.value());
}

}  // namespace mxsweep
