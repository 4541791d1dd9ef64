// The part of a plan that is about mail policies: which are asked for, and
// which columns show them, and with these all columns that take a flag. Errors
// are ErrorCode::kUsage. Main thread, at start.
#pragma once

#include <string>
#include <vector>

#include "io/base/result.h"

#include "scanner/run/plan.h"

namespace mxsweep {

// Sets the fields of all policies where --policies says so, and says no to what
// could not be asked.
[[nodiscard]] io::Status plan_policies(ScanPlan& plan);

// The columns of the databases of addresses (place_plan.h) and of the policies
// that are asked for, each behind a comma.
[[nodiscard]] std::string requested_columns(const ScanPlan& plan);

// Columns of policies that are not asked for, of databases that are not given,
// and of delegations without --recursive are an error. What no column shows is
// taken out of the plan; `warnings` says so of what was asked for by name.
// REQUIRES: the columns are known
[[nodiscard]] io::Status check_requested_columns(
    ScanPlan& plan, std::vector<std::string>& warnings);

// There are not too many columns for a table. REQUIRES: the columns are known
[[nodiscard]] io::Status check_column_count(const ScanPlan& plan);

}  // namespace mxsweep
