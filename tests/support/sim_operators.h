// SimOperators: who runs the mail hosts of simulated networks: "Gate" those
// below gate.test. Somebody registers names below test and co.test. Made at the
// first call, then constant, any thread.
#pragma once

#include "scanner/mail/operator_matcher.h"

namespace mxsweep::sim {

[[nodiscard]] const OperatorMatcher& sim_operators();

}  // namespace mxsweep::sim
