// Whether a standard stream is a terminal: a person, not a file or a pipe.
// Stateless, any thread.
#pragma once

namespace mxsweep::io {

[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stdout_is_terminal();

}  // namespace mxsweep::io
