// The program: command line, plan, run, summary, exit code.
#include <atomic>
#include <csignal>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/clock.h"
#include "io/base/log.h"
#include "io/file/output_error.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/make_plan.h"
#include "scanner/cli/parse.h"
#include "scanner/run/progress.h"
#include "scanner/run/scan.h"

namespace mxsweep {
namespace {

// NOLINTNEXTLINE(*-avoid-non-const-global-variables): a handler sees no other
std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// Of the main thread while it scans.
// NOLINTNEXTLINE(*-avoid-non-const-global-variables): as above
std::atomic<io::WakeUp*> main_wake_up{nullptr};
static_assert(std::atomic<io::WakeUp*>::is_always_lock_free);

// The first interrupt lets what is in flight finish; the second one kills.
void on_interrupt(int signal) {
  stop_requested.store(true, std::memory_order_relaxed);
  io::WakeUp* sleeper = main_wake_up.load(std::memory_order_acquire);
  if (sleeper != nullptr) {
    sleeper->notify(io::WakeUp::kAnyReason);
  }
  std::signal(signal, SIG_DFL);
}

class TerminalEvents final : public ScanEvents {
 public:
  explicit TerminalEvents(Verbosity verbosity)
      : verbosity_(verbosity),
        terminal_(io::log_is_terminal()),
        progress_(terminal_) {}

  void note(std::string_view text) override {
    if (verbosity_ != Verbosity::kQuiet) {
      io::log_info(text);
    }
  }

  void progress(const ProgressInput& now) override {
    if (verbosity_ == Verbosity::kQuiet) {
      return;
    }
    if (terminal_) {
      io::log_status(progress_.line(now));
    } else if (now.elapsed >= next_plain_line_) {
      io::log_info(progress_.line(now));
      next_plain_line_ = next_plain_line_ + kPlainInterval;
    }
  }

 private:
  // Logs get a line less often than a person looks.
  static constexpr io::Duration kPlainInterval = io::Duration::seconds(5);

  Verbosity verbosity_;
  bool terminal_;
  Progress progress_;
  io::Duration next_plain_line_ = kPlainInterval;
};

int scan(const ScanPlan& plan) {
  io::Result<std::unique_ptr<io::WakeUp>> wake_up = io::WakeUp::open();
  if (!wake_up.ok()) {
    io::log_error(wake_up.error().what);
    return exit_code(wake_up.error().code);
  }
  main_wake_up.store(wake_up.value().get(), std::memory_order_release);
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  io::ignore_broken_pipe_signal();
  const io::SteadyClock clock;
  TerminalEvents events(plan.verbosity);
  const io::Result<ScanReport> report =
      run_scan(plan, {clock, stop_requested, events, wake_up.value().get()});
  main_wake_up.store(nullptr, std::memory_order_release);
  if (io::log_is_terminal() && plan.verbosity != Verbosity::kQuiet) {
    io::log_status({});
  }
  if (!report.ok()) {
    io::log_error(report.error().what);
    return exit_code(report.error().code);
  }
  if (plan.verbosity != Verbosity::kQuiet) {
    std::cerr << "mxsweep: "
              << summary_text(report.value(),
                              plan.verbosity == Verbosity::kVerbose);
  }
  if (!report.value().ledger_ok) {
    io::log_error(
        "not every input record became exactly one terminal record; the "
        "result was kept as .partial, please report this");
    return exit_code(io::ErrorCode::kInternal);
  }
  return report.value().interrupted ? kExitInterrupted : kExitComplete;
}

int run(std::span<const char* const> args) {
  io::Result<ParsedArgs> parsed = parse_args(args);
  if (!parsed.ok()) {
    io::log_error(parsed.error().what);
    return exit_code(parsed.error().code);
  }
  if (parsed.value().text.has_value()) {
    std::cout << *parsed.value().text << std::flush;
    return std::cout.good() ? kExitComplete : kExitOutput;
  }
  std::vector<std::string> warnings;
  io::Result<ScanPlan> plan =
      make_plan(parsed.value().options, current_context(), warnings);
  if (!plan.ok()) {
    io::log_error(plan.error().what);
    return exit_code(plan.error().code);
  }
  if (plan.value().verbosity == Verbosity::kQuiet) {
    io::set_log_level(io::LogLevel::kError);
  }
  for (const std::string& warning : warnings) {
    io::log_warning(warning);
  }
  return scan(plan.value());
}

}  // namespace
}  // namespace mxsweep

int main(int argc, char** argv) {
  return mxsweep::run({argv, static_cast<std::size_t>(argc)});
}
