#include "scanner/results/report_document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "io/base/number_text.h"

#include "scanner/mail/finding_meanings.h"
#include "scanner/results/policy_tables.h"
#include "scanner/results/report_tables.h"

namespace mxsweep {
namespace {

constexpr std::size_t kShownOperators = 25;
constexpr std::array<std::size_t, 8> kTops = {1, 2, 3, 5, 10, 20, 50, 100};
constexpr std::string_view kSelf = "self";
constexpr std::string_view kUnknownOperator = "(unknown)";

// The largest first, then by name.
void sort_rows(std::vector<CountedRow>& rows) {
  std::sort(rows.begin(), rows.end(),
            [](const CountedRow& one, const CountedRow& other) {
              return one.second != other.second ? one.second > other.second
                                                : one.first < other.first;
            });
}

std::uint64_t mx_names(const MailReport& report) {
  return report.kinds[static_cast<std::size_t>(MailKind::kMx)];
}

std::vector<CountedRow> operator_rows(const MailReport& report) {
  std::vector<CountedRow> rows;
  for (const auto& [name, count] : report.operators) {
    rows.emplace_back(name, count.names);
  }
  sort_rows(rows);
  return rows;
}

ReportTable operator_table(const MailReport& report,
                           const std::vector<CountedRow>& rows) {
  ReportTable table{
      .id = "operators",
      .title = "Who runs the mail",
      .meaning =
          "The operator of the best mail host of each "
          "domain with MX; self is the domain's own.",
      .columns = {"operator", "names", "share", "category", "country"}};
  const std::uint64_t all = mx_names(report);
  std::uint64_t others = report.more_operators;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    const auto& [name, count] = rows[index];
    if (index >= kShownOperators) {
      others += count;
      continue;
    }
    const OperatorCount& known = report.operators.at(name);
    table.rows.push_back(
        {name, count, share(count, all), known.category, known.country});
  }
  const auto add = [&](std::string_view name, std::uint64_t count) {
    if (count != 0) {
      table.rows.push_back({std::string(name), count, share(count, all),
                            std::string(), std::string()});
    }
  };
  add("(others)", others);
  add(kUnknownOperator, report.without_operator);
  return table;
}

// Of operators by what is known about them.
std::vector<CountedRow> grouped(const MailReport& report,
                                std::string OperatorCount::*what) {
  std::map<std::string, std::uint64_t> sums;
  for (const auto& [name, count] : report.operators) {
    const std::string& word = count.*what;
    sums[word.empty() ? std::string(kUnknownOperator) : word] += count.names;
  }
  sums[std::string(kUnknownOperator)] +=
      report.without_operator + report.more_operators;
  std::vector<CountedRow> rows(sums.begin(), sums.end());
  sort_rows(rows);
  return rows;
}

ReportTable curve(const MailReport& report, std::vector<CountedRow> operators) {
  ReportTable table{.id = "concentration",
                    .title = "How concentrated it is",
                    .meaning =
                        "The share of the domains with MX whose mail "
                        "the largest operators take; self is none.",
                    .columns = {"operators", "names", "share"},
                    .chart = ReportTable::Chart::kLine};
  std::erase_if(operators,
                [](const CountedRow& one) { return one.first == kSelf; });
  std::uint64_t names = 0;
  std::uint64_t count = 0;
  for (const CountedRow& one : operators) {
    names += one.second;
    ++count;
    const bool is_last = &one == &operators.back();
    if (is_last ||
        std::find(kTops.begin(), kTops.end(), count) != kTops.end()) {
      table.rows.push_back({count, names, share(names, mx_names(report))});
    }
  }
  return table;
}

// A domain counts in each of them, so that shares add up to more than all.
template <class Counts, class Names>
ReportTable largest(ReportTable table, const MailReport& report,
                    const Counts& counts, const Names& names) {
  std::vector<CountedRow> rows;
  rows.reserve(counts.size());
  for (const auto& [key, count] : counts) {
    rows.emplace_back(key, names(count));
  }
  sort_rows(rows);
  rows.resize(std::min(rows.size(), kShownOperators));
  for (const auto& [key, count] : rows) {
    table.rows.push_back({key, count, share(count, mx_names(report))});
  }
  return table;
}

void add_places(const MailReport& report, ReportDocument& document) {
  if (report.columns.networks) {
    ReportTable& table = document.tables.emplace_back(
        largest({.id = "networks",
                 .title = "Which networks the mail hosts are in",
                 .meaning = "By the AS numbers that the result has, the 25 "
                            "largest; a domain with MX counts in each that has "
                            "an address of one of its mail hosts.",
                 .columns = {"network", "names", "share", "org"}},
                report, report.networks,
                [](const NetworkCount& count) { return count.names; }));
    for (std::vector<ReportValue>& row : table.rows) {
      const std::string asn = std::get<std::string>(row.front());
      row.front() = "AS" + asn;
      row.emplace_back(report.networks.at(asn).org);
    }
  }
  if (report.columns.places) {
    document.tables.push_back(largest(
        {.id = "places",
         .title = "Which countries the mail hosts are in",
         .meaning = "By the countries of addresses that the result "
                    "has, the 25 largest; a domain with MX counts in "
                    "each that has one of its mail hosts.",
         .columns = {"country", "names", "share"}},
        report, report.places, [](std::uint64_t count) { return count; }));
  }
}

// What others can take goes before what is lost, and that before the rest.
int gravity(std::size_t finding) {
  const auto is = [finding](Finding one) {
    return finding == static_cast<std::size_t>(one);
  };
  return is(Finding::kMxUnregistered)      ? 2
         : is(Finding::kMxNoGlobalAddress) ? 1
                                           : 0;
}

ReportTable finding_table(const MailReport& report, Severity severity) {
  constexpr std::array<std::string_view, 3> kIds = {"errors", "warnings",
                                                    "notes"};
  constexpr std::array<std::string_view, 3> kTitles = {
      "Findings: errors", "Findings: warnings", "Findings: notes"};
  constexpr std::array<std::string_view, 3> kMeanings = {
      "Mail is lost, or could be taken by others.",
      "Mail may be lost, or another standard is broken.", "Good to know."};
  const auto place = static_cast<std::size_t>(severity);
  ReportTable table{.id = kIds[place],
                    .title = kTitles[place],
                    .meaning = std::string(kMeanings[place]),
                    .columns = {"finding", "names", "share", "meaning",
                                "advice", "examples"}};
  std::vector<std::size_t> found;
  for (std::size_t index = 0; index < kFindingCount; ++index) {
    if (kFindingMeanings[index].severity == severity &&
        report.findings[index].names != 0) {
      found.push_back(index);
    }
  }
  std::stable_sort(
      found.begin(), found.end(),
      [&report](std::size_t one, std::size_t other) {
        return std::pair(gravity(one), report.findings[one].names) >
               std::pair(gravity(other), report.findings[other].names);
      });
  for (const std::size_t index : found) {
    const FindingCount& count = report.findings[index];
    const FindingMeaning& meaning = kFindingMeanings[index];
    table.rows.push_back({std::string(kFindingLabels[index]), count.names,
                          share(count.names, report.records),
                          std::string(meaning.text),
                          std::string(meaning.advice), count.examples});
  }
  return table;
}

void add_operators(const MailReport& report, ReportDocument& document) {
  const std::vector<CountedRow> operators = operator_rows(report);
  ReportFigure& figure = document.figures.emplace_back();
  figure.id = "hhi";
  figure.title = "Concentration (HHI, 1 is one operator)";
  figure.value = concentration(report);
  document.tables.push_back(operator_table(report, operators));
  document.tables.push_back(
      counted({.id = "categories",
               .title = "What kinds of operators take the mail",
               .meaning = "The same domains by the category of the operator.",
               .columns = {"category"}},
              grouped(report, &OperatorCount::category)));
  if (report.columns.countries) {
    document.tables.push_back(
        counted({.id = "countries",
                 .title = "Where operators are at home",
                 .meaning = "The country of the operator, not of a server.",
                 .columns = {"country"}},
                grouped(report, &OperatorCount::country)));
  }
  document.tables.push_back(curve(report, operators));
}

void add_reply_times(const io::LogHistogram& rtt_us, ReportDocument& document) {
  constexpr double kUsPerMs = 1000;
  if (rtt_us.count() == 0) {
    return;
  }
  const auto within = [&rtt_us](double part) {
    return static_cast<double>(rtt_us.quantile(part)) / kUsPerMs;
  };
  document.figures.push_back(
      {"rtt_median_ms", "Half of the replies within, ms", within(0.5)});
  document.figures.push_back(
      {"rtt_95_ms", "95 % of the replies within, ms", within(0.95)});
}

void add_outcomes(const MailReport& report, ReportDocument& document) {
  document.tables.push_back(
      counted({.id = "mail_kind",
               .title = "What it means for mail",
               .meaning = "Domains with MX are, below and above, those of "
                          "mx: they have MX of which not all are known to be "
                          "dead. Unknown are names of which no answer was had: "
                          "nothing is said about their mail.",
               .columns = {"mail_kind"}},
              labelled(kMailKindLabels, report.kinds)));
  document.tables.push_back(
      counted({.id = "status",
               .title = "What became of the questions",
               .meaning = "The status of the question for MX.",
               .columns = {"status"}},
              labelled(kLookupStatusLabels, report.statuses)));
}

std::string decimal(double number, int digits) {
  std::array<char, 64> text;
  const auto end = std::to_chars(text.begin(), text.end(), number,
                                 std::chars_format::fixed, digits);
  return {text.begin(), end.ptr};
}

}  // namespace

