#include "scanner/run/report.h"

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <utility>

#include "io/base/number_text.h"
#include "io/base/text_wrap.h"

#include "scanner/query/resolver_pool.h"
#include "scanner/run/number_text.h"
#include "scanner/run/resolver_summary.h"

namespace mxsweep {
namespace {

// From here on drops are what is felt, and a thread has hardly slept.
constexpr std::uint64_t kOverflowOneIn = 1000;
constexpr double kBusyShare = 0.9;

// A tail that took this part of the run is worth a word.
constexpr std::int64_t kTailOneIn = 5;

// What most names took is told where the pace of all is less by so much.
constexpr double kUnlike = 1.25;

// The parts of a summary, each with a label before it.
class Summary {
 public:
  explicit Summary(std::size_t columns) : columns_(columns) {}

  void add(std::string_view label, std::string_view text,
           io::Tone tone = io::Tone::kPlain) {
    constexpr std::size_t kTextColumn = 14;
    std::string out = "  ";
    out += label;
    out.append(kTextColumn - std::min(out.size(), kTextColumn - 1), ' ');
    io::append_wrapped(text, kTextColumn, out, columns_);
    parts_.push_back({std::move(out), tone});
  }

  // "  name: 1,234  (what it means)"
  void add_counter(const TotalRow& row, std::uint64_t value) {
    constexpr std::size_t kColumn = 2;
    std::string text(row.name);
    text += ": " + io::with_commas(value) + "  (";
    text += row.meaning;
    std::string out(kColumn, ' ');
    io::append_wrapped(text + ')', kColumn, out, columns_);
    parts_.push_back({std::move(out)});
  }

  void add_head(std::string_view text) {
    std::string out = "mxsweep: ";
    io::append_wrapped(text, out.size(), out, columns_);
    parts_.push_back({std::move(out), io::Tone::kStrong});
  }

  [[nodiscard]] std::vector<io::TonedText> take() { return std::move(parts_); }

