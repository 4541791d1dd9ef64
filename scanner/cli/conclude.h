// What is said of a run that is over, and what its exit code and the reason of
// that are. Prints by the log; main thread.
#pragma once

#include "io/base/result.h"

#include "scanner/cli/run_watch.h"
#include "scanner/run/plan.h"
#include "scanner/run/report.h"

namespace mxsweep {

// A run that could not be carried out.
[[nodiscard]] RunWatch::End failed(const io::Error& error);

// Shows the summary, unless the run `explains` one name, and what somebody who
// relies on the result must know. The report outlives what is returned.
[[nodiscard]] RunWatch::End conclude(const ScanPlan& plan, bool explains,
                                     const io::Result<ScanReport>& report);

}  // namespace mxsweep
