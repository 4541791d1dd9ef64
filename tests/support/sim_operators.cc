// See sim_operators.h.
#include "tests/support/sim_operators.h"

#include "io/base/check.h"

namespace mxsweep::sim {
namespace {

struct Tables {
  Tables()
      : suffixes(PublicSuffixes::open(MXSWEEP_SIM_SUFFIXES).take()),
        matcher(operators, suffixes) {
    const std::string problem = operators.add(
        {"gate.test", "Gate", "security_gateway", "CH"}, "suffix");
    MXSWEEP_CHECK(problem.empty());
  }

  OperatorTable operators;
  PublicSuffixes suffixes;
  OperatorMatcher matcher;
};

}  // namespace

const OperatorMatcher& sim_operators() {
  static const Tables tables;
  return tables.matcher;
}

}  // namespace mxsweep::sim
