#include "scanner/run/run_parts.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "scanner/run/run_id.h"

namespace mxsweep {
namespace {

constexpr std::string_view kRunIdColumn = "run_id";

// What people look up one by one.
constexpr std::array<std::string_view, 2> kSearchedColumns = {"domain",
                                                              "exchange"};

RowPlan planned_rows(const ScanPlan& plan) {
  RowPlan rows(plan.shape, plan.columns);
  if (plan.parquet_bloom) {
    for (const std::string_view name : kSearchedColumns) {
      rows.mark_searched(name);
    }
  }
  return rows;
}

bool has_column(io::Schema schema, std::string_view name) {
  return std::any_of(
      schema.begin(), schema.end(),
      [name](const io::Column& column) { return column.name == name; });
}

}  // namespace

RunParts::RunParts(const ScanPlan& the_plan, const ScanControl& the_control)
    : plan(the_plan),
      control(the_control),
      rows(planned_rows(plan)),
      resolvers(plan, control),
      filters(plan),
      transports(plan, control),
      workers({plan, rows, control.clock, resolvers, transports, sleepers,
               signals}) {}

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
  status = output.open(plan);
  if (!status.ok()) {
    return status;
  }
  status = list.recognise(plan, control);
  if (!status.ok()) {
    return status;
  }
  list.hand_over(signals.end_input, sleepers.reader());
  io::Prng prng =
      plan.seed.has_value() ? io::Prng(*plan.seed) : io::Prng::from_entropy();
  status = filters.open(prng);
  if (!status.ok()) {
    return status;
  }
  status = resolvers.open();
  if (!status.ok()) {
    return status;
  }
  status = resolvers.check(transports, prng);
  if (!status.ok()) {
    return status;
  }
  start = {control.clock.now(), io::wall_time_us(), plan.run_id};
  if (start.run_id.empty() && has_column(rows.schema(), kRunIdColumn)) {
    start.run_id = random_uuid(prng);
  }
  status = workers.open(start, prng);
  return status.ok() ? output.begin(plan, rows.schema()) : status;
}

}  // namespace mxsweep
