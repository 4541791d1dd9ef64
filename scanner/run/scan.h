// Scan: one run from plan to report. Starts one reader, N shards and one
// writer thread with bounded rings between them, watches progress from the
// calling thread, and in the end proves with the ledger that every input
// record became exactly one terminal record. Library code: prints nothing
// itself; what a person should see goes to ScanEvents.
#pragma once

#include "io/base/result.h"

#include "scanner/run/plan.h"
#include "scanner/run/report.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

// An Error means that the run could not be carried out; its text says where
// anything already gathered is. An interrupted run is no error.
[[nodiscard]] io::Result<ScanReport> run_scan(const ScanPlan& plan,
                                              const ScanControl& control);

}  // namespace mxsweep
