// A run for a person at a terminal: signals, progress, summary, and what makes
// its exit code. Main thread.
#pragma once

#include "scanner/run/explanation.h"
#include "scanner/run/plan.h"

namespace mxsweep {

// Returns the exit code. `explanation` takes down what is asked; null for all
// but `mxsweep explain`.
[[nodiscard]] int scan(const ScanPlan& plan, Explanation* explanation);

}  // namespace mxsweep
