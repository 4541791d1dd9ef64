#include "scanner/run/run_parts.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "io/proc/privileges.h"

#include "scanner/input/record_sink.h"
#include "scanner/run/run_id.h"

namespace mxsweep {
namespace {

constexpr std::string_view kRunIdColumn = "run_id";

// What people look up one by one.
constexpr std::array<std::string_view, 2> kSearchedColumns = {"domain",
                                                              "exchange"};

// Whether there is a record to be asked; reads no further than that.
class FirstToAsk final : public RecordSink {
 public:
  FirstToAsk(const InputOptions& options, NameFilter filter)
      : RecordSink(options), filter_(std::move(filter)) {}

  [[nodiscard]] bool was_found() const { return found_; }

 private:
  bool take_record(InputRecord& record) override {
    found_ =
        filter_.keep(record) && record.error.empty() && !record.blocklisted;
    return !found_;
  }

  NameFilter filter_;
  bool found_ = false;
};

// Shows the records of a list to whoever compares them.
class Comparison final : public RecordSink {
 public:
  Comparison(const InputOptions& options, ResumePoint& point)
      : RecordSink(options), point_(point) {}

  [[nodiscard]] const io::Status& status() const { return status_; }

 private:
  bool take_record(InputRecord& record) override {
    status_ = point_.saw(record);
    return status_.ok();
  }

  ResumePoint& point_;
  io::Status status_;
};

RowPlan planned_rows(const ScanPlan& plan) {
  RowPlan rows(plan.shape, plan.columns);
  if (plan.parquet_bloom) {
    for (const std::string_view name : kSearchedColumns) {
      rows.mark_searched(name);
    }
  }
  return rows;
}

}  // namespace

RunParts::RunParts(const ScanPlan& the_plan, const ScanControl& the_control)
    : plan(the_plan),
      control(the_control),
      rows(planned_rows(plan)),
      resolvers(plan, control),
      filters(plan),
      transports(plan, control),
      workers({plan, rows, control.clock, resolvers, operators, transports,
               sleepers, signals, control.tap}) {}

bool RunParts::nothing_left() {
  return output.dataset() != nullptr && output.dataset()->complete();
}

io::Status RunParts::check_list() {
  io::Status status = list.recognise(plan, control);
  if (!status.ok() || control.stop.load()) {
    return status;
  }
  InputOptions options = input_options(plan);
  options.single_labels = list.reader().single_labels();
  ResumePoint& point = output.dataset()->input();
  Comparison comparison(options, point);
  const io::Result<ListEnd> end = list.reader().read_all(comparison);
  if (!end.ok()) {
    return end.error();
  }
  if (!comparison.status().ok() || end.value() == ListEnd::kStopped) {
    return comparison.status();
  }
  return point.saw_end();
}

io::Status RunParts::open_suffixes() {
  if (!rows.needs_operators() && !RunInput::needs_suffixes(plan)) {
    return {};
  }
  io::Result<PublicSuffixes> opened =
      PublicSuffixes::open(plan.public_suffix_list);
  if (!opened.ok()) {
    return opened.error();
  }
  suffixes.emplace(opened.take());
  if (rows.needs_operators()) {
    operators.open(plan, *suffixes);
  }
  return {};
}

RunStart RunParts::begin_now(io::Prng& prng) {
  RunStart now = {control.clock.now(), io::wall_time_us(), plan.run_id};
  if (now.run_id.empty() && output.dataset() != nullptr) {
    now.run_id = output.dataset()->run_id();
  }
  if (now.run_id.empty() &&
      io::find_column(rows.schema(), kRunIdColumn).has_value()) {
    now.run_id = random_uuid(prng);
  }
  return now;
}

bool RunParts::may_ask() {
  InputOptions options = input_options(plan);
  options.single_labels = list.reader().single_labels();
  FirstToAsk first(options, filters.filter_to_look());
  return !list.look_over(first) || first.was_found();
}

// Nobody is needed where there is nothing to ask.
io::Status RunParts::open_resolvers(io::Prng& prng) {
  const bool is_asked = may_ask();
  io::Status status = resolvers.open(is_asked);
  return status.ok() && is_asked ? resolvers.check(transports, prng) : status;
}

io::Status RunParts::open() {
  io::Result<Sleepers> opened = Sleepers::open(plan.threads, control.wake_up);
  if (!opened.ok()) {
    return opened.error();
  }
  sleepers = opened.take();
  io::Status status = list.open(plan, control);
  if (!status.ok()) {
    return status;
  }
  status = output.open(plan, control);
  if (status.ok() && nothing_left()) {
    return check_list();
  }
  if (!status.ok()) {
    return status;
  }
  status = list.recognise(plan, control);
  if (!status.ok()) {
    return status;
  }
  rows.add_passed(list.passed());
  list.hand_over(signals.end_input, sleepers.reader());
  io::Prng prng =
      plan.seed.has_value() ? io::Prng(*plan.seed) : io::Prng::from_entropy();
  // Not of the seed of what is asked: it may be kept where others read it.
  Dataset* const dataset = output.dataset();
  const std::optional<std::uint64_t> drawn =
      dataset == nullptr ? std::nullopt : dataset->seed();
  const std::uint64_t list_seed = drawn.value_or(prng.next());
  io::Prng list_prng(list_seed);
  status = open_suffixes();
  if (!status.ok()) {
    return status;
  }
  status = filters.open(list_prng, suffixes.has_value() ? &*suffixes : nullptr);
  if (!status.ok()) {
    return status;
  }
  status = open_resolvers(prng);
  if (!status.ok()) {
    return status;
  }
  start = begin_now(prng);
  status = workers.open(start, prng);
  later_prng = prng.split();
  if (status.ok() && !plan.user.empty()) {
    status = io::give_up_root();  // all sockets are open
  }
  return status.ok()
             ? output.begin(plan, rows.schema(), control.clock,
                            {list_seed, start.run_id, start.calendar_us})
             : status;
}

}  // namespace mxsweep