 private:
  std::size_t columns_;
  std::vector<io::TonedText> parts_;
};

std::string fixed(double value, int decimals) {
  std::string text;
  append_fixed(value, decimals, text);
  return text;
}

double seconds_of(const ScanReport& report) {
  return std::max(report.elapsed.to_seconds(), 1e-9);
}

std::string pace_text(double per_second) {
  std::string text;
  append_pace(per_second, text);
  return text;
}

std::string a_second(std::uint64_t count, const ScanReport& report) {
  return pace_text(static_cast<double>(count) / seconds_of(report));
}

std::uint64_t not_attempted(const ScanReport& report) {
  return report.totals.with_status(LookupStatus::kNotAttempted);
}

// Names that the run came to; all of them if it was not interrupted.
std::uint64_t reached(const ScanReport& report) {
  return report.records_own() + report.records_left - not_attempted(report);
}

std::string_view stopped_by(StopCause cause) {
  switch (cause) {
    case StopCause::kTime:
      return "stopped by --max-runtime: ";
    case StopCause::kNames:
      return "stopped by --max-names: ";
    case StopCause::kNone:
    case StopCause::kUser:
      break;
  }
  return "interrupted: ";
}

// What became of the rest of the list when the run was stopped.
std::string interrupted_text(const ScanReport& report) {
  const std::uint64_t not_asked = not_attempted(report);
  std::string text = std::string(stopped_by(report.stop_cause)) +
                     count_text(reached(report), "name", "names") +
                     " asked in " + fixed(seconds_of(report), 2) + " s";
  if (not_asked != 0) {
    text += "; " +
            count_text(not_asked, "that was read is ", "that were read are ") +
            (report.records_left != 0 ? "left to --resume"
                                      : "in the result as NOT_ATTEMPTED");
  }
  if (!report.records_unread.has_value()) {
    text += "; the rest of the list was not read";
  } else if (*report.records_unread != 0) {
    text += "; about " + io::with_commas(*report.records_unread) +
            (*report.records_unread == 1
                 ? " of the list was not read and is in no row"
                 : " of the list were not read and are in no row");
  }
  return text;
}

// Of all names, and of most where the first or the last ones took long.
std::string pace_of(const ScanReport& report) {
  std::string text = a_second(reached(report), report) + " names/s";
  if (report.tail.ns > report.elapsed.ns / kTailOneIn) {
    text += " (" + pace_text(report.typical_pace) +
            " but for the last 5 %, which took " +
            fixed(report.tail.to_seconds(), 1) + " s)";
  } else if (report.typical_pace * seconds_of(report) >
             kUnlike * static_cast<double>(reached(report))) {
    text += " (typically " + pace_text(report.typical_pace) + ")";
  }
  text += ", " + a_second(report.totals.queries(), report) + " queries/s, " +
          report.transport;
  if (report.totals.queries() == 0) {
    return text;
  }
  const std::string_view by = limited_by(report);
  return text.append(", limited by ").append(by == "limiter" ? "--rate" : by);
}

std::string statuses_of(const Totals& totals) {
  std::string out;
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    if (totals.by_status[i] != 0) {
      out += out.empty() ? "" : ", ";
      out += kLookupStatusLabels[i];
      out += ' ' + io::with_commas(totals.by_status[i]);
    }
  }
  return out.empty() ? "none" : out;
}

std::string unknown_of(const ScanReport& report) {
  const std::uint64_t unknown = report.totals.mail_unknown;
  if (unknown == 0) {
    return "none";
  }
  return count_text(unknown, "name", "names") + " (" +
         fixed(100 * ratio(unknown, reached(report)), 2) +
         " %): a question failed, or the addresses that decide were not asked";
}

std::string queries_of(const ScanReport& report) {
  const Totals& totals = report.totals;
  std::string out = io::with_commas(totals.queries()) + " sent (MX " +
                    io::with_commas(totals.queries_mx) + ", address " +
                    io::with_commas(totals.queries_address);
  if (totals.queries_policy != 0) {
    out += ", policy " + io::with_commas(totals.queries_policy);
  }
  if (totals.queries_zone != 0) {
    out += ", to authoritative servers " + io::with_commas(totals.queries_zone);
  }
  if (totals.queries_probe != 0) {
    out += ", trust " + io::with_commas(totals.queries_probe);
  }
  if (totals.queries_control != 0) {
    out += ", is the resolver there " + io::with_commas(totals.queries_control);
  }
  out += ", further attempts " + io::with_commas(totals.queries_retried) +
         "; over TCP " + io::with_commas(totals.queries_stream) + ")";
  if (totals.queries() != 0 && reached(report) != 0) {
    out +=
        ", " + fixed(ratio(totals.queries(), reached(report)), 2) + " per name";
  }
  return out;
}

std::string replies_of(const Totals& totals) {
  return io::with_commas(totals.replies) + " used, timeouts " +
         io::with_commas(totals.timeouts) + ", network errors " +
         io::with_commas(totals.network_errors) + ", late " +
         io::with_commas(totals.replies_late) + ", ignored: wrong source " +
         io::with_commas(totals.mismatched_source) + ", question " +
         io::with_commas(totals.mismatched_question) + ", id " +
         io::with_commas(totals.mismatched_id) + ", malformed " +
         io::with_commas(totals.malformed);
}

std::string hosts_of(const Totals& totals) {
  return io::with_commas(totals.hosts) + " asked, " +
         count_text(totals.host_hits, "time", "times") + " known already (" +
         fixed(100 * ratio(totals.host_hits, totals.host_hits + totals.hosts),
               1) +
         " %)";
}

// Nothing when the list was asked as it was.
std::string list_of(const InputReport& list) {
  std::string words;
  const auto add = [&words](const std::string& text) {
    words += words.empty() ? "" : ", ";
    words += text;
  };
  const auto add_count = [&add](const std::string& text, std::uint64_t count) {
    if (count != 0) {
      add(text + io::with_commas(count));
    }
  };
  add_count("repeated rows left out ", list.repeats);
  add_count("$INCLUDE not followed ", list.includes);
  add_count("$GENERATE not understood or too many ", list.generators);
  add_count("left to other shards ", list.other_shards);
  if (list.duplicates != 0 || list.unique_window != 0) {
    add("duplicates left out " + io::with_commas(list.duplicates));
  }
  if (list.unique_window != 0) {
    add("remembered only the last " + io::with_commas(list.unique_window) +
        " names: more of them with --unique-memory");
  }
  if (list.not_sampled != 0) {
    add("not in the sample " + io::with_commas(list.not_sampled));
  }
  if (list.values_cut != 0) {
    add("values cut by --passthrough ");
    append_count(list.values_cut, words);
  }
  if (!list.public_suffix_list.empty()) {
    add("registrable domains by " + list.public_suffix_list);
  }
  return words;
}

// What the kernel could not do for us; nothing when all went well.
void add_kernel_notes(const Totals& totals, Summary& out) {
  if (totals.segmentation_error != 0) {
    out.add("note",
            "UDP segmentation is refused here (" +
                std::generic_category().message(totals.segmentation_error) +
                "): sending singly");
  }
  if (totals.receive_overflows != 0) {
    out.add("note",
            count_text(totals.receive_overflows, "reply was", "replies were") +
                " dropped because a receive buffer was full; "
                "raise net.core.rmem_max or use a lower --rate",
            io::Tone::kAttention);
  }
}

// Who was asked most; all that the report has with `everything`.
std::string servers_of(const ServersReport& servers, bool everything) {
  constexpr std::size_t kNamed = 3;
  const std::size_t named = std::min(
      servers.most_asked.size(), everything ? ServersReport::kMost : kNamed);
  std::string out =
      io::with_commas(servers.count) + " authoritative servers asked, most: ";
  for (std::size_t i = 0; i < named; ++i) {
    out += i == 0 ? "" : ", ";
    out += servers.most_asked[i].label + " " +
           io::with_commas(servers.most_asked[i].asked);
  }
  return out;
}

// What a run costs, so that two runs and two tools can be compared.
std::string cpu_of(const ScanReport& report) {
  const double user = report.cpu.user.to_seconds();
  const double system = report.cpu.system.to_seconds();
  std::string out =
      fixed(user, 2) + " s user, " + fixed(system, 2) + " s system";
  if (report.totals.queries() == 0) {
    return out;  // and nothing is to be read from how busy it was
  }
  out += ", " +
         fixed((user + system) * 1e6 /
                   static_cast<double>(report.totals.queries()),
               2) +
         " us per query";
  return out + "; the engine was busy " +
         fixed(100 * std::min(report.engine_busy, 1.0), 0) + " % of the time";
}

std::string ledger_of(const ScanReport& report) {
  std::string out = count_text(report.records_read, "record", "records") +
                    " in, " + io::with_commas(report.records_written) + " out";
  if (report.records_before != 0) {
    out += " (" + io::with_commas(report.records_before) + " by earlier runs)";
  }
  if (report.records_left != 0) {
    out += ", " + io::with_commas(report.records_left) + " left to --resume";
  }
  return out + (report.ledger_ok ? ": every record exactly once"
                                 : ": MISMATCH, the result is not complete");
}

}  // namespace

