#include "io/file/terminal.h"

#include <unistd.h>

namespace mxsweep::io {

bool stdin_is_terminal() {
  return ::isatty(STDIN_FILENO) == 1;
}

bool stdout_is_terminal() {
  return ::isatty(STDOUT_FILENO) == 1;
}

}  // namespace mxsweep::io
