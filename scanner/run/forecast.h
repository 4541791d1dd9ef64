// What a run would do, without asking anything (--dry-run), estimated by the
// figures of docs/performance.md. Main thread.
#pragma once

#include <string>

#include "scanner/run/count_list.h"
#include "scanner/run/plan.h"

namespace mxsweep {

// Several lines; estimates are marked with "about".
[[nodiscard]] std::string forecast_text(const ScanPlan& plan,
                                        const ListCount& list);

// A run would ask nothing, and why.
[[nodiscard]] std::string nothing_to_ask_text(const ListCount& list);

}  // namespace mxsweep
