#include "io/file/terminal.h"

#include <unistd.h>

#include <cstdlib>

#include "io/base/log.h"

namespace mxsweep::io {
bool stdin_is_terminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

bool stdout_is_terminal() {
  return ::isatty(STDOUT_FILENO) == 1;
}

bool stderr_wants_colors() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  const char* const none = std::getenv("NO_COLOR");
  return log_is_terminal() && (none == nullptr || *none == '\0');
}

}  // namespace mxsweep::io
