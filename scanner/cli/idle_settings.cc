#include "scanner/cli/idle_settings.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "io/file/path_kind.h"

#include "scanner/cli/arguments.h"
#include "scanner/cli/column_list.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

constexpr std::string_view kForRecursive = " is for --recursive";
constexpr std::string_view kForResolvers =
    " is for resolvers, which --recursive does without; use one of the two";

const TypedFlag* find(const Options& options, const FlagField& field) {
  const Flag& flag = flag_of(field);
  const auto found = std::find_if(
      options.typed.begin(), options.typed.end(),
      [&flag](const TypedFlag& typed) { return typed.flag == &flag; });
  return found == options.typed.end() ? nullptr : &*found;
}

bool names_are_given(const Options& options) {
  std::vector<std::string> warnings;
  const io::Result<Arguments> sorted =
      sort_arguments(options.arguments, warnings);
  return sorted.ok() && !sorted.value().names.empty();
}

bool writes_no_parts(const Options& options) {
  if (find(options, &ScanPlan::parts) != nullptr) {
    return false;
  }
  const TypedFlag* output = find(options, &ScanPlan::output_path);
  return output == nullptr ||
         (!output->value.ends_with('/') &&
          io::path_kind(output->value) != io::PathKind::kFolder);
}

bool shows(const ScanPlan& plan, std::string_view column) {
  return std::find(plan.columns.begin(), plan.columns.end(), column) !=
         plan.columns.end();
}

bool sorts_nothing(const Options& options) {
  return options.command == Command::kScan &&
         find(options, &ScanPlan::sort) == nullptr &&
         find(options, &ScanPlan::partition) == nullptr;
}

template <auto kMember>
bool lacks(const Options& options) {
  return find(options, kMember) == nullptr;
}

bool asks_nobody_given(const Options& options) {
  return lacks<&ScanPlan::resolvers>(options) &&
         lacks<&ScanPlan::recursive>(options);
}

// Fields that have no effect where that is so, and what they are for. Without a
// text, those who look at the arguments or the place of the result say it.
struct Idle {
  FlagField field;
  bool (*so)(const Options& options);
  std::string_view what_for{};
};

const std::array kIdle = {
    Idle{&ScanPlan::list_format, names_are_given},
    Idle{&ScanPlan::list_column, names_are_given},
    Idle{&ScanPlan::list_header, names_are_given},
    Idle{&ScanPlan::encoding, names_are_given},
    Idle{&ScanPlan::passthrough, names_are_given},
    Idle{&ScanPlan::sort_memory_mib, sorts_nothing,
         " is for --sort and --partition-by"},
    Idle{&ScanPlan::unique_memory_mib, lacks<&ScanPlan::unique>,
         " is for --unique"},
    Idle{&ScanPlan::own_resolvers, lacks<&ScanPlan::shard>, " is for --shard"},
    Idle{&ScanPlan::local_addresses, asks_nobody_given,
         " needs resolvers to send to (-r); the private unbound is asked "
         "within this machine"},
    Idle{&ScanPlan::root_hints, lacks<&ScanPlan::recursive>, kForRecursive},
    Idle{&ScanPlan::server_port, lacks<&ScanPlan::recursive>, kForRecursive},
    Idle{&ScanPlan::server_pps, lacks<&ScanPlan::recursive>, kForRecursive},
    Idle{&ScanPlan::qname_minimisation, lacks<&ScanPlan::recursive>,
         kForRecursive},
    Idle{&ScanPlan::resume, writes_no_parts},
    Idle{&ScanPlan::overwrite, writes_no_parts},
    Idle{&ScanPlan::resume_despite, writes_no_parts},
    Idle{&ScanPlan::checkpoint, writes_no_parts}};

// Fields of which one excludes the other, and what is said of the one. Without
// a text, as above.
struct Rivals {
  FlagField one;
  FlagField other;
  std::string_view what_for{};
};

const std::array kRivals = {
    Rivals{&ScanPlan::resolver_config, &ScanPlan::resolvers,
           " is for the private unbound, which -r replaces; use one of the "
           "two"},
    Rivals{&ScanPlan::resolvers, &ScanPlan::recursive, kForResolvers},
    Rivals{&ScanPlan::resolver_config, &ScanPlan::recursive, kForResolvers},
    Rivals{&ScanPlan::resolver_pps, &ScanPlan::recursive, kForResolvers},
    Rivals{&ScanPlan::check_resolvers, &ScanPlan::recursive, kForResolvers},
    Rivals{&ScanPlan::resume, &ScanPlan::overwrite}};

bool shows_number(const ScanPlan& plan) {
  return plan.columns.empty() || plan.sort == SortOrder::kSeq ||
         shows(plan, "seq");
}

bool shows_operators(const ScanPlan& plan) {
  return show_operators(plan.shape, plan.columns);
}

// Fields that have no effect where the plan is such.
struct IdleInPlan {
  FlagField field;
  bool (*so)(const ScanPlan& plan);
  std::string_view why;
};

