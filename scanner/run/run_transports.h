// RunTransports: opens the transports of a run, of the kind that the plan
// names or the best that works here. Main thread, before the run; the
// transports belong to whoever asked for them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "io/base/prng.h"
#include "io/base/result.h"
#include "io/net/transport.h"

#include "scanner/run/plan.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

struct TransportNeeds {
  const std::vector<io::Endpoint>& peers;
  std::uint32_t sharers;  // transports that will be open at once
  io::Prng prng;
  io::WakeUp* wake_up = nullptr;       // ends its waits; null: nobody does
  io::Recording* recording = nullptr;  // of all messages; null: none
};

class RunTransports {
 public:
  RunTransports(const ScanPlan& plan, const ScanControl& control)
      : plan_(plan), control_(control) {}

  [[nodiscard]] io::Result<std::unique_ptr<io::Transport>> open(
      const TransportNeeds& needs);

  // Of the last one that was opened, or was to be.
  [[nodiscard]] const std::string& kind() const { return kind_; }

 private:
  [[nodiscard]] io::Result<std::unique_ptr<io::Transport>> open_kind(
      const io::TransportOptions& options);

  const ScanPlan& plan_;
  const ScanControl& control_;
  std::string kind_;
};

}  // namespace mxsweep