std::string_view limited_by(const ScanReport& report) {
  const Totals& totals = report.totals;
  if (totals.receive_overflows > totals.datagrams_received / kOverflowOneIn) {
    return "receive buffer";
  }
  return report.engine_busy >= kBusyShare ? "cpu" : held_by(totals);
}

std::string ending_text(const ScanReport& report) {
  return report.interrupted
             ? interrupted_text(report)
             : "done: " + count_text(report.records_own(), "name", "names") +
                   " in " + fixed(seconds_of(report), 2) + " s, " +
                   count_text(report.totals.rows, "row", "rows");
}

std::vector<io::TonedText> summary_of(const ScanReport& report, bool everything,
                                      std::size_t columns) {
  Summary out(columns);
  out.add_head(ending_text(report));
  out.add("pace", pace_of(report));
  const std::string list = list_of(report.list);
  if (!list.empty()) {
    out.add("list", list);
  }
  out.add("status", statuses_of(report.totals));
  out.add("unknown", unknown_of(report));
  out.add("queries", queries_of(report));
  out.add("replies", replies_of(report.totals));
  out.add("mail hosts", hosts_of(report.totals));
  add_kernel_notes(report.totals, out);
  for (const SummaryLine& line : resolver_lines(report.resolvers, everything)) {
    out.add(line.label, line.text,
            line.attention ? io::Tone::kAttention : io::Tone::kPlain);
  }
  if (report.servers.count != 0) {
    out.add("servers", servers_of(report.servers, everything));
  }
  out.add("cpu", cpu_of(report));
  out.add("ledger", ledger_of(report),
          report.ledger_ok ? io::Tone::kPlain : io::Tone::kAttention);
  if (everything) {
    for (const TotalRow& row : total_rows()) {
      out.add_counter(row, report.totals.*row.value);
    }
  }
  if (report.output_path != "-") {
    out.add("output", report.output_path);
  }
  return out.take();
}

void add_resolver(const ResolverPool& pool, std::uint16_t resolver,
                  ResolverReport& sum) {
  add_counts<Counter>(pool.counters(resolver), sum);
  const Pacer& pacer = pool.pacer(resolver);
  sum.left_out = sum.left_out && !pool.trusted(resolver);
  sum.pace_pps += pacer.typical_pps();
  if (pacer.rtt().known()) {
    sum.rtt = std::max(sum.rtt, pacer.rtt().smoothed());
  }
}

}  // namespace mxsweep
