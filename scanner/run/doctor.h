// The examination of `mxsweep doctor`: whether this machine and the resolvers
// of a plan are fit for a run, one line for each thing looked at, with advice
// where it is not. Sends a handful of questions to each resolver, or to the
// private unbound that a run would start, and nothing to anybody else. Main
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/run/plan.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

enum class Health : std::uint8_t { kOk, kWarn, kFail };

struct DoctorLine {
  Health health = Health::kOk;
  std::string what;    // "kernel: 6.1.0"
  std::string advice;  // empty where there is nothing to do
};

[[nodiscard]] std::vector<DoctorLine> examine(const ScanPlan& plan,
                                              const ScanControl& control);

// Of all lines, and how many there are of each kind.
[[nodiscard]] std::string doctor_text(const std::vector<DoctorLine>& lines);

[[nodiscard]] bool has_failure(const std::vector<DoctorLine>& lines);

}  // namespace mxsweep