const std::array kIdleInPlan = {
    IdleInPlan{&ScanPlan::check_resolvers,
               [](const ScanPlan& plan) { return plan.resolvers.empty(); },
               "the private unbound is not checked"},
    IdleInPlan{&ScanPlan::own_resolvers,
               [](const ScanPlan& plan) {
                 return plan.rate_pps == 0 && plan.resolver_pps == 0;
               },
               "no rate is given that would be divided"},
    IdleInPlan{&ScanPlan::max_names,
               [](const ScanPlan& plan) {
                 return plan.limit.has_value() &&
                        *plan.limit <= plan.max_names.value_or(0);
               },
               "--limit ends the list before that"},
    IdleInPlan{&ScanPlan::query_literals,
               [](const ScanPlan& plan) {
                 return plan.addresses == AddressMode::kNone;
               },
               "--addresses none asks for no addresses of mail hosts"},
    IdleInPlan{&ScanPlan::providers_path,
               [](const ScanPlan& plan) { return !shows_operators(plan); },
               "no column shows who runs a mail host"},
    IdleInPlan{&ScanPlan::public_suffix_list,
               [](const ScanPlan& plan) {
                 return !shows_operators(plan) && !plan.registrable &&
                        plan.shard.empty();
               },
               "no column shows who runs a mail host, and neither "
               "--registrable nor --shard is given"},
    IdleInPlan{&ScanPlan::parquet_bloom,
               [](const ScanPlan& plan) {
                 return plan.writer->name == "parquet" &&
                        !plan.columns.empty() && !shows(plan, "domain") &&
                        !shows(plan, "exchange");
               },
               "neither domain nor exchange is among the columns"},
    IdleInPlan{&ScanPlan::seq_from,
               [](const ScanPlan& plan) { return !shows_number(plan); },
               "no column shows the number of a record"},
    IdleInPlan{&ScanPlan::color,
               [](const ScanPlan& plan) {
                 return plan.color == ColorWish::kAlways &&
                        plan.log_format == LogFormat::kJson;
               },
               "--log-format json has no colours"}};

// The one of its names that stands on the command line, for messages.
std::string_view typed_name(const Options& options, const Flag& flag) {
  const auto is_typed = [&options](auto matches) {
    return std::any_of(options.command_line.begin(), options.command_line.end(),
                       matches);
  };
  const bool is_short =
      !flag.short_name.empty() && is_typed([&flag](const std::string& word) {
        return word.size() > 1 && word[0] == '-' && word[1] != '-' &&
               word.find(flag.short_name.back()) != std::string::npos;
      });
  const bool is_long = is_typed([&flag](const std::string& word) {
    return word.rfind(flag.long_name, 0) == 0;
  });
  return is_short && !is_long ? flag.short_name : flag.name();
}

io::Error idle(const Options& options, const FlagField& field,
               std::string_view what_for) {
  return usage_error(
      std::string(typed_name(options, flag_of(field))).append(what_for));
}

void leave_out(const Flag& flag, Options& options) {
  std::erase_if(options.typed, [&flag](const TypedFlag& typed) {
    return typed.flag == &flag && typed.origin != Origin::kCommandLine;
  });
}

// Each is for resolvers of its own family.
void note_idle_addresses(const ScanPlan& plan,
                         std::vector<std::string>& warnings) {
  for (const io::Endpoint& local : plan.local_addresses) {
    if (!plan.recursive &&
        std::none_of(plan.resolvers.begin(), plan.resolvers.end(),
                     [&local](const io::Endpoint& resolver) {
                       return resolver.family == local.family;
                     })) {
      warnings.push_back("--local-addr " +
                         io::address_text(local.address.data(), local.family) +
                         " has no effect: no resolver is of its family");
    }
  }
}

}  // namespace

void leave_out_idle_settings(Options& options) {
  for (const Rivals& rivals : kRivals) {
    const TypedFlag* one = find(options, rivals.one);
    const TypedFlag* other = find(options, rivals.other);
    if (one != nullptr && other != nullptr && one->origin != other->origin) {
      leave_out(*(one->origin < other->origin ? other : one)->flag, options);
    }
  }
  for (const Idle& idle : kIdle) {
    if (idle.so(options)) {
      leave_out(flag_of(idle.field), options);
    }
  }
}

io::Status check_idle_flags(const Options& options) {
  for (const Idle& each : kIdle) {
    if (!each.what_for.empty() && find(options, each.field) != nullptr &&
        each.so(options)) {
      return idle(options, each.field, each.what_for);
    }
  }
  for (const Rivals& rivals : kRivals) {
    if (!rivals.what_for.empty() && find(options, rivals.one) != nullptr &&
        find(options, rivals.other) != nullptr) {
      return idle(options, rivals.one, rivals.what_for);
    }
  }
  return {};
}

void note_idle_flags(const Options& options, const ScanPlan& plan,
                     std::vector<std::string>& warnings) {
  for (const IdleInPlan& each : kIdleInPlan) {
    if (find(options, each.field) != nullptr && each.so(plan)) {
      warnings.push_back(std::string(flag_of(each.field).name()) +
                         " has no effect: " + std::string(each.why));
    }
  }
  note_idle_addresses(plan, warnings);
}

}  // namespace mxsweep
