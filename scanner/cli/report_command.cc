// `mxsweep report RESULT`: a result in numbers, as a page, as Markdown or as
// JSON, by the name of the file or by --format. Main thread.
#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/base/log.h"
#include "io/file/output_sink.h"
#include "io/file/path_kind.h"

#include "scanner/cli/exit_codes.h"
#include "scanner/cli/other_commands.h"
#include "scanner/cli/read_value.h"
#include "scanner/cli/run_events.h"
#include "scanner/cli/values.h"
#include "scanner/results/report_manifest.h"
#include "scanner/results/result_files.h"

namespace mxsweep {
namespace {

struct ReportKind {
  std::string_view name;
  std::string_view extension;
  std::string (*render)(const ReportDocument& document);
};

// Markdown where nothing is said.
constexpr std::array kKinds = {ReportKind{"md", ".md", report_markdown},
                               ReportKind{"html", ".html", report_html},
                               ReportKind{"json", ".json", report_json}};

struct ReportPlan {
  ScanPlan plan;
  const ReportKind* kind = nullptr;
};

io::Status choose_kind(const std::string* format, ReportPlan& chosen) {
  const std::string& path = chosen.plan.output_path;
  const auto* const found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const ReportKind& kind) {
        return format == nullptr ? path == "-" || path.ends_with(kind.extension)
                                 : kind.name == *format;
      });
  if (found == kKinds.end()) {
    return usage_error(
        "a report is md, html or json, and " +
        in_quotes(format == nullptr ? path : *format) +
        " is none of them; end the name of -o in .md, .html or .json, or add "
        "--format");
  }
  chosen.kind = found;
  return {};
}

// Settings are for scans, so that only what was typed counts.
io::Result<ReportPlan> read_plan(const Options& options) {
  ReportPlan chosen;
  const std::string* format = nullptr;
  std::vector<std::string> warnings;
  for (const TypedFlag& typed : options.typed) {
    if (typed.origin != Origin::kCommandLine) {
      continue;
    }
    if (typed.flag->field == FlagField(&ScanPlan::writer)) {
      format = &typed.value;
      continue;
    }
    io::Status status =
        read_value(*typed.flag, typed.value, {chosen.plan, warnings});
    if (!status.ok()) {
      return status.error();
    }
  }
  if (!chosen.plan.since_path.empty() && options.arguments.front() == "-") {
    return usage_error(
        "--since reads the result twice, which standard input cannot be; name "
        "a file");
  }
  if (chosen.plan.output_path != "-" &&
      io::is_same_file(options.arguments.front(), chosen.plan.output_path)) {
    return usage_error("the result " + in_quotes(options.arguments.front()) +
                       " would be overwritten; name another file");
  }
  io::Status status = choose_kind(format, chosen);
  return status.ok() ? io::Result<ReportPlan>(std::move(chosen))
                     : status.error();
}

io::Status compare_since(const std::string& path, const ScanPlan& plan,
                         ReportDocument& document) {
  if (plan.since_path.empty()) {
    return {};
  }
  const io::Result<DiffReport> diff =
      diff_results({.old_path = plan.since_path,
                    .new_path = path,
                    .force = plan.force,
                    .memory_bytes = plan.sort_memory_mib << 20U});
  if (!diff.ok()) {
    return diff.error();
  }
  add_changes(diff.value(), document);
  return {};
}

io::Status write_report(const Options& options, const ReportPlan& chosen) {
  const std::string& path = options.arguments.front();
  io::Result<ResultFiles> files = result_files(path, chosen.plan.force);
  if (!files.ok()) {
    return files.error();
  }
  io::Result<std::unique_ptr<io::OutputSink>> sink =
      io::open_output(chosen.plan.output_path);
  if (!sink.ok()) {
    return sink.error();
  }
  const io::Result<MailReport> report = read_report(files.take());
  if (!report.ok()) {
    return report.error();
  }
  ReportDocument document = make_document(report.value(), path);
  io::Status compared = compare_since(path, chosen.plan, document);
  if (!compared.ok()) {
    return compared;
  }
  add_manifest(find_manifest(path), document);
  const std::string text = chosen.kind->render(document);
  io::Status written = sink.value()->write(std::as_bytes(std::span(text)));
  return written.ok() ? sink.value()->commit() : written;
}

}  // namespace

int report_command(const Options& options) {
  const io::Result<ReportPlan> chosen = read_plan(options);
  if (!chosen.ok()) {
    io::log_error(chosen.error().what);
    return exit_code(chosen.error().code);
  }
  choose_messages(chosen.value().plan);
  io::Status status = write_report(options, chosen.value());
  if (!status.ok()) {
    io::log_error(status.error().what);
    return exit_code(status.error().code);
  }
  return kExitComplete;
}

}  // namespace mxsweep
