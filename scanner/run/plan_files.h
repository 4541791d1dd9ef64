// PlanFiles: what is in the files that flags name, as far as it is read when
// the plan is made: a file that is no good is refused before anything else.
// Part of ScanPlan, read-only afterwards, any thread.
#pragma once

#include "scanner/mail/operator_table.h"
#include "scanner/rr/address_places.h"
#include "scanner/rr/blocklist.h"

namespace mxsweep {

struct PlanFiles {
  OperatorTable providers;
  Blocklist blocklist;
  AddressPlaces places;
};

}  // namespace mxsweep
