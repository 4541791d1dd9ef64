// What a plan depends on besides the command line. Stateless, any thread.
#pragma once

namespace mxsweep {

struct PlanContext {
  bool stdin_is_terminal = false;
  bool stdout_is_terminal = false;
};

// Of this process.
[[nodiscard]] PlanContext current_context();

}  // namespace mxsweep
