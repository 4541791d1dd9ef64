#include "scanner/run/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "io/base/temp_folder.h"
#include "io/base/text_wrap.h"
#include "io/file/compression.h"

#include "scanner/query/pacer.h"
#include "scanner/run/memory_plan.h"
#include "scanner/run/names_wanted.h"
#include "scanner/run/number_text.h"
#include "scanner/run/plan_policies.h"
#include "scanner/run/resolver_check.h"

namespace mxsweep {
namespace {

// Measured on lists like a top list (docs/performance.md, "A long list").
constexpr double kHostQuestionsPerName = 1.32;  // A and AAAA together
constexpr double kOctetsOutPerQuery = 46;
constexpr double kOctetsInPerQuery = 98;

struct RowOctets {
  std::string_view format;
  double mx = 0;
  double with_addresses = 0;
};

constexpr std::array kRowOctets = {
    RowOctets{"csv", 261, 392}, RowOctets{"jsonl", 700, 1050},
    RowOctets{"parquet", 23, 38}, RowOctets{"arrow", 390, 530},
    RowOctets{"text", 300, 450}};

// The columns of a policy in a row where the domain has it: octets of their
// values, of their names, and how many there are.
struct PolicyOctets {
  Policy policy;
  double values = 0;
  double names = 0;
  double columns = 0;
};

constexpr std::array<PolicyOctets, kPolicyCount> kPolicyOctets = {{
    {Policy::kSpf, 90, 38, 4},
    {Policy::kDmarc, 105, 84, 9},
    {Policy::kMtaSts, 8, 24, 2},
    {Policy::kTlsRpt, 8, 25, 2},
    {Policy::kBimi, 8, 23, 3},
    {Policy::kTlsa, 12, 39, 4},
}};

// Of a name, in the shapes of MX.
constexpr double kRowsPerName = 1.5;

// Of quotes, marks and blanks around a value of JSON; of where a value of Arrow
// begins, and whether it is there.
constexpr double kJsonMarks = 6;
constexpr double kArrowMarks = 4.1;

// What compression leaves of a text, at least.
constexpr double kCompressed = 0.15;

// What the private unbound looks up on two processors, and what so many
// authoritative servers as a list of names has stand without notice.
constexpr double kPrivatePps = 10'000;
constexpr double kRecursivePps = 5'000;

// What resolvers in the neighbourhood take without effort, and how long it
// takes to find that out.
constexpr double kUsualPps = 10'000;
constexpr double kFindSeconds = 2;

std::string rounded(double value) {
  std::uint64_t step = 1;
  auto whole = static_cast<std::uint64_t>(std::llround(value));
  while (whole / step >= 1000) {  // three digits are enough for a guess
    step *= 10;
  }
  whole = (whole + step / 2) / step * step;
  std::string text;
  append_count(whole, text);
  return text;
}

std::string bytes_text(double bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"bytes", "kB", "MB", "GB",
                                                      "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  std::string text = rounded(bytes);
  text += ' ';
  return text += kUnits[unit];
}

std::string time_text(double seconds) {
  struct Unit {
    double seconds;
    std::string_view name;
  };

  constexpr std::array kUnits = {Unit{86400, "days"}, Unit{3600, "hours"},
                                 Unit{60, "minutes"}};
  for (const Unit& unit : kUnits) {
    if (seconds >= 2 * unit.seconds) {
      std::string text = rounded(seconds / unit.seconds);
      text += ' ';
      return text += unit.name;
    }
  }
  return rounded(std::max(seconds, 1.0)) + " s";
}

double host_queries_per_name(const ScanPlan& plan) {
  switch (plan.addresses) {
    case AddressMode::kBoth:
      return kHostQuestionsPerName;
    case AddressMode::kIpv4:
    case AddressMode::kIpv6:
      return kHostQuestionsPerName / 2;
    case AddressMode::kNone:
      break;
  }
  return 0;
}

// One for each policy, as if every name existed and had a DMARC record.
double policy_queries_per_name(const ScanPlan& plan) {
  const PolicySet asked = policies_of(plan);
  double queries = asked.has(Policy::kTlsa) ? kHostQuestionsPerName / 2 : 0;
  for (std::size_t i = 0; i < kPolicyCount; ++i) {
    const auto policy = static_cast<Policy>(i);
    queries += policy != Policy::kTlsa && asked.has(policy) ? 1 : 0;
  }
  return queries;
}

double queries_per_name(const ScanPlan& plan) {
  return 1 + host_queries_per_name(plan) + policy_queries_per_name(plan);
}

// "; mail policies: spf, dmarc"; empty when none is asked for.
std::string policies_text(const ScanPlan& plan) {
  const PolicySet asked = policies_of(plan);
  std::string names;
  for (const PolicyKind& kind : policy_kinds()) {
    if (asked.has(kind.policy)) {
      names += names.empty() ? "; mail policies: " : ", ";
      names += kind.flag.substr(2);
    }
  }
  return names;
}

struct Pace {
  double pps = 0;  // 0: it cannot be told
  std::string text;
  double usual_pps = 0;  // where `pps` is the least; 0: it is not
};

// What all resolvers together may get; nothing where no flag says.
std::optional<double> resolvers_pps(const ScanPlan& plan) {
  const auto count = static_cast<double>(plan.resolvers.size());
  return plan.resolver_pps == 0
             ? std::nullopt
             : std::optional(static_cast<double>(plan.resolver_pps) *
                             std::max(count, 1.0));
}

// The least of what the flags allow.
Pace limited_pace(const ScanPlan& plan) {
  const std::optional<double> resolvers = resolvers_pps(plan);
  const auto rate = static_cast<double>(plan.rate_pps);
  const bool by_rate =
      plan.rate_pps != 0 && (!resolvers.has_value() || rate <= *resolvers);
  const double pps = by_rate ? rate : resolvers.value_or(0);
  std::string text;
  append_count(static_cast<std::uint64_t>(pps), text);
  return {pps, text + " packets a second (" +
                   (by_rate ? "--rate" : "--per-resolver-rate") + ")"};
}

Pace pace_of(const ScanPlan& plan) {
  if (plan.rate_pps != 0 || plan.resolver_pps != 0) {
    return limited_pace(plan);
  }
  const std::string start =
      plan.pace_resolvers ? "found by the run" : "unlimited (--rate 0)";
  if (plan.recursive) {
    std::string text = start + "; reckoned with " + rounded(kRecursivePps) +
                       " a second in all, to many servers, to none more than ";
    append_count(plan.server_pps, text);
    return {kRecursivePps, text};
  }
  if (plan.resolvers.empty()) {
    return {kPrivatePps, start + "; reckoned with " + rounded(kPrivatePps) +
                             " a second, which unbound looks up on two "
                             "processors"};
  }
  if (!plan.pace_resolvers) {
    return {0, start};
  }
  const auto count = static_cast<double>(plan.resolvers.size());
  const double pps = PacerOptions().start_pps * count;
  return {pps,
          start + "; it begins with " + rounded(pps) +
              " a second, and most resolvers take far more",
          kUsualPps * count};
}

std::string duration_text(double packets, const Pace& pace) {
  if (pace.pps == 0) {
    return "as long as the resolvers take";
  }
  const double most = packets / pace.pps;
  const double usual = packets / pace.usual_pps + kFindSeconds;
  if (pace.usual_pps == 0 || usual >= most) {
    return "about " + time_text(most);
  }
  return "about " + time_text(usual) + " at " + rounded(pace.usual_pps) +
         " a second, " + time_text(most) + " at no more than it begins with";
}

std::string whom_text(const ScanPlan& plan) {
  constexpr std::size_t kNamed = 3;
  if (plan.recursive) {
    return "the name servers of the root, and from there those of the names "
           "themselves; no resolver";
  }
  if (plan.resolvers.empty()) {
    return "a private unbound on this machine, and through it the name "
           "servers of the names";
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, plan.resolvers.size()); ++i) {
    text += text.empty() ? "" : ", ";
    text += io::to_text(plan.resolvers[i]);
  }
  if (plan.resolvers.size() > kNamed) {
    text += " and " + std::to_string(plan.resolvers.size() - kNamed) + " more";
  }
  if (plan.check_resolvers) {
    text += "; each is checked first with " + std::to_string(kCheckQuestions) +
            " questions";
  }
  return text;
}

std::string what_text(const ScanPlan& plan) {
  switch (plan.addresses) {
    case AddressMode::kBoth:
      return "MX of each name, A and AAAA of each mail host once";
    case AddressMode::kIpv4:
      return "MX of each name, A of each mail host once";
    case AddressMode::kIpv6:
      return "MX of each name, AAAA of each mail host once";
    case AddressMode::kNone:
      break;
  }
  return "MX of each name";
}

double policy_row_octets(const PolicyOctets& policy, std::string_view format) {
  if (format == "jsonl") {
    return policy.values + policy.names + kJsonMarks * policy.columns;
  }
  if (format == "arrow") {
    return policy.values + kArrowMarks * policy.columns;
  }
  return format == "parquet" ? policy.values * kCompressed
                             : policy.values + policy.columns;
}

// Of a name, as if every one had what is asked for.
double policy_octets(const ScanPlan& plan, std::string_view format) {
  const PolicySet asked = policies_of(plan);
  double octets = 0;
  for (const PolicyOctets& each : kPolicyOctets) {
    octets += asked.has(each.policy) ? policy_row_octets(each, format) : 0;
  }
  return plan.shape == Shape::kDomain ? octets : octets * kRowsPerName;
}

// In that format, not compressed.
double rows_bytes(const ScanPlan& plan, std::string_view format,
                  double records) {
  const auto* row = std::find_if(
      kRowOctets.begin(), kRowOctets.end(),
      [format](const RowOctets& each) { return each.format == format; });
  if (row == kRowOctets.end()) {
    return 0;
  }
  const bool addresses =
      plan.addresses != AddressMode::kNone && plan.shape != Shape::kDomain;
  return records * ((addresses ? row->with_addresses : row->mx) +
                    policy_octets(plan, format));
}

double result_bytes(const ScanPlan& plan, double records) {
  const double whole = rows_bytes(plan, plan.writer->name, records);
  return plan.compression == nullptr ? whole : whole * kCompressed;
}

std::string place_text(const ScanPlan& plan) {
  if (plan.output_path == "-") {
    return ", to standard output";
  }
  return (plan.partition == PartitionBy::kNone
              ? ", in "
              : ", in a file for each top-level domain in ") +
         plan.output_path;
}

// Rows that wait are about as long as lines of CSV.
std::string wait_text(const ScanPlan& plan, double records) {
  return "about " + bytes_text(rows_bytes(plan, "csv", records)) +
         " of rows until the run is over, in " +
         std::to_string(plan.sort_memory_mib) +
         " MiB of memory (--sort-memory) and then in " + io::temp_folder();
}

std::string result_text(const ScanPlan& plan, double records) {
  std::string text = "about " + bytes_text(result_bytes(plan, records)) +
                     " of " + std::string(plan.writer->name);
  if (plan.compression != nullptr) {
    text += ", packed by " + std::string(plan.compression->name);
  }
  if (!plan.columns.empty()) {
    text += ", less with --columns";
  }
  if (!plan.passthrough.empty()) {
    text += ", more with --passthrough";
  }
  return text + place_text(plan);
}

void add_line(std::string_view head, const std::string& text,
              std::string& out) {
  constexpr std::size_t kWidth = 9;
  std::string label(head);
  label.resize(kWidth, ' ');
  out += label;
  io::append_wrapped(text, kWidth, out);
}

}  // namespace

