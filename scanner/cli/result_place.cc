#include "scanner/cli/result_place.h"

#include <string>
#include <string_view>

#include "io/base/ascii.h"
#include "io/base/join.h"
#include "io/file/compression.h"
#include "io/file/path_kind.h"
#include "io/remote/s3_output.h"

#include "scanner/cli/own_files.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/suggest.h"
#include "scanner/cli/values.h"

namespace mxsweep {
namespace {

bool is_folder(const std::string& path) {
  return path.ends_with('/') || io::path_kind(path) == io::PathKind::kFolder;
}

// " (did you mean .csv?)" of x.CSV
std::string near_extension(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) {
    return {};
  }
  const std::string typed = io::ascii_lower(path.substr(dot));
  for (const io::WriterKind& kind : io::writer_kinds()) {
    if (edit_distance(typed, kind.extension) <= 1) {
      return " (did you mean " + std::string(kind.extension) + "?)";
    }
  }
  return {};
}

// Bare format codes of another tool's -o: J, S, Je, Snl, ...
bool looks_like_format_code(std::string_view typed) {
  constexpr std::string_view kFormats = "SLFBJ";
  constexpr std::string_view kModifiers = "acdehilmnqrstu";
  return typed.size() <= 4 &&
         kFormats.find(typed.front()) != std::string_view::npos &&
         typed.find_first_not_of(kModifiers, 1) == std::string_view::npos;
}

bool is_given(const Options& options, const FlagField& field) {
  return options.find(flag_of(field)) != nullptr;
}

// No name may be that of something else.
io::Status check_names(const ScanPlan& plan) {
  if (looks_like_format_code(plan.output_path)) {
    return usage_error("-o is a file here; for a format use --format " +
                       value_text(flag_of(&ScanPlan::writer)) +
                       " (a file of that name is ./" + plan.output_path + ")");
  }
  return check_own_files(plan);
}

// Of flags that only a folder of parts can heed; empty: it is one.
std::string why_no_parts(const ScanPlan& plan) {
  if (plan.partition != PartitionBy::kNone) {
    return "; --partition-by writes its folder when the run is over";
  }
  if (io::is_s3_path(plan.output_path)) {
    return " of this machine; an object of S3 is written whole or not at all";
  }
  return plan.parts ? "" : "; end the name of -o in a slash";
}

io::Status check_parts(const Options& options, const ScanPlan& plan) {
  const std::string why = why_no_parts(plan);
  for (const FlagField& field :
       {FlagField(&ScanPlan::parts), FlagField(&ScanPlan::resume),
        FlagField(&ScanPlan::overwrite), FlagField(&ScanPlan::resume_despite),
        FlagField(&ScanPlan::checkpoint)}) {
    if (is_given(options, field) && !why.empty()) {
      return usage_error(std::string(flag_of(field).name()) +
                         " is for a folder of parts" + why);
    }
  }
  if (!plan.parts) {
    return {};
  }
  if (plan.output_path == "-") {
    return usage_error("--parts needs a folder; name one with -o");
  }
  if (plan.sort != SortOrder::kNone) {
    return usage_error(
        "--sort is for one file or --partition-by; a folder of parts is "
        "written as the run goes");
  }
  if (plan.resume && plan.overwrite) {
    return usage_error("--resume and --overwrite contradict each other");
  }
  return {};
}

io::Status check_partitions(const ScanPlan& plan) {
  if (plan.output_path == "-") {
    return usage_error(
        "--partition-by writes a folder of files; name it with -o DIR");
  }
  if (io::is_s3_path(plan.output_path)) {
    return usage_error(
        "--partition-by writes to a folder of this machine; write it there "
        "and copy it: aws s3 cp --recursive DIR s3://BUCKET/DIR");
  }
  const std::string folder = io::without_final_slashes(plan.output_path) + '/';
  if (plan.manifest_path.starts_with(folder)) {
    return usage_error("--manifest: " + in_quotes(plan.manifest_path) +
                       " is in the folder that --partition-by makes; name a "
                       "file beside it");
  }
  return {};
}

io::Status check_s3(const ScanPlan& plan) {
  for (const std::string& path : {plan.output_path, plan.manifest_path}) {
    if (io::is_s3_path(path)) {
      io::Status status = io::check_s3_path(path);
      if (!status.ok()) {
        return status;
      }
    }
  }
  return {};
}

}  // namespace

io::Error no_format(const std::string& path) {
  return usage_error(
      "cannot tell the format of " + in_quotes(path) + " from its name" +
      near_extension(std::string(io::without_compression(path))) +
      "; end it in one of " +
      io::joined(io::writer_kinds(), ", ", &io::WriterKind::extension) +
      " (all but parquet also with " +
      io::joined(io::compression_kinds(), " or ",
                 &io::CompressionKind::extension) +
      ") or add --format " + value_text(flag_of(&ScanPlan::writer)));
}

io::Status plan_place(const Options& options, ScanPlan& plan) {
  plan.parts = plan.partition == PartitionBy::kNone &&
               !io::is_s3_path(plan.output_path) &&
               (plan.parts || is_folder(plan.output_path));
  io::Status status = check_names(plan);
  if (status.ok() && plan.partition != PartitionBy::kNone) {
    status = check_partitions(plan);
  }
  if (status.ok()) {
    status = check_parts(options, plan);
  }
  return status.ok() ? check_s3(plan) : status;
}

}  // namespace mxsweep
