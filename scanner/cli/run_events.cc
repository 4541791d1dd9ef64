#include "scanner/cli/run_events.h"

#include <array>
#include <span>
#include <string>

#include "io/base/clock.h"
#include "io/base/log.h"
#include "io/file/terminal.h"

#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

constexpr io::Duration kLogInterval = io::Duration::seconds(60);

// Rates: what a person sees shall stand still a little, and what is logged
// stands for a minute.
constexpr io::Duration kLatelySeen = io::Duration::seconds(2);
constexpr io::Duration kLatelyLogged = io::Duration::seconds(20);

double number(std::uint64_t count) {
  return static_cast<double>(count);
}

}  // namespace

void choose_colors(ColorWish wish) {
  io::set_log_colors(wish == ColorWish::kAlways ||
                     (wish == ColorWish::kAuto && io::stderr_wants_colors()));
}

void choose_messages(const ScanPlan& plan) {
  choose_colors(plan.color);
  io::set_log_format(plan.log_format == LogFormat::kJson
                         ? io::LogFormat::kJson
                         : io::LogFormat::kText);
  for (const std::string& warning : plan.taken_for) {
    io::log_warning(warning);
  }
  if (plan.verbosity == Verbosity::kQuiet) {
    io::set_log_level(io::LogLevel::kError);
  }
}

RunEvents::RunEvents(Verbosity verbosity)
    : quiet_(verbosity == Verbosity::kQuiet),
      terminal_(io::log_is_terminal()),
      progress_(terminal_ ? kLatelySeen : kLatelyLogged),
      next_log_line_(kLogInterval) {}

RunEvents::~RunEvents() {
  done();
}

void RunEvents::done() {
  io::log_status({});
}

void RunEvents::note(std::string_view text) {
  constexpr std::string_view kWarning = "warning: ";
  if (quiet_) {
    return;
  }
  if (text.starts_with(kWarning)) {
    io::log_warning(text.substr(kWarning.size()));
  } else {
    io::log_info(text);
  }
}

void RunEvents::waits(std::string_view for_what) {
  if (quiet_ || !terminal_) {
    return;
  }
  const io::TonedText text{std::string(for_what)};
  io::log_status(std::span(&text, for_what.empty() ? 0 : 1));
}

void RunEvents::progress(const ProgressInput& now) {
  if (quiet_) {
    return;
  }
  progress_.look(now);
  if (terminal_) {
    io::log_status(progress_.line(io::log_columns()));
  } else {
    log(now);
  }
}

void RunEvents::log(const ProgressInput& now) {
  if (now.stops_in.has_value() && !stopping_) {
    stopping_ = true;
    io::log_info(stopping_text(now.totals.in_flight, *now.stops_in));
  }
  if (now.elapsed >= next_log_line_) {
    const ProgressFigures figures = progress_.figures();
    const std::array fields = {
        io::LogField{"names_done", number(now.totals.names_reached())},
        io::LogField{"mail_unknown", number(now.totals.mail_unknown)},
        io::LogField{"in_flight", number(now.totals.in_flight)},
        io::LogField{"names_per_second", figures.names_per_second},
        io::LogField{"queries_per_second", figures.queries_per_second}};
    io::log_info(utc_text(io::wall_time_us()) + "  " + progress_.log_line(),
                 fields);
    next_log_line_ = next_log_line_ + kLogInterval;
  }
}

}  // namespace mxsweep
