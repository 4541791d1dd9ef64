// Settings that are for other runs: a variable or a line of the file of
// --config says how all runs shall be, so one that has no effect beside what
// was typed, or contradicts it, is ignored; typed as a flag it is an error.
// Where that takes the whole plan to tell, it is a line for log_warning(),
// wherever it was set. Stateless, any thread.
#pragma once

#include <string>
#include <vector>

#include "io/base/result.h"

#include "scanner/cli/options.h"
#include "scanner/run/plan.h"

namespace mxsweep {

void leave_out_idle_settings(Options& options);

// Of what was typed. kUsage, with what the flag is for.
[[nodiscard]] io::Status check_idle_flags(const Options& options);

// Of the plan that came of it.
void note_idle_flags(const Options& options, const ScanPlan& plan,
                     std::vector<std::string>& warnings);

}  // namespace mxsweep
