#include "scanner/cli/make_plan.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "io/file/compression.h"

#include "scanner/cli/column_list.h"
#include "scanner/cli/idle_settings.h"
#include "scanner/cli/input_plan.h"
#include "scanner/cli/policy_plan.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/result_place.h"
#include "scanner/cli/values.h"
#include "scanner/run/memory_plan.h"

namespace mxsweep {
namespace {

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

// Whether the name of a flag stands there, and not as the start of another.
bool has_word(std::string_view text, std::string_view flag) {
  const std::size_t at = text.find(flag);
  const std::size_t end = at + flag.size();
  return at != std::string_view::npos &&
         (end == text.size() ||
          (text[end] != '-' && (text[end] < 'a' || text[end] > 'z')));
}

// The format for a path nobody named a format for.
const io::WriterKind* default_writer(const std::string& path, bool for_people) {
  if (for_people) {
    for (const io::WriterKind& kind : io::writer_kinds()) {
      if (kind.for_people) {
        return &kind;
      }
    }
  }
  const io::WriterKind* by_name = io::find_writer_kind_for_path(path);
  // Standard output and devices have no extension, files in /dev/shm do.
  return by_name == nullptr && (path == "-" || starts_with(path, "/dev/"))
             ? &io::writer_kinds().front()
             : by_name;
}

// Of parts, whose names come from the format.
const io::WriterKind* dataset_writer() {
  const io::WriterKind* parquet = io::find_writer_kind("parquet");
  return parquet == nullptr ? &io::writer_kinds().front() : parquet;
}

class PlanMaker {
 public:
  PlanMaker(const Options& options, const PlanContext& context,
            std::vector<std::string>& warnings)
      : options_(options), context_(context), warnings_(warnings) {}