double concentration(const MailReport& report) {
  const std::uint64_t all = mx_names(report);
  double index = 0;
  std::uint64_t alone = report.without_operator + report.more_operators;
  for (const auto& [name, count] : report.operators) {
    if (name == kSelf) {
      alone += count.names;
    } else {
      const double part = share(count.names, all).of_all;
      index += part * part;
    }
  }
  return all == 0 ? 0 : index + share(alone, all).of_all / double(all);
}

ReportDocument make_document(const MailReport& report, std::string source) {
  ReportDocument document;
  document.source = std::move(source);
  const auto unknown = static_cast<std::size_t>(MailKind::kUnknown);
  document.figures = {
      {"records", "Names", report.records},
      {"with_mx", "With MX (mail_kind mx)",
       share(mx_names(report), report.records)},
      {"unknown", "Unknown", share(report.kinds[unknown], report.records)}};
  if (report.columns.findings) {
    document.figures.push_back(
        {"errors", "With an error", share(report.with_error, report.records)});
  }
  add_outcomes(report, document);
  if (report.columns.operators) {
    add_operators(report, document);
  }
  add_places(report, document);
  if (report.columns.findings) {
    for (const Severity severity :
         {Severity::kError, Severity::kWarning, Severity::kNote}) {
      document.tables.push_back(finding_table(report, severity));
    }
    constexpr std::array<std::string_view, 4> kReach = {"both", "IPv6 only",
                                                        "no IPv6", "not told"};
    document.tables.push_back(
        counted({.id = "ipv6",
                 .title = "How far IPv6 is",
                 .meaning = "Of domains with MX or an implicit one. Not told: "
                            "the addresses were not asked, not answered, or "
                            "no column says so.",
                 .columns = {"addresses"}},
                labelled(kReach, report.ipv6)));
  }
  add_policy_tables(report, document);
  if (report.columns.ttl) {
    document.tables.push_back(
        counted({.id = "ttl",
                 .title = "How long MX are kept",
                 .meaning = "The lowest TTL of the MX of each domain, or what "
                            "was left of it in a resolver's cache.",
                 .columns = {"ttl"}},
                in_ranges(kTtlRanges, report.ttl)));
  }
  if (report.columns.rtt) {
    add_reply_times(report.rtt_us, document);
    document.tables.push_back(
        counted({.id = "rtt",
                 .title = "How long replies took",
                 .meaning = "The last reply to the question for MX, of each "
                            "name that had one.",
                 .columns = {"time"}},
                in_ranges(kRttRanges, report.rtt)));
  }
  return document;
}

