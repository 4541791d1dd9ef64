#include "scanner/run/run_parts.h"

#include <utility>

namespace mxsweep {

RunParts::RunParts(const ScanPlan& the_plan, const ScanControl& the_control)
    : plan(the_plan),
      control(the_control),
      rows(plan.shape, plan.columns),
      resolvers(plan, control),
      list(plan),
      transports(plan, control),
      workers({plan, rows, control.clock, resolvers, transports, sleepers,
               signals}) {}

io::Status RunParts::open() {
  io::Result<Sleepers> opened = Sleepers::open(plan.threads, control.wake_up);
  if (!opened.ok()) {
    return opened.error();
  }
  sleepers = opened.take();
  io::Result<std::unique_ptr<io::LineReader>> input = io::LineReader::open(
      plan.input_path, &signals.end_input, &sleepers.reader(), plan.encoding);
  if (!input.ok()) {
    return input.error();
  }
  lines = input.take();
  io::Status status = output.open(plan);
  if (!status.ok()) {
    return status;
  }
  io::Prng prng =
      plan.seed.has_value() ? io::Prng(*plan.seed) : io::Prng::from_entropy();
  status = list.open(prng);
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
  start = {control.clock.now(), io::wall_time_us()};
  status = workers.open(start, prng);
  return status.ok() ? output.begin(plan, rows.schema()) : status;
}

}  // namespace mxsweep
