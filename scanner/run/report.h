// ScanReport: how a run went, for the summary, the manifest and the exit code.
// Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/clock.h"
#include "io/base/log.h"
#include "io/base/text_wrap.h"
#include "io/base/time.h"

#include "scanner/query/resolver_counters.h"
#include "scanner/run/run_input.h"
#include "scanner/run/run_stop.h"
#include "scanner/run/totals.h"

namespace mxsweep {

class ResolverPool;

// The counters, and what else there is to say of a resolver.
struct ResolverReport : ResolverCounts<std::uint64_t> {
  std::string label;
  io::Duration rtt{};              // smoothed, at the end; 0: no reply
  std::uint64_t pace_pps = 0;      // typical, in all; 0: no limit of its own
  bool rewrites_nxdomain = false;  // before the run: found what does not exist
  bool denies_the_root = false;    // before the run: did not find what does
  // Before the run: how it showed that it does not recurse; empty: it does.
  std::string without_recursion{};
  bool left_out = false;  // at the end it still did, or did not
  // With which it makes AAAA of A records; mostly none.
  std::vector<std::string> dns64_prefixes{};
};

// An authoritative server, and how often it was asked.
struct ServerReport {
  std::string label;
  std::uint64_t asked = 0;
};

// Of those that --recursive asked.
struct ServersReport {
  static constexpr std::size_t kMost = 20;

  std::uint64_t count = 0;
  std::vector<ServerReport> most_asked;  // kMost at most, the first the most
};

// Adds what one shard knows of a resolver.
void add_resolver(const ResolverPool& pool, std::uint16_t resolver,
                  ResolverReport& sum);

struct ScanReport {
  InputReport list;  // what became of it before anything was asked
  std::uint64_t records_read = 0;     // of these what was left; no blanks
  std::uint64_t records_written = 0;  // terminal records in the output
  std::uint64_t records_before = 0;   // of these by earlier runs (--resume)

  std::uint64_t records_left = 0;  // to a later run (--resume)

  // Records of this run.
  [[nodiscard]] std::uint64_t records_own() const {
    return records_written - records_before;
  }

  bool was_complete = false;  // nothing was left to do (--resume)
  bool ledger_ok = false;     // both are the same records, once each
  bool interrupted = false;   // it ended before the list did
  StopCause stop_cause = StopCause::kNone;  // why
  // Of the list, not read when it was; absent: it is not known how many.
  std::optional<std::uint64_t> records_unread = 0;
  bool mostly_unknown = false;         // more than --max-unknown allows
  bool nothing_asked = false;          // see asked_nothing()
  std::uint32_t unbound_restarts = 0;  // of the private one
  std::string transport;
  std::string run_id;        // empty: it has none
  std::string input_format;  // as it was announced; UTF-8
  std::string output_path;   // where the result is in the end
  io::Duration elapsed{};
  io::Duration tail{};          // what the last 5 % of the names took
  double typical_pace = 0;      // names a second before
  std::int64_t started_us = 0;  // since 1970
  Totals totals;
  std::vector<ResolverReport> resolvers;
  ServersReport servers;
  io::CpuTime cpu;         // of the whole process
  double engine_busy = 0;  // share of the time that the busiest shard worked
};

// What held the run back most:
//   receive buffer  the kernel dropped replies that nobody fetched in time
//   cpu             a shard had no time left
//   limiter         --rate
//   resolvers       what they take (--rate auto, --per-resolver-rate)
//   concurrency     the bound of queries in flight
//   output          the writer or the disk
//   input           nothing to ask yet, or nothing held it back
[[nodiscard]] std::string_view limited_by(const ScanReport& report);

// How the run ended and what it did, in one line: the head of its summary.
[[nodiscard]] std::string ending_text(const ScanReport& report);

// The closing summary, lines of so many columns at most; with every counter and
// every resolver, or those that say something.
[[nodiscard]] std::vector<io::TonedText> summary_of(
    const ScanReport& report, bool everything,
    std::size_t columns = io::kTextColumns);

}  // namespace mxsweep
