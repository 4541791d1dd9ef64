#include "scanner/run/run_moment.h"

#include <nlohmann/json.hpp>

#include "scanner/run/number_text.h"
#include "scanner/run/version.h"

namespace mxsweep {

namespace {

using Json = nlohmann::ordered_json;  // keys in the order in which they come

template <class T>
Json json_of(const std::optional<T>& value) {
  return value.has_value() ? Json(*value) : Json();
}

std::optional<double> seconds_of(const std::optional<io::Duration>& time) {
  return time.has_value() ? std::optional(time->to_seconds()) : std::nullopt;
}

}  // namespace

std::string status_json(const RunMoment& moment) {
  const ProgressInput& now = moment.progress;
  const ProgressFigures& figures = moment.figures;
  const Json object = {
      {"state", io::name_of(kRunStates, moment.state)},
      {"pid", moment.pid},
      {"exit_code", json_of(moment.exit_code)},
      {"reason", moment.reason.empty() ? Json() : Json(moment.reason)},
      {"version", kVersion},
      {"list", moment.list},
      {"result", moment.result},
      {"started_at", utc_text(moment.started_us)},
      {"updated_at", utc_text(moment.updated_us)},
      {"elapsed_s", now.elapsed.to_seconds()},
      {"names_done", now.totals.names_reached()},
      {"names_before", now.list.before},
      {"names_total", json_of(figures.names_total)},
      {"names_total_is_exact", now.list.all},
      {"mail_unknown", now.totals.mail_unknown},
      {"names_per_second", figures.names_per_second},
      {"queries_per_second", figures.queries_per_second},
      {"eta_s", json_of(seconds_of(figures.left))},
      {"in_flight", now.totals.in_flight},
      {"resolvers", now.resolvers.all},
      {"resolvers_out", now.resolvers.out()},
      {"situation", figures.situation}};
  constexpr bool kAsciiOnly = true;
  return object.dump(-1, ' ', kAsciiOnly, Json::error_handler_t::replace) +
         '\n';
}

namespace {

// Neither a name nor a label's value here needs an escape; a help text may.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
  }
  return out;
}

class Exposition {
 public:
  enum class Kind : std::uint8_t { kCounter, kGauge };

  // What follows are its samples.
  void family(std::string_view name, Kind kind, std::string_view help) {
    name_ = "mxsweep_" + std::string(name);
    name_ += kind == Kind::kCounter ? "_total" : "";
    text_ += "# HELP " + name_ + ' ' + escaped(help) + "\n# TYPE " + name_ +
             (kind == Kind::kCounter ? " counter\n" : " gauge\n");
  }

  void sample(std::uint64_t value) { line({}, std::to_string(value)); }

  void seconds(double value) {
    std::string number;
    append_fixed(value, 3, number);
    line({}, number);
  }

  void labelled(std::string_view key, std::string_view label,
                std::uint64_t value) {
    line('{' + std::string(key) + "=\"" + std::string(label) + "\"}",
         std::to_string(value));
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void line(const std::string& labels, const std::string& value) {
    text_ += name_ + labels + ' ' + value + '\n';
  }

  std::string name_;
  std::string text_;
};

using Kind = Exposition::Kind;

void add_counted(const RunMoment& moment, Exposition& out) {
  const Totals& totals = moment.progress.totals;
  const bool ended = moment.state != RunState::kRunning;
  for (const TotalRow& row : total_rows()) {
    if (ended || !row.at_the_end) {
      out.family(row.name, Kind::kCounter, row.meaning);
      out.sample(totals.*row.value);
    }
  }
  for (const TotalRow& row : moment_rows()) {
    out.family(row.name, Kind::kGauge, row.meaning);
    out.sample(totals.*row.value);
  }
  out.family("status", Kind::kCounter, "names done, by status");
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    out.labelled("status", kLookupStatusLabels[i], totals.by_status[i]);
  }
}

void add_resolvers(const ResolverStates& states, Exposition& out) {
  out.family("resolvers", Kind::kGauge, "resolvers, as they are now");
  out.labelled("state", "well", states.all - states.out());
  out.labelled("state", "silent", states.silent);
  out.labelled("state", "failing", states.failing);
}

}  // namespace

std::string metrics_text(const RunMoment& moment) {
  constexpr double kMicro = 1e-6;
  Exposition out;
  out.family("run_state", Kind::kGauge, "1 for the state that the run is in");
  for (const auto& state : kRunStates) {
    out.labelled("state", state.name, state.value == moment.state ? 1 : 0);
  }
  out.family("run_start_time_seconds", Kind::kGauge, "since 1970");
  out.seconds(static_cast<double>(moment.started_us) * kMicro);
  out.family("run_update_time_seconds", Kind::kGauge, "since 1970");
  out.seconds(static_cast<double>(moment.updated_us) * kMicro);
  if (moment.exit_code.has_value()) {
    out.family("run_exit_code", Kind::kGauge, "of the run, which has ended");
    out.sample(static_cast<std::uint64_t>(*moment.exit_code));
  }
  if (moment.figures.names_total.has_value()) {
    out.family("names_expected", Kind::kGauge, "names in all, as far as known");
    out.sample(*moment.figures.names_total);
  }
  add_counted(moment, out);
  add_resolvers(moment.progress.resolvers, out);
  return out.take();
}

}  // namespace mxsweep
