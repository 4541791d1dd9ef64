// RunOperators: what tells who runs the mail hosts of a run, where a column
// shows that: the user's table and the program's own, and the public suffixes.
// Made by the main thread; then constant, any thread.
#pragma once

#include <optional>

#include "scanner/dns/public_suffixes.h"
#include "scanner/mail/operator_matcher.h"
#include "scanner/mail/operator_table.h"
#include "scanner/run/plan.h"

namespace mxsweep {

class RunOperators {
 public:
  // For a run whose rows need operators. The list outlives this.
  void open(const ScanPlan& plan, const PublicSuffixes& suffixes);

  // Null when no column shows operators.
  [[nodiscard]] const OperatorMatcher* matcher() const {
    return matcher_.has_value() ? &*matcher_ : nullptr;
  }

 private:
  OperatorTable table_;
  std::optional<OperatorMatcher> matcher_;
};

}  // namespace mxsweep
