// ScanReport: how a run went, for the summary, the manifest and the exit code.
// Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/base/time.h"

#include "scanner/run/totals.h"

namespace mxsweep {

struct ResolverReport {
  std::string label;
  std::uint64_t sent = 0;
  std::uint64_t replies = 0;
  std::uint64_t without_reply = 0;  // timeouts and network errors
  std::uint64_t failures = 0;
};

struct ScanReport {
  std::uint64_t records_read = 0;     // input records (no blanks, comments)
  std::uint64_t records_written = 0;  // terminal records in the output
  bool ledger_ok = false;             // both are the same records, once each
  bool interrupted = false;           // stopped early by the user
  std::string transport;
  std::string output_path;  // where the result is in the end
  io::Duration elapsed{};
  std::int64_t started_us = 0;  // since 1970
  Totals totals;
  std::vector<ResolverReport> resolvers;
};

// What held the run back most: "input", "output", "limiter", "concurrency",
// or "engine" when nothing did.
[[nodiscard]] std::string_view limited_by(const Totals& totals);

// The closing summary, several lines.
[[nodiscard]] std::string summary_text(const ScanReport& report,
                                       bool every_counter);

}  // namespace mxsweep
