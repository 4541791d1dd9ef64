// Scan: one run from plan to report. Starts one reader, N shards and one
// writer thread with bounded rings between them, watches progress from the
// calling thread, and in the end proves with the ledger that every input
// record became exactly one terminal record. Library code: prints nothing
// itself; what a person should see goes to ScanEvents.
#pragma once

#include <atomic>
#include <string_view>

#include "io/base/clock.h"
#include "io/base/result.h"
#include "io/base/wake_up.h"

#include "scanner/run/plan.h"
#include "scanner/run/progress.h"
#include "scanner/run/report.h"

namespace mxsweep {

// Called on the thread that called run_scan().
class ScanEvents {
 public:
  ScanEvents() = default;
  ScanEvents(const ScanEvents&) = delete;
  ScanEvents& operator=(const ScanEvents&) = delete;
  virtual ~ScanEvents() = default;

  // Something worth one line, once.
  virtual void note(std::string_view text) = 0;

  // About five times a second.
  virtual void progress(const ProgressInput& now) = 0;
};

struct ScanControl {
  const io::Clock& clock;
  const std::atomic<bool>& stop;  // set by the user's first interrupt
  ScanEvents& events;
  // Of the thread that calls run_scan(), to be notified when `stop` is set.
  // Without it that is seen within a fifth of a second.
  io::WakeUp* wake_up = nullptr;
};

// An Error means that the run could not be carried out; its text says where
// anything already gathered is. An interrupted run is no error.
[[nodiscard]] io::Result<ScanReport> run_scan(const ScanPlan& plan,
                                              const ScanControl& control);

}  // namespace mxsweep
