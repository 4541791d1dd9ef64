// RunWatch: tells programs how a run is, every two seconds and at its end: a
// status file, metrics in a file or by HTTP, the service manager. Stands
// between the run and the events that a person sees, on whose ticks it hangs. A
// file that can be written at first and not later is one warning, no end of the
// run. One thread; the HTTP server has another, which knows nothing of this.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "io/base/clock.h"
#include "io/net/page_server.h"
#include "io/proc/service_manager.h"

#include "scanner/run/plan.h"
#include "scanner/run/progress.h"
#include "scanner/run/report.h"
#include "scanner/run/run_moment.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

class RunWatch final : public ScanEvents {
 public:
  static constexpr io::Duration kInterval = io::Duration::seconds(2);

  // All outlive this.
  RunWatch(const ScanPlan& plan, io::ServiceManager& manager, ScanEvents& shown,
           const io::Clock& clock);

  // All of it for the first time. An Error: a file cannot be written, or the
  // port is taken.
  [[nodiscard]] io::Status begin();

  void note(std::string_view text) override { shown_.note(text); }

  void waits(std::string_view for_what) override { shown_.waits(for_what); }

  void progress(const ProgressInput& now) override;

  struct End {
    int exit_code = 0;
    std::string reason{};                // empty: none but the list's end
    const ScanReport* report = nullptr;  // null: there is none
  };

  // For the last time.
  void end(const End& end);

 private:
  [[nodiscard]] bool writes() const;
  [[nodiscard]] io::Status write();
  void write_or_warn();
  void tell_manager(bool stalled);

  const ScanPlan& plan_;
  io::ServiceManager& manager_;
  ScanEvents& shown_;
  const io::Clock& clock_;
  std::unique_ptr<io::PageServer> server_;  // null: none is wanted
  Progress progress_;
  RunMoment moment_;
  io::Duration next_{};
  bool ready_ = false;   // the manager was told
  bool warned_ = false;  // that a file cannot be written
};

}  // namespace mxsweep
