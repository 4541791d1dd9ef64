// That no file which a run writes is one that it reads, or one that it writes
// anyway, however the paths are spelt: nothing of the user's is written over by
// a slip. Errors are ErrorCode::kUsage; of a dry run also kOutput, where the
// result cannot be written. Main thread, at start.
#pragma once

#include "io/base/result.h"

#include "scanner/run/plan.h"

namespace mxsweep {

[[nodiscard]] io::Status check_own_files(const ScanPlan& plan);

}  // namespace mxsweep
