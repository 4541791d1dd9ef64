#include "io/file/terminal.h"

#include <sys/ioctl.h>
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

std::size_t stderr_columns() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  const bool known =
      ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
  return known ? size.ws_col : kUsual;
}

bool stderr_wants_colors() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  const char* const none = std::getenv("NO_COLOR");
  return log_is_terminal() && (none == nullptr || *none == '\0');
}

}  // namespace mxsweep::io
