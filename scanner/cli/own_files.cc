#include "scanner/cli/own_files.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "io/file/output_error.h"
#include "io/file/path_kind.h"
#include "io/remote/s3_output.h"

#include "scanner/cli/flags.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

using Path = std::string ScanPlan::*;

// What is written beside the result, and the name of an example.
struct Beside {
  Path path;
  std::string_view example;
};

constexpr std::array kBeside = {
    Beside{&ScanPlan::manifest_path, "manifest.json"},
    Beside{&ScanPlan::status_path, "status.json"},
    Beside{&ScanPlan::metrics_path, "mxsweep.prom"}};

// What is read, but for the list.
constexpr std::array<Path, 6> kRead = {
    &ScanPlan::blocklist_path,     &ScanPlan::providers_path,
    &ScanPlan::asn_db_path,        &ScanPlan::country_db_path,
    &ScanPlan::public_suffix_list, &ScanPlan::config_path};

std::string name_of(Path field) {
  return std::string(flag_of(field).name());
}

std::string list_path(const ScanPlan& plan) {
  if (!plan.names.empty() || plan.input_path == kGivenNames) {
    return {};
  }
  return plan.input_path == "-" ? "/dev/stdin" : plan.input_path;
}

io::Status spares_what_is_read(const ScanPlan& plan, const std::string& path) {
  const std::string list = list_path(plan);
  if (path == list || io::is_same_file(path, list)) {
    return usage_error("the list " +
                       (plan.input_path == "-" ? "on standard input"
                                               : in_quotes(plan.input_path)) +
                       " would be overwritten; name another file");
  }
  for (const Path field : kRead) {
    if (io::is_same_file(path, plan.*field)) {
      return usage_error("the file " + in_quotes(plan.*field) + " of " +
                         name_of(field) +
                         " would be overwritten; name another file");
    }
  }
  return {};
}

io::Status check(const ScanPlan& plan, const Beside& beside,
                 const std::vector<std::string>& taken) {
  const std::string& path = plan.*beside.path;
  if (io::path_kind(path) == io::PathKind::kFolder) {
    return usage_error(name_of(beside.path) + ": " + in_quotes(path) +
                       " is a folder; name a file in it, like " + path + "/" +
                       std::string(beside.example));
  }
  for (const std::string& other : taken) {
    if (path == other || io::is_same_file(path, other)) {
      return usage_error(name_of(beside.path) + " needs a file of its own");
    }
  }
  return spares_what_is_read(plan, path);
}

}  // namespace

io::Status check_own_files(const ScanPlan& plan) {
  io::Status status = spares_what_is_read(plan, plan.output_path);
  std::vector<std::string> taken = {plan.output_path};
  for (const Beside& beside : kBeside) {
    const std::string& path = plan.*beside.path;
    if (status.ok() && !path.empty()) {
      status = check(plan, beside, taken);
      taken.push_back(path);
    }
  }
  // A run would say so when it begins.
  const bool looks = plan.dry_run && plan.output_path != "-" &&
                     !io::is_s3_path(plan.output_path);
  return status.ok() && looks ? io::check_place(plan.output_path) : status;
}

}  // namespace mxsweep
