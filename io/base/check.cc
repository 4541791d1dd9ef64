#include "io/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace mxsweep::io {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr,
               "mxsweep: internal error: %s is false at %s:%d; please report "
               "this line\n",
               condition, file, line);
  std::abort();
}

}  // namespace mxsweep::io
