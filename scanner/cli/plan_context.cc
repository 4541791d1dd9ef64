#include "scanner/cli/plan_context.h"

#include "io/file/terminal.h"

namespace mxsweep {

PlanContext current_context() {
  return {.stdin_is_terminal = io::stdin_is_terminal(),
          .stdout_is_terminal = io::stdout_is_terminal()};
}

}  // namespace mxsweep