void add_changes(const DiffReport& diff, ReportDocument& document) {
  document.tables.push_back(
      counted({.id = "changes",
               .title = "What changed since the older result",
               .meaning = "One verdict for each name of either result; of a "
                          "name that failed nothing more is said.",
               .columns = {"change"}},
              labelled(kChangeLabels, diff.counts)));
  ReportTable table{.id = "moves",
                    .title = "Who moved from whom to whom",
                    .meaning =
                        "Domains whose best mail host is run by "
                        "somebody else than in the older result.",
                    .columns = {"from", "to", "names", "share"}};
  using Move = std::pair<std::pair<std::string, std::string>, std::uint64_t>;
  std::vector<Move> moves(diff.moves.begin(), diff.moves.end());
  std::stable_sort(moves.begin(), moves.end(),
                   [](const Move& one, const Move& other) {
                     return one.second > other.second;
                   });
  const std::uint64_t all =
      diff.counts[static_cast<std::size_t>(Change::kOperatorChanged)];
  std::uint64_t others = diff.more_moves;
  for (std::size_t index = 0; index < moves.size(); ++index) {
    const auto& [pair, count] = moves[index];
    if (index < kShownOperators) {
      table.rows.push_back({pair.first, pair.second, count, share(count, all)});
    } else {
      others += count;
    }
  }
  if (others != 0) {
    table.rows.push_back({std::string("(others)"), std::string("(others)"),
                          others, share(others, all)});
  }
  document.tables.push_back(std::move(table));
}

std::string plain_text(const ReportValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return *text;
  }
  if (const auto* count = std::get_if<std::uint64_t>(&value)) {
    return io::with_commas(*count);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return decimal(*number, *number >= 100 ? 0 : *number >= 10 ? 1 : 3);
  }
  if (const auto* part = std::get_if<Share>(&value)) {
    return decimal(part->of_all * 100, 1) + " %";
  }
  std::string out;
  for (const std::string& text : std::get<std::vector<std::string>>(value)) {
    out += (out.empty() ? "" : ", ") + text;
  }
  return out;
}

}  // namespace mxsweep
