// How many names a list holds, read as a run would read it (--dry-run). Main
// thread.
#pragma once

#include <cstdint>
#include <string>

#include "io/base/result.h"

#include "scanner/run/plan.h"
#include "scanner/run/scan_control.h"

namespace mxsweep {

struct ListCount {
  std::string format;  // as it is announced
  std::uint64_t names = 0;
  std::uint64_t unusable = 0;  // records that hold no name to ask
};

// Errors are those of a run that cannot read its list.
[[nodiscard]] io::Result<ListCount> count_list(const ScanPlan& plan,
                                               const ScanControl& control);

}  // namespace mxsweep
