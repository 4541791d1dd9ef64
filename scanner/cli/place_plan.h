// The part of a plan that is about where addresses are: which columns show what
// the databases of the user say. Errors are ErrorCode::kUsage. Main thread, at
// start.
#pragma once

#include <string>
#include <vector>

#include "io/base/result.h"

#include "scanner/run/plan.h"

namespace mxsweep {

// The columns of the databases that are given, each behind a comma.
[[nodiscard]] std::string place_columns(const ScanPlan& plan);

// Columns of a database that is not given are an error, and so is one where no
// address is asked for. One that no column shows is taken out of the plan, and
// `warnings` says so. REQUIRES: the columns are known
[[nodiscard]] io::Status check_place_columns(
    ScanPlan& plan, std::vector<std::string>& warnings);

}  // namespace mxsweep
