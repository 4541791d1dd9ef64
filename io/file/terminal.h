// Whether a standard stream is a terminal: a person, not a file or a pipe; and
// what that terminal is like. Stateless, any thread.
#pragma once

namespace mxsweep::io {

[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stdout_is_terminal();

// Standard error is a terminal, and neither that nor the user (NO_COLOR, see
// no-color.org) is against colours.
[[nodiscard]] bool stderr_wants_colors();

}  // namespace mxsweep::io
