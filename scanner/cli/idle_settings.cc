#include "scanner/cli/idle_settings.h"

#include <algorithm>
#include <array>
#include <vector>

#include "io/file/path_kind.h"

#include "scanner/cli/arguments.h"
#include "scanner/cli/flags.h"

namespace mxsweep {
namespace {

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

bool sorts_nothing(const Options& options) {
  return find(options, &ScanPlan::sort) == nullptr &&
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

// Fields that have no effect where that is so.
struct Idle {
  FlagField field;
  bool (*so)(const Options& options);
};

const std::array kIdle = {
    Idle{&ScanPlan::list_format, names_are_given},
    Idle{&ScanPlan::list_column, names_are_given},
    Idle{&ScanPlan::list_header, names_are_given},
    Idle{&ScanPlan::encoding, names_are_given},
    Idle{&ScanPlan::passthrough, names_are_given},
    Idle{&ScanPlan::sort_memory_mib, sorts_nothing},
    Idle{&ScanPlan::unique_memory_mib, lacks<&ScanPlan::unique>},
    Idle{&ScanPlan::own_resolvers, lacks<&ScanPlan::shard>},
    Idle{&ScanPlan::local_addresses, asks_nobody_given},
    Idle{&ScanPlan::root_hints, lacks<&ScanPlan::recursive>},
    Idle{&ScanPlan::server_port, lacks<&ScanPlan::recursive>},
    Idle{&ScanPlan::server_pps, lacks<&ScanPlan::recursive>},
    Idle{&ScanPlan::qname_minimisation, lacks<&ScanPlan::recursive>},
    Idle{&ScanPlan::resume, writes_no_parts},
    Idle{&ScanPlan::overwrite, writes_no_parts},
    Idle{&ScanPlan::resume_despite, writes_no_parts},
    Idle{&ScanPlan::checkpoint, writes_no_parts}};

// Fields of which one excludes the other.
struct Rivals {
  FlagField one;
  FlagField other;
};

const std::array kRivals = {
    Rivals{&ScanPlan::resolvers, &ScanPlan::resolver_config},
    Rivals{&ScanPlan::resolvers, &ScanPlan::recursive},
    Rivals{&ScanPlan::resolver_config, &ScanPlan::recursive},
    Rivals{&ScanPlan::resolver_pps, &ScanPlan::recursive},
    Rivals{&ScanPlan::resume, &ScanPlan::overwrite}};

void leave_out(const Flag& flag, Options& options) {
  std::erase_if(options.typed, [&flag](const TypedFlag& typed) {
    return typed.flag == &flag && typed.origin != Origin::kCommandLine;
  });
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

}  // namespace mxsweep
