// Messages for the person at the terminal: one line each on standard error,
// "mxsweep: warning: ...". Result data never goes through here. Any thread may
// call any function; lines are never torn. Text may quote hostile input, so
// control characters are shown as '?'. A status line (the progress bar) is
// kept below the messages; it is meant for terminals only.
#pragma once

#include <cstdint>
#include <string_view>

namespace mxsweep::io {

enum class LogLevel : std::uint8_t { kError, kWarning, kInfo, kDebug };

// Messages above this level are dropped; kInfo until told otherwise.
void set_log_level(LogLevel level);

void log_error(std::string_view text);
void log_warning(std::string_view text);
void log_info(std::string_view text);
void log_debug(std::string_view text);

// Replaces the status line; empty text removes it. The status line is shown at
// every level: a caller that is to be quiet does not set one.
void log_status(std::string_view text);

// Whether standard error is a terminal, so that a status line can be redrawn.
[[nodiscard]] bool log_is_terminal();

}  // namespace mxsweep::io
