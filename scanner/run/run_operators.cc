#include "scanner/run/run_operators.h"

#include "scanner/run/provider_list.h"

namespace mxsweep {

void RunOperators::open(const ScanPlan& plan, const PublicSuffixes& suffixes) {
  table_ = plan.providers;
  add_known_providers(table_);
  matcher_.emplace(table_, suffixes);
}

}  // namespace mxsweep
