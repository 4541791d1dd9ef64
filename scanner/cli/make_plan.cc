#include "scanner/cli/make_plan.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "io/file/small_file.h"
#include "io/file/terminal.h"

#include "scanner/cli/flags.h"
#include "scanner/cli/resolver_list.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

constexpr CountRange kRateRange = {0, 100'000'000};
constexpr CountRange kConcurrencyRange = {1, 1'000'000};
constexpr CountRange kRetriesRange = {0, 100};
constexpr CountRange kThreadsRange = {1, 64};
constexpr CountRange kSeedRange = {0,
                                   std::numeric_limits<std::uint64_t>::max()};

constexpr std::uint32_t kConcurrencyDefault = 1000;

// Reads values of flags; the first error sticks and later calls do nothing,
// so that a caller checks once.
class Reader {
 public:
  void count(std::string_view flag, const std::optional<std::string>& typed,
             const CountRange& range, std::uint64_t& out) {
    if (typed.has_value() && status_.ok()) {
      keep(parse_count(flag, *typed, range), out);
    }
  }

  void count(std::string_view flag, const std::optional<std::string>& typed,
             const CountRange& range, std::uint32_t& out) {
    std::uint64_t wide = out;
    count(flag, typed, range, wide);
    out = static_cast<std::uint32_t>(wide);
  }

  void time(std::string_view flag, const std::optional<std::string>& typed,
            io::Duration& out) {
    if (typed.has_value() && status_.ok()) {
      keep(parse_time(flag, *typed), out);
    }
  }

  // Leaves `out` alone when the flag is absent.
  void choice(std::string_view flag, const std::optional<std::string>& typed,
              std::size_t& out) {
    if (typed.has_value() && status_.ok()) {
      keep(parse_choice(*find_flag(flag), *typed), out);
    }
  }

  [[nodiscard]] const io::Status& status() const { return status_; }

 private:
  template <class T>
  void keep(io::Result<T> parsed, T& out) {
    if (parsed.ok()) {
      out = parsed.take();
    } else {
      status_ = parsed.error();
    }
  }

