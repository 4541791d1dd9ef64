#include "io/base/temp_folder.h"

#include <cstdlib>

namespace mxsweep::io {

std::string temp_folder() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here changes the environment
  const char* const folder = std::getenv("TMPDIR");
  return folder == nullptr || *folder == '\0' ? "/tmp" : folder;
}

}  // namespace mxsweep::io