std::string nothing_to_ask_text(const ListCount& list) {
  return "a run would ask nothing: " + no_name_text(list.unusable);
}

std::string forecast_text(const ScanPlan& plan, const ListCount& list) {
  const double asked = names_wanted(plan, list.names);
  const double unusable = names_wanted(plan, list.unusable);
  const Pace pace = pace_of(plan);
  const double packets = asked * queries_per_name(plan);
  std::string out = "Nothing was asked (--dry-run).\n";
  std::string names = count_text(list.names, "name", "names");
  if (list.unusable != 0) {
    names += " and " + count_text(list.unusable, "record that holds none",
                                  "records that hold none");
  }
  add_line("list", names + "; " + list.format, out);
  if (asked != static_cast<double>(list.names)) {
    add_line(plan.shard_count > 1 ? "shard" : "sample",
             "about " + rounded(asked) + " of them", out);
  }
  if (plan.unique) {
    add_line("unique", "fewer, if names are there more than once", out);
  }
  add_line("ask", what_text(plan) + policies_text(plan), out);
  add_line("whom", whom_text(plan), out);
  add_line("packets",
           "about " + rounded(packets) + ", " +
               bytes_text(packets * kOctetsOutPerQuery) + " out and " +
               bytes_text(packets * kOctetsInPerQuery) + " in",
           out);
  add_line("pace", pace.text, out);
  add_line("time", duration_text(packets, pace), out);
  const double records = asked + unusable;
  if (plan.sort != SortOrder::kNone || plan.partition != PartitionBy::kNone) {
    add_line("sort", wait_text(plan, records), out);
  }
  add_line("memory", memory_text(plan), out);
  add_line("result", result_text(plan, records), out);
  return out;
}

}  // namespace mxsweep
