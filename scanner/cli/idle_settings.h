// Settings that are for other runs: a variable or a line of the file of
// --config says how all runs shall be, so one that has no effect beside what
// was typed, or contradicts it, is ignored; typed as a flag it is an error,
// which make_plan() reports. Stateless, any thread.
#pragma once

#include "scanner/cli/options.h"

namespace mxsweep {

void leave_out_idle_settings(Options& options);

}  // namespace mxsweep