  io::Result<ScanPlan> make() {
    using Step = io::Status (PlanMaker::*)();
    constexpr std::array<Step, 10> kSteps = {
        &PlanMaker::contradictions, &PlanMaker::values, &PlanMaker::input,
        &PlanMaker::place,          &PlanMaker::format, &PlanMaker::policies,
        &PlanMaker::columns,        &PlanMaker::pace,   &PlanMaker::blocklist,
        &PlanMaker::memory};
    for (const Step step : kSteps) {
      io::Status status = (this->*step)();
      if (!status.ok()) {
        return with_sources(status.error());
      }
    }
    note_idle_flags(options_, plan_, warnings_);
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

  // Flags that an error names and nobody typed are said to be set elsewhere.
  [[nodiscard]] io::Error with_sources(io::Error error) const {
    const std::string said = error.what;
    for (const TypedFlag& set : options_.typed) {
      if (!set.source.empty() && !starts_with(said, set.source + ":") &&
          has_word(said, set.flag->name())) {
        error.what += " (" + std::string(set.flag->name()) + " is set by " +
                      set.source + ")";
      }
    }
    return error;
  }

  io::Status contradictions() {
    const std::string* list = given(&ScanPlan::input_path);
    if (!options_.arguments.empty() && list != nullptr) {
      return usage_error(
          "names come from " + in_quotes(options_.arguments.front()) +
          " or from --list " + in_quotes(*list) + ", not from both");
    }
    const std::string* transport = given(&ScanPlan::transport);
    if (transport != nullptr && *transport == "raw" &&
        given(&ScanPlan::recursive) != nullptr) {
      return usage_error(
          "--transport raw has to know all servers beforehand, so it is not "
          "for --recursive; leave it out");
    }
    io::Status used = check_idle_flags(options_);
    if (!used.ok()) {
      return used;
    }
    return one_flag_a_field();
  }

  [[nodiscard]] io::Status one_flag_a_field() const {
    const std::vector<TypedFlag>& typed = options_.typed;
    for (std::size_t i = 1; i < typed.size(); ++i) {
      const Flag& one = *typed[i - 1].flag;
      const Flag& next = *typed[i].flag;
      // Flags for one field stand together in the array.
      if (&one != &next && one.field == next.field &&
          one.field != FlagField()) {
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
        return typed.source.empty()
                   ? status
                   : usage_error(typed.source + ": " + status.error().what);
      }
    }
    plan_.recursion_desired = !plan_.recursive;
    return {};
  }

  io::Status input() {
    return plan_input(options_, context_.stdin_is_terminal, plan_);
  }

  io::Status place() { return plan_place(options_, plan_); }

  io::Status format() {
    // By the name without what says how it is compressed.
    const std::string name(io::without_compression(plan_.output_path));
    plan_.compression = io::find_compression_for_path(plan_.output_path);
    if (plan_.writer == nullptr) {
      plan_.writer = plan_.parts ? dataset_writer()
                                 : default_writer(name, is_for_people());
    }
    if (plan_.partition != PartitionBy::kNone) {
      io::Status status = folder_format();
      if (!status.ok()) {
        return status;
      }
    }
    if (plan_.writer == nullptr) {
      return no_format(plan_.output_path);
    }
    io::Status fits = format_fits();
    if (!fits.ok()) {
      return fits;
    }
    const std::string format(plan_.writer->name);
    if (plan_.parquet_bloom && plan_.writer->name != "parquet") {
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
    return {};
  }

  // What is wanted of the format is something that it can.
  [[nodiscard]] io::Status format_fits() const {
    const std::string format(plan_.writer->name);
    if (plan_.shape == Shape::kNested && !plan_.writer->nested) {
      return usage_error("--shape nested needs a format with lists, which " +
                         format + " is not; use --format " + nested_formats());
    }
    if (plan_.compression != nullptr && plan_.writer->packed) {
      return usage_error(format + " is compressed already; end the name " +
                         in_quotes(plan_.output_path) + " in " +
                         std::string(plan_.writer->extension));
    }
    if (is_for_people() && plan_.writer->binary) {
      return usage_error(
          format +
          " is binary and standard output is a terminal; name a file "
          "with -o");
    }
    return {};
  }

  [[nodiscard]] bool is_for_people() const {
    return plan_.output_path == "-" && context_.stdout_is_terminal;
  }

  // Folders seldom say a format in their names, and those of partitions are
  // made for Parquet.
  io::Status folder_format() {
    if (plan_.writer == nullptr) {
      plan_.writer = dataset_writer();
    }
    if (plan_.writer != nullptr && plan_.writer->for_people) {
      return usage_error("--partition-by writes files for programs, and " +
                         std::string(plan_.writer->name) + " is for people");
    }
    return {};
  }

  io::Status policies() { return plan_policies(plan_); }

  // By name, now that the shape is known. None typed, in a file: none here.
  io::Status columns() {
    const std::string* typed = given(&ScanPlan::columns);
    const bool for_people = is_for_people();
    const bool with_run_id = typed == nullptr && !plan_.run_id.empty();
    const std::string further = requested_columns(plan_);
    if (typed == nullptr && !for_people && !with_run_id && further.empty()) {
      return {};
    }
    std::string wanted(for_people ? kTerminalColumns : kAllColumns);
    wanted += for_people ? further : "";
    wanted += with_run_id ? ",run_id" : "";
    wanted += for_people && plan_.sort == SortOrder::kSeq ? ",seq" : "";
    io::Result<std::vector<std::string>> names =
        parse_columns(typed == nullptr ? wanted : *typed, plan_.shape, further);
    if (!names.ok()) {
      return names.error();
    }
    plan_.columns = names.take();
    io::Status shown = check_column_count(plan_);
    if (shown.ok() && options_.command == Command::kScan) {
      shown = check_requested_columns(plan_, warnings_);
    }
    if (!shown.ok()) {
      return shown;
    }
    return check_key_columns(plan_.columns, plan_.sort, plan_.partition);
  }

  // What all shards send together is what the user said.
  static void divide(std::uint64_t& rate, std::uint32_t shards) {
    rate = rate == 0 ? 0 : std::max<std::uint64_t>(rate / shards, 1);
  }

  io::Status pace() {
    if (!plan_.own_resolvers) {
      divide(plan_.rate_pps, plan_.shard_count);
      divide(plan_.resolver_pps, plan_.shard_count);
    }
    if (given(&ScanPlan::give_up_after) == nullptr) {
      constexpr io::Duration kOneName = io::Duration::seconds(10);
      plan_.give_up_after =
          std::max(options_.command == Command::kExplain ? kOneName
                                                         : plan_.give_up_after,
                   plan_.timeout);
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

  io::Status memory() {
    return fit_memory({given(&ScanPlan::unique_memory_mib) != nullptr,
                       given(&ScanPlan::sort_memory_mib) != nullptr},
                      plan_);
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

io::Result<ScanPlan> make_plan(const Options& options,
                               const PlanContext& context,
                               std::vector<std::string>& warnings) {
  return PlanMaker(options, context, warnings).make();
}

}  // namespace mxsweep
