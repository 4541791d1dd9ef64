#include "io/proc/standard_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace mxsweep::io {

void occupy_standard_files() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
      // Takes the lowest number that is free, which is this one.
      static_cast<void>(
          ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
    }
  }
}

}  // namespace mxsweep::io
