#include "scanner/run/unknown_share.h"

#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

// "SERVFAIL 12, TIMEOUT 6"
std::string failures_of(const Totals& totals) {
  std::string text;
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    const auto status = static_cast<LookupStatus>(i);
    if (is_conclusive(status) || status == LookupStatus::kInvalidName ||
        status == LookupStatus::kBlocklisted || totals.by_status[i] == 0) {
      continue;
    }
    text += text.empty() ? " (" : ", ";
    text += kLookupStatusLabels[i];
    text += ' ';
    append_count(totals.by_status[i], text);
  }
  return text.empty() ? text : text + ')';
}

// "the result is in FILE.partial, not in FILE"; of a pipe nothing
std::string elsewhere(const ScanPlan& plan, const ScanReport& report) {
  return plan.parts || !report.output_path.ends_with(".partial")
             ? std::string()
             : "the result is in " + report.output_path + ", not in " +
                   plan.output_path;
}

}  // namespace

bool is_empty(const ScanReport& report) {
  return report.records_read + report.list.left_out() == 0;
}

bool asked_nothing(const ScanReport& report) {
  return (report.records_read != 0 || is_empty(report)) &&
         report.records_before == 0 && report.totals.names_asked() == 0;
}

bool says_something(const ScanReport& report) {
  return !report.mostly_unknown && !report.nothing_asked;
}

std::string nothing_asked_text(const ScanPlan& plan, const ScanReport& report) {
  const std::string text =
      "nothing was asked: " +
      no_name_text(is_empty(report) ? 0 : report.records_read);
  const std::string where = elsewhere(plan, report);
  return where.empty() ? text : text + "; " + where;
}

std::string interrupted_text(const ScanPlan& plan, const ScanReport& report) {
  const std::string where = elsewhere(plan, report);
  return ending_text(report) + (where.empty() ? where : "; " + where);
}

bool is_mostly_unknown(const Totals& totals, std::uint32_t percent) {
  return totals.names_failed * 100 > totals.names_asked() * percent;
}

std::string mostly_unknown_text(const ScanPlan& plan,
                                const ScanReport& report) {
  const Totals& totals = report.totals;
  std::string text;
  append_count(totals.names_failed, text);
  text += " of ";
  text += count_text(totals.names_asked(), "name", "names") + " asked ";
  text += totals.names_failed == 1 ? "is" : "are";
  text += " unknown" + failures_of(totals) + ", more than " + "--max-unknown " +
          std::to_string(plan.max_unknown_percent) + " per cent";
  const std::string where = elsewhere(plan, report);
  return where.empty() ? text : text + ": " + where;
}

}  // namespace mxsweep
