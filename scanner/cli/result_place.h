// Where the result goes: what kind of place the user named, and whether all
// that was typed about it can be had there. Main thread, at start.
#pragma once

#include <string>

#include "io/base/result.h"

#include "scanner/cli/options.h"
#include "scanner/run/plan.h"

namespace mxsweep {

// Decides whether the plan's output is a folder of parts. An Error (kUsage)
// where it would overwrite the list, or cannot be what the flags say of it.
// REQUIRES: the plan has the values of all flags, and its input
[[nodiscard]] io::Status plan_place(const Options& options, ScanPlan& plan);

// The name of the result does not say its format.
[[nodiscard]] io::Error no_format(const std::string& path);

}  // namespace mxsweep
