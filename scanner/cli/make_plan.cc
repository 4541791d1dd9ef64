#include "scanner/cli/make_plan.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "io/file/compression.h"
#include "io/file/terminal.h"

#include "scanner/cli/column_list.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

// Bare format codes of another tool's -o: J, S, Je, Snl, ...
bool looks_like_format_code(std::string_view typed) {
  constexpr std::string_view kFormats = "SLFBJ";
  constexpr std::string_view kModifiers = "acdehilmnqrstu";
  return typed.size() <= 4 &&
         kFormats.find(typed.front()) != std::string_view::npos &&
         typed.find_first_not_of(kModifiers, 1) == std::string_view::npos;
}

std::string extensions() {
  std::string text;
  for (const io::WriterKind& kind : io::writer_kinds()) {
    text += text.empty() ? "" : ", ";
    text += kind.extension;
  }
  return text;
}

std::string compressions() {
  std::string text;
  for (const io::CompressionKind& kind : io::compression_kinds()) {
    text += text.empty() ? "" : " or ";
    text += kind.extension;
  }
  return text;
}

std::string nested_formats() {
  std::string text;
  for (const io::WriterKind& kind : io::writer_kinds()) {
    if (kind.nested) {
      text += text.empty() ? "" : " or ";
      text += kind.name;
    }
  }
  return text;
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// The format for a path nobody named a format for.
const io::WriterKind* default_writer(const std::string& path) {
  const io::WriterKind* by_name = io::find_writer_kind_for_path(path);
  // Standard output and devices have no extension, files in /dev/shm do.
  return by_name == nullptr && (path == "-" || starts_with(path, "/dev/"))
             ? &io::writer_kinds().front()
             : by_name;
}

class PlanMaker {
 public:
  PlanMaker(const Options& options, const PlanContext& context,
            std::vector<std::string>& warnings)
      : options_(options), context_(context), warnings_(warnings) {}

  io::Result<ScanPlan> make() {
    using Step = io::Status (PlanMaker::*)();
    constexpr std::array<Step, 8> kSteps = {
        &PlanMaker::contradictions, &PlanMaker::values,   &PlanMaker::input,
        &PlanMaker::output,         &PlanMaker::format,   &PlanMaker::columns,
        &PlanMaker::pace,           &PlanMaker::blocklist};
    for (const Step step : kSteps) {
      io::Status status = (this->*step)();
      if (!status.ok()) {
        return status.error();
      }
    }
    plan_.command_line = options_.command_line;
    warnings_.insert(warnings_.end(), options_.notes.begin(),
                     options_.notes.end());
    return std::move(plan_);
  }

 private:
  // What was typed for the flag that sets the field; null: nothing.
  [[nodiscard]] const std::string* given(const FlagField& field) const {
    return options_.find(flag_of(field));
  }

  io::Status contradictions() {
    const std::string* list = given(&ScanPlan::input_path);
    if (options_.file.has_value() && list != nullptr) {
      return usage_error("names come from " + in_quotes(*options_.file) +
                         " or from --list " + in_quotes(*list) +
                         ", not from both");
    }
    const bool resolvers = given(&ScanPlan::resolvers) != nullptr;
    if (given(&ScanPlan::public_suffix_list) != nullptr &&
        given(&ScanPlan::registrable) == nullptr) {
      return usage_error("--public-suffix-list is for --registrable");
    }
    if (given(&ScanPlan::unique_memory_mib) != nullptr &&
        given(&ScanPlan::unique) == nullptr) {
      return usage_error("--unique-memory is for --unique");
    }
    if (resolvers && given(&ScanPlan::resolver_config) != nullptr) {
      return usage_error(
          "--resolver-config is for the private unbound, which -r replaces; "
          "use one of the two");
    }
    if (!resolvers && given(&ScanPlan::local_addresses) != nullptr) {
      return usage_error(
          "--local-addr needs resolvers to send to (-r); the private unbound "
          "is asked within this machine");
    }
    return one_flag_a_field();
  }

  [[nodiscard]] io::Status one_flag_a_field() const {
    const std::vector<TypedFlag>& typed = options_.typed;
    for (std::size_t i = 1; i < typed.size(); ++i) {
      const Flag& one = *typed[i - 1].flag;
      const Flag& next = *typed[i].flag;
      // Flags for one field stand together in the array.
      if (one.field == next.field && one.field != FlagField()) {
        return usage_error(std::string(one.name()) + " and " +
                           std::string(next.name()) + " contradict each other");
      }
    }
    return {};
  }

  io::Status values() {
    plan_.pace_resolvers = true;  // unless --rate says a number
    for (const TypedFlag& typed : options_.typed) {
      io::Status status =
          read_value(*typed.flag, typed.value, {plan_, warnings_});
      if (!status.ok()) {
        return status;
      }
    }
    return {};
  }

  io::Status input() {
    if (options_.file.has_value()) {
      plan_.input_path = *options_.file;
    } else if (given(&ScanPlan::input_path) == nullptr &&
               context_.stdin_is_terminal) {
      return usage_error(
          "no FILE given; try: mxsweep names.txt -o results.csv (or mxsweep "
          "--help, or - to type names)");
    }
    if (plan_.input_path.empty()) {
      return usage_error("the name of FILE is empty");
    }
    return {};
  }

  io::Status output() {
    if (looks_like_format_code(plan_.output_path)) {
      return usage_error("-o is a file here; for a format use --format " +
                         formats() + " (a file of that name is ./" +
                         plan_.output_path + ")");
    }
    if (plan_.input_path != "-" && (plan_.output_path == plan_.input_path ||
                                    plan_.manifest_path == plan_.input_path)) {
      return usage_error("the list " + in_quotes(plan_.input_path) +
                         " would be overwritten; name another file");
    }
    if (plan_.manifest_path == plan_.output_path) {
      return usage_error("--manifest needs a file of its own");
    }
    return {};
  }

  [[nodiscard]] static std::string formats() {
    return value_text(flag_of(&ScanPlan::writer));
  }

  io::Status format() {
    // By the name without what says how it is compressed.
    const std::string name(io::without_compression(plan_.output_path));
    plan_.compression = io::find_compression_for_path(plan_.output_path);
    if (plan_.writer == nullptr) {
      plan_.writer = default_writer(name);
    }
    if (plan_.writer == nullptr) {
      return usage_error("cannot tell the format of " +
                         in_quotes(plan_.output_path) +
                         " from its name; end it in one of " + extensions() +
                         " (the texts also with " + compressions() + ")" +
                         " or add --format " + formats());
    }
    const std::string format(plan_.writer->name);
    if (plan_.shape == Shape::kNested && !plan_.writer->nested) {
      return usage_error("--shape nested needs a format with lists, which " +
                         format + " is not; use --format " + nested_formats());
    }
    if (plan_.compression != nullptr && plan_.writer->binary) {
      return usage_error(format + " is compressed already; end the name " +
                         in_quotes(plan_.output_path) + " in " +
                         std::string(plan_.writer->extension));
    }
    if (plan_.parquet_bloom && !plan_.writer->binary) {
      warnings_.push_back("--parquet-bloom is for parquet; " + format +
                          " has no filters");
    }
    const io::WriterKind* by_name = io::find_writer_kind_for_path(name);
    if (by_name != nullptr && by_name != plan_.writer) {
      warnings_.push_back("the name of " + in_quotes(plan_.output_path) +
                          " says " + std::string(by_name->name) +
                          " but --format says " + format +
                          ", which is what will be written");
    }
    if (plan_.output_path == "-" && context_.stdout_is_terminal &&
        plan_.writer->binary) {
      return usage_error(
          format +
          " is binary and standard output is a terminal; name a file "
          "with -o");
    }
    return {};
  }

  // By name, now that the shape is known. None typed, in a file: none here.
  io::Status columns() {
    const std::string* typed = given(&ScanPlan::columns);
    const bool for_people =
        plan_.output_path == "-" && context_.stdout_is_terminal;
    const bool with_run_id = typed == nullptr && !plan_.run_id.empty();
    if (typed == nullptr && !for_people && !with_run_id) {
      return {};
    }
    std::string wanted(for_people ? kTerminalColumns : kAllColumns);
    wanted += with_run_id ? ",run_id" : "";
    io::Result<std::vector<std::string>> names =
        parse_columns(typed == nullptr ? wanted : *typed, plan_.shape);
    if (!names.ok()) {
      return names.error();
    }
    plan_.columns = names.take();
    return {};
  }

  io::Status pace() {
    if (given(&ScanPlan::give_up_after) == nullptr) {
      plan_.give_up_after = std::max(plan_.give_up_after, plan_.timeout);
    }
    return enough_for_all();
  }

  // Each thread has its share of what flies and of the rate, at least one.
  [[nodiscard]] io::Status enough_for_all() const {
    const auto too_few = [this](const char* flag, std::uint64_t value) {
      return usage_error(std::string(flag) + " " + std::to_string(value) +
                         " gives nothing to do to some of --threads " +
                         std::to_string(plan_.threads));
    };
    if (plan_.concurrency < plan_.threads) {
      return too_few("--concurrency", plan_.concurrency);
    }
    if (plan_.rate_pps != 0 && plan_.rate_pps < plan_.threads) {
      return too_few("--rate", plan_.rate_pps);
    }
    if (plan_.resolver_pps != 0 && plan_.resolver_pps < plan_.threads) {
      return too_few("--per-resolver-rate", plan_.resolver_pps);
    }
    return {};
  }

  // No packet goes to whom the user does not want to be asked.
  [[nodiscard]] io::Status blocklist() {
    for (const io::Endpoint& resolver : plan_.resolvers) {
      if (plan_.blocklist.holds(resolver.address.data(), resolver.family)) {
        return usage_error("resolver " + io::to_text(resolver) +
                           " is on the blocklist " +
                           in_quotes(plan_.blocklist_path) +
                           "; take it out of one of the two");
      }
    }
    return {};
  }

  const Options& options_;
  const PlanContext& context_;
  std::vector<std::string>& warnings_;
  ScanPlan plan_;
};

}  // namespace

PlanContext current_context() {
  return {.stdin_is_terminal = io::stdin_is_terminal(),
          .stdout_is_terminal = io::stdout_is_terminal()};
}

io::Result<ScanPlan> make_plan(const Options& options,
                               const PlanContext& context,
                               std::vector<std::string>& warnings) {
  return PlanMaker(options, context, warnings).make();
}

}  // namespace mxsweep
