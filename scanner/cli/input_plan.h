// Where the names of a run come from, as a part of make_plan(): the arguments,
// a list, or standard input. Stateless, any thread.
#pragma once

#include "io/base/result.h"

#include "scanner/cli/options.h"
#include "scanner/run/plan.h"

namespace mxsweep {

// kUsage where there are none, or what was typed is about a list and there is
// none. Words that could be meant in another way are in `taken_for`.
[[nodiscard]] io::Status plan_input(const Options& options,
                                    bool stdin_is_terminal, ScanPlan& plan);

}  // namespace mxsweep
