#include "scanner/cli/input_plan.h"

#include <array>
#include <string>
#include <utility>

#include "scanner/cli/arguments.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

// Its table goes nowhere: what is shown is how it came about.
io::Status one_name(const Options& options, ScanPlan& plan) {
  io::Status is_name = check_is_name(options.arguments.front());
  if (!is_name.ok()) {
    return is_name;
  }
  plan.names = options.arguments;
  plan.input_path = kGivenNames;
  plan.output_path = kNowhere;
  return {};
}

io::Status nothing_about_a_list(const Options& options, const ScanPlan& plan) {
  const std::array<FlagField, 5> about_lists = {
      &ScanPlan::list_format, &ScanPlan::list_column, &ScanPlan::list_header,
      &ScanPlan::encoding, &ScanPlan::passthrough};
  for (const FlagField& field : about_lists) {
    if (options.find(flag_of(field)) != nullptr) {
      return usage_error(std::string(flag_of(field).name()) +
                         " is about a list, and names are given: " +
                         in_quotes(plan.names.front()) +
                         "; a list of that name is ./" + plan.names.front());
    }
  }
  return {};
}

io::Status list_or_names(const Options& options, bool stdin_is_terminal,
                         ScanPlan& plan) {
  io::Result<Arguments> sorted =
      sort_arguments(options.arguments, plan.taken_for);
  if (!sorted.ok()) {
    return sorted.error();
  }
  plan.names = std::move(sorted.value().names);
  if (!plan.names.empty()) {
    plan.input_path = kGivenNames;
    return nothing_about_a_list(options, plan);
  }
  if (!sorted.value().file.empty()) {
    plan.input_path = sorted.value().file;
  } else if (options.find(flag_of(&ScanPlan::input_path)) == nullptr &&
             stdin_is_terminal) {
    return usage_error(
        "no FILE and no NAME given; try: mxsweep names.txt -o results.csv, "
        "or mxsweep example.com (mxsweep -h shows more; - lets you type "
        "names)");
  }
  return {};
}

}  // namespace

io::Status plan_input(const Options& options, bool stdin_is_terminal,
                      ScanPlan& plan) {
  switch (options.command) {
    case Command::kExplain:
      return one_name(options, plan);
    case Command::kDoctor:
      plan.input_path = kGivenNames;
      return {};
    case Command::kScan:
    case Command::kMerge:
    case Command::kDiff:
    case Command::kReport:
    case Command::kCompletion:
    case Command::kHelp:
      break;
  }
  return list_or_names(options, stdin_is_terminal, plan);
}

}  // namespace mxsweep
