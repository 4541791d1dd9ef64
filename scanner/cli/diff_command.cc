// `mxsweep diff OLD NEW`: what changed between two results, for people, or as a
// table where a file or a format is named. Main thread.
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "io/base/log.h"
#include "io/file/path_kind.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/other_commands.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/run_events.h"
#include "scanner/cli/table_file.h"
#include "scanner/cli/values.h"
#include "scanner/results/diff.h"
#include "scanner/results/diff_table.h"

namespace mxsweep {
namespace {

// Settings are for scans, so that only what was typed counts.
io::Result<ScanPlan> read_plan(const Options& options) {
  ScanPlan plan;
  std::vector<std::string> warnings;
  for (const TypedFlag& typed : options.typed) {
    if (typed.origin != Origin::kCommandLine) {
      continue;
    }
    io::Status status = read_value(*typed.flag, typed.value, {plan, warnings});
    if (!status.ok()) {
      return status.error();
    }
  }
  if (options.arguments[0] == "-" && options.arguments[1] == "-") {
    return usage_error(
        "only one of the results may be standard input (-); name a file for "
        "the other");
  }
  for (const std::string& source : options.arguments) {
    if (plan.output_path != "-" && io::is_same_file(source, plan.output_path)) {
      return usage_error("the result " + in_quotes(source) +
                         " would be overwritten; name another file");
    }
  }
  return plan;
}

io::Result<DiffReport> run_diff(const Options& options, const ScanPlan& plan,
                                TableFile& rows) {
  io::Status status = rows.open(plan, diff_schema());
  if (!status.ok()) {
    return status.error();
  }
  io::Result<DiffReport> report =
      diff_results({.old_path = options.arguments[0],
                    .new_path = options.arguments[1],
                    .force = plan.force,
                    .all = plan.all_names,
                    .memory_bytes = plan.sort_memory_mib << 20U,
                    .table = rows.table()});
  if (report.ok()) {
    status = rows.finish();
  }
  return status.ok() ? std::move(report) : status.error();
}

}  // namespace

int diff_command(const Options& options) {
  const io::Result<ScanPlan> plan = read_plan(options);
  if (!plan.ok()) {
    io::log_error(plan.error().what);
    return exit_code(plan.error().code);
  }
  choose_messages(plan.value());
  TableFile rows;
  const io::Result<DiffReport> report = run_diff(options, plan.value(), rows);
  if (!report.ok()) {
    io::log_error(report.error().what);
    return exit_code(report.error().code);
  }
  const int code = report.value().changed() > 0 ? kExitChanged : kExitComplete;
  if (plan.value().verbosity == Verbosity::kQuiet) {
    return code;
  }
  const std::string text = diff_text(report.value());
  if (rows.table() == nullptr) {
    return show({text, code});
  }
  io::log_text(std::array{io::TonedText{text}});
  return code;
}

}  // namespace mxsweep
