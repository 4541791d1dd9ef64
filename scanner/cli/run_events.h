// RunEvents: what a person sees of a run while it lasts: on a terminal a line
// that is redrawn, as wide as the window is at that moment; elsewhere a line a
// minute with the time. One thread.
#pragma once

#include <string_view>

#include "io/base/time.h"

#include "scanner/run/plan.h"
#include "scanner/run/progress.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

// Of all that is said from now on.
void choose_colors(ColorWish wish);

// Colours, format, and how much; what was taken for what is said in any case.
void choose_messages(const ScanPlan& plan);

class RunEvents final : public ScanEvents {
 public:
  explicit RunEvents(Verbosity verbosity);
  ~RunEvents() override;
  RunEvents(const RunEvents&) = delete;
  RunEvents& operator=(const RunEvents&) = delete;

  void note(std::string_view text) override;
  void waits(std::string_view for_what) override;
  void progress(const ProgressInput& now) override;

  // Takes the line away.
  static void done();

 private:
  void log(const ProgressInput& now);

  const bool quiet_;
  const bool terminal_;
  Progress progress_;
  io::Duration next_log_line_;
  bool stopping_ = false;  // that was said
};

}  // namespace mxsweep
