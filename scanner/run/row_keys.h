// By what the rows of a run are put in order, as the plan wants it. Main
// thread, before the run.
#pragma once

#include "io/table/schema.h"
#include "io/table/sort/row_sorter.h"

#include "scanner/run/plan.h"

namespace mxsweep {

// REQUIRES: the schema has the columns that the plan's order needs
[[nodiscard]] io::SortOptions sort_options(const ScanPlan& plan,
                                           io::Schema schema);

}  // namespace mxsweep
