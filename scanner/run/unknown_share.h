// Whether a run has learnt something: how many of the names that were asked
// about are unknown since their questions failed. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/run/plan.h"
#include "scanner/run/report.h"
#include "scanner/run/totals.h"

namespace mxsweep {

// More than `percent` of the names. Those that were not asked about (invalid,
// on the blocklist) do not count.
[[nodiscard]] bool is_mostly_unknown(const Totals& totals,
                                     std::uint32_t percent);

// The list had no line at all.
[[nodiscard]] bool is_empty(const ScanReport& report);

// It is empty, or had records of which this run could ask about none.
[[nodiscard]] bool asked_nothing(const ScanReport& report);

// Whether the result may have its name: else an older one, if any, stays.
[[nodiscard]] bool says_something(const ScanReport& report);

// What to say of a run that asked nothing, in one line.
[[nodiscard]] std::string nothing_asked_text(const ScanPlan& plan,
                                             const ScanReport& report);

// What to say of a run that was stopped before its end, in one line.
[[nodiscard]] std::string interrupted_text(const ScanPlan& plan,
                                           const ScanReport& report);

// What to say of a run like that, in one line. REQUIRES: report.mostly_unknown
[[nodiscard]] std::string mostly_unknown_text(const ScanPlan& plan,
                                              const ScanReport& report);

}  // namespace mxsweep
