#include "scanner/run/report.h"

#include <algorithm>
#include <cstddef>
#include <system_error>

#include "scanner/query/resolver_pool.h"
#include "scanner/run/number_text.h"

namespace mxsweep {
namespace {

// From here on drops are what is felt, and a thread has hardly slept.
constexpr std::uint64_t kOverflowOneIn = 1000;
constexpr double kBusyShare = 0.9;

// What held shards back in most rounds; the input when nothing did.
std::string_view held_by(const Totals& totals) {
  using Table = CounterTable<std::uint64_t>;
  static_assert(Table::kHeldRows.back().name == "held_by_input");
  const auto* most = &Table::kHeldRows.back();
  for (const auto& row : Table::kHeldRows) {
    if (totals.*row.value > totals.*most->value) {
      most = &row;
    }
  }
  return most->name.substr(Table::kHeldBy.size());
}

void append_status_line(const Totals& totals, std::string& out) {
  out += "  status      ";
  bool first = true;
  for (std::size_t i = 0; i < kLookupStatusCount; ++i) {
    if (totals.by_status[i] == 0) {
      continue;
    }
    out += first ? "" : ", ";
    out += kLookupStatusLabels[i];
    out += ' ';
    append_count(totals.by_status[i], out);
    first = false;
  }
  out += first ? "none\n" : "\n";
}

void append_traffic_lines(const ScanReport& report, std::string& out) {
  const Totals& totals = report.totals;
  out += "  queries     ";
  append_count(totals.queries(), out);
  out += " sent (MX ";
  append_count(totals.queries_mx, out);
  out += ", address ";
  append_count(totals.queries_address, out);
  if (totals.queries_probe != 0) {
    out += ", trust ";
    append_count(totals.queries_probe, out);
  }
  out += ", further attempts ";
  append_count(totals.queries_retried, out);
  out += "; over TCP ";
  append_count(totals.queries_stream, out);
  out += "), ";
  append_fixed(ratio(totals.queries(), report.records_written), 2, out);
  out += " per name\n  replies     ";
  append_count(totals.replies, out);
  out += " used, timeouts ";
  append_count(totals.timeouts, out);
  out += ", network errors ";
  append_count(totals.network_errors, out);
  out += ", late ";
  append_count(totals.replies_late, out);
  out += ", ignored: wrong source ";
  append_count(totals.mismatched_source, out);
  out += ", question ";
  append_count(totals.mismatched_question, out);
  out += ", id ";
  append_count(totals.mismatched_id, out);
  out += ", malformed ";
  append_count(totals.malformed, out);
  out += "\n  mail hosts  ";
  append_count(totals.hosts, out);
  out += " asked, ";
  append_count(totals.host_hits, out);
  out += " times known already (";
  append_fixed(100 * ratio(totals.host_hits, totals.host_hits + totals.hosts),
               1, out);
  out += " %)\n";
}

// Nothing when the list was asked as it was.
void append_list_line(const InputReport& list, std::string& out) {
  std::string words;
  const auto add = [&words](std::string_view text) {
    words += words.empty() ? "" : ", ";
    words += text;
  };
  if (list.duplicates != 0 || list.unique_window != 0) {
    add("duplicates left out ");
    append_count(list.duplicates, words);
  }
  if (list.unique_window != 0) {
    add("remembered only the last ");
    append_count(list.unique_window, words);
    words += " names: more of them with --unique-memory";
  }
  if (list.not_sampled != 0) {
    add("not in the sample ");
    append_count(list.not_sampled, words);
  }
  if (!list.public_suffix_list.empty()) {
    add("registrable domains by " + list.public_suffix_list);
  }
  if (!words.empty()) {
    out += "  list        " + words + '\n';
  }
}

void append_behaviour(const ResolverReport& resolver, std::string& out) {
  if (resolver.rtt.ns != 0) {
    out += ", rtt ";
    append_fixed(resolver.rtt.to_seconds() * 1000, 2, out);
    out += " ms";
  }
  if (resolver.pace_pps != 0) {
    out += ", pace ";
    append_count(resolver.pace_pps, out);
    out += "/s";
  }
  if (resolver.late != 0) {
    out += ", late ";
    append_count(resolver.late, out);
  }
  if (resolver.spells != 0) {
    out += ", set aside ";
    append_count(resolver.spells, out);
    out += resolver.spells == 1 ? " time" : " times";
  }
}

// What the kernel could not do for us; nothing when all went well.
void append_kernel_lines(const Totals& totals, std::string& out) {
  if (totals.segmentation_error != 0) {
    out += "  note        UDP segmentation is refused here (";
    out += std::generic_category().message(totals.segmentation_error);
    out += "): sending singly\n";
  }
  if (totals.receive_overflows != 0) {
    out += "  note        ";
    append_count(totals.receive_overflows, out);
    out +=
        " replies were dropped because a receive buffer was full; raise "
        "net.core.rmem_max or use a lower --rate\n";
  }
}

void append_trust(const ResolverReport& resolver, std::string& out) {
  if (!resolver.without_recursion.empty()) {
    out += ", ";
    out += resolver.left_out ? "left out: does not recurse ("
                             : "left out until it recursed (";
    out += resolver.without_recursion + ")";
  } else if (resolver.left_out) {
    out += ", left out: finds a name that does not exist";
  } else if (resolver.rewrites_nxdomain) {
    out += ", left out until it no longer found a name that does not exist";
  }
}

void append_resolver_lines(const ScanReport& report, std::string& out) {
  for (const ResolverReport& resolver : report.resolvers) {
    out += "  resolver    ";
    out += resolver.label;
    out += ": sent ";
    append_count(resolver.sent, out);
    out += ", replies ";
    append_count(resolver.replies, out);
    out += ", without reply ";
    append_count(resolver.without_reply, out);
    out += ", failures ";
    append_count(resolver.failures, out);
    append_behaviour(resolver, out);
    append_trust(resolver, out);
    for (const std::string& prefix : resolver.dns64_prefixes) {
      out += ", makes AAAA of A records (DNS64, " + prefix + ")";
    }
    out += '\n';
  }
}

// What a run costs, so that two runs and two tools can be compared.
void append_cpu_line(const ScanReport& report, std::string& out) {
  const double user = report.cpu.user.to_seconds();
  const double system = report.cpu.system.to_seconds();
  out += "  cpu         ";
  append_fixed(user, 2, out);
  out += " s user, ";
  append_fixed(system, 2, out);
  out += " s system, ";
  append_fixed((user + system) * 1e6 /
                   static_cast<double>(
                       std::max<std::uint64_t>(report.totals.queries(), 1)),
               2, out);
  out += " us per query; the engine was busy ";
  append_fixed(100 * report.engine_busy, 0, out);
  out += " % of the time\n";
}

void append_ledger_line(const ScanReport& report, std::string& out) {
  out += "  ledger      ";
  append_count(report.records_read, out);
  out += " records in, ";
  append_count(report.records_written, out);
  out += report.ledger_ok
             ? " terminal records out: every record exactly once\n"
             : " terminal records out: MISMATCH, the result is not complete\n";
}

}  // namespace

std::string_view limited_by(const ScanReport& report) {
  const Totals& totals = report.totals;
  if (totals.receive_overflows > totals.datagrams_received / kOverflowOneIn) {
    return "receive buffer";
  }
  return report.engine_busy >= kBusyShare ? "cpu" : held_by(totals);
}

std::string summary_text(const ScanReport& report, bool every_counter) {
  const double seconds = std::max(report.elapsed.to_seconds(), 1e-9);
  std::string out = report.interrupted ? "interrupted: " : "done: ";
  append_count(report.records_written, out);
  out += " names in ";
  append_fixed(seconds, 2, out);
  out += " s (";
  append_count(static_cast<std::uint64_t>(
                   static_cast<double>(report.records_written) / seconds),
               out);
  out += " names/s, ";
  append_count(static_cast<std::uint64_t>(
                   static_cast<double>(report.totals.queries()) / seconds),
               out);
  out += " queries/s, ";
  out += report.transport;
  out += ", limited by ";
  out += limited_by(report);
  out += "), ";
  append_count(report.totals.rows, out);
  out += " rows\n";
  append_list_line(report.list, out);
  append_status_line(report.totals, out);
  out += "  unknown     ";
  append_count(report.totals.mail_unknown, out);
  out += " names (";
  append_fixed(100 * ratio(report.totals.mail_unknown, report.records_written),
               2, out);
  out +=
      " %): a question failed, or the addresses that decide were not asked\n";
  append_traffic_lines(report, out);
  append_kernel_lines(report.totals, out);
  append_resolver_lines(report, out);
  append_cpu_line(report, out);
  append_ledger_line(report, out);
  if (every_counter) {
    for (const TotalRow& row : total_rows()) {
      out += "  ";
      out += row.name;
      out += ": ";
      append_count(report.totals.*row.value, out);
      out += "  (";
      out += row.meaning;
      out += ")\n";
    }
  }
  if (report.output_path != "-") {
    out += "  output      " + report.output_path + "\n";
  }
  return out;
}

void add_resolver(const ResolverPool& pool, std::uint16_t resolver,
                  ResolverReport& sum) {
  const ResolverCounters& counters = pool.counters(resolver);
  const Pacer& pacer = pool.pacer(resolver);
  sum.left_out = sum.left_out && !pool.trusted(resolver);
  sum.sent += counters.sent.get();
  sum.replies += counters.replies.get();
  sum.without_reply += counters.timeouts.get();
  sum.failures += counters.failures.get();
  sum.late += counters.late.get();
  sum.spells += counters.spells.get();
  sum.pace_pps += pacer.rate_pps();
  if (pacer.rtt().known()) {
    sum.rtt = std::max(sum.rtt, pacer.rtt().smoothed());
  }
}

}  // namespace mxsweep
