// From Options to a ScanPlan: every value is checked, every default decided,
// kinds are looked up in their tables, the file of resolvers is read. Errors
// are ErrorCode::kUsage with one line that says what to do. Main thread.
#pragma once

#include <string>
#include <vector>

#include "io/base/result.h"

#include "scanner/cli/options.h"
#include "scanner/cli/plan_context.h"
#include "scanner/run/plan.h"

namespace mxsweep {

// Adds lines for log_warning() to `warnings`.
[[nodiscard]] io::Result<ScanPlan> make_plan(
    const Options& options, const PlanContext& context,
    std::vector<std::string>& warnings);

}  // namespace mxsweep
