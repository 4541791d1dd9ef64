// The program: command line, plan, run, summary, exit code.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/log.h"
#include "io/proc/memory_guard.h"
#include "io/proc/standard_files.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/make_plan.h"
#include "scanner/cli/other_commands.h"
#include "scanner/cli/parse.h"
#include "scanner/cli/run_events.h"
#include "scanner/cli/scan_command.h"
#include "scanner/run/out_of_memory.h"

namespace mxsweep {
namespace {

int explain(const ScanPlan& plan) {
  Explanation explanation(plan.places.empty() ? nullptr : &plan.places);
  const int code = scan(plan, &explanation);
  return show({explanation.text(), code});
}

int run(std::span<const char* const> args, Environment environment) {
  io::occupy_standard_files();
  choose_colors(ColorWish::kAuto);
  const io::Error no_memory = out_of_memory();
  const io::MemoryGuard guard(
      {"mxsweep: error: " + no_memory.what, exit_code(no_memory.code)});
  io::Result<ParsedArgs> parsed = parse_args(args, environment);
  if (!parsed.ok()) {
    io::log_error(parsed.error().what);
    return exit_code(parsed.error().code);
  }
  if (parsed.value().text.has_value()) {
    return show({*parsed.value().text, kExitComplete});
  }
  if (parsed.value().options.command == Command::kMerge) {
    return show(merged(parsed.value().options.arguments.front()));
  }
  if (parsed.value().options.command == Command::kDiff) {
    return diff_command(parsed.value().options);
  }
  if (parsed.value().options.command == Command::kReport) {
    return report_command(parsed.value().options);
  }
  std::vector<std::string> warnings;
  io::Result<ScanPlan> plan =
      make_plan(parsed.value().options, current_context(), warnings);
  if (!plan.ok()) {
    io::log_error(plan.error().what);
    return exit_code(plan.error().code);
  }
  choose_messages(plan.value());
  for (const std::string& warning : warnings) {
    io::log_warning(warning);
  }
  switch (parsed.value().options.command) {
    case Command::kDoctor:
      return doctor_command(plan.value());
    case Command::kExplain:
      return explain(plan.value());
    case Command::kScan:
    case Command::kMerge:
    case Command::kDiff:
    case Command::kReport:
    case Command::kCompletion:
    case Command::kHelp:
      break;
  }
  return plan.value().dry_run ? show(forecast_of(plan.value()))
                              : scan(plan.value(), nullptr);
}

}  // namespace
}  // namespace mxsweep

int main(int argc, char** argv, char** environment) {
  char** end = environment;
  while (*end != nullptr) {
    ++end;
  }
  return mxsweep::run(
      {argv, static_cast<std::size_t>(argc)},
      {environment, static_cast<std::size_t>(end - environment)});
}
