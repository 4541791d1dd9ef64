// Whether a standard stream is a terminal: a person, not a file or a pipe; and
// what that terminal is like. Stateless, any thread.
#pragma once

#include <cstddef>

namespace mxsweep::io {

[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stdout_is_terminal();

// Columns of the terminal at standard error at this moment; 80 when it does not
// say. To be asked again whenever something is shown: windows change.
[[nodiscard]] std::size_t stderr_columns();

// Standard error is a terminal, and neither that nor the user (NO_COLOR, see
// no-color.org) is against colours.
[[nodiscard]] bool stderr_wants_colors();

}  // namespace mxsweep::io
