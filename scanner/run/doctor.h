// The examination of `mxsweep doctor`: whether this machine and the resolvers
// of a plan are fit for a run, one line for each thing looked at, with advice
// where it is not. Sends a handful of questions to each resolver, or to the
// private unbound that a run would start, and nothing to anybody else. Main
// thread.
#pragma once

#include <cstdint>
#include <functional>
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

using OnDoctorLine = std::function<void(const DoctorLine&)>;

// All lines. `on_line` gets each as soon as it is known: a resolver that is
// silent takes seconds.
[[nodiscard]] std::vector<DoctorLine> examine(const ScanPlan& plan,
                                              const ScanControl& control,
                                              const OnDoctorLine& on_line);

// With its advice, in lines of the screen.
[[nodiscard]] std::string doctor_text(const DoctorLine& line);

// How many there are of each kind: "9 ok, 1 warn, 0 fail".
[[nodiscard]] std::string doctor_counts_text(
    const std::vector<DoctorLine>& lines);

[[nodiscard]] bool has_failure(const std::vector<DoctorLine>& lines);

}  // namespace mxsweep