  io::Status status_;
};

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
        &PlanMaker::misread_letters, &PlanMaker::input,  &PlanMaker::resolvers,
        &PlanMaker::transport,       &PlanMaker::output, &PlanMaker::manifest,
        &PlanMaker::format,          &PlanMaker::pace};
    for (const Step step : kSteps) {
      io::Status status = (this->*step)();
      if (!status.ok()) {
        return status.error();
      }
    }
    plan_.allow_special = options_.allow_special;
    plan_.lenient = options_.lenient;
    plan_.query_literals = options_.query_literals;
    plan_.check_resolvers = !options_.no_resolver_check;
    plan_.command_line = options_.command_line;
    warnings_.insert(warnings_.end(), options_.notes.begin(),
                     options_.notes.end());
    return std::move(plan_);
  }

 private:
  // Letters that mean something else in other tools.
  io::Status misread_letters() {
    if (options_.type.has_value() && *options_.type != "MX" &&
        *options_.type != "mx") {
      return usage_error(
          "-t: a record type was expected and only MX is "
          "asked, not " +
          in_quotes(*options_.type) +
          "; did you mean --threads or --concurrency?");
    }
    if (options_.quiet && options_.verbose) {
      return usage_error("--quiet and --verbose contradict each other");
    }
    return {};
  }

  io::Status input() {
    if (options_.file.has_value() && options_.list.has_value()) {
      return usage_error("names come from " + in_quotes(*options_.file) +
                         " or from --list " + in_quotes(*options_.list) +
                         ", not from both");
    }
    const auto& given = options_.file ? options_.file : options_.list;
    if (!given.has_value() && context_.stdin_is_terminal) {
      return usage_error(
          "no FILE given; try: mxsweep names.txt -o results.csv (or mxsweep "
          "--help, or - to type names)");
    }
    plan_.input_path = given.value_or("-");
    if (plan_.input_path.empty()) {
      return usage_error("the name of FILE is empty");
    }
    return {};
  }

  io::Status resolvers() {
    if (options_.resolver_config.has_value()) {
      return private_resolver_config();
    }
    if (!options_.resolvers.has_value()) {
      return {};
    }
    io::Result<std::vector<io::Endpoint>> list =
        parse_resolvers(*options_.resolvers, warnings_);
    if (!list.ok()) {
      return list.error();
    }
    plan_.resolvers = list.take();
    return {};
  }

  io::Status private_resolver_config() {
    if (options_.resolvers.has_value()) {
      return usage_error(
          "--resolver-config is for the private unbound, which -r replaces; "
          "use one of the two");
    }
    io::Result<std::string> lines =
        io::read_small_file(*options_.resolver_config);
    if (!lines.ok()) {
      return usage_error("--resolver-config: " + lines.error().what);
    }
    plan_.resolver_config = lines.take();
    return {};
  }

  io::Status transport() {
    std::size_t index = 0;  // 0 is auto
    Reader reader;
    reader.choice("--transport", options_.transport, index);
    if (index != 0) {
      plan_.transport = &io::transport_kinds()[index - 1];
    }
    plan_.port_per_query = options_.port_per_query;
    return reader.status().ok() ? local_addresses() : reader.status();
  }

  io::Status local_addresses() {
    if (!options_.local_addr.has_value()) {
      return {};
    }
    if (!options_.resolvers.has_value()) {
      return usage_error(
          "--local-addr needs resolvers to send to (-r); the private unbound "
          "is asked within this machine");
    }
    io::Result<std::vector<io::Endpoint>> list =
        parse_addresses("--local-addr", *options_.local_addr);
    if (!list.ok()) {
      return list.error();
    }
    plan_.local_addresses = list.take();
    return {};
  }

  io::Status output() {
    if (!options_.output.has_value()) {
      return {};
    }
    if (looks_like_format_code(*options_.output)) {
      return usage_error("-o is a file here; for a format use --format " +
                         value_text(*find_flag("--format")) +
                         " (a file of that name is ./" + *options_.output +
                         ")");
    }
    plan_.output_path = *options_.output;
    return {};
  }

  io::Status manifest() {
    plan_.manifest_path = options_.manifest.value_or("");
    if (plan_.manifest_path == plan_.output_path) {
      return usage_error("--manifest needs a file of its own");
    }
    return {};
  }

  io::Status format() {
    Reader reader;
    std::size_t shape = 0;
    std::size_t addresses = 0;
    std::size_t kind = io::writer_kinds().size();
    reader.choice("--shape", options_.shape, shape);
    reader.choice("--addresses", options_.addresses, addresses);
    reader.choice("--format", options_.format, kind);
    if (!reader.status().ok()) {
      return reader.status();
    }
    plan_.shape = kShapes[shape].value;
    plan_.addresses = kAddressModes[addresses].value;
    plan_.writer = kind < io::writer_kinds().size()
                       ? &io::writer_kinds()[kind]
                       : default_writer(plan_.output_path);
    return check_writer();
  }

  io::Status check_writer() {
    if (plan_.writer == nullptr) {
      return usage_error(
          "cannot tell the format of " + in_quotes(plan_.output_path) +
          " from its name; end it in one of " + extensions() +
          " or add --format " + value_text(*find_flag("--format")));
    }
    const std::string format(plan_.writer->name);
    if (plan_.shape == Shape::kNested && !plan_.writer->nested) {
      return usage_error("--shape nested needs a format with lists, which " +
                         format + " is not; use --format " + nested_formats());
    }
    const io::WriterKind* by_name =
        io::find_writer_kind_for_path(plan_.output_path);
    if (by_name != nullptr && by_name != plan_.writer) {
      warnings_.push_back("the name of " + in_quotes(plan_.output_path) +
                          " says " + std::string(by_name->name) +
                          " but --format says " + format +
                          ", which is what will be written");
    }
    if (plan_.output_path == "-" && context_.stdout_is_terminal &&
        format == "parquet") {
      return usage_error(
          "parquet is binary and standard output is a terminal; name a file "
          "with -o");
    }
    return {};
  }

  io::Status pace() {
    plan_.concurrency = kConcurrencyDefault;
    Reader reader;
    rate(reader);
    reader.count("--per-resolver-rate", options_.resolver_rate, kRateRange,
                 plan_.resolver_pps);
    reader.count("--concurrency", options_.concurrency, kConcurrencyRange,
                 plan_.concurrency);
    reader.count("--retries", options_.retries, kRetriesRange, plan_.retries);
    reader.time("--timeout", options_.timeout, plan_.timeout);
    plan_.give_up_after = std::max(plan_.give_up_after, plan_.timeout);
    reader.time("--give-up-after", options_.give_up_after, plan_.give_up_after);
    reader.count("--threads", options_.threads, kThreadsRange, plan_.threads);
    if (options_.seed.has_value()) {
      std::uint64_t seed = 0;
      reader.count("--seed", options_.seed, kSeedRange, seed);
      plan_.seed = seed;
    }
    if (options_.quiet) {
      plan_.verbosity = Verbosity::kQuiet;
    } else if (options_.verbose) {
      plan_.verbosity = Verbosity::kVerbose;
    }
    return reader.status().ok() ? enough_for_all() : reader.status();
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

  void rate(Reader& reader) {
    plan_.pace_resolvers = options_.rate.value_or("auto") == "auto";
    if (!plan_.pace_resolvers) {
      reader.count("--rate", options_.rate, kRateRange, plan_.rate_pps);
    }
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
