#include "io/file/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "io/base/unique_fd.h"

namespace mxsweep::io {
namespace {

Error read_failed(const std::string& path, int failure) {
  return {
      ErrorCode::kInput, failure,
      "cannot read " + path + ": " + std::generic_category().message(failure)};
}

// As LineEndSource does.
void end_lines_with_lf(std::string& text) {
  if (text.find('\n') == std::string::npos) {
    std::replace(text.begin(), text.end(), '\r', '\n');
  }
}

}  // namespace

Result<std::string> read_small_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) {
    return read_failed(path, errno);
  }
  std::string text(kSmallFileBytesMax + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got =
        ::read(fd.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return read_failed(path, errno);
    }
    if (got == 0) {
      text.resize(size);
      end_lines_with_lf(text);
      return text;
    }
    size += static_cast<std::size_t>(got);
  }
  return read_failed(path, EFBIG);
}

}  // namespace mxsweep::io
