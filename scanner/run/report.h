// ScanReport: how a run went, for the summary, the manifest and the exit code.
// Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/clock.h"
#include "io/base/time.h"

#include "scanner/run/run_input.h"
#include "scanner/run/totals.h"

namespace mxsweep {

class ResolverPool;

struct ResolverReport {
  std::string label;
  std::uint64_t sent = 0;  // some may be under way at the end
  std::uint64_t replies = 0;
  std::uint64_t without_reply = 0;  // timeouts and network errors
  std::uint64_t failures = 0;
  std::uint64_t late = 0;          // replies after their attempt was over
  std::uint64_t spells = 0;        // times set aside
  io::Duration rtt{};              // smoothed, at the end; 0: no reply
  std::uint64_t pace_pps = 0;      // at the end, in all; 0: no limit of its own
  bool rewrites_nxdomain = false;  // before the run: found what does not exist
  // Before the run: how it showed that it does not recurse; empty: it does.
  std::string without_recursion{};
  bool left_out = false;  // at the end it still did, or did not
  // With which it makes AAAA of A records; mostly none.
  std::vector<std::string> dns64_prefixes{};
};

// Adds what one shard knows of a resolver.
void add_resolver(const ResolverPool& pool, std::uint16_t resolver,
                  ResolverReport& sum);

struct ScanReport {
  InputReport list;  // what became of it before anything was asked
  std::uint64_t records_read = 0;     // of these what was left; no blanks
  std::uint64_t records_written = 0;  // terminal records in the output
  bool ledger_ok = false;             // both are the same records, once each
  bool interrupted = false;           // stopped early by the user
  std::string transport;
  std::string run_id;        // empty: it has none
  std::string input_format;  // as it was announced; UTF-8
  std::string output_path;   // where the result is in the end
  io::Duration elapsed{};
  std::int64_t started_us = 0;  // since 1970
  Totals totals;
  std::vector<ResolverReport> resolvers;
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

// The closing summary, several lines.
[[nodiscard]] std::string summary_text(const ScanReport& report,
                                       bool every_counter);

}  // namespace mxsweep
